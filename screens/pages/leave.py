"""Leaving: what state the server is in, what leaving does first, and how to come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from screens.texts.layout import paragraph, plain, stacked
from screens.texts.state import banner, state_of
from screens.texts.words import say

if TYPE_CHECKING:
    from screens.app import Wizard


class LeavePage(ModalScreen[bool]):
    """True to leave."""

    AUTO_FOCUS = "#stay"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", show=False),
        Binding("f1", "help", show=False),
        Binding("f10,ctrl+q", "dismiss(True)", show=False, priority=True),
    ]

    @property
    def wizard(self) -> Wizard:
        return cast("Wizard", self.app)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="over"):
            yield Static(plain(say("leave.title"), "bold"), id="over-title")
            yield Static(id="leave-text")
            with Horizontal(id="buttons"):
                yield Button(say("leave.stay"), id="stay", compact=True)
                yield Button(say("leave.leave"), id="leave", compact=True)
        yield Static(id="state")
        yield Static(plain(say("leave.keys"), "dim"), id="over-keys")

    def on_mount(self) -> None:
        self.redraw()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self.wizard.window[0]:
            self.redraw()

    def redraw(self) -> None:
        """What is so now."""
        self.query_one("#leave-text", Static).update(stacked(*self._lines()))
        is_open, elapsed = self.wizard.window
        self.query_one("#state", Static).update(banner(elapsed, self.wizard.look) if is_open else "")

    def _lines(self) -> Iterator[RenderableType]:
        wizard = self.wizard
        is_open, _ = wizard.window
        yield paragraph(state_of(wizard.view))
        yield ""
        if wizard.working:
            yield paragraph(say("leave.window" if is_open else "leave.running"), "bold")
            yield ""
        elif is_open:
            yield paragraph(say("leave.window-stays"), "bold")
            yield ""
        if wizard.backstage.is_open:
            kept = wizard.view is not None and wizard.view.kept
            yield paragraph(say("leave.comes-back" if kept else "leave.nothing-kept"))
            yield ""
            yield paragraph(wizard.command, "bold", indent=3)

    def action_help(self) -> None:
        self.wizard.show_help("leave")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "leave")
