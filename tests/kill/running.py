"""Runs of the command line: one that is killed, in a process of its own, and whole ones in this process."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from tests.kill import driver
from tests.kill.points import Effect, Point
from wizard.cli import main
from wizard.lab.lab import Lab
from wizard.operations.model import Kind, Question

ROOT = Path(__file__).resolve().parents[2]


class Ran(msgspec.Struct, frozen=True):
    """A run that came to its end."""

    code: int
    lines: tuple[str, ...]
    changes: tuple[str, ...]
    """Operations that change something, as they were run."""


class Ended(msgspec.Struct, frozen=True):
    """How the process of a killed run ended."""

    process: int
    killed: bool


def ran(state: Path, verb: str) -> Ran:
    """The command, run to its end."""
    changes: list[str] = []
    run = Lab.run

    def asked(lab: Lab, question: Question[Any]) -> Any:
        if question.operation.kind is Kind.CHANGE:
            changes.append(question.operation.name)
        return run(lab, question)

    code, said = _quietly(lambda: _with(asked, lambda: main(driver.arguments(state, verb))))
    return Ran(code, tuple(said.splitlines()), tuple(changes))


def counted(state: Path, verb: str) -> tuple[Effect, ...]:
    """Everything that the command brings to disk, in order. It runs to its end."""
    effects: list[Effect] = []

    def run() -> int:
        with driver.watched(driver.count(effects)):
            return main(driver.arguments(state, verb))

    code, said = _quietly(run)
    if code:
        raise RuntimeError(f"{verb} ended with exit code {code} though nobody killed it:\n{said}")
    return tuple(effects)


def killed(state: Path, point: Point, verb: str) -> Ended:
    """The command, killed at a point."""
    if not hasattr(os, "fork"):
        return killed_program(state, point, verb)
    child = os.fork()
    if child == 0:
        _child(state, point, verb)
    _, status = os.waitpid(child, 0)
    return Ended(child, os.waitstatus_to_exitcode(status) == -driver.KILL)


def killed_program(state: Path, point: Point, verb: str) -> Ended:
    """The same with a program started anew, as an operator does."""
    command = [sys.executable, "-m", "tests.kill.driver", str(state), str(point), verb]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        code = process.wait()
    return Ended(process.pid, code in {driver.KILL, -driver.KILL})


def _child(state: Path, point: Point, verb: str) -> None:
    """Never comes back, whatever happens."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        code = driver.run(state, point, verb)
    finally:
        os._exit(code)


def _with(asked: Callable[[Lab, Question[Any]], Any], do: Callable[[], int]) -> int:
    with patch.object(Lab, "run", asked):
        return do()


def _quietly(do: Callable[[], int]) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = do()
    return code, said.getvalue()
