"""What can be wrong: each has words on its page, keys that fit, and is no crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from screens.pages.text import TextPage
from screens.texts.words import say
from tests.flows.desk import Desk, requiring, window_is_open
from tests.flows.test_someone_else import killed_before
from tests.screens.driver import Sitting, sitting
from wizard.engine.records import Ended
from wizard.reports.settings import label
from wizard.rules.findings import Finding, Level
from wizard.rules.gate import overridable
from wizard.steps.assessment import Status
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH


def told(it: Sitting, found: Finding) -> bool:
    """Whether its text is on the screen, in however many columns and lines it is wrapped."""
    return all(word in it.text for word in found.text.split())


def highlighted(it: Sitting) -> str:
    """Id of the line of the overview that is highlighted."""
    menu = it.app.screen.query_one("#sections", OptionList)
    assert menu.highlighted is not None
    return menu.get_option_at_index(menu.highlighted).id or ""


async def unchanged(it: Sitting, *keys: str) -> None:
    """Keys that change nothing and agree to nothing."""
    before = it.world, it.agreed
    await it.press(*keys)
    assert (it.world, it.agreed) == before, f"{keys} did something on {it.page}"


# --- A change or a read that fails --------------------------------------------------------------------------------


async def test_a_change_that_failed_is_told_on_its_page_and_only_f9_tries_it_again(bound: Desk) -> None:
    bound.fact("iis/http_sys", [])    # nobody listens any more: section 3 wants its change again
    bound.fault("Set-SiteBinding", "fails")
    async with sitting(bound) as it:
        await it.press("enter")
        assert it.page == "bind"
        await it.press("f9")
        (section, ended), = it.view.failed
        assert section == "bind"
        error = next(found for found in ended.findings if found.level is Level.ERROR)
        assert told(it, error), it.text
        assert "F9" in it.keys
        assert it.view.session.begun
        await unchanged(it, "enter", "escape", "f5", "f1", "escape", "enter", "escape")
        await it.press("f9")
        assert it.status("bind") is Status.SATISFIED
        assert not it.view.failed


async def test_what_could_not_be_read_is_told_as_that_and_offers_no_f9(bound: Desk) -> None:
    bound.fault("Get-SslRequirement", "fails", times=0)
    async with sitting(bound) as it:
        assert it.status("require-ssl") is Status.CANNOT_TELL
        await it.open("require-ssl")
        unread = next(f for f in it.view.assessment("require-ssl").findings if f.code == "read.failed")
        assert told(it, unread), it.text
        assert it.app.look.word("cannot-tell") in it.text
        assert "F9" not in it.keys
        await unchanged(it, "f9", "enter")
        await it.open("switch")
        await unchanged(it, "f9", "f8")
        it.lab.heal()
        await it.open("require-ssl")
        await it.press("f5")
        assert it.status("require-ssl") is Status.NEEDS_CHANGE
        assert it.active("F9")


# --- The gate ------------------------------------------------------------------------------------------------------


async def test_a_condition_that_may_be_overridden_takes_the_operators_word_one_at_a_time(agreed: Desk) -> None:
    agreed.fact("client_machine/reachable", False)
    async with sitting(agreed) as it:
        await it.open("switch")
        count = len(it.view.blocking)
        assert count
        assert all(overridable(condition) for condition in it.view.blocking)
        while it.view.blocking:
            assert told(it, it.view.blocking[0].finding), it.text
            assert not it.active("F9")
            await unchanged(it, "f9")
            await unchanged(it, "f8")
            assert len(it.view.blocking) == count - 1, "one word is for one condition"
            count -= 1
        assert it.active("F9")
        assert "F8" not in it.keys
        assert not window_is_open(it.world)


async def test_the_word_can_be_given_where_a_terminal_keeps_the_function_keys_and_a_second_enter_gives_no_other(
    agreed: Desk,
) -> None:
    agreed.fact("client_machine/reachable", False)
    async with sitting(agreed) as it:
        await it.open("switch")
        count = len(it.view.blocking)
        while it.focused != "override":
            await it.tap("tab")
        await it.tap("enter")
        await it.press("enter")
        assert len(it.view.answers.overrides) == 1
        await it.open("switch")
        assert len(it.view.blocking) == count - 1
        assert it.focused == "next"


async def test_a_condition_that_has_no_override_takes_no_word(agreed: Desk) -> None:
    agreed.fact("client_machine/trusts", [])
    async with sitting(agreed) as it:
        await it.open("switch")
        assert [c.key for c in it.view.blocking if not overridable(c)] == ["tls-from-client"]
        assert told(it, next(c.finding for c in it.view.blocking if not overridable(c))), it.text
        for _ in range(4):
            await unchanged(it, "f8", "f9")
        assert "tls-from-client" not in it.view.answers.overrides
        assert not it.active("F9")
        await it.press("f6")
        assert it.shows(say("switch.by-hand-blocked")), "clicks are shown though the gate does not let it through"


# --- Somebody else, and coming back ----------------------------------------------------------------------------------


async def test_what_someone_else_has_changed_is_said_on_coming_back_and_f2_shows_both_values(bound: Desk) -> None:
    bound.fact("iis/http_sys/0.0.0.0:8531/certificate_hash", "certificate:web-management")
    async with sitting(bound) as it:
        assert it.view.differences, it.text
        assert it.active("F2")
        await it.press("f2")
        assert it.over(TextPage)
        assert all(word in it.text for found in it.view.differences for word in label(found.path).split()), it.text
        await it.press("escape")
        assert not it.over(TextPage)


@pytest.mark.parametrize(("value", "page"), [
    ("binding certificate", "bind"),
    ("sslFlags of ClientWebService", "switch"),
])  # fmt: skip
async def test_what_is_half_done_is_named_on_coming_back_and_f9_finishes_it(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch, value: str, page: str
) -> None:
    killed_before(fresh, value, monkeypatch)
    assert not isinstance(fresh.records()[-1], Ended)
    async with sitting(fresh) as it:
        assert it.page == "overview"
        (half,) = it.view.session.begun.values()
        assert it.shows(section_words(half.section).title), it.text
        assert bool(it.elapsed) == it.view.window_open == (page == "switch")
        assert highlighted(it) == half.section
        await it.open(half.section)
        await unchanged(it, "enter", "escape")
        await it.open(page)
        assert it.active("F9")
        await it.press("f9")
        assert not it.view.session.begun
        assert not it.elapsed
        assert {it.status(key) for key in (SWITCH if page == "switch" else ("bind",))} == {Status.SATISFIED}, it.text


async def test_a_window_that_failed_is_closed_and_its_page_says_what_did_not_work(agreed: Desk) -> None:
    agreed.fault("Set-SoftwareUpdatePoint", "fails", times=0)
    async with sitting(agreed) as it:
        await it.open("switch")
        await it.press("f9")
        assert it.app.switched is not None
        assert not it.app.switched.window_open
        assert section_words(it.app.switched.section).title in it.text
        assert not it.elapsed
        assert not requiring(it.world)
        it.lab.heal()
        await unchanged(it, "f5")
        await it.press("f9")
        assert it.status("software-update-point") is Status.SATISFIED, it.text


async def test_a_window_that_cannot_be_closed_is_called_open_on_every_page_and_on_leaving(agreed: Desk) -> None:
    agreed.fault("Invoke-ConfigureSsl", "fails", times=0)
    agreed.fault("Set-SslRequirement", "fails", at=2, times=0)
    async with sitting(agreed) as it:
        await it.open("switch")
        await it.press("f9")
        assert it.app.switched is not None
        assert it.app.switched.window_open
        assert it.elapsed
        await it.press("escape")
        assert it.elapsed
        await it.leave()
        assert it.code == 4
        assert say("leave.farewell-window") in it.farewell


async def test_a_second_that_goes_by_while_a_page_is_being_put_up_ends_nothing(tmp_path: Path) -> None:
    """The window is open, so its clock runs."""
    async with sitting(Desk(tmp_path / "state", "site-wide-ssl")) as it:
        assert it.app.window[0]
        for page in ("before-you-start", "require-ssl"):
            it.app.go(page)
            it.app._tick()
        await it.settle()
        assert it.page == "require-ssl"
        assert it.elapsed


# --- Undo ------------------------------------------------------------------------------------------------------------


async def test_undo_shows_its_list_and_its_offer_and_puts_everything_back_by_f9_alone(done: Desk) -> None:
    async with sitting(done) as it:
        await it.open("undo")
        assert it.focused == "next"
        assert it.app.screen.query_one("#offers").display
        stored = len(it.world.store)
        await unchanged(it, "f1", "escape", "f5", "tab", "tab", "f2")
        while it.focused != "offer":
            await it.tap("tab")
        await unchanged(it, "space")
        await it.press("f9")
        assert not requiring(it.world)
        assert len(it.world.store) == stored - 1, "the offer was taken, and the certificate is there still"
        assert it.shows(say("undo.done")), it.text
        assert it.view.undoable is None
        await it.press("f9")
        await it.press("enter")
        assert it.page == "overview"
        assert it.status("bind") is not Status.SATISFIED
        await it.leave()
    assert done.run("sessions", "--json").data[0]["state"] == "undone"


async def test_an_undo_that_did_not_get_through_is_named_and_comes_first_on_coming_back(done: Desk) -> None:
    done.fault("Set-WsusSetup", "fails", times=0)
    async with sitting(done) as it:
        await it.open("undo")
        await it.press("f9")
        assert it.shows(say("undo.not-all")), it.text
        assert it.view.undoable is not None
    done.heal()
    async with sitting(done) as it:
        assert highlighted(it) == "undo"
        assert it.shows(say("back.undoing", session="s0001"))
        await it.press("enter", "f9")
        assert it.shows(say("undo.done")), it.text
