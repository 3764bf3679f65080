"""A piece of work as pages show it: its milestones, what is asked just now, the log that is followed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from screens.texts.standing import NUMBERS
from wizard.steps.sections import section_words

Mark = Literal["to-come", "running", "done", "failed", "waiting", "note"]


class Milestone(msgspec.Struct, frozen=True):
    """One thing on the way."""

    text: str
    mark: Mark
    section: str = ""
    """Key of the section that this line is the heading of; empty for what happens in one."""
    since: datetime | None = None
    """By the server's clock; None for what is to come."""


class Work(msgspec.Struct, frozen=True):
    """A piece of work, so far."""

    title: str
    milestones: tuple[Milestone, ...] = ()
    asking: str = ""
    """Which question is on its way, and to which role."""
    log: str = ""
    lines: tuple[str, ...] = ()
    """The newest lines of the log that is followed."""
    window_since: datetime | None = None
    """When the switch window was opened, by the server's clock; None while it is closed."""
    server: datetime | None = None
    """The server's clock at the last event."""


def work_of(title: str, sections: tuple[str, ...]) -> Work:
    """Work that will go through these sections."""
    return Work(title, tuple(Milestone(heading(key), "to-come", key) for key in sections))


def heading(key: str) -> str:
    return f"{NUMBERS[key]}  {section_words(key).title}"
