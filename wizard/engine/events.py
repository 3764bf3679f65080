"""What the engine tells whoever watches. Data only; a front end turns it into lines or widgets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from wizard.operations.model import Question
from wizard.rules.gate import Condition
from wizard.steps.assessment import Assessment, Change, Wait


class Event(msgspec.Struct, frozen=True):
    """Base of all events."""


class SectionBegun(Event, frozen=True):
    section: str


class Asked(Event, frozen=True):
    """A question is on its way to a machine."""

    question: Question[Any]


class Told(Event, frozen=True):
    """What a machine answered, or why there is no answer. Logs that are followed come by here."""

    question: Question[Any]
    answer: Any


class ChangeBegun(Event, frozen=True):
    change: Change


class ChangeEnded(Event, frozen=True):
    """Read back (or found done already, after an interruption)."""

    change: Change
    result: str
    error: str = ""


class Waited(Event, frozen=True):
    """Time is let pass."""

    section: str
    wait: Wait
    waited: timedelta


class SectionEnded(Event, frozen=True):
    section: str
    assessment: Assessment


class GateJudged(Event, frozen=True):
    """`asked` is false where the window is open already: then the gate is only shown."""

    conditions: tuple[Condition, ...]
    overrides: tuple[str, ...]
    asked: bool


class WayBackKept(Event, frozen=True):
    """The way back without the wizard is on disk, for the first time in this run."""

    folder: str


class BackedUp(Event, frozen=True):
    """A copy of IIS's configuration was made under this name; without a name, why it was not."""

    machine: str
    name: str
    problem: str = ""


class WindowOpened(Event, frozen=True):
    found: bool


class WindowClosed(Event, frozen=True):
    """`backwards`: what was changed in it was put back. `open_still`: it could not be closed."""

    backwards: bool
    open_still: bool
    why: str = ""


class Restoring(Event, frozen=True):
    """An undo (or a rollback) is at this entry."""

    title: str


class Restored(Event, frozen=True):
    title: str
    result: str
    """restored, skipped, left alone, not restored, proven, not proven."""
