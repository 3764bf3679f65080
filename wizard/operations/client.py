"""The test client: what it was told and how its scans go."""

from __future__ import annotations

from wizard.operations.model import Data, Kind, Operation, Role, Written


class ClientState(Data, frozen=True):
    """Where a client looks for updates."""

    computer: str
    client_installed: bool
    """The Configuration Manager client is there."""
    policy_server: str
    """WUServer of the Windows Update policy, a whole URL; empty where there is none."""
    scan_path: str
    """CurrentScanPath of CCM_SUPLocationList."""
    last_success_path: str


class GetClientState(Operation[ClientState], frozen=True):
    """The client's update server by policy and by its last location answer."""

    name = "Get-ClientState"
    roles = (Role.CLIENT,)


class StartClientScan(Operation[Written], frozen=True):
    """Triggers the software updates scan cycle (schedule 113) on the client."""

    name = "Start-ClientScan"
    kind = Kind.CHANGE
    roles = (Role.CLIENT,)
