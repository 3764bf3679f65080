"""Section 7: the software update point requires SSL to WSUS, and WCM has connected that way since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from wizard.operations.logs import Log
from wizard.operations.model import Question, Role, Setting
from wizard.operations.site import SetSoftwareUpdatePoint, SoftwareUpdatePoint
from wizard.rules.answers import Answers, duration
from wizard.rules.connection import explained
from wizard.rules.evidence import EVIDENCE, tail
from wizard.rules.findings import Basis, Finding, Level, finding, unread
from wizard.rules.place import PLACE_READS, POINTS, place, site_elsewhere, unread_place, update_point
from wizard.rules.seen import Seen
from wizard.rules.wcm_proof import WcmProof, api_from_site, wcm_proof
from wizard.steps.assessment import Assessment, Change, Status, Step, Wait, cannot_tell

AFTER_FLAG, HOURLY = timedelta(minutes=15), timedelta(minutes=75)
"""WCM acts on a change of its flag within minutes, otherwise once an hour (facts, 8.4)."""


class RequireSslOfPoint(Step):
    """The flag, and then the only word that counts: WCM's."""

    key = "software-update-point"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield tail(Log.WCM)
        where, point = place(seen, answers), update_point(seen.read(POINTS), seen, answers)
        if where and point and point.ssl:
            yield api_from_site(where.secure)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        if elsewhere := site_elsewhere(seen):
            return cannot_tell("point", elsewhere, seen)
        site, where = seen.read(POINTS), place(seen, answers)
        machine = seen.machine(Role.SITE)
        point = update_point(site, seen, answers)
        if point is None or where is None:
            names = ", ".join(p.name for p in site.points) if site else ""
            return Assessment(
                Status.BLOCKED, (finding("before.update-point.missing", Level.ERROR, machine, seen=names),)
            )
        if not point.ssl:
            now = finding("update-point.not-yet", Level.INFO, machine, seen="SSLWSUS 0", name=point.name)
            return Assessment(Status.NEEDS_CHANGE, (now,), (_change(point),))
        flag = finding("update-point.flag", Level.OK, machine, seen="SSLWSUS 1", name=point.name)
        return _followed(wcm_proof(seen, where.secure), seen, answers, (flag,))


def _change(point: SoftwareUpdatePoint) -> Change:
    path = f"sup/{point.key}/Ssl"
    return Change(
        "software-update-point",
        SetSoftwareUpdatePoint(point.site_code, point.name, True),
        Role.SITE,
        (Setting(path, "0"),),
        (Setting(path, "1"),),
        evidence=EVIDENCE["Set-SoftwareUpdatePoint"],
        unit="switch",
    )


def _followed(
    proof: WcmProof, seen: Seen, answers: Answers, flag: tuple[Finding, ...]
) -> Assessment:
    machine = seen.machine(Role.SITE)
    line = proof.verdict.line if proof.verdict else ""
    if proof.state == "unread" and proof.error:
        return Assessment(Status.CANNOT_TELL, (unread("wcm", proof.error, machine), *flag))
    if proof.state in {"proven", "assumed"}:
        basis = Basis.VERIFIED if proof.state == "proven" else Basis.ASSUMED
        code = f"update-point.wcm-{proof.state}"
        return Assessment(Status.SATISFIED, (finding(code, Level.OK, machine, seen=line, basis=basis), *flag))
    if proof.state == "failed":
        failed = finding("update-point.wcm-failed", Level.ERROR, machine, seen=line)
        code = proof.verdict.code if proof.verdict else ""
        return Assessment(Status.FAILED, (failed, *explained(code, machine), *flag))
    since = seen.since.get(Log.WCM)
    api = (unread("api", proof.error, machine, Level.WARNING),) if proof.error else ()
    if since is None and proof.state == "none" and not seen.in_session:
        return Assessment(Status.CANNOT_TELL, (finding("update-point.wcm-silent", Level.ERROR, machine), *api, *flag))
    usual = AFTER_FLAG if since and since.operation == "Set-SoftwareUpdatePoint" else HOURLY
    patience = duration(answers.patience.wcm) if answers.patience.wcm else usual
    waiting = finding("update-point.wcm-waiting", Level.INFO, machine, seen=line)
    return Assessment(Status.WAITING, (waiting, *api, *flag), wait=Wait("wait.wcm", patience=patience))
