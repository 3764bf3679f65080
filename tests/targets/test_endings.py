"""However it ends, the PowerShell that stays is gone afterwards, with all that it has started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.on_windows.children import HIDDEN, environment
from tests.targets.nest import LEAVE, RUN, Nest, eventually, runs
from wizard.targets import process as module
from wizard.targets.process import Ended, Hung, PowerShellProcess

SECONDS = 60.0
FOR_EVER = 120.0


@pytest.fixture
def own(powershell_program: Path) -> Iterator[PowerShellProcess]:
    process = PowerShellProcess(powershell_program)
    yield process
    process.end()


@pytest.fixture
def nest(tmp_path: Path) -> Nest:
    return Nest(tmp_path)


def left_behind(own: PowerShellProcess, nest: Nest) -> None:
    """It has answered, and what it has started runs on."""
    assert own.ask(LEAVE, nest.parameters, SECONDS).error is None
    assert eventually(nest.complete, SECONDS)


def test_closed(own: PowerShellProcess, nest: Nest) -> None:
    left_behind(own, nest)
    own.close()
    assert own._tree.wait(0) == 0, "by itself"
    assert nest.gone(own.hello.pid)


def test_its_input_ended(own: PowerShellProcess) -> None:
    own._tree.stdin.close()
    assert own._tree.wait(SECONDS) == 0, "by itself"
    assert not own.alive


def test_no_answer_in_time(own: PowerShellProcess, nest: Nest, monkeypatch: pytest.MonkeyPatch) -> None:
    # The time is up once its children are there, however long that takes.
    def clock() -> float:
        return time.monotonic() + FOR_EVER * nest.complete()

    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=clock))
    with pytest.raises(Hung):
        own.ask(RUN, nest.parameters, FOR_EVER)
    assert nest.gone(own.hello.pid)
    assert not own.alive


def test_noise_without_end_in_place_of_an_answer(own: PowerShellProcess) -> None:
    with pytest.raises(Hung):
        own.ask("while ($true) { [Console]::Out.WriteLine('noise') }", {}, 1)
    assert eventually(lambda: not runs(own.hello.pid))


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_something_interrupts_the_wait(own: PowerShellProcess, nest: Nest, kind: type[BaseException]) -> None:
    def tell(text: str) -> None:
        assert eventually(nest.complete, SECONDS)
        raise kind

    script = LEAVE + "; Send-Progress 'x'; while ($true) { }"
    with pytest.raises(kind):
        own.ask(script, nest.parameters, FOR_EVER, tell)
    assert nest.gone(own.hello.pid)


def test_it_is_ended_from_outside_while_a_program_that_it_started_runs(own: PowerShellProcess, nest: Nest) -> None:
    # That program has its pipes, too: that they end cannot be waited for.
    nest.then(lambda: os.kill(own.hello.pid, 9))
    begun = time.monotonic()
    with pytest.raises(Ended):
        own.ask(RUN, nest.parameters, FOR_EVER)
    assert time.monotonic() - begun < FOR_EVER / 2
    assert nest.gone(own.hello.pid)


def test_it_ends_itself_and_leaves_a_program_that_runs(own: PowerShellProcess, nest: Nest) -> None:
    left_behind(own, nest)
    with pytest.raises(Ended, match="exit code 3"):
        own.ask("[Environment]::Exit(3)", {}, FOR_EVER)
    assert nest.gone(own.hello.pid)


OWNER = """\
import os, sys, threading, time
from pathlib import Path
from tests.targets.nest import LEAVE, RUN, Nest, eventually
from wizard.targets.process import PowerShellProcess
how, program, folder = sys.argv[1:]
nest = Nest(Path(folder))
process = PowerShellProcess(Path(program))
print(process.hello.pid, flush=True)
def event():
    if sys.platform == "win32":
        import ctypes
        ctypes.windll.kernel32.GenerateConsoleCtrlEvent(0, 0)
    else:
        import signal
        os.kill(os.getpid(), signal.SIGINT)
if how == "left":
    process.ask(LEAVE, nest.parameters, 60)
    eventually(nest.complete, 60)
    sys.exit(7)
if how == "Ctrl+C":
    nest.then(event)
process.ask(RUN, nest.parameters, 600)
"""
"""A process of its own that asks, and how it then ends."""


def owner(how: str, program: Path, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, how, str(program), str(folder)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), creationflags=HIDDEN,
    )  # fmt: skip


def test_ctrl_c_in_the_console_of_its_owner(powershell_program: Path, nest: Nest, tmp_path: Path) -> None:
    with owner("Ctrl+C", powershell_program, tmp_path) as one:
        said, error = one.communicate(timeout=SECONDS * 2)
    assert b"KeyboardInterrupt" in error, "it is the owner that was interrupted"
    assert nest.gone(int(said))


only_with_a_job = pytest.mark.skipif(
    sys.platform != "win32", reason="off Windows nothing ends with its owner, and there is nothing to change there"
)


@only_with_a_job
def test_its_owner_is_terminated(powershell_program: Path, nest: Nest, tmp_path: Path) -> None:
    with owner("terminated", powershell_program, tmp_path) as one:
        assert one.stdout
        pid = int(one.stdout.readline())
        assert eventually(nest.complete, SECONDS)
        assert all(map(runs, [pid, *nest.pids()]))
        one.kill()
        one.wait(SECONDS)
    assert nest.gone(pid)


@only_with_a_job
def test_its_owner_leaves_and_closes_nothing(powershell_program: Path, nest: Nest, tmp_path: Path) -> None:
    with owner("left", powershell_program, tmp_path) as one:
        said, error = one.communicate(timeout=SECONDS * 2)
    assert one.returncode == 7, error.decode("utf-8", "replace")
    assert nest.gone(int(said))
