"""Section 8: a synchronization over https, started here and followed to its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from wizard.operations.logs import Log
from wizard.operations.model import CannotTell, Question, Role
from wizard.operations.site import StartSynchronization
from wizard.rules.answers import Answers, duration
from wizard.rules.connection import explained
from wizard.rules.evidence import EVIDENCE, belongs, decided, fresh, started_by, tail
from wizard.rules.findings import Basis, Finding, Level, finding
from wizard.rules.logs import Record, Verdict, after, moment
from wizard.rules.logs import records as all_records
from wizard.rules.place import PLACE_READS, POINTS, Place, place, unread_place, update_point
from wizard.rules.seen import Seen
from wizard.rules.synchronization import begins, sync_verdict
from wizard.rules.wcm_proof import api_from_site
from wizard.steps.assessment import Assessment, Change, Receipt, Status, Step, Wait, cannot_tell

START = Change(
    "synchronization",
    StartSynchronization(),
    Role.SITE,
    evidence=EVIDENCE[StartSynchronization.name],
    repeatable=False,
)


class Synchronization(Step):
    """wsyncmgr.log tells: started, over which URL, and how it ended."""

    key = "synchronization"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield tail(Log.SYNC)
        if where := place(seen, answers):
            yield api_from_site(where.secure)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        records, where = fresh(Log.SYNC, seen), place(seen, answers)
        if isinstance(records, CannotTell):
            return cannot_tell("sync", records, seen, changes=(START,))
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen, changes=(START,))
        if where is None:
            error = finding("before.site.missing", Level.ERROR, seen.machine(Role.WSUS))
            return Assessment(Status.BLOCKED, (error,))
        return _judged(_newest(records, seen), seen, answers, where)

    def brought(self, change: Change, receipt: Receipt | None, seen: Seen) -> dict[str, str] | None:
        """Any synchronization that began behind the mark will do: who started it makes no difference to the proof."""
        result = seen.read(tail(Log.SYNC))
        mark = next((m for m in receipt.marks if m.log is Log.SYNC), None) if receipt else None
        records = fresh(Log.SYNC, seen)
        if result is None or mark is None or isinstance(records, CannotTell):
            return None
        return {} if _newest(after(records, result, mark), seen).state != "none" else None


def _newest(behind: tuple[Record, ...], seen: Seen) -> Verdict:
    """The newest synchronization behind a mark. One of which only the end lies there began before it, over whatever
    address: it is no evidence. (In a log too long to be read back to the mark, its beginning is not looked for.)"""
    read = seen.read(tail(Log.SYNC))
    back_to_mark = read is not None and len(behind) < len(all_records(Log.SYNC, read))

    def judge(found: Iterable[Record]) -> Verdict:
        verdict = sync_verdict(found)
        return verdict if begins(verdict) or not back_to_mark else Verdict()

    return decided(judge, behind)


def _judged(verdict: Verdict, seen: Seen, answers: Answers, where: Place) -> Assessment:
    machine = seen.machine(Role.SITE)
    ours = belongs(verdict.endpoint, where.secure) or (verdict.endpoint is None and _surely_https(seen, answers, where))
    unread = seen.failed(api_from_site(where.secure))
    if verdict.state == "succeeded" and verdict.endpoint is None and unread and _flag(seen, answers):
        return cannot_tell("api", unread, seen, changes=(START,))
    if verdict.state == "succeeded" and ours:
        basis = Basis.VERIFIED if verdict.endpoint else Basis.ASSUMED
        when = moment(verdict.time)
        done = finding("synchronization.done", Level.OK, machine, seen=verdict.line, basis=basis, time=when)
        return Assessment(Status.SATISFIED, (done,))
    begun_here = started_by(Log.SYNC, START.operation.name, seen)
    if verdict.state == "failed" and (ours or (begun_here and verdict.endpoint is None)):
        failed = finding("synchronization.failed", Level.ERROR, machine, seen=verdict.line)
        return Assessment(Status.FAILED, (failed, *explained(verdict.code, machine)), (START,))
    wait = Wait("wait.synchronization", timedelta(minutes=5), duration(answers.patience.synchronization))
    if verdict.state == "running" and (ours or Log.SYNC in seen.since):
        # One over http, begun before the switch, proves nothing: another one is wanted after it.
        running = finding("synchronization.running", Level.INFO, machine, seen=verdict.line)
        return Assessment(Status.WAITING, (running,), wait=wait)
    if begun_here and verdict.state != "none":
        other = finding("synchronization.over-http", Level.ERROR, machine, seen=verdict.line)
        return Assessment(Status.FAILED, (other,), (START,))
    if begun_here:
        silent = finding("synchronization.not-begun", Level.INFO, machine)
        return Assessment(Status.WAITING, (silent,), (START,), wait=wait)
    return Assessment(Status.NEEDS_CHANGE, tuple(_earlier(verdict, machine)), (START,))


def _surely_https(seen: Seen, answers: Answers, where: Place) -> bool:
    """Its lines name no address (a SUP on the site server): the flag is on, and the API answers over https."""
    connection = seen.read(api_from_site(where.secure))
    return _flag(seen, answers) and connection is not None and connection.connected


def _flag(seen: Seen, answers: Answers) -> bool:
    point = update_point(seen.read(POINTS), seen, answers)
    return point is not None and point.ssl


def _earlier(verdict: Verdict, machine: str) -> Iterator[Finding]:
    if verdict.state == "none":
        yield finding("synchronization.none-yet", Level.INFO, machine)
    else:
        yield finding("synchronization.by-other", Level.INFO, machine, seen=verdict.line)
