"""Every page as text, at 80x24 and some at 120x40: a picture book, and a look at every change of a page.

`tests.screens.masks` says how the pictures are made anew.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from screens.pages.progress import ProgressPage
from tests.flows.desk import Desk
from tests.screens.driver import SIZE, Sitting, sitting
from tests.screens.masks import FOLDER, differs
from tests.screens.whole import whole
from wizard.engine.events import ChangeBegun, Event
from wizard.operations.wsus import InvokeConfigureSsl

WIDE = (120, 40)
SCROLL = "pagedown"


class Picture(msgspec.Struct, frozen=True):
    """One page as it is when it is opened and some keys are pressed."""

    name: str
    page: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = SIZE


BOOK: dict[str, tuple[Picture, ...]] = {
    "fresh": (
        Picture("overview", "overview"),
        Picture("overview-wide", "overview", size=WIDE),
        Picture("before-you-start", "before-you-start"),
        Picture("certificate-choose", "certificate"),
        Picture("certificate-choose-wide", "certificate", size=WIDE),
        Picture("request", "request"),
        Picture("bind-before-its-turn", "bind"),
        Picture("switch-not-agreed", "switch"),
        Picture("report-none", "report"),
        Picture("undo-none", "undo"),
        Picture("leave-nothing-kept", "overview", ("f10",)),
    ),
    "agreed": (
        Picture("overview-back", "overview"),
        Picture("bind", "bind"),
        Picture("require-ssl", "require-ssl", ("delete",)),
        Picture("require-ssl-more", "require-ssl", (SCROLL,)),
        Picture("require-ssl-agreed-wide", "require-ssl", ("f9",), WIDE),
        Picture("configure-wsus", "configure-wsus"),
        Picture("configure-wsus-details", "configure-wsus", ("f2",)),
        Picture("console", "console"),
        Picture("software-update-point", "software-update-point"),
        Picture("switch", "switch"),
        Picture("switch-wide", "switch", size=WIDE),
        Picture("switch-by-hand", "switch", ("f6",)),
        Picture("help", "switch", ("f1",)),
    ),
    "done": (
        Picture("overview-done", "overview"),
        Picture("certificate-done", "certificate"),
        Picture("synchronization", "synchronization"),
        Picture("client-scan", "client-scan"),
        Picture("report", "report"),
        Picture("report-more", "report", (SCROLL,)),
        Picture("undo", "undo"),
        Picture("undo-wide", "undo", size=WIDE),
        Picture("leave", "overview", ("f10",)),
    ),
}
"""Which pages there are pictures of, by the desk that they are drawn at."""


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk of that name. Its state folder is given as a relative path: that is as long on every computer."""
    desk: Desk = request.getfixturevalue(request.param)
    monkeypatch.chdir(desk.state.parent)
    return Desk(Path(desk.state.name), desk.lab)


async def drawn(it: Sitting, picture: Picture) -> list[str]:
    """The page, and back to where it was opened from."""
    if it.app.size != picture.size:
        await it.resize(*picture.size)
    await it.open(picture.page)
    whole(it)
    await it.press(*picture.keys)
    lines = it.lines
    for key in picture.keys:
        back = {"f1": "escape", "f6": "escape", "f10": "escape", "f2": "f2", SCROLL: "pageup"}.get(key)
        if back:
            await it.press(back)
    return lines


@pytest.mark.parametrize("desk", BOOK, indirect=True)
async def test_every_page_is_whole_and_as_in_its_picture(desk: Desk) -> None:
    different: list[str] = []
    async with sitting(desk) as it:
        for picture in BOOK[desk.state.name]:
            different.append(differs(picture.name, await drawn(it, picture)))
    assert not any(different), "\n".join(filter(None, different))


@pytest.mark.parametrize("desk", ["agreed"], indirect=True)
async def test_the_page_of_a_running_switch_is_as_in_its_picture(desk: Desk) -> None:
    def moment(event: Event) -> bool:
        return isinstance(event, ChangeBegun) and isinstance(event.change.operation, InvokeConfigureSsl)

    async with sitting(desk) as it:
        await it.open("switch")
        await it.held(moment)
        await it.until(lambda: it.over(ProgressPage) and bool(it.elapsed))
        assert isinstance(it.app.screen, ProgressPage)
        it.app.screen.redraw()  # what is asked is over by now: not left to its next tick
        await it.pilot.pause()
        different = differs("progress", it.lines)
        it.stage.let_go()
        await it.settle()
    assert not different, different


def test_every_picture_is_of_a_page_that_is_still_drawn() -> None:
    drawn = {picture.name for book in BOOK.values() for picture in book} | {"progress"}
    assert {file.stem for file in FOLDER.glob("*.txt")} == drawn
