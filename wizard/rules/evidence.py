"""Which log proves which change, and when a line of a log still belongs to the present configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wizard.operations.logs import GetLogTail, Log, LogTail
from wizard.operations.model import CannotTell, Question
from wizard.operations.site import SoftwareUpdatePoint
from wizard.rules.logs import Endpoint, Record, Verdict, after, records
from wizard.rules.names import same_host
from wizard.rules.place import SETUP
from wizard.rules.seen import Seen

CLIENT_LOGS = (Log.SCAN_AGENT, Log.LOCATION, Log.UPDATE_HANDLER)

EVIDENCE: dict[str, tuple[Log, ...]] = {
    "Set-SoftwareUpdatePoint": (Log.WCM, Log.SYNC, *CLIENT_LOGS),
    "Start-Synchronization": (Log.SYNC,),
    "Start-ClientScan": CLIENT_LOGS,
}
"""The one table: a change moves the beginning of these logs' evidence to where they stood before it."""



def served_anew(seen: Seen, point: SoftwareUpdatePoint | None) -> tuple[Log, ...]:
    """For a change of what WSUS serves (a binding, configuressl): where others come by https already, all earlier
    proof, good or bad, is about what was served before."""
    setup = seen.read(SETUP)
    if (setup and setup.using_ssl) or (point and point.ssl):
        return EVIDENCE["Set-SoftwareUpdatePoint"]
    return ()


def tail(log: Log) -> Question[LogTail]:
    """The question for the end of a log."""
    return GetLogTail(log).on(log.role)


def tails(*logs: Log) -> Iterator[Question[Any]]:
    """The questions for the ends of logs."""
    return (tail(log) for log in logs)


def fresh(log: Log, seen: Seen, only_of: str = "") -> tuple[Record, ...] | CannotTell:
    """The records of a log that count: with a session those behind its mark, else all that were read.

    `only_of` names an operation: marks of others do not count.
    """
    result = seen[tail(log)]
    if isinstance(result, CannotTell):
        return result
    since = seen.since.get(log)
    mark = since.mark if since and only_of in {"", since.operation} else None
    return after(records(log, result), result, mark)


def belongs(endpoint: Endpoint | None, wanted: Endpoint) -> bool:
    """The line names the present configuration: same scheme, host and port."""
    return (
        endpoint is not None
        and endpoint.scheme == wanted.scheme
        and same_host(endpoint.host, wanted.host)
        and endpoint.port == wanted.port
    )


def decided(judge: Callable[[Iterable[Record]], Verdict], found: tuple[Record, ...]) -> Verdict:
    """The newest verdict; where an attempt is under way, a success before it still stands."""
    newest = judge(found)
    if newest.state == "running" and newest.milestones:
        # By order, not by position: that begins anew where a log rolled over.
        earlier = judge(found[: found.index(newest.milestones[0])])
        if earlier.state == "succeeded":
            return earlier
    return newest


def started_by(log: Log, operation: str, seen: Seen) -> bool:
    """The newest change of this session that this log is evidence of is the one with this operation."""
    since = seen.since.get(log)
    return since is not None and since.operation == operation
