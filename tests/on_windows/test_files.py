"""Files that others have open, and folders of every kind, on Windows.

What Wine does not have: a read-only attribute that keeps root from writing, and an `icacls` that does anything. Of an
access list it keeps what Linux's permissions can express. So who may read a server's state is seen only as far as the
calls go; `tests/targets/test_administrators.py` has the rest.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.on_windows.children import only_there, said, started, wizard
from tests.on_windows.holding import held_without_sharing
from wizard.engine.journal import Journal
from wizard.state import patiently
from wizard.targets.administrators import ADMINISTRATORS, SYSTEM, NotProtected, protected, run_program

pytestmark = only_there

LONG = "x" * 60
FORBIDDEN = Path("Z:\\sys\\kernel")
"""Nobody may write there: Linux's own. To root, who runs this, Wine refuses nothing else."""


def test_a_file_that_somebody_has_open_is_replaced_as_soon_as_it_is_closed(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old", encoding="utf-8")
    new.write_text("new", encoding="utf-8")
    with held_without_sharing(old, seconds=0.4):
        with pytest.raises(PermissionError):
            new.replace(old)
        patiently(lambda: new.replace(old))
    assert old.read_text(encoding="utf-8") == "new"


def test_a_journal_that_a_scanner_has_open_gets_its_line_as_soon_as_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "s0001.jsonl"
    path.touch()
    journal = Journal(path, lambda: datetime.now(UTC))
    with held_without_sharing(path, seconds=0.4):
        with pytest.raises(PermissionError):
            path.read_bytes()
        journal._write(b"line\n")
    assert path.read_bytes() == b"line\n"


SCANS = """\
import _winapi, sys, time
from pathlib import Path
folder, seen = Path(sys.argv[1]), {}
print("scans", flush=True)
while True:
    for path in folder.rglob("*"):
        try:
            changed = path.stat().st_mtime_ns
            if path.is_file() and seen.get(path) != changed:
                seen[path] = changed
                handle = _winapi.CreateFile(str(path), 0x80000000, 0, 0, 3, 0, 0)
                time.sleep(0.03)
                _winapi.CloseHandle(handle)
        except OSError:
            pass
    time.sleep(0.002)
"""
"""A scanner: opens each file that has changed, and lets nobody else do anything with it meanwhile."""


def test_a_scanner_that_opens_every_file_that_changes_keeps_no_job_from_its_end(tmp_path: Path) -> None:
    with started(SCANS, tmp_path) as scanner:
        assert scanner.stdout
        scanner.stdout.readline()
        try:
            for verb, code in (("check", 1), ("apply", 0), ("undo", 0)):
                done = wizard("--lab", "first-run", "--state-dir", tmp_path, verb)
                assert done.returncode == code, said(done)
        finally:
            scanner.kill()


@pytest.mark.parametrize(
    "name",
    ["Zustand für Würzburg, Состояние, 状態 フォルダー, a b & c (d) ^ % '", "\\".join([LONG] * 5)],
    ids=["every script, blanks and signs", "more than 260 characters"],
)
def test_a_state_folder_of_any_name_carries_a_job_and_its_way_back(tmp_path: Path, name: str) -> None:
    state = tmp_path / name
    applied = wizard("--lab", "first-run", "--state-dir", state, "apply")
    assert applied.returncode == 0, said(applied)
    undone = wizard("--lab", "first-run", "--state-dir", state, "undo")
    assert undone.returncode == 0, said(undone)


def test_a_state_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.touch()
    done = wizard("--lab", "first-run", "--state-dir", file, "apply")
    assert done.returncode == 2, said(done)
    assert "Traceback" not in said(done)


@pytest.mark.parametrize(("folder", "code"), [(FORBIDDEN / "new", 2), (FORBIDDEN, 4)], ids=["to be made", "there"])
def test_a_folder_that_one_may_not_write_is_named_in_words(folder: Path, code: int) -> None:
    """With what cannot be written, whole."""
    done = wizard("--lab", "first-run", "--state-dir", folder, "apply")
    assert done.returncode == code, said(done)
    assert "Traceback" not in said(done)
    assert FORBIDDEN.name in said(done)


def test_a_lab_that_somebody_keeps_open_is_told_in_words(tmp_path: Path) -> None:
    """Reading is shared, so that only replacing fails, and goes on failing."""
    assert wizard("--lab", "first-run", "--state-dir", tmp_path, "check").returncode == 1
    (world,) = tmp_path.rglob("world.json")
    with world.open("rb"):
        done = wizard("--lab", "first-run", "--state-dir", tmp_path, "apply")
    assert "Traceback" not in said(done), said(done)
    assert done.returncode not in {0, 1}


def test_the_state_of_a_server_is_used_only_where_administrators_own_it(tmp_path: Path) -> None:
    """By real calls. Wine's `icacls` does nothing and returns 0: then the second run finds whose the folder is."""
    if sys.platform == "win32":
        from wizard.targets.owner import owner_of

        folder = tmp_path / "server"
        protected(folder, run_program, owner_of)
        owner = owner_of(folder)
        assert owner.startswith("S-1-5-")
        if owner in {ADMINISTRATORS, SYSTEM}:
            protected(folder, run_program, owner_of)
        else:
            with pytest.raises(NotProtected, match=owner):
                protected(folder, run_program, owner_of)
