"""Undo: everything back that a session changed, shown first, in the order that keeps clients served."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from screens.backstage import Backstage
from screens.look.toggles import Check
from screens.parts.page import Key, Page
from screens.texts.undo import undo_text, undone_text
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.engine.undo_list import UndoList
from wizard.engine.undoing import list_of
from wizard.operations.model import Role
from wizard.reports.keeping import keep, newest_of
from wizard.rules.findings import Finding

OFFER = "remove-certificate"


class UndoPage(Page):
    """The list, the offer, and the start."""

    AUTO_FOCUS = "#next"
    help_code = "undo"

    def __init__(self) -> None:
        super().__init__()
        self._left: tuple[Finding, ...] | None = None
        """What stayed different, once it was done."""

    def body(self) -> ComposeResult:
        yield Static(id="text")
        with Horizontal(id="offers"):
            yield Check(say(f"offer.{OFFER}"), id="offer", compact=True)

    def buttons(self) -> ComposeResult:
        yield Button(say("key.next", what=say("overview.title")), id="next", compact=True)
        yield Button(say("key.f9", what=say("key.undo")), id="main", compact=True)

    @property
    def _list(self) -> UndoList | None:
        session = self.view.undoable if self.view else None
        if session is None:
            return None
        taken = self.query_one("#offer", Check).value
        return list_of(session, (OFFER,) if taken else ())

    def show(self) -> None:
        what = self._list
        session = self.view.undoable if self.view else None
        if self._left is not None:
            text = undone_text(self._left, self.look, self.details)
        else:
            machine = self.wizard.backstage.target.machine(Role.WSUS) if self.wizard.backstage.is_open else ""
            text = undo_text(self.view, what, machine, self.look, self.details)
        self.query_one("#text", Static).update(self.below_trouble(text))
        brought = bool(session and session.brought.get("certificate"))
        self.query_one("#offers").display = brought and self._left is None
        self.query_one("#offer", Check).help_code = f"offer.{OFFER}"  # type: ignore[attr-defined]
        self.query_one("#main", Button).display = self._ready

    @property
    def _ready(self) -> bool:
        return self._list is not None and self._left is None

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("F1", "key.help"),
            Key("F5", "key.check"),
            *((Key("F9", "key.undo"),) if self._ready else ()),
            Key("Esc", "key.back"),
            Key("F10", "key.leave"),
        )

    def on_screen_suspend(self) -> None:
        """Found again, it is about what there is to undo then."""
        self._left = None

    def on_checkbox_changed(self, event: Check.Changed) -> None:
        event.stop()
        self.redraw()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "main":
            self.action_main()
        else:
            self.wizard.go("overview")

    def action_main(self) -> None:
        what, view = self._list, self.view
        if what is None or view is None or view.undoable is None or self._left is not None:
            return
        session, command = view.undoable, self.wizard.command

        def job(stage: Backstage) -> tuple[tuple[Finding, ...], View]:
            left = stage.undo(session, what)
            if (undone := newest_of(stage.store)) is not None:
                keep(stage.store, undone, command)
            return left, stage.open()

        self.wizard.do(say("progress.undo"), job, self._undone)

    def _undone(self, result: tuple[tuple[Finding, ...], View]) -> None:
        self._left, view = result
        self.wizard.begin_anew(view)
