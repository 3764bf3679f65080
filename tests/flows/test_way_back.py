"""In a lab as on a server: the way back without the wizard is there before anything changes, and covers all of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.flows.desk import Desk, window_is_open
from tests.kill.driver import watched
from tests.kill.points import Effect
from wizard.engine import way_back_folder
from wizard.engine.session import Session
from wizard.engine.undo_list import AwaitWcm, Restore
from wizard.engine.undoing import list_of
from wizard.engine.way_back import WayBack
from wizard.engine.way_back_folder import DATA, SCRIPT, WORDS


def folder(desk: Desk, session: str = "s0001") -> Path:
    return desk.folder / f"{session}.undo"


def back(desk: Desk, session: str = "s0001") -> WayBack:
    return msgspec.json.decode((folder(desk, session) / DATA).read_bytes(), type=WayBack)


def covered(what: WayBack) -> list[tuple[str, ...]]:
    """Area and paths of each entry, in order."""
    return [(entry.area or "await", *(value.path for value in entry.values)) for entry in what.entries]


def test_it_is_there_before_the_first_change_and_before_each_later_one(desk: Desk) -> None:
    seen: list[set[str]] = []

    def happening(effect: Effect, _half: object, whole: object) -> None:
        assert callable(whole)
        if effect.kind == "journal" and effect.what.startswith("intent"):
            moved = {value.path for entry in back(desk).entries for value in entry.values}
            seen.append(moved)
        if effect.kind == "commit" and effect.operation not in {"", "Backup-IisConfiguration"}:
            assert (folder(desk) / SCRIPT).is_file()
            assert (folder(desk) / WORDS).is_file()
        whole()

    with watched(happening):
        assert desk.run("apply").code == 0
    intents = Session(desk.records()).intents
    assert len(seen) == len(intents)
    for moved, intent in zip(seen, intents, strict=True):
        former = {setting.path: setting.value for setting in intent.former}
        assert {s.path for s in intent.wanted if former[s.path] != s.value} <= moved, intent.call.operation


def test_it_covers_just_what_undo_would_put_back_in_its_order(done: Desk) -> None:
    session = Session(done.records())
    wanted = [
        (entry.area, *(value.path for value in entry.values)) if isinstance(entry, Restore) else ("await",)
        for entry in list_of(session, ()).entries
        if isinstance(entry, Restore | AwaitWcm)
    ]
    assert covered(back(done)) == wanted
    assert [area for area, *_ in wanted] == ["require-ssl", "sup", "await", "wsus", "binding"]


def test_a_check_or_a_plan_leaves_none(desk: Desk) -> None:
    desk.run("check")
    desk.run("plan")
    assert not list(desk.folder.glob("*.undo"))


def test_the_run_says_where_it_is_and_what_copy_was_made(desk: Desk) -> None:
    said = desk.run("apply").out
    assert said.count(str(folder(desk))) == 1
    assert said.index(str(folder(desk))) < said.index("done, read back")
    (name,) = desk.world.iis.backups
    assert name in said
    assert back(desk).backup.name == name


def test_a_copy_that_cannot_be_made_is_said_and_stops_nothing(desk: Desk) -> None:
    desk.fault("Backup-IisConfiguration", "fails", times=0)
    ended = desk.run("apply")
    assert ended.code == 0, ended.said
    assert "No copy of IIS's configuration" in ended.out
    assert back(desk).backup.problem


def test_a_window_that_was_closed_backwards_takes_back_what_it_covers(desk: Desk) -> None:
    desk.fault("Set-SoftwareUpdatePoint", "fails", times=0)
    assert desk.run("apply").code == 4
    assert [area for area, *_ in covered(back(desk))] == ["binding"]


def test_an_undo_takes_back_all_that_it_covers(done: Desk) -> None:
    assert done.run("undo").code == 0
    assert covered(back(done)) == []


def test_nothing_is_changed_without_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(way_back_folder, "_keep", full)
    before = desk.settings()
    ended = desk.run("apply", "--json")
    assert (ended.code, ended.errors) == (4, ["engine.no-way-back"])
    assert desk.settings() == before
    assert not desk.world.requests


def test_inside_the_window_a_way_back_that_cannot_be_written_closes_it(
    bound: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = way_back_folder._keep

    def full(path: Path, data: bytes) -> None:
        if b"sup/wsus1" in data:
            raise OSError(28, "no space left")
        keep(path, data)

    monkeypatch.setattr(way_back_folder, "_keep", full)
    ended = bound.run("apply")
    assert ended.code == 4
    assert "SWITCH WINDOW CLOSED == backwards" in ended.said
    assert not window_is_open(bound.world)


def test_a_way_back_that_no_session_came_of_takes_no_id_and_is_forgotten_with_the_lab(desk: Desk) -> None:
    folder(desk).mkdir(parents=True)
    (folder(desk) / DATA).write_bytes(b"{")
    assert desk.run("apply").code == 0
    assert desk.sessions() == ["s0001"]
    assert covered(back(desk))
    assert desk.run("check", "--fresh").code == 1
    assert not folder(desk).exists()


@pytest.mark.parametrize("lines", [1, 3])
def test_it_is_kept_up_when_a_run_goes_on(bound: Desk, lines: int) -> None:
    name = back(bound).backup.name
    assert [area for area, *_ in covered(back(bound))] == ["binding"]
    if lines == 3:
        shutil.rmtree(folder(bound))
    assert bound.run("apply").code == 0
    assert [area for area, *_ in covered(back(bound))][-1] == "binding"
    assert back(bound).backup.name == (name if lines == 1 else "")
