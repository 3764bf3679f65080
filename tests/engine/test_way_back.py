"""The way back without the wizard: what it covers, in which order, in which words, and that it is on disk before."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from string import Formatter

import msgspec
import pytest

from tests.engine.way_back import (
    SITE,
    WSUS,
    Machines,
    Made,
    bind,
    configure,
    flag,
    pool,
    require,
    scan,
    the_job,
)
from wizard import resources
from wizard.engine import way_back_words
from wizard.engine.events import BackedUp, WayBackKept
from wizard.engine.journal import Journal, read_journal
from wizard.engine.records import Outcome, UndoBegun, Undone
from wizard.engine.undo_list import ORDER, Writer
from wizard.engine.way_back import WayBack
from wizard.engine.way_back_folder import BESIDE, DATA, SCRIPT, SOURCE, WORDS
from wizard.operations.model import Setting

NEW = "AB" * 20


def data(made: Made) -> WayBack:
    return msgspec.json.decode((made.folder / DATA).read_bytes(), type=WayBack)


def text(made: Made) -> str:
    return (made.folder / WORDS).read_text(encoding="utf-8-sig")


def areas(made: Made) -> list[str]:
    return [entry.area or entry.kind for entry in data(made).entries]


# --- What it covers


def test_the_entries_are_those_of_an_undo_in_its_order(tmp_path: Path) -> None:
    made = Made(tmp_path).make(*the_job(NEW))
    assert areas(made) == ["require-ssl", "sup", "await", "wsus", "binding", "pool"]
    back = data(made)
    assert [entry.machine for entry in back.entries] == [WSUS, SITE, SITE, WSUS, WSUS, WSUS]
    assert [entry.area for entry in back.entries if entry.needed_by_site] == ["wsus", "binding"]
    assert [entry.area for entry in back.entries if entry.whole] == ["binding"]
    assert back.entries[1].site_code == "PS1"


def test_each_change_is_covered_before_it_is_begun(tmp_path: Path) -> None:
    made = Made(tmp_path)
    for number, intent in enumerate(the_job(NEW), 1):
        made.way_back.before(intent)
        paths = {value.path for entry in data(made).entries for value in entry.values}
        moved = {w.path for w, f in zip(intent.wanted, intent.former, strict=True) if w.value != f.value}
        assert moved <= paths, f"change {number}"
        assert intent not in made.journal.records
        made.journal.append(intent)


def test_a_change_that_is_tried_again_keeps_its_first_former_value(tmp_path: Path) -> None:
    again = msgspec.structs.replace(configure(), former=configure().wanted)
    made = Made(tmp_path).make(configure(), again)
    values = {value.path: value.former for entry in data(made).entries for value in entry.values}
    assert values["wsus/PortNumber"] == "8530"


def test_a_change_without_a_value_adds_nothing_but_is_told(tmp_path: Path) -> None:
    made = Made(tmp_path).make(scan())
    assert areas(made) == []
    assert "Start a software update scan" in text(made)


def test_what_was_put_back_in_the_window_is_not_ours_any_more(tmp_path: Path) -> None:
    made = Made(tmp_path).make(bind(NEW), require())
    made.journal.append(Outcome("require", "rolled-back"))
    made.way_back.again()
    assert areas(made) == ["binding"]


def test_after_an_undo_nothing_is_left_to_put_back(tmp_path: Path) -> None:
    made = Made(tmp_path).make(bind(NEW))
    made.journal.append(UndoBegun("d"))
    made.journal.append(Undone(False))
    made.way_back.again()
    assert areas(made) == ["binding"], "an undo that did not end well"
    made.journal.append(Undone(True))
    made.way_back.again()
    assert areas(made) == []


def test_without_a_way_back_none_is_made_afterwards(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.way_back.again()
    assert not made.folder.exists()


# --- What lies in the folder


def test_the_folder_is_whole_and_holds_every_script_that_is_called(tmp_path: Path) -> None:
    made = Made(tmp_path).make(pool())
    assert {path.name for path in made.folder.iterdir()} == {DATA, WORDS, SCRIPT, *(f"{name}.ps1" for name in BESIDE)}
    script = resources.read_text(f"powershell/{SOURCE}.ps1")
    assert (made.folder / SCRIPT).read_text(encoding="ascii") == script
    assert set(re.findall(r"Invoke-Script '([\w-]+)'", script)) == set(BESIDE)


def test_the_script_knows_every_area_that_an_undo_puts_back() -> None:
    script = resources.read_text(f"powershell/{SOURCE}.ps1")
    for area in (entry.areas[0] for entry in ORDER if isinstance(entry, Writer)):
        assert len(re.findall(rf"^        '{area}' \{{", script, re.M)) == 2, f"{area} is read and written"


def test_every_field_stands_in_the_file_since_the_script_is_strict(tmp_path: Path) -> None:
    made = Made(tmp_path).make(*the_job(NEW))
    document = msgspec.json.decode((made.folder / DATA).read_bytes())
    assert set(document) == {
        "Version", "Session", "Target", "Practice", "Server", "Written", "Entries", "Backup",
    }  # fmt: skip
    assert len({tuple(entry) for entry in document["Entries"]}) == 1


@pytest.mark.parametrize(("target", "practice"), [("lab:first-run", True), ("local:wsus1", False)])
def test_a_practice_lab_says_so(tmp_path: Path, target: str, practice: bool) -> None:
    made = Made(tmp_path, Machines(name=target)).make(pool())
    assert data(made).practice is practice
    assert ("in the lab first-run" in text(made)) is practice


# --- On disk before anything changes


def test_the_files_are_forced_to_disk_before_the_intent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    seen: list[tuple[int, list[str]]] = []
    fsync, write = os.fsync, Journal._write
    made = Made(tmp_path)

    def noted(descriptor: int) -> None:
        fsync(descriptor)
        forced.append(descriptor)

    def written(journal: Journal, line: bytes) -> None:
        seen.append((len(forced), areas(made)))
        write(journal, line)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Journal, "_write", written)
    made.make(pool())
    assert seen[0] == (len(BESIDE) + 3, ["pool"])
    assert not list(made.folder.glob("*.tmp"))


def test_a_way_back_that_cannot_be_written_is_no_way_back(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.folder.parent.mkdir(parents=True)
    made.folder.write_text("somebody's file", encoding="utf-8")
    with pytest.raises(OSError, match=re.escape(made.folder.name)):
        made.way_back.before(pool())


def test_a_file_that_is_held_for_a_moment_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, refused = Path.replace, [3]

    def held(path: Path, target: Path) -> Path:
        if refused[0]:
            refused[0] -= 1
            raise PermissionError(13, "in use")
        return replace(path, target)

    monkeypatch.setattr("wizard.state._WAIT", 0.0)
    monkeypatch.setattr(Path, "replace", held)
    made = Made(tmp_path).make(pool())
    assert areas(made) == ["pool"]


def test_an_update_that_fails_later_leaves_the_old_one_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(tmp_path).make(bind(NEW), require())
    made.journal.append(Outcome("require", "rolled-back"))

    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    made.way_back.again()
    assert areas(made) == ["require-ssl", "binding"]


def test_killed_before_the_intent_only_a_way_back_is_left(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.way_back.before(pool())
    assert not made.journal.path.exists()
    made.journal.append(pool())
    assert read_journal(made.journal.path.read_bytes())[0]


# --- The copy of IIS's configuration


def test_a_copy_is_made_once_before_the_first_change_to_iis(tmp_path: Path) -> None:
    made = Made(tmp_path).make(configure(), scan())
    assert made.target.backups == []
    made.make(bind(NEW), require(), flag())
    assert made.target.backups == ["wsus-tls-s0001-20261124120000"]
    assert data(made).backup.name == made.target.backups[0]
    assert f"Restore-WebConfiguration -Name {made.target.backups[0]}" in text(made)
    assert made.told == [
        WayBackKept(str(made.folder)),
        BackedUp(WSUS, "wsus-tls-s0001-20261124120000"),
    ]


def test_a_copy_that_fails_is_said_and_stops_nothing(tmp_path: Path) -> None:
    made = Made(tmp_path, Machines(backup_fails=True)).make(bind(NEW), require())
    backup = data(made).backup
    assert (backup.name, "UnauthorizedAccessException" in backup.problem) == ("", True)
    assert [event.problem for event in made.told if isinstance(event, BackedUp)] == [backup.problem]
    assert backup.problem.partition("\x1b")[0] in text(made)


def test_the_name_of_the_copy_outlives_the_run(tmp_path: Path) -> None:
    made = Made(tmp_path).make(bind(NEW))
    later = Made(tmp_path / "later")
    later.way_back.path = made.way_back.path
    for record in made.journal.records[1:]:
        later.journal.append(record)
    later.make(require())
    assert data(made).backup.name == made.target.backups[0]
    assert later.target.backups == []


# --- Words


def test_the_words_name_every_value_every_machine_and_every_command_in_order(tmp_path: Path) -> None:
    made = Made(tmp_path).make(*the_job(NEW))
    words, back = text(made), data(made)
    numbered = [int(number) for number in re.findall(r"^(\d+)\. .*\(on ", words, re.M)]
    assert numbered == list(range(1, len(back.entries) + 1))
    for entry in back.entries:
        assert f"(on {entry.machine})" in words
        assert all(f"     > {line}" in words for line in entry.command.splitlines())
        for value in entry.values:
            assert f"{value.path}: was " in words
    assert 'wsus/PortNumber: was "8530", the wizard wrote "8531"' in words
    assert "netsh http delete sslcert ipport=0.0.0.0:8531" in words, "there was no certificate"
    assert f'--state-dir "{tmp_path}" undo s0001' in words


def test_the_words_can_be_read_by_any_notepad(tmp_path: Path) -> None:
    raw = (Made(tmp_path).make(pool()).folder / WORDS).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_what_a_server_sent_steers_no_console(tmp_path: Path) -> None:
    strange = Setting("require-ssl/\x1b[2J\u202e/Own", "\x1b]0;x\x07")
    change = msgspec.structs.replace(require(), former=(strange,), wanted=(Setting(strange.path, "Ssl"),))
    made = Made(tmp_path, Machines(backup_fails=True)).make(change)
    assert not [char for char in text(made) if not char.isprintable() and char != "\n"]
    assert "<U+001B>" in text(made)
    assert data(made).entries[0].values[0].path == strange.path


def test_the_code_and_the_words_are_in_step() -> None:
    table = tomllib.loads(resources.read_text("text/way-back.toml"))
    source = Path(way_back_words.__file__).read_text(encoding="utf-8")
    assert [code for code in table if not re.search(f"[\"']{re.escape(code)}[\"']", source)] == []
    assert set(re.findall(r"_(?:say|heading)\([\"']([\w.-]+)[\"']", source)) <= set(table)
    names = {name for text in table.values() for _, name, _, _ in Formatter().parse(text) if name}
    assert names <= {
        "session", "target", "time", "next", "lab", "number", "title", "machine", "path", "former", "wrote", "undo",
        "name", "problem", "address",
    }  # fmt: skip
