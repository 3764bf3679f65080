"""The journal: on disk before anything changes, and read back as far as it is whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.engine.journal import Journal, JournalDamaged, NewerVersion, read_journal
from wizard.engine.records import Agreed, Ended, Intent, Opened, Outcome, Record
from wizard.operations.iis import SetSslRequirement
from wizard.operations.model import Role
from wizard.rules.answers import Answers
from wizard.steps.assessment import Call


def now() -> datetime:
    return datetime(2026, 11, 24, 12, tzinfo=UTC)


def intent(change: str = "c1") -> Intent:
    call = Call.of(SetSslRequirement(("Content",), ("None",)), Role.WSUS)
    return Intent(change, "require-ssl", call, call, now().isoformat())


OPENED = Opened("s0001", "lab:first-run", Answers())
AGREED = Agreed("answers", "d", ("c1",))


def written(folder: Path, *records: Record) -> Journal:
    journal = Journal(folder / "s0001.jsonl", now)
    for record in records:
        journal.append(record)
    return journal


def test_nothing_is_on_disk_before_something_is_about_to_change(tmp_path: Path) -> None:
    journal = written(tmp_path, OPENED, AGREED, Ended(6))
    assert not journal.on_disk
    assert not journal.path.exists()


def test_with_the_first_intent_everything_before_it_is_on_disk(tmp_path: Path) -> None:
    journal = written(tmp_path, OPENED, AGREED, intent())
    lines, whole = read_journal(journal.path.read_bytes())
    assert tuple(line.record for line in lines) == (OPENED, AGREED, intent())
    assert whole == journal.path.stat().st_size
    assert [line.n for line in lines] == [1, 2, 3]


def test_every_write_ends_before_append_returns(tmp_path: Path) -> None:
    journal = written(tmp_path, OPENED, AGREED, intent())
    journal.append(Outcome("c1", "done"))
    assert read_journal(journal.path.read_bytes())[0][-1].record == Outcome("c1", "done")


def test_a_write_that_takes_only_a_part_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
    journal = written(tmp_path, OPENED, AGREED, intent())
    assert len(read_journal(journal.path.read_bytes())[0]) == 3


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    data = written(tmp_path, OPENED, AGREED, intent()).path.read_bytes()
    for cut in range(data.rstrip(b"\n").rfind(b"\n") + 2, len(data)):
        lines, whole = read_journal(data[:cut])
        assert [line.n for line in lines] == [1, 2]
        assert data[:whole].endswith(b"\n")


@pytest.mark.parametrize("data", [
    b"", b"\n", b"not ours\n", b"[]\n", b'{"v":1}\n', b'{"v":1,"n":1,"time":"","record":{"record":"ended","code":0}}\n',
    b'{"v":1,"n":1,"time":"","record":{"record":"unheard-of"}}\n', b"\xff\xfe\n", b'{"v":"one"}\n',
])  # fmt: skip
def test_what_is_not_ours_is_named_as_such(data: bytes) -> None:
    with pytest.raises(JournalDamaged):
        read_journal(data)


def test_a_line_missing_in_the_middle_is_noticed(tmp_path: Path) -> None:
    first, _, third = written(tmp_path, OPENED, AGREED, intent()).path.read_bytes().splitlines(keepends=True)
    with pytest.raises(JournalDamaged, match="line 2 is missing"):
        read_journal(first + third)


def test_a_newer_version_is_not_taken_for_damage(tmp_path: Path) -> None:
    data = written(tmp_path, OPENED, AGREED, intent()).path.read_bytes().replace(b'"v":1', b'"v":2')
    with pytest.raises(NewerVersion):
        read_journal(data)
