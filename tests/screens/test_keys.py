"""No key does more than it says: Tab, Esc, Enter, a paste; F10, and what leaving does first."""

from __future__ import annotations

from functools import partial

from textual.widgets import Button, DataTable, Input, OptionList, RadioSet

from screens.pages.leave import LeavePage
from screens.pages.progress import ProgressPage
from screens.pages.text import TextPage
from tests.flows.desk import Desk, requiring, window_is_open
from tests.screens.driver import PAGES, Moment, Sitting, sitting
from wizard.engine.events import ChangeBegun, Event
from wizard.engine.records import Ended, WindowMark
from wizard.lab.world import World
from wizard.operations.certificates import NewCertificateRequest
from wizard.operations.iis import SetSslRequirement
from wizard.operations.site import SetSoftwareUpdatePoint
from wizard.rules.place import SECURED

CONTROLS = (Button, DataTable, Input, OptionList, RadioSet)
PASTED = "y\nsecond line\n\nf9\n"


def begins(operation: type) -> Moment:
    """The moment at which a change begins."""

    def moment(event: Event) -> bool:
        return isinstance(event, ChangeBegun) and isinstance(event.change.operation, operation)

    return moment


def so_far(it: Sitting) -> tuple[World, tuple[str, ...]]:
    """The servers, and what is agreed to."""
    return it.world, it.agreed


async def go_round(it: Sitting) -> None:
    """Tab from where the page begins until it is there again."""
    start, page = it.focused, it.page
    controls = [w for kind in CONTROLS for w in it.app.screen.query(kind) if w.focusable and w.display]
    visible = {w.id for w in controls if all(a.display for a in w.ancestors_with_self if hasattr(a, "display"))}
    assert start, f"{page} begins without a focus"
    assert start != "main", f"{page} begins on the key that changes something"
    met = {start}
    for _ in it.app.screen.focus_chain:
        await it.tap("tab")
        met.add(it.focused)
    assert it.focused == start, f"Tab does not come round on {page}: {it.focused}"
    assert visible <= met, f"Tab does not reach {visible - met} on {page}"
    await it.tap("shift+tab")
    await it.tap("tab")
    assert it.focused == start, f"Shift+Tab is no way back on {page}"


def found_open(desk: Desk) -> Desk:
    """Somebody has set Require SSL and gone home."""
    for service in SECURED:
        desk.fact(f"iis/sites/1806390885/places/{service}/own", "Ssl")
    assert window_is_open(desk.world)
    return desk


async def test_on_every_page_tab_comes_round_a_paste_does_nothing_and_an_open_window_is_named(bound: Desk) -> None:
    async with sitting(found_open(bound)) as it:
        for name in PAGES:
            await it.open(name)
            assert it.page == name
            before = so_far(it)
            assert it.elapsed, f"no banner on {name}:\n{it.text}"
            await go_round(it)
            await it.paste(PASTED)
            assert (it.page, *so_far(it)) == (name, *before), f"a paste on {name} did something"
        for key, kind in (("f1", TextPage), ("f10", LeavePage)):
            await it.press(key)
            assert it.over(kind)
            assert it.elapsed, f"no banner on {kind.__name__}:\n{it.text}"
            await it.press("escape")
        await it.leave()
        assert it.code == 4, "leaving with an open window is no success"


async def test_line_breaks_that_come_as_enter_keys_go_from_page_to_page_and_do_nothing_else(bound: Desk) -> None:
    """As a console pastes that knows no bracketed paste."""
    async with sitting(bound) as it:
        before, seen = so_far(it), []
        for _ in range(9):
            await it.press("enter")
            seen.append(it.page)
        assert so_far(it) == before
        assert {"require-ssl", "software-update-point", "switch", "client-scan", "report"} <= set(seen), seen


