"""Where sessions live: never overwritten, never a traceback, one owner at a time."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engine.test_journal import AGREED, OPENED, intent
from wizard.engine.store import Busy, Store

HOLD = """
import sys
from pathlib import Path
from wizard.engine.store import Store
with Store(Path(sys.argv[1]), "lab:first-run", print).locked():
    print("held", flush=True)
    sys.stdin.read()
"""


def now() -> datetime:
    return datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, said: list[str]) -> Store:
    return Store(tmp_path, "lab:first-run", said.append)


def kept(store: Store, session: str = "s0001") -> Path:
    journal = store.new(session, now)
    for record in (OPENED, AGREED, intent()):
        journal.append(record)
    return journal.path


def test_a_session_is_found_again(store: Store) -> None:
    kept(store)
    assert [session.id for session in store.sessions()] == ["s0001"]
    assert store.new_id() == "s0002"


def test_a_file_that_is_not_ours_is_set_aside_whole(store: Store, said: list[str]) -> None:
    path = kept(store)
    path.write_bytes(b"somebody's notes\n")
    assert store.sessions() == []
    assert (store.folder / "s0001.unreadable").read_bytes() == b"somebody's notes\n"
    assert "s0001.unreadable" in said[0]
    assert store.new_id() == "s0002"


def test_a_second_one_does_not_overwrite_the_first(store: Store) -> None:
    for content in (b"one\n", b"two\n"):
        kept(store).write_bytes(content)
        store.sessions()
    assert {p.read_bytes() for p in store.folder.glob("*.unreadable*")} == {b"one\n", b"two\n"}


def test_a_newer_versions_session_is_left_where_it_is(store: Store, said: list[str]) -> None:
    path = kept(store)
    data = path.read_bytes().replace(b'"v":1', b'"v":9')
    path.write_bytes(data)
    assert store.sessions() == []
    assert path.read_bytes() == data
    assert "newer version" in said[0]


def test_a_line_that_was_cut_off_is_kept_aside_and_the_rest_goes_on(store: Store, said: list[str]) -> None:
    path = kept(store)
    with path.open("ab") as file:
        file.write(b'{"v":1,"n":4,"ti')
    journal = store.journal("s0001", now)
    journal.append(intent())
    assert (store.folder / "s0001.cut-off").read_bytes() == b'{"v":1,"n":4,"ti'
    assert len(store.sessions()[0].records) == 4
    assert "cut off" in said[0]


def test_a_session_of_another_target_or_name_is_set_aside(store: Store, tmp_path: Path, said: list[str]) -> None:
    """Copied in by hand: an undo of it would change a server that it never touched."""
    path = kept(store)
    path.rename(store.folder / "s0002.jsonl")
    assert store.sessions() == []
    assert "it is session s0001 of lab:first-run" in said[0]
    other = Store(tmp_path, "lab:other", said.append)
    other.folder.mkdir(parents=True)
    (other.folder / "s0001.jsonl").write_bytes((store.folder / "s0002.unreadable").read_bytes())
    assert other.sessions() == []


def test_only_one_run_at_a_time(store: Store, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=f"process {other.pid}"), store.locked():
            pass
        other.communicate("")
    with store.locked():
        pass


def test_a_run_that_ends_with_an_error_leaves_no_owner_behind(store: Store, said: list[str]) -> None:
    with pytest.raises(ValueError, match="wrong answer"), store.locked():
        raise ValueError("wrong answer")
    with store.locked():
        assert said == []


def test_the_lock_of_a_process_that_died_is_taken_over_and_said(store: Store, tmp_path: Path, said: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        other.stdout.readline()
        other.kill()
        other.communicate()
    with store.locked():
        pass
    assert f"process {other.pid}" in said[0]
