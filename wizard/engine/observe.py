"""Asking a target: every question once, again and again until no answer raises another question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from wizard.engine.events import Asked, Event, Told
from wizard.operations.logs import GetLogTail, Log, LogMark
from wizard.operations.model import CannotTell, OperationError, OperationFailed, Question, Role, Unreachable
from wizard.operations.target import Target
from wizard.rules.answers import Answers
from wizard.rules.seen import Seen, Since

Reader = Callable[[Answers, Seen], Iterable[Question[Any]]]
"""What a step, the gate or the window wants to know."""


class ServerUnreachable(Exception):
    """The WSUS server itself cannot be asked."""


class Observer:
    """Asks the machines of a target."""

    def __init__(self, target: Target, tell: Callable[[Event], None] = lambda _: None) -> None:
        self.target = target
        self._tell = tell
        self.since: Mapping[Log, Since] = {}
        self.brought: Mapping[str, str] = {}
        self.in_session = False
        self.written: dict[Question[Any], Any] = {}
        """What changes of this run returned: their raw output is worth a remark, never a verdict."""

    def observe(self, readers: Iterable[Reader], answers: Answers) -> Seen:
        """Everything that the readers ask for, seen now. Nothing is kept from an earlier look."""
        readers = tuple(readers)
        results: dict[Question[Any], Any] = {}
        seen = self._seen(results)
        while new := [q for q in dict.fromkeys(q for r in readers for q in r(answers, seen)) if q not in results]:
            for question in new:
                results[question] = self.ask(question)
            seen = self._seen(results)
        return seen

    def ask(self, question: Question[Any]) -> Any:
        """An answer, or why there is none."""
        self._tell(Asked(question))
        answer = self._answer(question)
        self._tell(Told(question, answer))
        return answer

    def _answer(self, question: Question[Any]) -> Any:
        try:
            return self.target.run(question)
        except OperationFailed as error:
            return CannotTell(question, error.error)
        except Unreachable as error:
            return CannotTell(question, OperationError("Unreachable", text=str(error)))

    def demand_server(self, seen: Seen) -> None:
        """ServerUnreachable where no question to the WSUS server got through."""
        asked = [result for question, result in seen.results.items() if question.role is Role.WSUS]
        if asked and all(isinstance(result, CannotTell) and result.error.type == "Unreachable" for result in asked):
            raise ServerUnreachable(asked[0].error.text if isinstance(asked[0], CannotTell) else "")

    def mark(self, log: Log) -> LogMark:
        """How far a log has come; position -1 where it cannot be read."""
        tail = self.ask(GetLogTail(log).on(log.role))
        position = -1 if isinstance(tail, CannotTell) else tail.end
        return LogMark(log, self.target.machine(log.role), position, self.target.now().isoformat())

    def now(self) -> datetime:
        return self.target.now()

    def _seen(self, results: Mapping[Question[Any], Any]) -> Seen:
        machines = {role: self.target.machine(role) for role in Role}
        return Seen({**self.written, **results}, self.target.now(), machines, self.since, self.brought, self.in_session)
