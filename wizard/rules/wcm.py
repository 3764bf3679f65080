"""How WCM, the site's component that configures WSUS, says that went: the newest attempt in WCM.log."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.rules.errors import code_in
from wizard.rules.logs import Endpoint, Record, State, Verdict, server_named

STATE = re.compile(r"Setting new configuration state to \d+ \((?P<name>WSUS_CONFIG_\w+)\)")
"""The name in brackets decides; the numbers are mapped wrongly in public code (failures, A.8)."""
STATES: dict[str, State] = {
    "WSUS_CONFIG_SUCCESS": "succeeded",
    "WSUS_CONFIG_FAILED": "failed",
    "WSUS_CONFIG_PENDING": "running",
    "WSUS_CONFIG_SUBSCRIPTION_PENDING": "running",
}
NOTICED = "SCF change notification triggered"
CONNECTS = "Attempting connection to "
BEGINS = (NOTICED, "Populating config from SCF", CONNECTS)
LOCAL = ("Attempting connection to local WSUS server", "Successfully connected to local WSUS server")
SLEEPS = "Waiting for changes for "
GENERIC = "Remote configuration failed on WSUS Server"
"""Ends every failure, whatever it was: the line above says what (failures, F22)."""
SAYS_NOTHING = (GENERIC, "STATMSG:", "Setting new configuration state", SLEEPS, *BEGINS)


class _Attempt:
    """What is known of one attempt while its records are read."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.milestones: list[Record] = []
        self.state: State = "none"
        self.deciding: Record | None = None
        self.endpoint: Endpoint | None = None

    @property
    def decided(self) -> bool:
        return self.state in {"succeeded", "failed"}

    @property
    def begun(self) -> bool:
        return bool(self.milestones)

    def read(self, record: Record) -> None:
        self.records.append(record)
        named = server_named(record.text)
        if named or any(text in record.text for text in LOCAL):
            self.endpoint = named
        state = _state(record)
        if state:
            self.state, self.deciding = state, record
        if state or named or any(text in record.text for text in (*BEGINS, *LOCAL)):
            self.milestones.append(record)

    def verdict(self) -> Verdict:
        deciding = self.deciding or self.milestones[-1]
        state: State = "running" if self.state == "none" else self.state
        causes = _causes(self.records) if state == "failed" else []
        shown = causes[-1] if causes else deciding
        return Verdict(
            state=state,
            endpoint=self.endpoint,
            time=deciding.time,
            position=deciding.position,
            code=_code((*reversed(causes), *self.records)) if state == "failed" else "",
            line=shown.text,
            milestones=tuple(self.milestones),
        )


def wcm_verdict(records: Iterable[Record]) -> Verdict:
    """The newest attempt of WCM to configure WSUS.

    An attempt that goes to sleep again without a word about its state changes nothing: the one before it stands.
    """
    stands: _Attempt | None = None
    current = _Attempt()
    for record in records:
        begins = any(text in record.text for text in BEGINS) or _state(record) == "running"
        if begins and (current.decided or (NOTICED in record.text and current.begun)):
            stands = current if current.decided else stands
            current = _Attempt()
        current.read(record)
        if SLEEPS in record.text and current.begun and current.state == "none":
            current = _Attempt()
    if current.begun:
        return current.verdict()
    return stands.verdict() if stands else Verdict()


def names_local(records: Iterable[Record]) -> bool:
    """The lines say that the software update point is on the site server itself: then they name no address."""
    return any(text in record.text for record in records for text in LOCAL)


def endpoints_named(records: Iterable[Record]) -> tuple[Endpoint, ...]:
    """Every place that the lines name, each once, the newest last."""
    found: dict[Endpoint, None] = {}
    for record in records:
        if endpoint := server_named(record.text):
            found.pop(endpoint, None)
            found[endpoint] = None
    return tuple(found)


def _state(record: Record) -> State | None:
    match = STATE.search(record.text)
    return STATES.get(match["name"]) if match else None


def _causes(records: list[Record]) -> list[Record]:
    """What was said since the last connection attempt, up to the generic end of a failure; the last is the cause."""
    found: list[Record] = []
    for record in records:
        if GENERIC in record.text:
            break
        if CONNECTS in record.text:
            found = []
        elif not any(text in record.text for text in SAYS_NOTHING) and not server_named(record.text):
            found.append(record)
    return found


def _code(records: Iterable[Record]) -> str:
    return next((code for record in records if (code := code_in(record.text))), "")
