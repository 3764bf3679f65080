"""Every practice lab in the pages: the screen that shows what is special there, as text in `snapshots/scenarios/`.

One sitting a scenario. Where a run has to come first, it is one without pages. `tests.screens.masks` says how the
pictures are made anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from tests.flows.desk import Desk
from tests.screens.driver import SIZE, Sitting, sitting
from tests.screens.masks import FOLDER, differs
from tests.screens.whole import whole
from wizard.lab.labs import names
from wizard.rules.place import SITES
from wizard.steps.assessment import Status

OTHERS = {"*:443:intranet.contoso.com", "*:443:reports.contoso.com"}
UNNAMED = 'certificate.request.template = "WebServer"\n'
"""Answers without the bindings that others have on the port."""


Way = Callable[[Sitting], Awaitable[None]]


async def by_ones_word(it: Sitting) -> None:
    """F8 gives the word, deliberately, and the switch may begin."""
    assert it.active("F8")
    await it.press("f8")
    assert not it.view.blocking
    assert it.active("F9")
    await it.press("f2")
    whole(it)


async def by_ticks(it: Sitting) -> None:
    """Each binding of others is ticked as known; then the certificate is bound beside them."""
    assert it.status("bind") is Status.BLOCKED
    assert not it.active("F9")
    await it.press("tab", "space", "tab", "space")
    assert set(it.view.answers.keep_bindings) == OTHERS
    assert it.active("F9")
    await it.press("f9")
    assert it.status("bind") is Status.SATISFIED
    sites = it.view.look.seen.read(SITES)
    assert sites is not None
    assert {"*:443:", *OTHERS} <= {binding.information for site in sites for binding in site.bindings}


class Screen(msgspec.Struct, frozen=True):
    """The page that decides, and how it is reached."""

    page: str
    run: bool = False
    """`apply` comes first, with the answers of the scenario or with these."""
    answers: str = ""
    keys: tuple[str, ...] = ()
    """What an operator presses there."""
    way: Way | None = None
    """The way forward from there, where it is a way of this screen's own."""


SCREENS: dict[str, Screen] = {
    "first-run": Screen("certificate"),
    "certificate-present": Screen("certificate", keys=("down",)),
    "no-enroll": Screen("certificate", keys=("enter", "f9")),
    "pending-approval": Screen("certificate", run=True),
    "denied": Screen("certificate", run=True),
    "remote-database": Screen("before-you-start"),
    "shared-database": Screen("switch", run=True, way=by_ones_word),
    "default-web-site": Screen("bind", run=True, answers=UNNAMED, way=by_ticks),
    "half-done": Screen("overview"),
    "already-secure": Screen("overview"),
    "port-taken": Screen("bind", run=True),
    "site-wide-ssl": Screen("require-ssl"),
    "sick-before": Screen("switch", run=True, way=by_ones_word),
    "sup-refuses": Screen("software-update-point", run=True),
    "sync-fails": Screen("synchronization", run=True),
    "scan-fails": Screen("client-scan", run=True),
    "scan-lags": Screen("client-scan", run=True),
    "client-by-log": Screen("client-scan", run=True),
    "expired-and-bound": Screen("certificate"),
    "two-names": Screen("certificate", keys=("enter",)),
    "second-sup": Screen("before-you-start"),
    "hierarchy": Screen("switch", run=True, way=by_ones_word),
    "german": Screen("client-scan", run=True, keys=("f2",)),
    "someone-else": Screen("bind", run=True),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_that_decides_is_whole_as_in_its_picture_and_leads_on(name: str, tmp_path: Path) -> None:
    screen, desk = SCREENS[name], Desk(tmp_path / "state", name)
    if screen.run:
        desk.run("apply", answers=screen.answers)
    async with sitting(desk, SIZE) as it:
        await it.open(screen.page)
        await it.press(*screen.keys)
        whole(it)
        different = differs(f"scenarios/{name}", it.lines)
        if screen.way:
            await screen.way(it)
    assert not different, different


def test_every_scenario_has_its_screen_and_every_picture_its_scenario() -> None:
    assert set(SCREENS) == set(names())
    assert {file.stem for file in (FOLDER / "scenarios").glob("*.txt")} == set(SCREENS)
