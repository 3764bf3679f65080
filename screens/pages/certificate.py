"""Section 2: the certificates to choose among; once one is settled on, the page is one like any other section's."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.widgets import Button, DataTable, Static

from screens.look.toggles import Check
from screens.pages.section import Deed, SectionPage
from screens.parts.page import Body, Key
from screens.texts.certificate import REQUEST, Row, bound_will_not_do, chosen, counted, detail, rows
from screens.texts.layout import apart, marked, plain, stacked
from screens.texts.words import say
from wizard.rules.answers import Certificate
from wizard.steps.assessment import Status

WIDTHS = (25, 11)
"""Cells of the first two columns; the verdict has the rest."""


class CertificatePage(SectionPage):
    """A table with a pane for the highlighted one; unsuitable ones are in it, with their reasons."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f7", "choose", show=False)]

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self._asked_to_choose = False
        self._rows: tuple[Row, ...] = ()
        self._width = 0

    def body(self) -> ComposeResult:
        with Container(id="choosing"):
            yield Static(id="question")
            with Container(id="pair"):
                yield DataTable(id="certificates", cursor_type="row", zebra_stripes=False, cell_padding=1)
                with Body(id="detail-pane"):
                    yield Static(id="detail")
        yield Static(id="text")
        with Horizontal(id="offers"):
            yield Check("", id="offer", compact=True)

    def buttons(self) -> ComposeResult:
        yield Button("", id="next", compact=True)
        yield Button("", id="main", compact=True)
        yield Button(say("certificate.choose"), id="choose", compact=True)

    @property
    def choosing(self) -> bool:
        """The operator is asked, or wants to choose again."""
        view = self.view
        if view is None or self.wizard.trouble:
            return False
        return self._asked_to_choose or view.assessment(self.section).status is Status.NEEDS_ANSWER

    def show(self) -> None:
        super().show()
        choosing = self.choosing
        self.query_one("#choosing").display = choosing
        self.query_one("#text").display = not choosing
        self.query_one("#choose", Button).display = not choosing and self.view is not None
        if choosing:
            self._show_table()

    def _show_table(self) -> None:
        view = self.view
        assert view is not None
        question = apart(plain(say("certificate.question"), "bold"), plain(counted(view)))
        self.query_one("#question", Static).update(stacked(question, bound_will_not_do(view, self.look)))
        table = self.query_one("#certificates", DataTable)
        self._fill_anew()
        # Where the window has just become wider or narrower, the table gets its width behind this.
        self.call_after_refresh(self._fill_anew)
        if self.focused is None or self.focused.id in {"next", None}:
            table.focus()
        self._show_detail()

    def _fill_anew(self) -> None:
        """Where there is something else to show, or another width to show it in."""
        if self.is_attached and self.choosing and self.view:
            found, table = rows(self.view), self.query_one("#certificates", DataTable)
            # Without its scrollbar, which is there or not by the number of rows.
            width = table.scrollable_content_region.width
            if (found, width) != (self._rows, self._width):
                self._width = width
                self._fill(table, found, chosen(self.view))

    def _fill(self, table: DataTable[Text], found: tuple[Row, ...], settled: str) -> None:
        here = self._highlighted()
        table.clear(columns=True)
        width = self._width or table.container_size.width
        room = max(12, width - sum(WIDTHS) - 2 * (len(WIDTHS) + 1) - 1)
        for code, width in zip(("name", "until", "verdict"), (*WIDTHS, room), strict=True):
            table.add_column(plain(say(f"certificate.column.{code}")), width=width)
        self._rows = found
        for row in found:
            dim = "" if row.selectable else "dim"
            mark = self.look.radio(row.id == settled) if row.selectable else "   "
            name = Text(f"{mark} ").append_text(plain(row.name, dim))
            verdict = plain(row.verdict) if row.id == REQUEST else marked(self.look, row.kind, row.verdict, dim)
            for text, width in ((name, WIDTHS[0]), (verdict, room)):
                text.truncate(width, overflow="ellipsis")
            table.add_row(name, plain(row.until, dim), verdict, key=row.id)
        ids = [row.id for row in found]
        best = next((row.id for row in found if row.selectable and row.id != REQUEST), REQUEST)
        # Who looks again stays where he was: Enter must not meet another row.
        wanted = here.id if here else settled
        table.move_cursor(row=ids.index(wanted if wanted in ids else best))

    def _highlighted(self) -> Row | None:
        index = self.query_one("#certificates", DataTable).cursor_row
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def _show_detail(self) -> None:
        row, view = self._highlighted(), self.view
        if row and view:
            self.query_one("#detail", Static).update(detail(view, row.id, self.look, view.look.seen.now))

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self._show_detail()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        row, view = self._highlighted(), self.view
        if row is None or view is None:
            return
        if row.id == REQUEST:
            self.wizard.go("request")
        elif row.selectable:
            self._asked_to_choose = False
            answers = msgspec.structs.replace(view.answers, certificate=Certificate(thumbprint=row.id))
            self.wizard.answer(answers)

    def settled(self) -> None:
        """The form was filled in: the page is about the request now."""
        self._asked_to_choose = False

    def action_choose(self) -> None:
        """Choose again."""
        self._asked_to_choose = not self._asked_to_choose
        self._rows = ()
        self.redraw()
        if self._asked_to_choose:
            self.call_after_refresh(self.query_one("#certificates").focus)

    def deed(self) -> Deed | None:
        return None if self.choosing else super().deed()

    def keys(self) -> tuple[Key, ...]:
        if self.choosing:
            return (
                Key("F1", "key.help"), Key("Enter", "key.choose"), Key("F5", "key.check"), Key("F6", "key.by-hand"),
                *((Key("F7", "key.close"),) if self._asked_to_choose else ()),
                Key("Esc", "key.back"), Key("F10", "key.leave"),
            )  # fmt: skip
        return super().keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "choose":
            event.stop()
            self.action_choose()
        else:
            super().on_button_pressed(event)

    def action_help(self) -> None:
        self.wizard.show_help("certificate" if self.choosing else self.help_code)
