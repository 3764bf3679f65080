"""What a verb works with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

import msgspec

from wizard.engine.apply import unfinished
from wizard.engine.introducing import introduced
from wizard.engine.newer import refused
from wizard.engine.session import Session, newest
from wizard.engine.store import Store
from wizard.frontends.options import Options
from wizard.frontends.plain import Plain
from wizard.opening import example_answers
from wizard.operations.model import Role
from wizard.operations.target import Target
from wizard.rules.answers import Answers, decode_answers
from wizard.rules.names import same_host
from wizard.state import command_of


class UsageError(Exception):
    """The command line asks for something that there is not."""


def never() -> bool:
    """Nobody asked to stop."""
    return False


class Context:
    """Options, streams, and for verbs of a target that target with its sessions."""

    def __init__(
        self,
        options: Options,
        out: TextIO,
        narration: Plain,
        target: Target | None = None,
        store: Store | None = None,
        stop: Callable[[], bool] = never,
    ) -> None:
        self.options = options
        self.out = out
        self.narration = narration
        self.stop = stop
        self._target = target
        self._store = store

    @property
    def target(self) -> Target:
        assert self._target is not None
        return self._target

    @property
    def store(self) -> Store:
        assert self._store is not None
        return self._store

    @property
    def command(self) -> str:
        """What reaches this target again, up to the verb."""
        return command_of(self.target.arguments, self.options.state)

    def introduce(self) -> None:
        """Say who works on a real server, and whether they may. ServerUnreachable where nobody answers."""
        if found := introduced(self.target):
            self.narration.finding(found)

    def data(self, value: object) -> None:
        """Data on standard output."""
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
        print(text, file=self.out, flush=True)

    def given(self) -> Answers | None:
        """The answers of `--answers`. UsageError or AnswersError where they cannot be used."""
        path = self.options.answers
        if path is None:
            return None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise UsageError(f"The answers file {path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise UsageError(f"The answers file {path} is not UTF-8 text.") from None
        answers = decode_answers(text, str(path))
        self._check_client(answers)
        return answers

    def _check_client(self, answers: Answers) -> None:
        client = self.target.machine(Role.CLIENT)
        # Without a machine of its own for it, the IIS log of the WSUS site is asked about the client of that name.
        if answers.client and client and not same_host(answers.client, client):
            raise UsageError(f"client = {answers.client!r}: the test client of this target is {client}.")

    def example(self) -> Answers:
        """The example answers of the lab's scenario."""
        return example_answers(self.options.lab)

    def current(self) -> Session | None:
        """The newest session that changed something and is not undone."""
        return newest(self.store.sessions())

    def unfinished(self) -> Session | None:
        """The session that `apply` would resume."""
        return unfinished(self.store)

    def chosen(self) -> Session:
        """The session that the command line names, or the newest. UsageError where there is none."""
        sessions = self.store.sessions()
        wanted = self.options.session
        if wanted:
            for session in sessions:
                if session.id == wanted:
                    return session
            for newer in self.store.newer():
                if newer.id == wanted:
                    raise refused(newer)
            known = ", ".join(s.id for s in sessions) or "none"
            raise UsageError(f"There is no session {wanted!r} of {self.target.name}. There are: {known}.")
        found = newest(sessions)
        if found is None:
            known = ", ".join(s.id for s in sessions)
            named = f" Undone ones are reported by name: {known}." if known else ""
            raise UsageError(f"No session of {self.target.name} has changed anything that is not undone.{named}")
        return found
