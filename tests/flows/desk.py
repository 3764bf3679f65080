"""A desk with a state folder on it: the command line, the lab's servers, and what they are set to."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from wizard import cli
from wizard.engine.journal import read_journal
from wizard.engine.records import Record
from wizard.engine.store import Store
from wizard.frontends.context import Context
from wizard.frontends.plain import Plain
from wizard.frontends.verbs import DOES, run, told
from wizard.lab.facts import FactValue
from wizard.lab.faults import FaultKind
from wizard.lab.lab import Lab
from wizard.lab.world import Event, World
from wizard.operations.catalogue import OPERATIONS
from wizard.operations.model import Kind, Question
from wizard.operations.settings import settings_of
from wizard.operations.wsus import GetApplicationPool

Stop = Callable[[Lab], bool]
"""Whether somebody asks to stop, now that the servers are so."""

READS: tuple[Question[Any], ...] = (
    *(
        operation().on(role)
        for operation in OPERATIONS
        if operation.kind is Kind.READ and not any(f.required for f in msgspec.structs.fields(operation))
        for role in operation.roles
    ),
    GetApplicationPool("WsusPool").on(GetApplicationPool.roles[0]),
)
"""Every read that can be asked without knowing anything."""


class Ended(msgspec.Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """Codes of the errors that the section it ended at found (with --json)."""
        return [found["code"] for found in self.data["findings"] if found["level"] == "error"]

    @property
    def data(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return msgspec.json.decode(self.out)

    @property
    def said(self) -> str:
        """Everything that was said, wherever."""
        return self.out + self.err


class Desk:
    """A state folder and a lab in it."""

    def __init__(self, state: Path, lab: str = "first-run") -> None:
        self.state = state
        self.lab = lab

    def run(
        self, *arguments: str, answers: str = "", stop: Stop | None = None, servers: Lab | None = None
    ) -> Ended:
        """A command, as the command line would run it.

        `answers` is the text of an answers file; `stop` is asked whether to stop; `servers` are used where they are
        open already.
        """
        if answers:
            file = self.state.with_name(f"{self.state.name}.toml")
            file.write_text(answers, encoding="utf-8")
            arguments = (*arguments, "--answers", str(file))
        out, err = io.StringIO(), io.StringIO()
        options = cli.options(["--lab", self.lab, "--state-dir", str(self.state), *arguments])
        if stop is None and servers is None:
            return Ended(int(run(options, out, err)), out.getvalue(), err.getvalue())
        asked = stop or (lambda _: False)
        narration = Plain(err if options.json else out)
        store = Store(options.state, f"lab:{self.lab}", narration.say)
        with store.locked(), nullcontext(servers) if servers else self.servers() as lab:
            context = Context(options, out, narration, lab, store, lambda: asked(lab))
            code = told(Plain(err), lambda: DOES[options.verb](context))
        return Ended(int(code), out.getvalue(), err.getvalue())

    def copy(self, name: str) -> Desk:
        """The same as it stands now, beside it: what is done there does not touch this one."""
        beside = self.state.with_name(f"{self.state.name}-{name}")
        shutil.copytree(self.state, beside)
        return Desk(beside, self.lab)

    @contextmanager
    def servers(self) -> Iterator[Lab]:
        """The lab itself, to look at it or to meddle with it."""
        with Lab.open(self.lab, self.state / "labs") as lab:
            yield lab

    @property
    def world(self) -> World:
        """Everything that is so on the servers."""
        with self.servers() as lab:
            return lab.world

    def ask(self, question: Question[Any]) -> Any:
        """What a server answers."""
        with self.servers() as lab:
            return lab.run(question)

    def settings(self) -> dict[str, str]:
        """Every setting that can be read, faults and events left out of it: nothing of this reaches the disk."""
        with self.servers() as lab, lab._bench.rehearsal():
            lab.heal()
            asked = [question for question in READS if lab.reaches(question.role)]
            return {s.path: str(s.value) for question in asked for s in settings_of(lab.run(question))}

    def fault(self, operation: str, kind: FaultKind, at: int = 1, times: int = 1) -> None:
        """Let an operation go wrong from now on."""
        with self.servers() as lab:
            lab.set_fault(operation, kind, at, times)

    def fact(self, path: str, value: FactValue) -> None:
        """Make a fact of the servers so."""
        with self.servers() as lab:
            lab.set_fact(path, value)

    def event(self, after: str, facts: dict[str, FactValue], run: int = 1) -> None:
        """Let facts become so behind the nth run of an operation from now on."""
        with self.servers() as lab:
            lab._bench.write("event", events=(*lab.world.events, Event(after, run, facts, "")))

    def pass_time(self, minutes: int) -> None:
        """Let time go by; components do on the servers what they do."""
        with self.servers() as lab:
            lab.pause(timedelta(minutes=minutes))

    def heal(self) -> None:
        """No faults any more."""
        with self.servers() as lab:
            lab.heal()

    def journal(self, session: str = "s0001") -> Path:
        return self.folder / f"{session}.jsonl"

    @property
    def folder(self) -> Path:
        """Where the sessions are."""
        return self.state / "sessions" / f"lab-{self.lab}"

    def sessions(self) -> list[str]:
        """Ids of the sessions on disk."""
        return sorted(path.stem for path in self.folder.glob("*.jsonl"))

    def records(self, session: str = "s0001") -> tuple[Record, ...]:
        """The records of a journal, which has to be whole."""
        data = self.journal(session).read_bytes()
        lines, whole = read_journal(data)
        assert whole == len(data), "the journal ends with a line that was cut off"
        return tuple(line.record for line in lines)


def requiring(world: World) -> list[str]:
    """The web services that refuse http."""
    site = world.wsus_site
    assert site is not None
    return [place.name for place in site.places if "ssl" in (place.own or site.own).lower().split(",")[0]]


def window_is_open(world: World) -> bool:
    """Clients come by http and are refused."""
    return bool(requiring(world)) and not world.point.ssl


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What differs, with both values; upper and lower case are the same on Windows."""
    return {
        path: (before.get(path, ""), after.get(path, ""))
        for path in sorted(before.keys() | after.keys())
        if before.get(path, "").casefold() != after.get(path, "").casefold()
    }