async def test_line_breaks_that_come_as_enter_keys_only_go_through_the_fields_of_the_form(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        before = so_far(it)
        for _ in range(12):
            await it.press("x", "enter")
        assert (it.page, *so_far(it)) == ("request", *before)
    assert not fresh.sessions(), "something was worth a journal"


async def test_esc_goes_back_and_what_was_typed_stays(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        await it.press("enter", "enter")
        assert (it.page, it.focused) == ("request", "input-template")
        await go_round(it)
        await it.press("end")
        await it.write("2")
        await it.press("tab", "tab")
        await it.write("CN=wsus1")
        await it.paste(PASTED)
        typed = [(entry.id, entry.value) for entry in it.app.screen.query(Input)]
        assert ("input-template", "WebServer2") in typed
        await it.press("escape")
        assert it.page == "certificate"
        await it.press("f5", "f1", "escape", "escape")
        assert it.page == "overview"
        await it.press("f5", "enter")
        assert it.page == "certificate"
        await it.press("enter")
        assert [(entry.id, entry.value) for entry in it.app.screen.query(Input)] == typed


async def test_a_page_that_was_left_on_its_f9_button_is_not_found_again_on_it(bound: Desk) -> None:
    async with sitting(bound) as it:
        await it.open("require-ssl")
        while it.focused != "main":
            await it.tap("tab")
        await it.press("escape")
        await it.open("require-ssl")
        assert it.focused != "main"
        assert not it.agreed or it.view.switch[0].agreed is False


async def test_the_button_does_what_f9_does_once(bound: Desk) -> None:
    async with sitting(bound) as it:
        await it.open("require-ssl")
        while it.focused != "main":
            await it.tap("tab")
        agreed = len(it.agreed)
        await it.press("enter", "enter")
        assert len(it.agreed) == agreed + 1


async def test_f10_asks_esc_and_enter_stay_and_f10_twice_leaves_with_a_code(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        for key in ("f10", "ctrl+q", "ctrl+c"):
            await it.press(key)
            assert it.over(LeavePage), key
            await it.press("escape" if key == "f10" else "enter")
            assert not it.over(LeavePage)
            assert not it.left
        await it.press("f1", "f10")
        assert it.over(LeavePage)
        await it.press("f10")
        assert it.left
        assert it.code == 1, "changes are needed"
        assert "--lab first-run" in it.farewell
    assert not fresh.sessions()


async def test_leaving_while_something_runs_stops_it_at_a_safe_place_first(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        await it.press("enter", "enter", "f9")
        await it.held(begins(NewCertificateRequest))
        await it.until(lambda: it.over(ProgressPage))
        await it.tap("f10")
        assert it.over(LeavePage)
        await it.tap("f10")
        assert not it.left, "left while something was being done"
        it.stage.let_go()
        await it.until(lambda: it.left)
        assert it.code == 5
    records = fresh.records()
    assert isinstance(records[-1], Ended)
    assert not fresh.run("sessions", "--json").data[0]["window_open"]
    assert len({type(r).__name__ for r in records if type(r).__name__ in {"Intent", "Outcome"}}) == 2


async def test_work_that_ends_while_it_is_asked_about_leaving_leaves_its_page(bound: Desk) -> None:
    async with sitting(bound) as it:
        it.stage.hold_at(lambda event: True)
        await it.tap("f5")
        await it.until(lambda: it.over(ProgressPage))
        await it.tap("f10")
        assert it.over(LeavePage)
        it.stage.let_go()
        await it.until(lambda: not it.app.working)
        await it.press("escape")
        assert not it.over(ProgressPage), "nothing runs, and its page does not go"
        assert it.page == "overview"


async def test_work_that_leads_to_another_page_while_it_is_asked_about_leaving_gets_there(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        await it.press("enter", "enter")
        it.stage.hold_at(lambda event: True)
        await it.tap("f9")
        await it.until(lambda: it.over(ProgressPage))
        await it.tap("f10")
        assert it.over(LeavePage)
        it.stage.let_go()
        await it.settle()
        assert it.page == "certificate"
        assert not it.over(LeavePage)
        await it.press("escape", "f10", "f10")
        assert it.left


async def leave_in_the_window(desk: Desk, operation: type) -> Sitting:
    """Leave when a change of the window has begun: what is on the screen meanwhile, and how it ended."""
    async with sitting(desk) as it:
        await it.open("switch")
        await it.held(begins(operation))
        await it.until(lambda: it.over(ProgressPage) and bool(it.elapsed))
        for key, kind in (("f1", TextPage), ("f10", LeavePage)):
            await it.tap(key)
            await it.until(partial(it.over, kind))
            assert it.elapsed, f"no banner on {kind.__name__}:\n{it.text}"
            if key == "f1":
                await it.tap("escape")
        await it.tap("f10")
        assert not it.left
        it.stage.let_go()
        await it.until(lambda: it.left)
        return it


async def test_leaving_inside_the_window_closes_it_backwards_before_configuressl(agreed: Desk) -> None:
    it = await leave_in_the_window(agreed, SetSslRequirement)
    assert it.code == 5, it.farewell
    assert not requiring(agreed.world)
    marks = [(r.state, r.how) for r in agreed.records() if isinstance(r, WindowMark)]
    assert marks == [("opened", "ours"), ("closed", "backwards")]


async def test_leaving_inside_the_window_closes_it_forwards_behind_configuressl(agreed: Desk) -> None:
    it = await leave_in_the_window(agreed, SetSoftwareUpdatePoint)
    assert it.code == 5, it.farewell
    assert agreed.world.point.ssl
    assert not window_is_open(agreed.world)
    marks = [(r.state, r.how) for r in agreed.records() if isinstance(r, WindowMark)]
    assert marks == [("opened", "ours"), ("closed", "forwards")]
