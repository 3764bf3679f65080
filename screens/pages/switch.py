"""The one page that opens the switch window. F9 here starts all of it, and nothing else does."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Static

from screens.backstage import Backstage
from screens.pages.text import TextPage
from screens.parts.page import Key, Page
from screens.texts.switch import by_hand_of_the_switch, switch_text
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.engine.switch import Switched
from wizard.rules.gate import overridable
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH

AFTER = "synchronization"
"""The section behind the window."""


class SwitchPage(Page):
    """What is agreed to, the gate, and the start."""

    help_code = "switch"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "override", show=False)]

    def body(self) -> ComposeResult:
        yield Static(id="text")

    def buttons(self) -> ComposeResult:
        yield Button(say("key.next", what=section_words(AFTER).short), id="next", compact=True)
        yield Button(say("key.f9", what=say("key.switch")), id="main", compact=True)
        yield Button(say("key.f8", what=say("key.override")), id="override", compact=True)

    def show(self) -> None:
        text = switch_text(self.view, self.wizard.switched, self.look, self.details)
        self.query_one("#text", Static).update(self.below_trouble(text))
        self.query_one("#main", Button).display = self._ready
        self.query_one("#override", Button).display = bool(self._word_needed())

    @property
    def _ready(self) -> bool:
        view = self.view
        return view is not None and view.ready(SWITCH[0]) and view.ready_to_switch

    def _word_needed(self) -> str:
        """Key of the first condition that the operator may give a word for."""
        blocking = self.view.blocking if self.view and self.view.look.window != "open" else ()
        return next((c.key for c in blocking if overridable(c) and not c.asked_after), "")

    @property
    def _to_come(self) -> bool:
        """F9 is named: not where a word comes first, the line has no room for both."""
        return bool(self.view and self.view.switch) and not self._word_needed()

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("F1", "key.help"),
            Key("F2", "key.fewer" if self.details else "key.details"),
            Key("F5", "key.check"),
            *((Key("F6", "key.by-hand"),) if self.view and self.view.switch else ()),
            *((Key("F8", "key.override"),) if self._word_needed() else ()),
            *((Key("F9", "key.switch", active=self._ready),) if self._to_come else ()),
            Key("Esc", "key.back"),
            Key("F10", "key.leave"),
        )

    def action_main(self) -> None:
        if not self._ready:
            return

        def job(stage: Backstage) -> tuple[Switched | None, View]:
            return stage.guide.switch(stage.stop.is_set)

        self.wizard.do(say("progress.switch"), job, self._switched, sections=SWITCH)

    def _switched(self, result: tuple[Switched | None, View]) -> None:
        switched, view = result
        self.wizard.switched = switched or self.wizard.switched
        self.wizard.take(view)

    def action_override(self) -> None:
        """The operator's word, for one condition at a time."""
        if (key := self._word_needed()) and self.view:
            answers = self.view.answers
            self.wizard.answer(msgspec.structs.replace(answers, overrides=(*answers.overrides, key)))

    def action_by_hand(self) -> None:
        view = self.view
        if view is None or not view.switch:
            return
        self.wizard.push_screen(TextPage(*by_hand_of_the_switch(view)))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "main":
            self.action_main()
        elif event.button.id == "override":
            # One word is for one condition: an impatient second Enter must not give the next.
            self.query_one("#next").focus()
            self.action_override()
        else:
            self.wizard.go(AFTER)
