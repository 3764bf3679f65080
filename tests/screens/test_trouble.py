"""What cannot be opened, read or written: named on the page, and the wizard can always be left."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.flows.desk import Desk
from tests.screens.driver import sitting
from wizard.engine.journal import Journal
from wizard.engine.records import Record
from wizard.engine.store import Store
from wizard.steps.assessment import Status


async def test_a_target_that_another_run_works_on_is_named_and_f5_tries_again(bound: Desk) -> None:
    with ExitStack() as another:
        another.enter_context(Store(bound.state, f"lab:{bound.lab}", lambda _: None).locked())
        async with sitting(bound) as it:
            assert it.app.trouble
            assert it.shows(it.app.trouble), it.text
            await it.press("enter", "f2", "f9", "f6", "down", "enter", "f1", "escape")
            assert it.page == "overview"
            await it.press("f5")
            assert it.app.trouble
            another.close()
            await it.press("f5")
            assert not it.app.trouble
            assert it.status("bind") is Status.SATISFIED


@pytest.mark.parametrize("damage", ["world", "journal", "state folder"])
async def test_a_damaged_state_folder_is_named(bound: Desk, tmp_path: Path, damage: str) -> None:
    if damage == "world":
        (bound.state / "labs" / bound.lab / "world.json").write_bytes(b"{")
    elif damage == "journal":
        lines = bound.journal().read_bytes().splitlines(keepends=True)
        bound.journal().write_bytes(b"".join(lines[:3] + lines[4:]))
    else:
        (tmp_path / "file").write_text("not a folder", encoding="utf-8")
        bound = Desk(tmp_path / "file", bound.lab)
    async with sitting(bound) as it:
        if damage == "journal":
            assert "s0001.unreadable" in it.text
            assert not it.view.kept
        else:
            assert it.app.trouble
            assert it.shows(it.app.trouble), it.text
        await it.leave()
        assert it.left


async def test_a_server_that_cannot_be_reached_is_named_whenever_that_is(bound: Desk) -> None:
    async with sitting(bound) as it:
        it.lab.set_fact("wsus_machine/reachable", False)
        for page in ("overview", "bind", "switch"):
            await it.open(page)
            await it.press("f5")
            assert it.app.trouble or not it.status("bind").done
            assert not it.active("F9"), "a change is offered though nothing can be read"
        await it.leave()
        assert it.left
    async with sitting(bound) as it:
        assert it.app.trouble
        assert it.shows(it.app.trouble), it.text
        await it.press("enter", "f10", "f10")
        assert it.code == 3


@pytest.mark.parametrize(
    ("page", "keys"), [("require-ssl", ["f9"]), ("request", [*["tab"] * 4, "2", "f9"]), ("undo", ["f9"])]
)
async def test_a_journal_that_cannot_be_written_is_told_and_the_wizard_can_be_left(
    bound: Desk, monkeypatch: pytest.MonkeyPatch, page: str, keys: list[str]
) -> None:
    def full(journal: Journal, record: Record) -> None:
        raise OSError(28, "No space left on device")

    async with sitting(bound) as it:
        await it.open(page)
        monkeypatch.setattr(Journal, "append", full)
        await it.press(*keys)
        assert it.app.trouble
        assert it.shows("No space left on device"), it.text
        await it.leave()
        assert it.left, "the wizard cannot be left"
        assert it.code == 4
        assert "No space left on device" in it.farewell
