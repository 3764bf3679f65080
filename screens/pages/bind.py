"""Section 3: like any other section's; where others share the port, each of their bindings is ticked as known."""

from __future__ import annotations

import msgspec
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from screens.look.toggles import Check
from screens.pages.section import SectionPage
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.rules.place import others_on_port, place


class Kept(Check):
    """The operator knows this binding, and it stays as it is."""

    def __init__(self, binding: str, site: str) -> None:
        super().__init__(say("bind.keep", binding=binding, site=site), compact=True)
        self.binding = binding
        self.help_code = "keep_bindings"


class BindPage(SectionPage):
    """A tick for each binding with a host name of its own on the port; the ticks are the answer `keep_bindings`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self._others: tuple[tuple[str, str], ...] = ()

    def beneath(self) -> ComposeResult:
        yield VerticalScroll(id="kept", can_focus=False)

    def show(self) -> None:
        super().show()
        others = _others(self.view) if self.view and not self.wizard.trouble else ()
        kept = self.query_one("#kept")
        kept.display = bool(others)
        if others != self._others:
            self._others = others
            kept.remove_children()
            kept.mount_all(Kept(binding, site) for binding, site in others)
        if self.view:
            known = {binding.lower() for binding in self.view.answers.keep_bindings}
            for box in kept.query(Kept):
                with box.prevent(Check.Changed):
                    box.value = box.binding.lower() in known

    def on_checkbox_changed(self, event: Check.Changed) -> None:
        if not isinstance(event.checkbox, Kept):
            super().on_checkbox_changed(event)
            return
        event.stop()
        if self.view:
            ticked = tuple(box.binding for box in self.query(Kept) if box.value)
            self.wizard.answer(msgspec.structs.replace(self.view.answers, keep_bindings=ticked))


def _others(view: View) -> tuple[tuple[str, str], ...]:
    """Bindings that may stay beside ours, each with its site; none where the section is done."""
    where = place(view.look.seen, view.look.answers)
    if where is None or view.assessment("bind").status.done:
        return ()
    named = (((b.information, site.name) for site, b in others_on_port(view.look.seen, where) if b.by_name))
    return tuple(dict.fromkeys(named))
