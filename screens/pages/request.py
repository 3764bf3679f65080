"""The form of a certificate request. Nothing is sent by it: it takes values, and each step is agreed to afterwards."""

from __future__ import annotations

from functools import partial

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, RadioSet, Static

from screens.look.toggles import Choice
from screens.parts.field import Field
from screens.parts.page import Key, Page
from screens.texts.layout import paragraph, plain
from screens.texts.request import FIELDS, as_who, problem, speaks_against, text_of, verdict_text, with_text
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.opening import example_answers
from wizard.rules.answers import Certificate, Request

DEFAULTS = {name: say(f"request.default.{name}") for name in ("authority", "subject")}
"""What an empty field stands for."""


class RequestPage(Page):
    """Fields with their problems beside them, and below whether it would be granted."""

    AUTO_FOCUS = "#input-template"
    section = "certificate"
    help_code = "request"

    def __init__(self) -> None:
        super().__init__()
        self._filled = False

    def body(self) -> ComposeResult:
        yield Static(plain(say("request.title"), "bold"), id="text")
        for name in FIELDS:
            usual = text_of(Request(), name)
            hint = say("request.usual", value=usual) if usual else DEFAULTS.get(name, "")
            yield Field(name, say(f"request.{name}"), hint, partial(problem, name))
        with Horizontal(classes="field"):
            yield Static(plain(say("request.enroll_as"), "bold"), classes="field-label")
            with RadioSet(id="enroll-as", compact=True):
                yield Choice(say("request.as-computer"), value=True, id="as-computer", compact=True)
                yield Choice(say("request.as-user"), id="as-user", compact=True)
        yield Static(id="verdict")
        yield Static(paragraph(say("request.nothing-yet"), "dim"))

    def buttons(self) -> ComposeResult:
        yield Button(say("key.f9", what=say("key.use")), id="main", compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#enroll-as").help_code = "request.enroll_as"  # type: ignore[attr-defined]
        self._fill(self._proposed())

    def _proposed(self) -> Request:
        """What was answered before, else what the lab's example says."""
        lab = self.wizard.backstage.wanted.lab
        for answers in (self.view.answers if self.view else None, example_answers(lab) if lab else None):
            wish = answers.certificate if answers else None
            if answers and isinstance(wish, Certificate) and wish.request:
                # Names that the certificate has to cover are on it anyway: they are better seen.
                names = tuple(dict.fromkeys((*wish.request.names, *answers.names)))
                return msgspec.structs.replace(wish.request, names=names)
        return Request()

    def _fill(self, request: Request) -> None:
        for name in FIELDS:
            self.query_one(f"#field-{name}", Field).text = text_of(request, name)
        self.query_one(f"#as-{request.enroll_as}", Choice).value = True
        self._filled = True

    @property
    def request(self) -> Request:
        """The request as it stands; a field with which something is wrong is as usual in it."""
        request = Request()
        for field in self.query(Field):
            if not field.problem:
                request = with_text(request, str(field.id).removeprefix("field-"), field.text)
        pressed = self.query_one("#enroll-as", RadioSet).pressed_button
        return msgspec.structs.replace(request, enroll_as=as_who(str(pressed.id))) if pressed else request

    def show(self) -> None:
        self.query_one("#text", Static).update(self.below_trouble(plain(say("request.title"), "bold")))
        if self._filled:
            self.query_one("#verdict", Static).update(verdict_text(self.view, self.request, self.look))

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("F1", "key.help"),
            Key("Tab", "key.field"),
            Key("F9", "key.use", active=self._ready),
            Key("Esc", "key.back"),
            Key("F10", "key.leave"),
        )

    @property
    def _ready(self) -> bool:
        """Nothing is wrong with a field, and nothing that was read speaks against such a request."""
        good = self._filled and not any(field.problem for field in self.query(Field))
        return good and self.view is not None and not speaks_against(self.view, self.request)

    def on_field_edited(self, event: Field.Edited) -> None:
        event.stop()
        self.show()
        self.show_keys()

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        event.stop()
        self.show()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_main()

    def action_main(self) -> None:
        view = self.view
        wrong = next((field for field in self.query(Field) if field.problem), None)
        if wrong is not None:
            wrong.query_one(Input).focus()
        if view is None or not self._ready:
            return
        answers = msgspec.structs.replace(view.answers, certificate=Certificate(request=self.request))
        self.wizard.answer(answers, self._taken)

    def _taken(self, view: View) -> None:
        self.wizard.take(view)
        self.wizard.back_to_certificate()

    def action_check(self) -> None:
        """Not here: what was typed is looked at as it is typed."""
