"""Other WSUS servers that depend on this one: front ends on its database, and servers downstream of it."""

from __future__ import annotations

from wizard.operations.model import Data, Operation


class FrontEndServer(Data, frozen=True):
    """A WSUS server on the same SUSDB. SSL has to be set the same way on each (facts, 1.2)."""

    name: str
    active: bool
    master: bool


class GetFrontEndServer(Operation[tuple[FrontEndServer, ...]], frozen=True):
    """`WsusUtil listfrontendservers`: every WSUS server that uses this one's database, itself among them."""

    name = "Get-FrontEndServer"


class DownstreamServer(Data, frozen=True):
    """A WSUS server that synchronizes from this one."""

    name: str
    replica: bool
    last_synchronization: str = ""
    """UTC, ISO 8601; empty where it never came."""


class GetDownstreamServer(Operation[tuple[DownstreamServer, ...]], frozen=True):
    """Every server downstream, as the WSUS API knows them. They come by the address that they were told."""

    name = "Get-DownstreamServer"
    host_name: str
    use_ssl: bool
    port: int
