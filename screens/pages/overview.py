"""The overview: where everything stands. The wizard opens here, and every page leads back to it."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.parts.page import Key, Page
from screens.texts.layout import paragraph, stacked
from screens.texts.overview import head, row
from screens.texts.standing import KEYS, first_open
from screens.texts.words import say

BEHIND = {"switch": "overview.switch", "report": "overview.report", "undo": "overview.undo"}
"""Pages besides the sections, with the codes of their lines."""


class OverviewPage(Page):
    """The nine sections with their status, and the pages besides them."""

    AUTO_FOCUS = "#sections"
    help_code = "overview"

    def __init__(self) -> None:
        super().__init__()
        self._placed = ""

    def body(self) -> ComposeResult:
        yield Static(id="text")
        options = [Option(self._row(key), id=key) for key in KEYS]
        behind = [Option(f"     {say(code)}", id=name) for name, code in BEHIND.items()]
        yield OptionList(*options, *behind, id="sections", compact=True, markup=False)

    def _row(self, key: str) -> Text:
        return row(self.view, key, self.look, narrow=self.app.size.width < 80)

    def show(self) -> None:
        wizard = self.wizard
        if wizard.trouble:
            text: RenderableType = stacked(paragraph(say("trouble.title"), "bold"), paragraph(wizard.trouble))
        else:
            text = head(self.view, wizard.resumed, tuple(wizard.backstage.notices), self.look)
        self.query_one("#text", Static).update(text)
        sections = self.query_one("#sections", OptionList)
        for key in KEYS:
            sections.replace_option_prompt(key, self._row(key))
        if self.view is not None and self._next() != self._placed:
            # Where there is something to do next; until that changes, the line stays where the operator left it.
            self._placed = self._next()
            sections.highlighted = sections.get_option_index(self._placed)

    def _next(self) -> str:
        undoing = self.wizard.resumed is not None and self.wizard.resumed.state == "undoing"
        return "undo" if undoing else first_open(self.view) or "report"

    def keys(self) -> tuple[Key, ...]:
        more = bool(self.view and self.view.differences)
        return (
            Key("F1", "key.help"),
            Key("F2", "key.details", active=more),
            Key("F5", "key.check"),
            Key("Enter", "key.open"),
            Key("F10", "key.leave"),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id and self.wizard.backstage.is_open:
            self.wizard.go(event.option_id)

    def action_details(self) -> None:
        from screens.pages.text import TextPage
        from screens.texts.differences import differences_text

        if self.view and self.view.differences:
            self.wizard.push_screen(TextPage(say("overview.title"), differences_text(self.view) or ""))

    def action_back(self) -> None:
        """There is nothing before it."""
