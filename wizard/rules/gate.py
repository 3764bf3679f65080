"""The gate before the switch window: what would make it long, or the way back unclear."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

import msgspec

from wizard.operations.host import GetOperatorRights
from wizard.operations.iis import TestTlsEndpoint
from wizard.operations.logs import Log
from wizard.operations.model import Question, Role
from wizard.operations.site import GetSynchronizationStatus
from wizard.operations.wsus import GetApplicationPool
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE, TEMPLATES, choose
from wizard.rules.evidence import CLIENT_LOGS, tails
from wizard.rules.findings import Finding
from wizard.rules.place import PLACE_READS, Place, place
from wizard.rules.seen import Seen
from wizard.rules.topology import topology_reads
from wizard.rules.wcm_proof import api_from_site

RIGHTS_ON_WSUS = GetOperatorRights().on(Role.WSUS)
RIGHTS_ON_SITE = GetOperatorRights().on(Role.SITE)
SYNCHRONIZATION = GetSynchronizationStatus().on(Role.SITE)


class Override(enum.Enum):
    """Whether an operator may go on against a condition."""

    NEVER = "never"
    IF_NOT_READ = "if it was not read"
    DELIBERATELY = "always possible, deliberately"


class Condition(msgspec.Struct, frozen=True):
    """One condition of the gate, as it stands."""

    key: str
    """What an answers file calls its override."""
    holds: bool | None
    """None: it could not be read."""
    override: Override
    finding: Finding
    asked_after: str = ""
    """Key of the section that has to be satisfied before this can be asked; empty where it was asked."""


def blocks(condition: Condition, overrides: tuple[str, ...]) -> bool:
    """Whether the window may not be opened because of it."""
    if condition.holds:
        return False
    possible = condition.override is Override.DELIBERATELY or (
        condition.override is Override.IF_NOT_READ and condition.holds is None
    )
    return not (possible and condition.key in overrides)


def overridable(condition: Condition) -> bool:
    """Whether naming it in the answers would let the run go on."""
    return not blocks(condition, (condition.key,))


def pool_of(where: Place) -> str:
    """The application pool that ClientWebService names, whatever it is called (facts, 1.7)."""
    return next((c.pool for c in where.site.children if c.name.lower() == "clientwebservice"), "")


def tls(where: Place, role: Role) -> Question[Any]:
    """A TLS handshake with WSUS by its name, from the machine of a role."""
    return TestTlsEndpoint(where.reached_as, where.https_port).on(role)


def own_name(where: Place) -> tuple[Question[Any], ...]:
    """TLS by the name that configuressl will be given, where it is not the site's: WSUS will call itself so."""
    if where.host_name == where.reached_as:
        return ()
    return (TestTlsEndpoint(where.host_name, where.https_port).on(Role.WSUS),)


def gate_reads(seen: Seen, answers: Answers) -> Iterator[Question[Any]]:
    """What the conditions need."""
    yield from PLACE_READS
    yield from (TEMPLATES, STORE, SYNCHRONIZATION, RIGHTS_ON_WSUS, RIGHTS_ON_SITE)
    yield from tails(Log.WCM, Log.SYNC, *CLIENT_LOGS)
    yield from topology_reads(seen, place(seen, answers))
    if where := place(seen, answers):
        if pool := pool_of(where):
            yield GetApplicationPool(pool).on(Role.WSUS)
        if bound(seen, answers, where):
            yield from (tls(where, role) for role in (Role.WSUS, Role.SITE, Role.CLIENT))
            yield from own_name(where)
            yield api_from_site(where.secure)


def bound(seen: Seen, answers: Answers, where: Place) -> bool:
    """The chosen certificate is the bound one, so that TLS can be tried."""
    choice = choose(seen, answers, where) if seen.read(STORE) is not None else None
    wanted = getattr(choice, "thumbprint", None)
    thumbprint = seen.value(wanted) if wanted else ""
    return bool(where.https and thumbprint and where.https.certificate_hash == thumbprint)
