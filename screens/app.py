"""The wizard as an application: which page is shown, what is worked on, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

from screens.backstage import Backstage, Finished, Happened
from screens.look.glyphs import GlyphLevel
from screens.look.terminal_app import TerminalApp
from screens.pages.overview import OverviewPage
from screens.parts.page import Page
from screens.texts.words import say
from screens.work import Work, work_of
from wizard.state import command_of

if TYPE_CHECKING:
    from wizard.engine.guide import View
    from wizard.engine.records import Ended
    from wizard.engine.session import Session
    from wizard.engine.switch import Switched
    from wizard.rules.answers import Answers

SHOW_AFTER = 0.15
"""Seconds that work may take before its page is shown: what is quicker would only flicker."""


class Wizard(TerminalApp[int]):
    """One operator, one target, one page at a time."""


    def __init__(self, backstage: Backstage, level: GlyphLevel = GlyphLevel.FULL) -> None:
        super().__init__(level)
        self.backstage = backstage
        self.view: View | None = None
        self.resumed: Session | None = None
        """The session that was found on coming back."""
        self.switched: Switched | None = None
        """How the switch of this sitting ended."""
        self.trouble = ""
        """What kept the last job from being done."""
        self.ended: Ended | None = None
        self.work: Work | None = None
        self.work_since = 0.0
        self._then: Callable[[Any], None] = lambda _: None
        self._leaving = False
        self._window_seen: float | None = None
        self._heard = time.monotonic()
        """When the last event came: the server's clock is counted on from there."""
        self._history: list[str] = []
        self._pages: dict[str, Page] = {}

    # --- What pages ask -----------------------------------------------------------------------------------------

    @property
    def title_text(self) -> str:
        """Whose server it is."""
        return self.backstage.target.title if self.backstage.is_open else self.backstage.wanted.lab or say("role.here")

    @property
    def command(self) -> str:
        """What comes back here, up to the verb."""
        return command_of(self.backstage.target.arguments, self.backstage.wanted.state)

    @property
    def working(self) -> bool:
        return self.work is not None

    @property
    def window(self) -> tuple[bool, timedelta | None]:
        """Whether the switch window is open, and for how long by the server's clock and ours."""
        work = self.work
        if work and work.window_since and work.server:
            return True, work.server - work.window_since + timedelta(seconds=time.monotonic() - self._heard)
        if self.view and self.view.window_open and (work is None or not work.milestones):
            since = self.view.session.window_since
            if since is not None:
                return True, self.view.look.seen.now - since + timedelta(seconds=time.monotonic() - self._heard)
            return True, timedelta(seconds=time.monotonic() - (self._window_seen or time.monotonic()))
        return False, None

    @property
    def elapsed(self) -> timedelta:
        """How long the present work has lasted."""
        return timedelta(seconds=time.monotonic() - self.work_since)

    # --- Beginning and moving -----------------------------------------------------------------------------------

    def get_default_screen(self) -> Page:
        """The overview is there from the first moment: no other screen is made before it."""
        page = self._pages["overview"] = _page("overview")
        return page

    def on_mount(self) -> None:
        self.install_screen(self.screen, "overview")
        self.set_interval(1.0, self._tick)
        # First the list of sections, then the work: all that it needs is loaded behind the first page.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.backstage.start(self.post_message)
        self.open_servers()

    def open_servers(self) -> None:
        """Open the target (again, after an undo) and look at it."""
        self.do(say("progress.looking"), Backstage.open, self._opened, show=False)

    def _opened(self, view: View) -> None:
        session = view.session
        self.resumed = session if view.kept and len(session.records) > 1 else None
        if view.undoable and view.undoable.state == "undoing":
            self.resumed = view.undoable
        self.take(view)

    def go(self, name: str, remember: bool = True) -> None:
        """Show a page; each is made once and found again as it was."""
        while isinstance(self.screen, ModalScreen):
            # A job has ended while help or the question about leaving lay over its page.
            self.pop_screen()
        current = self.page_name
        if remember and current and current != name:
            self._history.append(current)
        if name == current:
            return
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = _page(name)
            self.install_screen(page, name)
        elif page.query("#keys"):
            # An impatient second key may come before it is there at all.
            page.found_again()
        # The overview lies below whatever page is shown.
        if name == "overview":
            self.pop_screen()
        elif current == "overview":
            self.push_screen(name)
        else:
            self.switch_screen(name)

    @property
    def page_name(self) -> str:
        """The page that is shown (below what lies over it)."""
        names = {id(page): name for name, page in self._pages.items()}
        return next((names[id(screen)] for screen in reversed(self.screen_stack) if id(screen) in names), "")

    def back(self) -> None:
        """The page before this one."""
        self.go(self._history.pop() if self._history else "overview", remember=False)

    def back_to_certificate(self) -> None:
        """The form was filled in: the section's page goes on with what it said."""
        page = self._pages.get("certificate")
        if page is not None:
            page.settled()
        while self._history and self._history[-1] in {"certificate", "request"}:
            self._history.pop()
        self.go("certificate", remember=False)

    def begin_anew(self, view: View) -> None:
        """What was to be done is undone (or not): nothing of this sitting counts any more."""
        self.switched, self.resumed = None, None
        self.take(view)

    def take(self, view: View) -> None:
        """Something newer was seen."""
        self.view = view
        self.trouble = ""
        if view.window_open and self._window_seen is None:
            self._window_seen = time.monotonic()
        elif not view.window_open:
            self._window_seen = None
        self.redraw()

    def redraw(self) -> None:
        """The page that is shown, anew."""
        if isinstance(self.screen, Page):
            self.screen.redraw()

    def _tick(self) -> None:
        """Once a second, and only where a clock runs: an idle screen writes nothing."""
        if self.window[0] and isinstance(self.screen, Page):
            self.screen.tick()

    # --- Work ---------------------------------------------------------------------------------------------------

    def do(
        self,
        title: str,
        job: Callable[[Backstage], Any],
        then: Callable[[Any], None],
        sections: tuple[str, ...] = (),
        show: bool = True,
    ) -> None:
        """Hand a job to the backstage; its progress is shown while it lasts. One at a time."""
        if self.working:
            return
        self.work = work_of(title, sections)
        self.work_since = time.monotonic()
        self._then = then
        self.backstage.do(job)
        if show:
            self.set_timer(SHOW_AFTER, self._show_progress)

    def _show_progress(self) -> None:
        from screens.pages.leave import LeavePage
        from screens.pages.progress import ProgressPage

        if self.working and not isinstance(self.screen, ProgressPage | LeavePage):
            self.push_screen(ProgressPage())

    def on_happened(self, message: Happened) -> None:
        from screens.milestones import after

        self._heard = time.monotonic()
        if self.work is not None:
            self.work = after(self.work, message.event, message.server)

    def on_finished(self, message: Finished) -> None:
        from screens.pages.progress import ProgressPage
        from screens.trouble import in_words

        self.work = None
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ProgressPage):
                screen.end()
        if message.error is not None:
            self.trouble = in_words(message.error)
            self.redraw()
        else:
            self._then(message.result)
            if isinstance(self.screen, Page):
                self.screen.to_the_top()
        if self._leaving:
            self._leave()

    def stop(self) -> None:
        """Ask what runs to end at the next safe place."""
        self.backstage.ask_to_stop()

    def check_again(self) -> None:
        """Ask the servers again."""
        if not self.backstage.is_open:
            self.open_servers()
        else:
            self.do(say("progress.looking"), lambda stage: stage.guide.look(), self.take)

    def answer(self, answers: Answers, then: Callable[[View], None] | None = None) -> None:
        """Take other answers, and look at what they come to."""
        self.do(say("progress.answering"), lambda stage: stage.guide.answer(answers), then or self.take)

    # --- Leaving ------------------------------------------------------------------------------------------------

    def action_quit(self) -> Any:
        self.ask_to_leave()

    def action_help_quit(self) -> None:
        self.ask_to_leave()

    def ask_to_leave(self) -> None:
        """Say what state the server is in, and leave where that is wanted."""
        from screens.pages.leave import LeavePage

        if any(isinstance(screen, LeavePage) for screen in self.screen_stack):
            return
        self.push_screen(LeavePage(), self._decided)

    def _decided(self, leaving: bool | None) -> None:
        if leaving:
            self.leave_now()

    def leave_now(self) -> None:
        """Leave as soon as what runs has come to a safe place."""
        self._leaving = True
        if self.working:
            self.stop()
        else:
            self._leave()

    def _leave(self) -> None:
        self._leaving = False
        if not self.backstage.is_open:
            self.exit(3 if self.trouble else 0)
            return

        def job(stage: Backstage) -> Ended | Exception:
            try:
                return stage.guide.leave()
            except Exception as error:  # whatever it is (a full disk, say): it must be possible to leave
                return error

        self.do("", job, self._left, show=False)

    def _left(self, ended: Ended | Exception) -> None:
        from screens.trouble import in_words

        if isinstance(ended, Exception):
            self.trouble = in_words(ended)
            self.exit(4)
        else:
            self.ended = ended
            self.exit(ended.code)

    # --- Over a page --------------------------------------------------------------------------------------------

    def show_help(self, code: str) -> None:
        """Help for what is focused, else for the page."""
        from screens.pages.text import TextPage
        from screens.texts.help import help_text

        focused = self.screen.focused
        while focused is not None and not (own := getattr(focused, "help_code", "")):
            focused = focused.parent if hasattr(focused.parent, "help_code") else None  # type: ignore[assignment]
        title, text = help_text(own if focused is not None else code, getattr(self.screen, "section", ""))
        self.push_screen(TextPage(title, text))


def _page(name: str) -> Page:
    """A page by its name. Each is loaded when it is first opened: the first page need not wait for the others."""
    if name == "overview":
        return OverviewPage()
    from screens.pages.catalogue import page

    return page(name)
