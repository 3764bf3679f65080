"""Runs the command line and ends its process at one point: `python -m tests.kill.driver STATE POINT [VERB]`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

import msgspec

from tests.kill.points import Effect, Point, When, parse
from wizard.cli import main
from wizard.engine.journal import Journal
from wizard.engine.records import Intent, Outcome, Record, SectionEnd, WindowMark
from wizard.engine.session import Session
from wizard.lab import store
from wizard.lab.bench import Bench
from wizard.lab.lab import Lab
from wizard.lab.world import World
from wizard.operations.model import Kind, Question

LAB = "first-run"
NOT_KILLED = 99
"""Exit code of a driver whose run came to its end."""
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""On Windows any number ends the process at once, and is its exit code."""

Happening = Callable[[Effect, Callable[[], None], Callable[[], None]], None]
"""Told each effect, with what leaves half of it on disk, and what brings the whole of it there."""


def arguments(state: Path, verb: str) -> list[str]:
    """The command line that is killed, and run again."""
    return ["--lab", LAB, "--state-dir", str(state), verb]


def count(effects: list[Effect]) -> Happening:
    """Lets everything happen and notes it."""

    def happening(effect: Effect, _half: Callable[[], None], whole: Callable[[], None]) -> None:
        effects.append(effect)
        whole()

    return happening


def kill_at(point: Point) -> Happening:
    """Ends the process there, as `kill -9` does."""
    left = [point.number]

    def here(when: When) -> bool:
        return left[0] == 0 and point.when == when

    def happening(_effect: Effect, half: Callable[[], None], whole: Callable[[], None]) -> None:
        left[0] -= 1
        if here("before"):
            die()
        if here("half"):
            half()
            die()
        whole()
        if here("after"):
            die()

    return happening


def die() -> NoReturn:
    """Nothing of this process runs behind this."""
    os.kill(os.getpid(), KILL)
    raise AssertionError("the process outlived its end")


@contextmanager
def watched(happening: Happening) -> Iterator[None]:
    """Everything that a run brings to disk inside goes through `happening`."""
    write, commit, save, run = Journal._write, Bench.commit, store.save, Lab.run
    doing, window, name = [""], [False], [""]

    def written(journal: Journal, data: bytes) -> None:
        window[0] = Session(journal.records).window_open
        effect = Effect("journal", _name(journal.records[journal._written]), "", window[0])
        happening(effect, lambda: _half_line(journal.path, data), lambda: write(journal, data))

    def committed(bench: Bench, what: str) -> None:
        name[0] = what
        commit(bench, what)

    def saved(world: World, folder: Path) -> None:
        effect = Effect("commit", name[0] or "lab", doing[0], window[0])
        happening(effect, lambda: _half_file(world, folder), lambda: save(world, folder))

    def asked(lab: Lab, question: Question[Any]) -> Any:
        doing[0] = question.operation.name if question.operation.kind is Kind.CHANGE else ""
        try:
            return run(lab, question)
        finally:
            doing[0] = ""

    with (
        patch.object(Journal, "_write", written),
        patch.object(Bench, "commit", committed),
        patch.object(store, "save", saved),
        patch.object(Lab, "run", asked),
    ):
        yield


def _half_line(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data[: len(data) // 2])


def _half_file(world: World, folder: Path) -> None:
    data = msgspec.json.encode(world)
    (folder / f"{store.FILE}.tmp").write_bytes(data[: len(data) // 2])


def _name(record: Record) -> str:
    """A line of the journal, told apart as far as a reader of the table wants."""
    kind = str(type(record).__struct_config__.tag)
    match record:
        case Intent():
            return f"{kind} {record.call.operation}"
        case Outcome():
            return f"{kind} {record.result}"
        case SectionEnd():
            return f"{kind} {record.section}"
        case WindowMark():
            return f"{kind} {record.state}"
    return kind


def run(state: Path, point: Point, verb: str) -> int:
    """The run that is killed. NOT_KILLED where it never came to the point."""
    with watched(kill_at(point)):
        main(arguments(state, verb))
    return NOT_KILLED


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), parse(sys.argv[2]), *(sys.argv[3:] or ["apply"])))
