"""What was seen of a server at one moment: all that a step or a rule gets, with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from wizard.operations.logs import Log, LogMark
from wizard.operations.model import CannotTell, Question, Role, Setting, Text
from wizard.operations.settings import settings_of

R = TypeVar("R")


class Since(msgspec.Struct, frozen=True):
    """Where a log stood before a change of this session that it is evidence of; only later lines prove that change."""

    mark: LogMark
    operation: str
    """Name of the change's operation."""


class Seen(msgspec.Struct, frozen=True):
    """Answers by question, the server's clock, the machines of the roles, and what this session brought forth."""

    results: Mapping[Question[Any], object]
    now: datetime
    machines: Mapping[Role, str]
    since: Mapping[Log, Since] = {}
    brought: Mapping[str, str] = {}
    """Values of names: `certificate` -> thumbprint."""
    in_session: bool = False
    """Something was changed in this session already."""

    def __getitem__(self, question: Question[R]) -> R | CannotTell:
        """The answer, or why there is none. KeyError for a question that was not asked: a fault of ours."""
        return self.results[question]  # type: ignore[return-value]  # what is kept by a question is its answer

    def read(self, question: Question[R]) -> R | None:
        """The answer; None where it was not asked or could not be had. For rules to which both are "unknown"."""
        result = self.results.get(question)
        return None if isinstance(result, CannotTell) else result  # type: ignore[return-value]  # as above

    def failed(self, question: Question[Any]) -> CannotTell | None:
        """Why a question that was asked has no answer."""
        result = self.results.get(question)
        return result if isinstance(result, CannotTell) else None

    def value(self, text: Text) -> str:
        """What a parameter stands for; empty where that was not brought forth yet."""
        return text if isinstance(text, str) else self.brought.get(text.name, "")

    def machine(self, role: Role) -> str:
        """Host name of the machine of a role; empty where there is none."""
        return self.machines.get(role, "")

    def settings(self) -> dict[str, Setting]:
        """Every setting that was read, by path."""
        return {setting.path: setting for result in self.results.values() for setting in settings_of(result)}
