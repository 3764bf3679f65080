"""A sitting at the keyboard: the wizard on a screen of 80x24, keys that are counted, and what there is to see."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from screens.app import Wizard
from screens.backstage import Backstage
from screens.farewell import farewell
from screens.look.glyphs import GlyphLevel
from screens.pages.progress import ProgressPage
from screens.parts.page import Page
from screens.texts.words import say
from tests.flows.desk import Desk
from wizard.engine.events import Event
from wizard.engine.guide import View
from wizard.lab.lab import Lab
from wizard.lab.world import World
from wizard.state import Wanted
from wizard.steps.assessment import Status
from wizard.steps.sections import section_keys

SIZE = (80, 24)
PATIENCE = 60.0
"""Seconds; far more than anything takes, so that a hang ends the test."""
GLANCE = 0.01
"""Seconds between two looks at what another thread does."""

Moment = Callable[[Event], bool]
PAGES = (*section_keys(), "request", "switch", "report", "undo", "overview")
"""Every page by name."""


class Held(Backstage):
    """Stands still at a moment of the engine until it is let go: what an operator does meanwhile is what is tested."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted, pace=0)
        self.moment: Moment | None = None
        self.reached = threading.Event()
        self._go = threading.Event()

    def hold_at(self, moment: Moment) -> None:
        """Stand still there, once."""
        self.reached.clear()
        self._go.clear()
        self.moment = moment

    def let_go(self) -> None:
        """Go on."""
        self.moment = None
        self._go.set()

    def _happened(self, event: Event) -> None:
        super()._happened(event)
        if self.moment and self.moment(event):
            self.moment = None
            self.reached.set()
            self._go.wait(PATIENCE)


class Sitting:
    """One operator before one screen."""

    def __init__(self, app: Wizard, stage: Held, pilot: Pilot[int]) -> None:
        self.app = app
        self.stage = stage
        self.pilot = pilot
        self.presses = 0

    # --- Keys ---------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Keys, each when the one before has had all its effect."""
        for key in keys:
            await self.tap(key)
            await self.settle()

    async def tap(self, key: str) -> None:
        """One key, without waiting for what it begins."""
        self.presses += 1
        # As the pilot does it, but it waits four times for each key.
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        self.app.post_message(events.Key(name, key if len(key) == 1 else None))
        await self.pilot.pause()
        if sys.platform == "win32":
            # There a process is idle for the pilot whose time has not been counted yet, in steps of 15 ms.
            await self.pilot._wait_for_screen()

    async def write(self, text: str) -> None:
        """A text, as it is typed."""
        for char in text:
            await self.tap(char)
        await self.settle()

    async def paste(self, text: str) -> None:
        """From the clipboard, in a terminal that says so."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def open(self, name: str) -> None:
        """A page, as its line of the overview opens it."""
        self.app.go(name)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    async def leave(self) -> None:
        """F10 twice."""
        await self.press("f10", "f10")

    # --- Waiting ------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Until nothing runs, and what a run lays over a page is gone."""
        busy = True
        while busy:
            await self.until(lambda: self.left or not (self.app.working or self.over(ProgressPage)))
            # What has come of it goes through several queues before it is painted.
            for _ in range(0 if self.left else 2):
                await self.pilot.pause()
            busy = not self.left and self.app.working

    async def until(self, so: Callable[[], bool]) -> None:
        """Until something is so. Never by a fixed time."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if not self.left:
                    await self.pilot.pause()
                if so():
                    return
                await asyncio.sleep(GLANCE)

    async def held(self, moment: Moment, key: str = "f9") -> None:
        """Press a key and come back when the engine stands still at the moment that follows."""
        self.stage.hold_at(moment)
        await self.tap(key)
        await self.until(self.stage.reached.is_set)

    # --- What there is to see -----------------------------------------------------------------------------------

    @property
    def left(self) -> bool:
        """The wizard has ended."""
        return self.app._exit

    @property
    def code(self) -> int | None:
        return self.app.return_value

    @property
    def page(self) -> str:
        """Name of the page that is shown."""
        return self.app.page_name

    def over(self, kind: type[Any]) -> bool:
        """Such a page lies over the others."""
        return any(isinstance(screen, kind) for screen in self.app.screen_stack)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line, as it goes to the terminal."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def shows(self, words: str) -> bool:
        """Whether the words stand on the screen, wherever they are wrapped."""
        return "".join(words.split()) in "".join(self.text.split())

    @property
    def elapsed(self) -> str:
        """For how long the banner says that the switch window is open; empty where no banner is on the screen."""
        words = re.escape(say("banner", line="LINE", elapsed="ELAPSED").strip())
        found = re.search(words.replace("LINE", ".+").replace("ELAPSED", r"(\d\d:\d\d)"), self.text)
        return found[1] if found else ""

    @property
    def focused(self) -> str:
        """Id of the widget that has the focus; empty where none has."""
        return (self.app.screen.focused.id or "") if self.app.screen.focused else ""

    @property
    def keys(self) -> dict[str, bool]:
        """The keys that the last line names, and whether they do something now."""
        screen = self.app.screen
        assert isinstance(screen, Page)
        found = screen.keys()
        return {key.key: key.active for key in found}

    def active(self, key: str) -> bool:
        """The last line names the key, and it does something now."""
        return self.keys.get(key, False)

    @property
    def view(self) -> View:
        assert self.app.view is not None, self.text
        return self.app.view

    def status(self, section: str) -> Status:
        return self.view.assessment(section).status

    # --- The server ---------------------------------------------------------------------------------------------

    @property
    def lab(self) -> Lab:
        """The servers that are worked on. Only while nothing runs."""
        return cast("Lab", self.stage.target)

    @property
    def world(self) -> World:
        return self.lab.world

    @property
    def agreed(self) -> tuple[str, ...]:
        """Ids that the journal has as agreed to."""
        return self.view.session.agreed

    @property
    def farewell(self) -> str:
        """What is said behind the last page."""
        return "\n".join(farewell(self.app))


@asynccontextmanager
async def sitting(
    desk: Desk, size: tuple[int, int] = SIZE, level: GlyphLevel = GlyphLevel.WGL4
) -> AsyncIterator[Sitting]:
    """Sit down before the wizard. Leaving the block without F10 is as if the window was closed."""
    stage = Held(Wanted(desk.lab, desk.state))
    app = Wizard(stage, level)
    app.animation_level = "none"
    try:
        async with app.run_test(size=size) as pilot:
            it = Sitting(app, stage, pilot)
            await it.settle()
            yield it
    finally:
        stage.stop.set()
        stage.let_go()
        stage.close()
