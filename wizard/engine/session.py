"""What a journal says when it is read from the beginning: what was agreed, made, brought forth and left half done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from wizard.engine.records import (
    Agreed,
    Answered,
    Ended,
    Intent,
    Opened,
    Outcome,
    Record,
    Restoring,
    SectionEnd,
    UndoBegun,
    Undone,
    WindowMark,
)
from wizard.operations.logs import Log
from wizard.operations.model import Setting
from wizard.operations.settings import same
from wizard.rules.answers import Answers, Certificate
from wizard.rules.seen import Since
from wizard.steps.assessment import Call


class Difference(msgspec.Struct, frozen=True):
    """A value of ours that reads otherwise now."""

    path: str
    ours: str
    now: str


State = Literal["running", "stopped", "finished", "undoing", "undone"]


class Session(msgspec.Struct, frozen=True):
    """A session, folded from its records."""

    records: tuple[Record, ...]

    @property
    def opened(self) -> Opened:
        """Its first record."""
        first = self.records[0]
        assert isinstance(first, Opened)
        return first

    @property
    def id(self) -> str:
        return self.opened.session

    @property
    def given(self) -> Answers:
        """The answers as they were given, for the next server."""
        return [record.answers for record in self.records if isinstance(record, Opened | Answered)][-1]

    @property
    def answers(self) -> Answers:
        """The answers with what they were settled to for this session."""
        return settle(self.given, self.settled)

    @property
    def settled(self) -> str:
        """Thumbprint that the answers came to; empty where it is yet to be issued."""
        found = [r.settled for r in self.records if isinstance(r, Opened | Answered) and r.settled is not None]
        return found[-1]

    @property
    def agreed_on_screen(self) -> bool:
        """Somebody has agreed to changes page by page: that outlives the program, also before the first is made."""
        return any(isinstance(record, Agreed) and record.by == "screen" for record in self.records)

    @property
    def agreed(self) -> tuple[str, ...]:
        """Ids of the changes that may be made."""
        found = [record for record in self.records if isinstance(record, Agreed)]
        return found[-1].changes if found else ()

    @property
    def agreed_digest(self) -> str:
        """Digest of the plan that was agreed to last; empty where none was."""
        found = [record for record in self.records if isinstance(record, Agreed)]
        return found[-1].digest if found else ""

    @property
    def undo_digest(self) -> str:
        """Digest of the undo that was begun last; empty where none was."""
        found = [record for record in self.records if isinstance(record, UndoBegun)]
        return found[-1].digest if found else ""

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Every change that was begun, in order; one that was tried again stands once a try."""
        return tuple(record for record in self.records if isinstance(record, Intent))

    @property
    def standing(self) -> tuple[Intent, ...]:
        """The intents whose change was not put back since: what an undo is about. What came after that is others'."""
        found: list[Intent] = []
        for record in self.records:
            if isinstance(record, Intent):
                found.append(record)
            elif isinstance(record, Outcome) and record.result == "rolled-back":
                found = [intent for intent in found if intent.change != record.change]
        return tuple(found)

    @property
    def done(self) -> frozenset[str]:
        """Ids of the changes that were made and read back."""
        return frozenset(r.change for r in self.records if isinstance(r, Outcome) and r.result == "done")

    @property
    def begun(self) -> dict[str, Intent]:
        """Changes with an intent and no good outcome, by id, each with its first intent: that has the former values."""
        found: dict[str, Intent] = {}
        done: dict[str, Intent] = {}
        for record in self.records:
            if isinstance(record, Intent):
                found.setdefault(record.change, record)
            elif isinstance(record, Outcome):
                if record.result in {"done", "rolled-back"} and record.change in found:
                    done[record.change] = found.pop(record.change)
                elif record.result == "half-back" and record.change in done:
                    # Done once, and now half put back: its first former values count again.
                    found[record.change] = done[record.change]
        return found

    @property
    def half_done(self) -> tuple[Intent, ...]:
        """What was begun and is not known to be as wanted: a section that ended well afterwards has settled its own."""
        found = dict(self.begun)
        for record in self.records:
            if isinstance(record, Intent) and record.change in self.begun:
                found[record.change] = self.begun[record.change]
            elif isinstance(record, SectionEnd) and record.status.done:
                found = {change: intent for change, intent in found.items() if intent.section != record.section}
        return tuple(found.values())

    def begun_as(self, act: Call) -> Intent | None:
        """The first intent of a begun change that does just this."""
        return next((intent for intent in self.begun.values() if intent.act.text == act.text), None)

    @property
    def brought(self) -> dict[str, str]:
        """Values of the names that changes have brought forth. An empty one says that it is not there any more."""
        outcomes = (record for record in self.records if isinstance(record, Outcome))
        found = {name: value for outcome in outcomes for name, value in outcome.brought.items()}
        return {name: value for name, value in found.items() if value}

    @property
    def since(self) -> dict[Log, Since]:
        """Where each log stood before the first intent of the newest change that it is evidence of."""
        first: dict[str, Intent] = {}
        found: dict[Log, Since] = {}
        for record in self.records:
            if isinstance(record, Intent) and record.change not in first:
                first[record.change] = record
                found.update({mark.log: Since(mark, record.call.operation) for mark in record.marks})
            elif isinstance(record, Outcome) and record.result in {"done", "rolled-back"}:
                first.pop(record.change, None)
        return found

    @property
    def window_open(self) -> bool:
        """The journal says that the switch window is open. What is seen decides; this says whose it is.

        An undo that put everything back has closed it.
        """
        marks = [r for r in self.records if isinstance(r, WindowMark) or (isinstance(r, Undone) and r.complete)]
        return bool(marks) and isinstance(last := marks[-1], WindowMark) and last.state == "opened"

    @property
    def window_since(self) -> datetime | None:
        """When the window was opened, by the server's clock; None where none is open, or nobody wrote it down."""
        marks = [record for record in self.records if isinstance(record, WindowMark) and record.state == "opened"]
        return datetime.fromisoformat(marks[-1].time) if self.window_open and marks and marks[-1].time else None

    @property
    def window_found(self) -> bool:
        """The window that is open was open already when this session came."""
        marks = [record for record in self.records if isinstance(record, WindowMark) and record.state == "opened"]
        return bool(marks) and marks[-1].how == "found"

    @property
    def changed_anything(self) -> bool:
        return bool(self.intents)

    @property
    def ended(self) -> Ended | None:
        """How its last run ended; None where it did not end (the process was ended, or it is running)."""
        runs = [r for r in self.records if not isinstance(r, UndoBegun | Restoring | Undone)]
        return runs[-1] if isinstance(runs[-1], Ended) else None

    @property
    def sections(self) -> dict[str, SectionEnd]:
        """How each section ended last."""
        return {record.section: record for record in self.records if isinstance(record, SectionEnd)}

    @property
    def state(self) -> State:
        """Where the session stands, as far as its journal tells."""
        undo = [record for record in self.records if isinstance(record, UndoBegun | Undone)]
        if undo:
            return "undone" if isinstance(undo[-1], Undone) and undo[-1].complete else "undoing"
        ended = self.ended
        if ended is None:
            return "running"
        return "finished" if ended.code == 0 else "stopped"


def differences(session: Session, present: Mapping[str, Setting]) -> tuple[Difference, ...]:
    """What the session wrote, proved and finds otherwise now: somebody has changed it since."""
    wrote = {s.path: str(s.value) for i in session.standing if i.change in session.done for s in i.wanted}
    return tuple(
        Difference(path, value, now)
        for path, value in wrote.items()
        if path in present and not same(now := str(present[path].value), value)
    )


def settle(answers: Answers, thumbprint: str) -> Answers:
    """The answers with the certificate that they came to."""
    if not thumbprint:
        return answers
    return msgspec.structs.replace(answers, certificate=Certificate(thumbprint=thumbprint))


def newest(sessions: Sequence[Session], agreed: bool = False) -> Session | None:
    """The newest that changed something and is not undone; with `agreed` also one in which something was agreed to."""
    standing = [
        session
        for session in sessions
        if (session.changed_anything or (agreed and session.agreed_on_screen)) and session.state != "undone"
    ]
    return standing[-1] if standing else None
