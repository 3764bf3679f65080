"""A section of the tutorial: what is, what would change, and the keys to have it done."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import msgspec
from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Static

from screens.backstage import Backstage
from screens.look.toggles import Check
from screens.pages.text import TextPage
from screens.parts.page import Key, Page
from screens.texts.layout import labelled, paragraph, stacked
from screens.texts.section import section_text
from screens.texts.standing import KEYS, next_change
from screens.texts.switch import by_hand_of_the_switch
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.steps.assessment import Status
from wizard.steps.describe import describe
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH


class Deed(msgspec.Struct, frozen=True):
    """What F9 does now."""

    code: str
    """Code of its label."""
    do: Callable[[], None]


class SectionPage(Page):
    """One section. Its text comes from `screens.texts.section`."""

    help_code = "section"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "take_back", show=False)]

    def __init__(self, key: str) -> None:
        super().__init__()
        self.section = key

    def found_again(self) -> None:
        """Enter goes on, whatever had the focus when the page was left."""
        self.query_one(self.AUTO_FOCUS).focus()
        self.to_the_top()

    def body(self) -> ComposeResult:
        yield Static(id="text")
        with Horizontal(id="offers"):
            yield Check("", id="offer", compact=True)

    def buttons(self) -> ComposeResult:
        yield Button("", id="next", compact=True)
        yield Button("", id="main", compact=True)

    def show(self) -> None:
        self.query_one("#text", Static).update(self.text())
        self.query_one("#next", Button).label = say("key.next", what=self._next_title())
        deed = self.deed()
        main = self.query_one("#main", Button)
        main.display = deed is not None
        if deed:
            main.label = say("key.f9", what=say(deed.code))
        self._show_offer()

    def text(self) -> RenderableType:
        """What the page says."""
        if self.wizard.trouble:
            return stacked(paragraph(say("trouble.title"), "bold"), paragraph(self.wizard.trouble), "")
        return section_text(self.view, self.section, self.look, self.details)

    def keys(self) -> tuple[Key, ...]:
        deed = self.deed()
        agreed = any(planned.agreed and planned.change.unit == "switch" for planned in self._changes())
        return (
            Key("F1", "key.help"),
            Key("F2", "key.fewer" if self.details else "key.details"),
            Key("F5", "key.check"),
            Key("F6", "key.by-hand"),
            *((Key("Del", "key.take-back"),) if agreed and not deed else ()),
            *((Key("F9", deed.code),) if deed else ()),
            Key("Esc", "key.back"),
            Key("F10", "key.leave"),
        )

    # --- What F9 does -------------------------------------------------------------------------------------------

    def deed(self) -> Deed | None:
        """What F9 does now; nothing where there is nothing to do, or it is not this section's turn."""
        view = self.view
        if view is None or self.wizard.trouble:
            return None
        planned = next_change(view, self.section)
        if planned and planned.change.unit == "switch":
            return Deed("key.agree", lambda: self._agree(planned.id))
        if not view.ready(self.section):
            return None
        if planned and view.assessment(self.section).status is not Status.BLOCKED:
            title = describe(planned.change.operation).title
            return Deed("key.make", lambda: self._make(planned.id, title))
        wait = view.assessment(self.section).wait
        if view.assessment(self.section).status is Status.WAITING and wait and wait.patience:
            return Deed("key.wait", lambda: self._make("", section_words(self.section).title))
        return None

    def _changes(self) -> tuple:  # type: ignore[type-arg]
        return self.view.changes(self.section) if self.view else ()

    def _agree(self, identity: str) -> None:
        self.wizard.do("", lambda stage: stage.guide.agree(identity), self.wizard.take, show=False)

    def _make(self, identity: str, title: str) -> None:
        def job(stage: Backstage) -> View:
            if identity:
                stage.guide.agree(identity)
            return stage.guide.make(self.section, stage.stop.is_set)

        self.wizard.do(title, job, self.wizard.take, sections=(self.section,))

    def action_main(self) -> None:
        if deed := self.deed():
            deed.do()

    def action_take_back(self) -> None:
        """Take the last agreement of the switch window back; what is done cannot be taken back here."""
        agreed = [planned for planned in self._changes() if planned.agreed and planned.change.unit == "switch"]
        if agreed:
            identity = agreed[-1].id
            self.wizard.do("", lambda stage: stage.guide.take_back(identity), self.wizard.take, show=False)

    # --- Going on -----------------------------------------------------------------------------------------------

    def _next(self) -> str:
        """The page after this one: behind section 7 the switch, while there is something to switch."""
        if self.section == SWITCH[-1] and self.view and (self.view.switch or self.wizard.switched):
            return "switch"
        position = KEYS.index(self.section) + 1
        return KEYS[position] if position < len(KEYS) else "report"

    def _next_title(self) -> str:
        following = self._next()
        if following in KEYS:
            return section_words(following).short
        return say("switch.short") if following == "switch" else say("report.title")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "main":
            self.action_main()
        elif event.button.id == "next":
            self.action_next()

    def action_next(self) -> None:
        """Go on. What was begun in this section and shows by now is settled in the journal."""
        following, section = self._next(), self.section
        begun = self.view.session.begun.values() if self.view else ()
        if any(intent.section == section for intent in begun) and not self.wizard.working:
            self.wizard.do(section_words(section).title, lambda stage: stage.guide.passed(section), self.wizard.take)
        self.wizard.go(following)

    def action_by_hand(self) -> None:
        words = section_words(self.section)
        if self.view and any(planned.change.unit == "switch" for planned in self.view.changes(self.section)):
            # One list for the three of them: doing one alone would leave the window open.
            self.wizard.push_screen(TextPage(*by_hand_of_the_switch(self.view)))
            return
        clicks = labelled(((f" {n}.", click) for n, click in enumerate(words.clicks, 1)), width=4, style="")
        text = stacked(clicks, "", paragraph(say("by-hand.then")))
        self.wizard.push_screen(TextPage(say("by-hand.title", section=words.title), text))

    # --- Offers -------------------------------------------------------------------------------------------------

    def _offer(self) -> str:
        offers = self.view.assessment(self.section).offers if self.view else ()
        return offers[0].offer if offers else ""

    def _show_offer(self) -> None:
        name = self._offer()
        self.query_one("#offers").display = bool(name)
        if name and self.view:
            box = self.query_one("#offer", Check)
            box.label = say(f"offer.{name}")
            box.help_code = f"offer.{name}"  # type: ignore[attr-defined]
            with box.prevent(Check.Changed):
                box.value = name in self.view.answers.offers

    def on_checkbox_changed(self, event: Check.Changed) -> None:
        event.stop()
        name, view = self._offer(), self.view
        if name and view:
            rest = tuple(offer for offer in view.answers.offers if offer != name)
            self.wizard.answer(msgspec.structs.replace(view.answers, offers=(*rest, name) if event.value else rest))
