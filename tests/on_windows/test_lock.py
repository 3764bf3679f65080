"""The lock of a target between two processes of Windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.on_windows.children import only_there, started
from tests.on_windows.holding import held_without_sharing
from wizard import state
from wizard.engine.store import Busy, Store

pytestmark = only_there

HOLDS = """\
import sys
from pathlib import Path
from wizard.engine.store import Store
with Store(Path(sys.argv[1]), "lab:one", print).locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held(folder: Path, terminated: bool = False) -> Iterator[int]:
    """By another process, whose id this is; it ends by itself or is terminated."""
    with started(HOLDS, folder) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline().strip() == b"held"
        try:
            yield other.pid
        finally:
            if terminated:
                other.kill()
            else:
                other.stdin.write(b"\n")
                other.stdin.close()
            other.wait(20)


def store(folder: Path, said: list[str]) -> Store:
    return Store(folder, "lab:one", said.append)


def test_a_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    with held(tmp_path) as process, pytest.raises(Busy, match=str(process)), store(tmp_path, []).locked():
        pass


def test_the_lock_of_a_process_that_ended_is_free_and_nobody_is_taken_over_from(tmp_path: Path) -> None:
    with held(tmp_path):
        pass
    said: list[str] = []
    with store(tmp_path, said).locked():
        assert not said


def test_the_lock_of_a_terminated_process_is_taken_over_and_it_is_named(tmp_path: Path) -> None:
    with held(tmp_path, terminated=True) as process:
        pass
    said: list[str] = []
    with store(tmp_path, said).locked():
        (told,) = said
    assert str(process) in told


def test_whoever_reads_the_owners_name_does_not_keep_the_lock_from_being_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to remove a file that somebody has open."""
    monkeypatch.setattr(state, "_WAIT", 0.001)
    mine = store(tmp_path, [])
    with mine.locked():
        reader = (mine.folder / "owner.json").open("rb")
    with reader, store(tmp_path, []).locked():
        pass


@pytest.mark.parametrize("name", ["lock", "owner.json"])
def test_a_scanner_that_has_a_file_of_the_lock_open_for_a_moment_is_waited_for(tmp_path: Path, name: str) -> None:
    mine = store(tmp_path, [])
    mine.folder.mkdir(parents=True)
    (mine.folder / name).touch()
    with held_without_sharing(mine.folder / name, seconds=0.4), mine.locked():
        assert b"process" in (mine.folder / "owner.json").read_bytes()
