"""On a real server the pages say who works, ask change by change as in a lab, and a stop ends a wait at once."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk
from tests.screens.driver import sitting
from wizard.engine.events import ChangeBegun
from wizard.lab.lab import Lab


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The lab's servers are real ones. How often one was woken."""
    woken: list[bool] = []
    monkeypatch.setattr(Lab, "practice", False)
    monkeypatch.setattr(Lab, "wake", lambda _: woken.append(True))
    return woken


async def test_the_overview_says_who_works(fresh: Desk) -> None:
    async with sitting(fresh) as it:
        assert it.shows(it.world.operator.name)
        await it.press("f5")
        assert it.stage.notices[0].count(it.world.operator.name) == len(it.stage.notices) == 1
        await it.leave()


async def test_a_server_that_cannot_be_asked_is_told(fresh: Desk) -> None:
    fresh.fact("wsus_machine/reachable", False)
    async with sitting(fresh) as it:
        assert it.app.trouble
        assert not it.stage.is_open
        await it.leave()
        assert it.code == 3


async def test_changes_are_asked_for_one_by_one_and_no_digest_is_wanted(bound: Desk) -> None:
    async with sitting(bound) as it:
        await it.open("require-ssl")
        await it.press("f9")
        assert len(it.agreed) > 0
        await it.leave()


async def test_a_stop_ends_a_wait_at_once(bound: Desk, real: list[bool]) -> None:
    async with sitting(bound) as it:
        for section in ("require-ssl", "configure-wsus", "software-update-point"):
            await it.open(section)
            await it.press("f9")
        await it.open("switch")
        await it.held(lambda event: isinstance(event, ChangeBegun))
        await it.tap("escape")
        await it.until(lambda: bool(real))
        it.stage.let_go()
        await it.settle()
        await it.leave()
