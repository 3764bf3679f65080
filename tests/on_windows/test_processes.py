"""Children of Windows: a job takes them all, whoever ends, and a name beyond any code page starts a program."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.on_windows.alive import alive
from tests.on_windows.children import only_there, started
from tests.targets.nest import eventually
from wizard.targets.tree import ProcessTree

pytestmark = only_there

GRANDCHILD = "import sys; print('here', flush=True); sys.stdin.read()"
HANGS = f"""\
import os, subprocess, sys, time
made = subprocess.Popen([sys.executable, "-c", {GRANDCHILD!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
made.stdout.readline()
print(os.getpid(), made.pid, flush=True)
time.sleep(600)
"""
OWNS = f"""\
import os, sys, time
from wizard.targets.tree import ProcessTree
tree = ProcessTree([sys.executable, "-c", {HANGS!r}], os.environ)
print(tree.stdout.readline().decode().strip(), flush=True)
time.sleep(600)
"""


def gone(processes: list[int]) -> bool:
    """Whether all of them end soon."""
    return eventually(lambda: not any(map(alive, processes)), 10)


@pytest.fixture
def tree() -> ProcessTree:
    return ProcessTree([sys.executable, "-c", HANGS], os.environ)


def test_a_hanging_child_is_ended_with_its_grandchild(tree: ProcessTree) -> None:
    processes = [int(number) for number in tree.stdout.readline().split()]
    assert all(alive(process) for process in processes)
    begun = time.monotonic()
    tree.end()
    assert gone(processes)
    assert time.monotonic() - begun < 10
    tree.close()


def test_ending_twice_is_as_good_as_once(tree: ProcessTree) -> None:
    tree.stdout.readline()
    tree.end()
    tree.end()
    assert tree.wait(1) is not None
    tree.close()


@pytest.mark.parametrize("how", ["TerminateProcess", "taskkill"])
def test_whoever_owned_them_takes_child_and_grandchild_along(how: str) -> None:
    with started(OWNS) as owner:
        assert owner.stdout
        processes = [int(number) for number in owner.stdout.readline().split()]
        assert len(processes) == 2
        assert all(alive(process) for process in processes)
        if how == "TerminateProcess":
            owner.kill()
        else:
            subprocess.run(["taskkill", "/f", "/pid", str(owner.pid)], capture_output=True, timeout=60, check=False)
        owner.wait(20)
        assert gone(processes)


def test_a_program_in_a_folder_of_any_name_is_started(tmp_path: Path) -> None:
    folder = tmp_path / "Würzburg Ω 状態"
    folder.mkdir()
    script = folder / "say it.py"
    script.write_text("import sys; sys.stdout.buffer.write(' '.join(sys.argv[1:]).encode())", encoding="utf-8")
    words = ("ü ß", "Привет", "状態", 'a "quoted" word', "back\\slash\\", "^&|<>%PATH%")
    tree = ProcessTree([sys.executable, str(script), *words], os.environ)
    assert tree.stdout.read().decode() == " ".join(words)
    assert tree.wait(20) == 0
    tree.end()
    tree.close()
