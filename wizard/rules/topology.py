"""Other WSUS servers that a switch of this one would leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.operations.model import Question, Role
from wizard.operations.topology import DownstreamServer, GetDownstreamServer, GetFrontEndServer
from wizard.rules.database import database
from wizard.rules.names import same_host
from wizard.rules.place import HOST, SETUP, Place
from wizard.rules.seen import Seen

FRONT_ENDS = GetFrontEndServer().on(Role.WSUS)


def downstream(seen: Seen, where: Place) -> Question[tuple[DownstreamServer, ...]]:
    """Who is downstream, asked over the address that WSUS has now."""
    setup = seen.read(SETUP)
    now = where.secure if setup and setup.using_ssl else where.plain
    return GetDownstreamServer(now.host, now.scheme == "https", now.port).on(Role.WSUS)


def topology_reads(seen: Seen, where: Place | None) -> Iterator[Question[Any]]:
    """What tells of other servers. A Windows Internal Database has no other front end: nobody else reaches it."""
    host, setup = seen.read(HOST), seen.read(SETUP)
    if host and setup and database(setup.sql_server_name, host) != "internal":
        yield FRONT_ENDS
    if where and where.http:
        yield downstream(seen, where)


def other_front_ends(seen: Seen) -> tuple[str, ...]:
    """The active front ends on the same SUSDB, this server left out."""
    host = seen.read(HOST)
    found = seen.read(FRONT_ENDS) or ()
    return tuple(f.name for f in found if f.active and not (host and same_host(f.name, host.fqdn)))
