"""What is shown while something runs. Closes by itself when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.texts.layout import plain
from screens.texts.progress import progress_text
from screens.texts.state import banner
from screens.texts.words import say

if TYPE_CHECKING:
    from screens.app import Wizard


class ProgressPage(ModalScreen[None]):
    """Milestones, elapsed time, the followed log; Esc asks to stop at the next safe place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", show=False),
        Binding("f1", "help", show=False),
        Binding("f10,ctrl+q", "app.quit", show=False, priority=True),
    ]

    @property
    def wizard(self) -> Wizard:
        return cast("Wizard", self.app)

    def compose(self) -> ComposeResult:
        with Vertical(id="over"):
            yield Static(id="progress-text")
        yield Static(id="state")
        yield Static(id="over-keys")

    def on_mount(self) -> None:
        self._shown: object = None
        self.redraw()
        self.set_interval(0.5, self._tick)

    def _tick(self) -> None:
        shown = (self.wizard.work, int(self.wizard.elapsed.total_seconds()))
        if shown != self._shown:
            self._shown = shown
            self.redraw()

    def redraw(self) -> None:
        """As far as it has come."""
        work = self.wizard.work
        if work is None or not self.is_mounted:
            return
        stopping = self.wizard.backstage.stop.is_set()
        height = self.app.size.height - 4
        text = progress_text(work, self.wizard.elapsed, stopping, self.wizard.look, height)
        self.query_one("#progress-text", Static).update(text)
        is_open, elapsed = self.wizard.window
        self.query_one("#state", Static).update(banner(elapsed, self.wizard.look) if is_open else "")
        self.query_one("#over-keys", Static).update(plain(say("progress.keys"), "dim"))

    def end(self) -> None:
        """The work has ended."""
        self.dismiss(None)

    def action_stop(self) -> None:
        self.wizard.stop()
        self.redraw()

    def action_help(self) -> None:
        self.wizard.show_help("progress")
