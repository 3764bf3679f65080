"""Section 9: a client's scan over https. Silence is never success."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from wizard.operations.client import GetClientState, StartClientScan
from wizard.operations.iis_log import ClientRequests, GetClientRequest
from wizard.operations.logs import Log
from wizard.operations.model import CannotTell, Question, Role
from wizard.rules.answers import Answers, duration
from wizard.rules.connection import explained
from wizard.rules.evidence import CLIENT_LOGS, EVIDENCE, belongs, fresh, started_by, tail, tails
from wizard.rules.findings import Finding, Level, finding, unread
from wizard.rules.logs import Record, Verdict, after, moment, records
from wizard.rules.names import same_host
from wizard.rules.place import PLACE_READS, Place, place, site_elsewhere, unread_place
from wizard.rules.scan import scan_verdict
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Change, Receipt, Status, Step, Wait, cannot_tell

STATE = GetClientState().on(Role.CLIENT)
START = Change(
    "client-scan", StartClientScan(), Role.CLIENT, evidence=EVIDENCE[StartClientScan.name], repeatable=False
)


class ClientScan(Step):
    """What three logs of the client say of its newest scan."""

    key = "client-scan"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield STATE
        yield from tails(*CLIENT_LOGS)
        if question := in_iis_log(seen, answers):
            yield question

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        where, state = place(seen, answers), seen[STATE]
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen, changes=(START,))
        if elsewhere := site_elsewhere(seen):
            # The site says by which name its clients come; without that nothing they say is right or wrong.
            return cannot_tell("point", elsewhere, seen)
        if isinstance(state, CannotTell):
            return _by_iis_log(seen, answers, where, state)
        machine = seen.machine(Role.CLIENT)
        if where is None:
            error = finding("before.site.missing", Level.ERROR, seen.machine(Role.WSUS))
            return Assessment(Status.BLOCKED, (error,))
        if not state.client_installed:
            return Assessment(Status.BLOCKED, (finding("client-scan.no-client", Level.ERROR, machine),))
        logs: list[tuple[Record, ...]] = []
        for log in CLIENT_LOGS:
            lines = fresh(log, seen)
            if isinstance(lines, CannotTell):
                return cannot_tell("client-log", lines, seen, changes=(START,))
            logs.append(lines)
        remarks = tuple(_remarks(where, state.computer, state.policy_server, machine))
        return _judged(_decided(logs), seen, answers, where, remarks)

    def brought(self, change: Change, receipt: Receipt | None, seen: Seen) -> dict[str, str] | None:
        """A scan that began behind the mark, by whomever, is the one that was wanted."""
        logs: list[tuple[Record, ...]] = []
        for log in CLIENT_LOGS:
            mark = next((m for m in receipt.marks if m.log is log), None) if receipt else None
            result = seen.read(tail(log))
            if result is None or mark is None:
                return None
            logs.append(after(records(log, result), result, mark))
        return {} if any(logs) and scan_verdict(*logs).state != "none" else None


def in_iis_log(seen: Seen, answers: Answers) -> Question[ClientRequests] | None:
    """What WSUS's own web site knows of the client, asked only where the client cannot be."""
    where, computer = place(seen, answers), answers.client or seen.machine(Role.CLIENT)
    if where is None or not computer or seen.failed(STATE) is None:
        return None
    return GetClientRequest(where.site.id, computer).on(Role.WSUS)


