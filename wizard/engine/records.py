"""What a journal is made of. Each record is a line of JSON; the version says who may write on."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.operations.logs import LogMark
from wizard.operations.model import Setting
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding
from wizard.steps.assessment import Call, Receipt, Status

VERSION = 1
"""Of the journal. A session of a newer one is opened for reading only."""


class Entry(msgspec.Struct, frozen=True, tag_field="record", tag=True, omit_defaults=True):
    """Base of all records."""


class Opened(Entry, frozen=True, tag="opened"):
    """The first record: whose session it is and what was answered."""

    session: str
    target: str
    answers: Answers
    settled: str = ""
    """Thumbprint that "best" (or a wish that the store fulfils) came to, for the whole session."""
    operator: str = ""
    """Account that began it, as the WSUS server names it; empty where that could not be read."""


class Answered(Entry, frozen=True, tag="answered"):
    """Other answers were given later: when the session was resumed, or on a page."""

    answers: Answers
    settled: str | None = None
    """What the certificate comes to now; None where that is as before."""


class Agreed(Entry, frozen=True, tag="agreed"):
    """What may be changed: ids in order. A later one replaces it."""

    by: Literal["answers", "digest", "screen"]
    digest: str
    changes: tuple[str, ...]


class Intent(Entry, frozen=True, tag="intent"):
    """Written before a change is made: enough to undo it, and to know afterwards whether it was made."""

    change: str
    section: str
    act: Call
    """What was agreed, names and all."""
    call: Call
    """What is done, names filled in."""
    time: str
    former: tuple[Setting, ...] = ()
    wanted: tuple[Setting, ...] = ()
    """With names filled in."""
    marks: tuple[LogMark, ...] = ()
    unit: str = ""

    @property
    def receipt(self) -> Receipt:
        """For changes that must not be done twice: what is found behind it came of it."""
        return Receipt(self.change, self.time, self.marks)


class Outcome(Entry, frozen=True, tag="outcome"):
    """Written after a change was read back."""

    change: str
    result: Literal["done", "failed", "rolled-back", "half-back"]
    """`half-back`: the window was closed backwards, and not all of it went back."""
    brought: dict[str, str] = {}
    """Values of the names that it brought forth."""
    read_back: tuple[Setting, ...] = ()
    output: str = ""
    error: str = ""


class WindowMark(Entry, frozen=True, tag="window"):
    """The switch window was opened or closed."""

    state: Literal["opened", "closed"]
    how: Literal["ours", "found", "forwards", "backwards"]
    time: str = ""
    """The server's clock, ISO 8601."""


class SectionEnd(Entry, frozen=True, tag="section"):
    """How a section ended, with what was found."""

    section: str
    status: Status
    findings: tuple[Finding, ...] = ()


class UndoBegun(Entry, frozen=True, tag="undo"):
    """An undo was agreed and begins; until it is done, it is resumed rather than anything else."""

    digest: str


class Restoring(Entry, frozen=True, tag="restoring"):
    """Written before values are put back, in an undo and in a rollback."""

    call: Call
    settings: tuple[Setting, ...]
    marks: tuple[LogMark, ...] = ()


class Undone(Entry, frozen=True, tag="undone"):
    """How an undo ended."""

    complete: bool
    findings: tuple[Finding, ...] = ()


class Ended(Entry, frozen=True, tag="ended"):
    """How a run ended."""

    code: int
    section: str = ""
    status: str = ""
    window_open: bool = False
    remaining: tuple[str, ...] = ()


Record = (
    Opened | Answered | Agreed | Intent | Outcome | WindowMark | SectionEnd | UndoBegun | Restoring | Undone | Ended
)


class Line(msgspec.Struct, frozen=True):
    """A record with what every line has."""

    v: int
    n: int
    """Counts from 1 without gaps, so that a missing line is noticed."""
    time: str
    """The server's clock, UTC, ISO 8601."""
    record: Record
