"""A line of a form: label, input, and what is wrong with it while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from screens.texts.layout import plain


class Field(Horizontal):
    """One answer as text. `problem` says what is wrong with a text, or nothing."""

    class Edited(Message):
        """The text of the field has changed."""

    def __init__(self, name: str, label: str, usual: str, problem: Callable[[str], str]) -> None:
        super().__init__(id=f"field-{name}", classes="field")
        self._label = label
        self._usual = usual
        self._problem = problem
        self._name = name
        self.help_code = f"request.{name}"

    def compose(self) -> ComposeResult:
        yield Static(plain(self._label, "bold"), classes="field-label")
        entry = Input(placeholder=self._usual, select_on_focus=False, id=f"input-{self._name}")
        entry.cursor_blink = False
        yield entry
        yield Static("", classes="field-problem")

    @property
    def text(self) -> str:
        """What stands in it, without blanks around it."""
        return self.query_one(Input).value.strip()

    @text.setter
    def text(self, value: str) -> None:
        self.query_one(Input).value = value

    @property
    def problem(self) -> str:
        """What is wrong with it; empty where nothing is."""
        return self._problem(self.text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(".field-problem", Static).update(plain(self.problem, "bold red"))
        self.post_message(self.Edited())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter (or a pasted line break) only goes on to the next field."""
        event.stop()
        self.screen.focus_next()
