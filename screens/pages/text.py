"""Text over a page: help, clicks. Esc closes it, and the page is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.texts.layout import plain
from screens.texts.state import banner
from screens.texts.words import say

if TYPE_CHECKING:
    from screens.app import Wizard


class TextPage(ModalScreen[None]):
    """A title, a text that scrolls, and how to close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,f6", "dismiss", show=False),
        Binding("f10,ctrl+q", "app.quit", show=False, priority=True),
        Binding("f5", "check", show=False),
    ]

    def __init__(self, title: str, text: RenderableType) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._banner = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="over"):
            yield Static(plain(self._title, "bold"), id="over-title")
            yield Static(self._text)
        yield Static(id="state")
        yield Static(plain(say("help.close"), "dim"), id="over-keys")

    def on_mount(self) -> None:
        self.show_state()
        self.set_interval(1.0, self.show_state)

    def show_state(self) -> None:
        """The banner, while the switch window is open."""
        wizard = cast("Wizard", self.app)
        is_open, elapsed = wizard.window
        if is_open or self._banner:
            self.query_one("#state", Static).update(banner(elapsed, wizard.look) if is_open else "")
        self._banner = is_open

    def action_check(self) -> None:
        """Close, and ask the servers again."""
        self.dismiss(None)
        cast("Wizard", self.app).check_again()
