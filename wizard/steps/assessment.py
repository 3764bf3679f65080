"""What a step says of its section: a status, findings, changes and offers."""

from __future__ import annotations

import abc
import enum
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

import msgspec

from wizard.operations.catalogue import BY_NAME
from wizard.operations.logs import Log, LogMark
from wizard.operations.model import CannotTell, Operation, Question, Role, Setting, Written
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding, Level, unread
from wizard.rules.seen import Seen


class Status(enum.Enum):
    """How a section stands."""

    SATISFIED = "satisfied"
    NEEDS_ANSWER = "needs-answer"
    NEEDS_CHANGE = "needs-change"
    WAITING = "waiting"
    BLOCKED = "blocked"
    FAILED = "failed"
    CANNOT_TELL = "cannot-tell"
    NOT_APPLICABLE = "not-applicable"

    @property
    def done(self) -> bool:
        """Nothing more is wanted of the section."""
        return self in {Status.SATISFIED, Status.NOT_APPLICABLE}


class Call(msgspec.Struct, frozen=True):
    """An operation as data: what a journal and a plan keep of it."""

    operation: str
    role: Role
    parameters: dict[str, Any]

    @classmethod
    def of(cls, operation: Operation[Any], role: Role) -> Call:
        """An operation with its parameters, as data."""
        # By way of JSON, so that it equals what a journal gives back.
        return cls(operation.name, role, msgspec.json.decode(msgspec.json.encode(operation)))

    @property
    def text(self) -> str:
        """As one text, the same for the same call."""
        return msgspec.json.encode(self, order="deterministic").decode()

    def question(self) -> Question[Any]:
        """The operation itself. KeyError or ValidationError where this version does not know it."""
        operation: Operation[Any] = msgspec.convert(self.parameters, BY_NAME[self.operation])
        return operation.on(self.role)


class Change(msgspec.Struct, frozen=True):
    """One change that a section wants: an operation with the whole wanted state, and the values before."""

    section: str
    operation: Operation[Written]
    role: Role
    former: tuple[Setting, ...] = ()
    wanted: tuple[Setting, ...] = ()
    """What reads back when it is done. Empty for a change that brings something forth instead."""
    brings: tuple[str, ...] = ()
    """Names of what does not exist before it."""
    evidence: tuple[Log, ...] = ()
    """Logs that prove it: only lines behind where they stood before it count afterwards."""
    repeatable: bool = True
    """False for what must not be done twice: what came of an uncertain one is looked for first."""
    unit: str = ""
    """`switch` for the changes that the switch window makes in one go."""
    tries: int = 1
    offer: str = ""
    """Name of the offer that it is, as the answers call it; empty for a change that the section itself wants."""

    @property
    def act(self) -> Call:
        """What is done, whatever was there before."""
        return Call.of(self.operation, self.role)

    @property
    def id(self) -> str:
        """Stable name: hashes what is done and the former values; no times, no texts."""
        content = msgspec.json.encode((self.act, self.former), order="deterministic")
        return hashlib.sha256(content).hexdigest()[:12]


class Wait(msgspec.Struct, frozen=True):
    """What ends a waiting, how often to look, and when to stop waiting (in the server's time)."""

    ends_with: str
    """Code of the words that say what is waited for."""
    look_every: timedelta = timedelta(minutes=1)
    patience: timedelta | None = None
    """None: nobody knows how long; the run stops at once and is resumed later."""
    section: str = ""
    """The section that has to come first; empty for a wait of the section's own."""


class Assessment(msgspec.Struct, frozen=True):
    """How a section stands, why, and what would change it."""

    status: Status
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    wait: Wait | None = None
    answer: str = ""
    """The answer that is missing, as an answers file calls it."""
    tidying: Change | None = None
    """Takes away what a change of this session left and nobody can use: said with that change, so agreed to with it."""
    offers: tuple[Change, ...] = ()
    """Changes that leave the status alone and are made only when the answers name them."""

    @property
    def waits_itself(self) -> bool:
        """It waits for something of its own, not for an earlier section."""
        return self.status is Status.WAITING and not (self.wait and self.wait.section)

    def wished(self, taken: Iterable[str]) -> tuple[Change, ...]:
        """The changes that are to be made: the section's own, and the offers that were taken, before them."""
        names = set(taken)
        return (*(change for change in self.offers if change.offer in names), *self.changes)


class Receipt(msgspec.Struct, frozen=True):
    """Written before an act that must not be repeated: when, and how far the logs had come."""

    change: str
    time: str
    marks: tuple[LogMark, ...] = ()


class Step(abc.ABC):
    """A section of the tutorial: two pure functions (and what a change of it has brought forth)."""

    key: ClassVar[str]

    @abc.abstractmethod
    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        """Which questions to ask; asked again until it adds none."""

    @abc.abstractmethod
    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        """How the section stands."""

    def brought(self, change: Change, receipt: Receipt | None, seen: Seen) -> dict[str, str] | None:
        """What a change that must not be done twice has brought forth, by what is seen; None where nothing shows it.

        Without a receipt it was not begun here: only what is certainly the same thing counts then.
        """
        return None


def cannot_tell(
    what: str, failed: CannotTell, seen: Seen, *findings: Finding, changes: tuple[Change, ...] = ()
) -> Assessment:
    """A failed read, as a verdict. Its changes are for the plan: nothing is done to what cannot be read.

    On a machine that the target does not have nothing can be done either, whatever is read later.
    """
    machine = seen.machine(failed.question.role)
    possible = tuple(change for change in changes if seen.machine(change.role))
    return Assessment(Status.CANNOT_TELL, (unread(what, failed.error, machine), *findings), possible)


def judged(findings: Iterable[Finding], bad: Status = Status.BLOCKED) -> Assessment:
    """Satisfied, unless one of the findings is an error."""
    found = tuple(findings)
    return Assessment(bad if any(f.level is Level.ERROR for f in found) else Status.SATISFIED, found)


def differing(former: Iterable[Setting], wanted: Iterable[Setting]) -> bool:
    """Whether any value is not as wanted yet."""
    before = {setting.path: setting.value for setting in former}
    return any(before.get(setting.path, "") != setting.value for setting in wanted)


def formerly(seen: Seen, wanted: Iterable[Setting]) -> tuple[Setting, ...]:
    """The present values at the paths of wanted ones; an absent one is empty."""
    present = seen.settings()
    return tuple(present.get(setting.path, Setting(setting.path, "")) for setting in wanted)
