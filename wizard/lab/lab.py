"""A practice lab as a target: the machines of its roles, operations done on its world, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from wizard.lab import (
    certificates,
    client,
    events,
    faults,
    host,
    iis,
    labs,
    language,
    logs,
    proofs,
    site,
    store,
    topology,
    wsus,
)
from wizard.lab.bench import Bench, Commit
from wizard.lab.creation import create
from wizard.lab.errors import LabError
from wizard.lab.facts import FactValue, FaultKind
from wizard.lab.network import Network
from wizard.lab.registry import DOERS
from wizard.lab.scenario import Scenario
from wizard.lab.world import Fault, World
from wizard.operations.catalogue import BY_NAME
from wizard.operations.model import OperationFailed, Question, Role, Unreachable
from wizard.probes.target import HereProbes

R = TypeVar("R")

AREAS = (certificates, client, host, iis, logs, proofs, site, topology, wsus)
"""The modules that do operations; loading them is what registers these."""


class Lab:
    """One lab. It holds listeners while it is open: close it, or use it as a context manager."""

    def __init__(self, world: World, folder: Path, on_commit: Commit | None = None) -> None:
        self._bench = Bench(world, partial(_save, folder), on_commit)
        self._bench.network = Network(self._bench)
        self._here = HereProbes(self._bench.network.dial)

    @classmethod
    def open(
        cls,
        name: str,
        folder: Path,
        fresh: bool = False,
        scenario: Scenario | None = None,
        on_commit: Commit | None = None,
    ) -> Self:
        """The lab of this name below a folder, made from its scenario where there is none or a fresh one is wanted.

        LabError where it cannot be had.
        """
        labs.check_name(name)
        world = None if fresh else store.load(folder / name)
        if world is None:
            return cls.create(name, scenario or labs.scenario(name), folder, on_commit=on_commit)
        return cls(world, folder / name, on_commit)

    @classmethod
    def create(
        cls,
        name: str,
        scenario: Scenario,
        folder: Path,
        created: datetime | None = None,
        on_commit: Commit | None = None,
    ) -> Self:
        """A new lab of any scenario, in the place of one of this name that was there."""
        world = create(scenario, name, created)
        home = folder / name
        try:
            home.mkdir(parents=True, exist_ok=True)
            store.save(world, home)
        except OSError as error:
            raise LabError(f"The lab's folder {home} cannot be written: {error.strerror}.") from error
        return cls(world, home, on_commit)

    @property
    def name(self) -> str:
        return f"lab:{self.world.name}"

    @property
    def title(self) -> str:
        return f"practice lab {self.world.name}: {self.world.wsus_machine.name}"

    @property
    def arguments(self) -> str:
        return f"--lab {self.world.name}"

    @property
    def practice(self) -> bool:
        return True

    @property
    def world(self) -> World:
        """Everything that is so at this moment."""
        return self._bench.world

    @property
    def on_commit(self) -> Commit | None:
        """Called before each value is brought to disk. What it raises leaves the disk as it was."""
        return self._bench.on_commit

    @on_commit.setter
    def on_commit(self, hook: Commit | None) -> None:
        self._bench.on_commit = hook

    def machine(self, role: Role) -> str:
        return "localhost" if role is Role.HERE else self.world.machine(role).name

    def run(self, question: Question[R]) -> R:
        if not self.reaches(question.role):
            raise Unreachable(f"{self.machine(question.role)} does not answer.")
        culture = "" if question.role is Role.HERE else self.world.machine(question.role).culture
        try:
            answer = faults.run(self._bench, question, self._doing(question))
        except OperationFailed as failed:
            events.after_run(self._bench, question.operation.name)
            raise OperationFailed(language.answered(failed.error, culture)) from None
        events.after_run(self._bench, question.operation.name)
        return cast("R", language.answered(answer, culture))

    def now(self) -> datetime:
        return self.world.now

    def pause(self, duration: timedelta) -> None:
        events.pause(self._bench, duration)

    def wake(self) -> None:
        """Nothing: its pauses are over at once."""

    def set_fault(self, operation: str, kind: FaultKind, at: int = 1, times: int = 1) -> None:
        """Let an operation go wrong, from its `at`th run from now on, `times` times (0: always)."""
        if operation not in BY_NAME:
            raise ValueError(f"{operation!r} is no operation of the catalogue")
        self._bench.write("fault", faults=(*self.world.faults, Fault(operation, kind, at, times)))

    def heal(self) -> None:
        """No faults any more, and nothing remembered of them."""
        self._bench.write("no faults", faults=(), first_answers=())

    def set_fact(self, path: str, value: FactValue) -> None:
        """Make a fact so, as an event of a scenario would: `iis/pools/WsusPool/state`, `Stopped`."""
        self._bench.world = events.with_fact(self.world, path, value)
        self._bench.commit(f"fact {path}")

    def close(self) -> None:
        """Stop listening. The lab itself stays on disk."""
        self._bench.network.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def reaches(self, role: Role) -> bool:
        """Whether the machine of a role answers whoever asks from here."""
        if role is Role.CLIENT and not self.world.client_machine.remoting:
            return False
        return role is Role.HERE or self.world.machine(role).reachable

    def _doing(self, question: Question[R]) -> Callable[[], R]:
        if question.role is Role.HERE:
            return partial(self._here.run, question)
        return partial(DOERS[type(question.operation)], self._bench, question.operation, question.role)


def _save(folder: Path, world: World) -> None:
    store.save(world, folder)
