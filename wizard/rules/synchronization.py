"""How the newest synchronization in wsyncmgr.log went."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.rules.errors import code_in
from wizard.rules.logs import Endpoint, Record, State, Verdict, endpoint_of, server_named

STATUS_MESSAGE = re.compile(r"STATMSG: ID=(\d{4})\b")
STARTED, DONE, FAILED = "6701", "6702", "6703"
STARTING = "Starting Sync"
FAILURE = "Sync failed: "
MILESTONES = (
    STARTING,
    "Full sync required",
    "Found active SUP ",
    "Synchronizing WSUS server ",
    "Done synchronizing ",
    "sync: Starting ",
    "Synchronizing SMS database",
    "Sync failed",
    "Sync succeeded",
)
"""Beginnings of what is worth showing. A full synchronization after a change of the address is normal."""


def sync_verdict(records: Iterable[Record]) -> Verdict:
    """The newest synchronization: done by status message 6702, failed by 6703 or `Sync failed: ...` (facts, 8.4)."""
    attempt: list[Record] = []
    for record in records:
        if record.text.startswith(STARTING) or (_status(record) == STARTED and _state(attempt) != "running"):
            attempt = []
        attempt.append(record)
    return _verdict(attempt)


def begins(verdict: Verdict) -> bool:
    """Whether the records tell of this synchronization from its beginning, and not only of its end."""
    return any(_is_start(record) for record in verdict.milestones)


def _state(attempt: list[Record]) -> State:
    deciding = _deciding(attempt)
    if deciding:
        return "succeeded" if _status(deciding) == DONE else "failed"
    return "running" if any(_is_start(record) for record in attempt) else "none"


def _deciding(attempt: list[Record]) -> Record | None:
    """A failure's own sentence says more than its status message, so it comes first."""
    for record in attempt:
        if _status(record) in {DONE, FAILED} or record.text.startswith(FAILURE):
            return record
    return None


def _verdict(attempt: list[Record]) -> Verdict:
    state = _state(attempt)
    if state == "none":
        return Verdict()
    milestones = tuple(record for record in attempt if _is_milestone(record))
    deciding = _deciding(attempt) or milestones[-1]
    return Verdict(
        state=state,
        endpoint=_endpoint(attempt),
        time=deciding.time,
        position=deciding.position,
        code=_code(attempt) if state == "failed" else "",
        line=deciding.text,
        milestones=milestones,
    )


def _endpoint(attempt: list[Record]) -> Endpoint | None:
    """The first place named: the main WSUS server, its replicas come after it.

    A URL counts only as a line of its own: others name where updates come from.
    """
    named = [endpoint_of(r.text) or server_named(r.text) for r in attempt]
    return next((endpoint for endpoint in named if endpoint), None)


def _code(attempt: list[Record]) -> str:
    """The code in the failure's own words, else the last error (LE=) that its status message carries."""
    failures = [record for record in attempt if record.text.startswith(FAILURE)]
    messages = [record for record in attempt if _status(record) == FAILED]
    return next((code for record in (*failures, *messages) if (code := code_in(record.text))), "")


def _status(record: Record) -> str:
    match = STATUS_MESSAGE.search(record.text)
    return match[1] if match else ""


def _is_start(record: Record) -> bool:
    return record.text.startswith(STARTING) or _status(record) == STARTED


def _is_milestone(record: Record) -> bool:
    return (
        record.text.startswith(MILESTONES)
        or _status(record) != ""
        or endpoint_of(record.text) is not None
        or server_named(record.text) is not None
    )
