"""The log of the WSUS site in IIS: what a client came for, and by which port."""

from __future__ import annotations

from wizard.operations.model import Data, Operation


class ClientRequest(Data, frozen=True):
    """A request in the log. IIS writes UTC (failures, A.7)."""

    time: str
    """UTC, ISO 8601."""
    address: str
    """Where it came from."""
    port: int
    path: str
    status: int
    substatus: int


class ClientRequests(Data, frozen=True):
    """What a client asked ClientWebService for."""

    addresses: tuple[str, ...]
    """Of the client, as the WSUS server resolves its name; none where it has none."""
    requests: tuple[ClientRequest, ...]
    """The newest hundred at most, the oldest first."""


class GetClientRequest(Operation[ClientRequests], frozen=True):
    """A client's requests to ClientWebService, from the newest files of the site's log in IIS.

    IIS writes them with a delay of up to a minute, and a handshake that fails never gets there (failures, A.7).
    """

    name = "Get-ClientRequest"
    site_id: int
    computer: str
    """Name of the client."""
