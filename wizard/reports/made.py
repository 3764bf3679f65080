"""The changes of a session, each once, with how it ended."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.engine.records import Intent, Outcome
from wizard.engine.session import Session
from wizard.operations.model import Setting, Text
from wizard.operations.settings import same
from wizard.reports.settings import in_words, label
from wizard.steps.describe import shown

Result = Literal["done", "failed", "rolled-back", "half-back", "begun"]
"""How a change ended; `begun`: nobody read it back."""


class Moved(msgspec.Struct, frozen=True):
    """A setting that a change moves, in words."""

    label: str
    path: str
    before: str
    after: str


class Made(msgspec.Struct, frozen=True):
    """A change: as it was begun first, since that has the former values, and how it ended last."""

    number: int
    intent: Intent
    result: Result
    error: str = ""

    @property
    def moved(self) -> tuple[Moved, ...]:
        """What it changed, or would have."""
        former = {setting.path: setting.value for setting in self.intent.former}
        return tuple(
            Moved(label(wanted.path), wanted.path, in_words(wanted.path, before), in_words(wanted.path, wanted.value))
            for wanted in self.intent.wanted
            if _text(before := former.get(wanted.path, "")) != _text(wanted.value)
        )


def made(session: Session) -> tuple[Made, ...]:
    """Every change in the order in which it was begun."""
    found: dict[str, Made] = {}
    for record in session.records:
        if isinstance(record, Intent):
            known = found.get(record.change)
            found[record.change] = (
                msgspec.structs.replace(known, result="begun", error="") if known else
                Made(len(found) + 1, record, "begun")
            )  # fmt: skip
        elif isinstance(record, Outcome) and (known := found.get(record.change)):
            error = record.error or (known.error if record.result != "done" else "")
            found[record.change] = msgspec.structs.replace(known, result=record.result, error=error)
    return tuple(found.values())


def net(session: Session) -> tuple[Setting, ...]:
    """Settings that read otherwise than before the session: those of changes that stand, each once."""
    done = {change.intent.change for change in made(session) if change.result == "done"}
    first: dict[str, str] = {}
    last: dict[str, Setting] = {}
    for intent in session.standing:
        if intent.change in done:
            for setting in intent.former:
                first.setdefault(setting.path, _text(setting.value))
            last.update({setting.path: setting for setting in intent.wanted})
    return tuple(s for path, s in last.items() if not same(first.get(path, ""), _text(s.value)))


def _text(value: Text) -> str:
    return shown(value)