def _by_iis_log(seen: Seen, answers: Answers, where: Place | None, client: CannotTell) -> Assessment:
    """A request to ClientWebService that was answered with 200 over https is a scan's, whatever else came of it."""
    question = in_iis_log(seen, answers)
    found = seen.read(question) if question else None
    silent = unread("client", client.error, seen.machine(Role.CLIENT), Level.WARNING)
    if question and (failed := seen.failed(question)):
        unread_log = unread("iis-log", failed.error, seen.machine(Role.WSUS), Level.WARNING)
        return cannot_tell("client", client, seen, unread_log, changes=(START,))
    if where is None or question is None or found is None:
        return cannot_tell("client", client, seen, changes=(START,))
    machine = seen.machine(Role.WSUS)
    if not found.addresses:
        computer = answers.client or seen.machine(Role.CLIENT)
        unknown = finding("client-scan.unknown-address", Level.INFO, machine, computer=computer)
        return cannot_tell("client", client, seen, unknown, changes=(START,))
    switched = seen.since.get(Log.WCM)
    since = datetime.fromisoformat(switched.mark.time) if switched else None
    answered = [r for r in found.requests if (r.port, r.status) == (where.https_port, 200) and _behind(r.time, since)]
    if answered:
        newest = answered[-1]
        shown = f"{newest.time} {newest.address} {newest.path} {newest.port} {newest.status}"
        done = finding("client-scan.in-iis-log", Level.OK, machine, seen=shown, time=newest.time)
        return Assessment(Status.SATISFIED, (done, silent))
    newest_known = found.requests[-1] if found.requests else None
    shown = f"{newest_known.time} {newest_known.port} {newest_known.status}" if newest_known else ""
    missing = finding("client-scan.not-in-iis-log", Level.INFO, machine, seen=shown)
    if not seen.in_session or client.error.type != "Unreachable":
        # Who answers, but not what was asked, is no client that goes its own way unseen: that has to be looked into.
        return cannot_tell("client", client, seen, missing, changes=(START,))
    wait = Wait("wait.scan", timedelta(minutes=1), duration(answers.patience.scan))
    return Assessment(Status.WAITING, (missing, silent), wait=wait)


def _behind(time: str, since: datetime | None) -> bool:
    """IIS writes whole seconds: one of the very second of the switch does not tell on which side of it it came."""
    try:
        return since is None or datetime.fromisoformat(time) > since
    except ValueError:
        return False


def _decided(logs: list[tuple[Record, ...]]) -> Verdict:
    """The newest verdict; while another scan is under way, a success before it still stands."""
    newest = scan_verdict(*logs)
    begun = newest.milestones[0].time if newest.state == "running" and newest.milestones else None
    if begun is not None:
        earlier = scan_verdict(*(tuple(r for r in log if r.time and r.time < begun) for log in logs))
        if earlier.state == "succeeded":
            return earlier
    return newest


def _judged(
    verdict: Verdict, seen: Seen, answers: Answers, where: Place, remarks: tuple[Finding, ...]
) -> Assessment:
    machine = seen.machine(Role.CLIENT)
    wait = Wait("wait.scan", timedelta(minutes=1), duration(answers.patience.scan))
    ours = belongs(verdict.endpoint, where.secure)
    begun_here = started_by(Log.UPDATE_HANDLER, START.operation.name, seen)
    if verdict.state == "succeeded" and ours:
        done = finding("client-scan.done", Level.OK, machine, seen=verdict.line, time=moment(verdict.time))
        return Assessment(Status.SATISFIED, (done, *remarks))
    if verdict.state == "failed" and (ours or (begun_here and verdict.endpoint is None)):
        failed = finding("client-scan.failed", Level.ERROR, machine, seen=verdict.line, code=verdict.code)
        return Assessment(Status.FAILED, (failed, *explained(verdict.code, machine), *remarks), (START,))
    if verdict.state == "running" and (ours or Log.UPDATE_HANDLER in seen.since):
        running = finding("client-scan.running", Level.INFO, machine, seen=verdict.line)
        return Assessment(Status.WAITING, (running, *remarks), wait=wait)
    if not begun_here:
        code = "client-scan.none-yet" if verdict.state == "none" else "client-scan.before"
        earlier = finding(code, Level.INFO, machine, seen=verdict.line)
        return Assessment(Status.NEEDS_CHANGE, (earlier, *remarks), (START,))
    if verdict.state == "none":
        silent = finding("client-scan.silent", Level.INFO, machine)
        return Assessment(Status.WAITING, (silent, *remarks), (START,), wait=wait)
    # It still asks over http, whatever that ended with: it follows at its next scan. Not failed.
    lagging = finding("client-scan.still-http", Level.INFO, machine, seen=verdict.line)
    return Assessment(Status.WAITING, (lagging, *remarks), (START,), wait=wait)


def _remarks(where: Place, computer: str, policy_server: str, machine: str) -> Iterator[Finding]:
    if same_host(computer, where.host_name) or same_host(computer, where.host_name.split(".")[0]):
        yield finding("client-scan.own-client", Level.WARNING, machine, seen=computer)
    if policy_server:
        yield finding("client-scan.policy", Level.INFO, machine, seen=policy_server)
