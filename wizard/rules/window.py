"""The switch window: whoever comes by http is refused, and the site does not come by https yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from wizard.operations.iis import GetSslRequirement, SslFlags, SslRequirement
from wizard.operations.logs import Log
from wizard.operations.model import Question, Role
from wizard.rules.answers import Answers
from wizard.rules.evidence import tail
from wizard.rules.place import PLACE_READS, POINTS, SECURED, place, update_point
from wizard.rules.seen import Seen
from wizard.rules.ssl_flags import requires_ssl
from wizard.rules.wcm_proof import api_from_site, wcm_proof

REQUIREMENT = GetSslRequirement().on(Role.WSUS)

State = Literal["open", "closed", "cannot-tell"]


def window_reads(seen: Seen, answers: Answers) -> Iterator[Question[Any]]:
    """What `window` needs."""
    yield from PLACE_READS
    yield REQUIREMENT
    yield tail(Log.WCM)
    if (where := place(seen, answers)) and requiring_services(seen.read(REQUIREMENT)):
        yield api_from_site(where.secure)


def requiring_services(requirement: SslRequirement | None) -> tuple[SslFlags, ...]:
    """Those of the five services that refuse http now, by their own value or an inherited one."""
    secured = {name.lower() for name in SECURED}
    places = requirement.places if requirement else ()
    return tuple(p for p in places if p.key.lower() in secured and requires_ssl(p.effective))


def window(seen: Seen, answers: Answers) -> State:
    """Open: Require SSL on any of the five services, and the SUP's flag off or WCM not successful since it was set."""
    requirement, where = seen.read(REQUIREMENT), place(seen, answers)
    if requirement is None:
        return "cannot-tell"
    if not requiring_services(requirement):
        return "closed"
    site = seen.read(POINTS)
    point = update_point(site, seen, answers)
    if where is None or site is None:
        return "cannot-tell"
    if point is None or not point.ssl:
        return "open"
    proof = wcm_proof(seen, where.secure, only_of="Set-SoftwareUpdatePoint")
    if proof.state in {"proven", "assumed"}:
        return "closed"
    return "cannot-tell" if proof.state == "unread" else "open"
