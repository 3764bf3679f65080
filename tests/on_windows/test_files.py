"""Files that others have open, and folders of every kind, on Windows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.on_windows.children import only_there, said, wizard
from tests.on_windows.holding import held_without_sharing
from wizard.engine.journal import Journal
from wizard.state import patiently

pytestmark = only_there

LONG = "x" * 60


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


@pytest.mark.parametrize(
    "name",
    ["Zustand für Würzburg", "Состояние", "状態 フォルダー", "a b & c (d) ^ % '", "\\".join([LONG] * 5)],
    ids=["latin", "cyrillic", "cjk", "signs", "more than 260 characters"],
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


def test_a_lab_that_somebody_keeps_open_is_told_in_words(tmp_path: Path) -> None:
    """Reading is shared, so that only replacing fails, and goes on failing."""
    begun = wizard("--lab", "first-run", "--state-dir", tmp_path, "apply", "--answers", tmp_path / "none.toml")
    assert begun.returncode == 2, said(begun)
    assert wizard("--lab", "first-run", "--state-dir", tmp_path, "check").returncode == 1
    (world,) = tmp_path.rglob("world.json")
    with world.open("rb"):
        done = wizard("--lab", "first-run", "--state-dir", tmp_path, "apply")
    assert "Traceback" not in said(done), said(done)
    assert done.returncode not in {0, 1}
