"""What is shown while something runs. Closes by itself when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.texts.layout import plain
from screens.texts.progress import asking_text, log_text, milestone_lines, milestone_text, title_text
from screens.texts.state import banner
from screens.texts.words import say
from screens.work import Milestone

if TYPE_CHECKING:
    from screens.app import Wizard


LINES = 30
"""Milestones that a page may have room for. Each is a widget: one that changes does not repaint the others."""


class ProgressPage(ModalScreen[None]):
    """Milestones, elapsed time, the followed log; Esc asks to stop at the next safe place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", show=False),
        Binding("f1", "help", show=False),
        Binding("f10,ctrl+q", "app.quit", show=False, priority=True),
    ]
    _ended = False

    @property
    def wizard(self) -> Wizard:
        return cast("Wizard", self.app)

    def compose(self) -> ComposeResult:
        with Vertical(id="over"):
            yield Static(id="progress-title")
            with Vertical(id="progress-milestones"):
                for number in range(LINES):
                    yield Static(id=f"milestone-{number}", classes="milestone")
            yield Static(id="progress-log")
            yield Static(id="progress-asking")
        yield Static(id="state")
        yield Static(id="over-keys")

    def on_mount(self) -> None:
        self._shown: dict[str, object] = {}
        self.query_one("#over-keys", Static).update(plain(say("progress.keys"), "dim"))
        self.redraw()
        self.set_interval(0.75, self.redraw)

    def redraw(self) -> None:
        """As far as it has come. Only what has changed is painted: over Remote Desktop each repaint is seen."""
        work = self.wizard.work
        if work is None or not self.is_mounted:
            return
        stopping, height = self.wizard.backstage.stop.is_set(), self.app.size.height - 4
        elapsed = timedelta(seconds=int(self.wizard.elapsed.total_seconds()))
        is_open, since = self.wizard.window
        window = int(since.total_seconds()) if since else None
        look = self.wizard.look
        self._put("progress-title", (work.title, elapsed), lambda: title_text(work, elapsed))
        lines = milestone_lines(work, height)
        for number in range(LINES):
            self._put_line(number, lines[number] if number < len(lines) else None)
        log = self.query_one("#progress-log")
        if log.display != bool(work.lines):
            log.display = bool(work.lines)
        self._put("progress-log", work.lines, lambda: log_text(work))
        self._put("progress-asking", (work.asking, stopping), lambda: asking_text(work, stopping))
        self._put("state", (is_open, window), lambda: banner(since, look) if is_open else "")

    def _put_line(self, number: int, milestone: Milestone | None) -> None:
        look = self.wizard.look
        self._put(f"milestone-{number}", milestone, lambda: milestone_text(milestone, look) if milestone else "")

    def _put(self, part: str, what: object, text: Callable[[], RenderableType]) -> None:
        if self._shown.get(part) != (what,):
            self._shown[part] = (what,)
            # Each has its height: without a new layout nothing else is painted.
            self.query_one(f"#{part}", Static).update(text(), layout=False)

    def on_screen_resume(self) -> None:
        """What lay over it is closed: the work may have ended meanwhile."""
        if not self.wizard.working:
            self.end()

    def end(self) -> None:
        """The work has ended. Where something lies over this page, it goes when that is closed."""
        if self.is_active and not self._ended:
            self._ended = True
            self.dismiss(None)

    def action_stop(self) -> None:
        self.wizard.stop()
        self.redraw()

    def action_help(self) -> None:
        self.wizard.show_help("progress")
