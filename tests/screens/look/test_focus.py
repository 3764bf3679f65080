"""Where you are is seen without any colour, and without dim, which old consoles do not know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import (
    Button,
    Collapsible,
    Input,
    Label,
    ListItem,
    ListView,
    OptionList,
    RadioSet,
    Select,
    SelectionList,
    Switch,
    Tabs,
    TextArea,
)

from screens.look.glyphs import GlyphLevel
from screens.look.terminal_app import TerminalApp
from screens.look.toggles import Check, Choice
from tests.screens.look.gallery import table, tree

Cells = list[list[tuple[str, bool, bool, bool]]]
"""Line by line, of each cell: the character, bold, underlined, reversed."""


class Beside(TerminalApp[None]):
    """A widget, and another one to go to."""

    def __init__(self, make: Callable[[], Widget]) -> None:
        super().__init__(GlyphLevel.ASCII)
        self.make = make

    def compose(self) -> ComposeResult:
        self.widget = self.make()
        yield Button("elsewhere", id="elsewhere")
        yield self.widget


def cells(widget: Widget) -> Cells:
    """Where the widget is: what is painted there."""
    x, y, width, height = widget.region
    lines = []
    for strip in widget.screen._compositor.render_strips()[y : y + height]:
        line = []
        for text, style, _ in strip:
            of = style or Style()
            line += [(char, bool(of.bold), bool(of.underline), bool(of.reverse)) for char in text]
        lines.append(line[x : x + width])
    return lines


def painted(make: Callable[[], Widget], *steps: str) -> list[Cells]:
    """The widget after each step: `blur`, `focus`, or a key."""

    async def run() -> list[Cells]:
        seen = []
        app = Beside(make)
        async with app.run_test(size=(80, 24)) as pilot:
            if isinstance(app.widget, Input):
                app.widget.cursor_blink = False
            for step in steps:
                if step == "focus":
                    (app.widget if app.widget.focusable else app.widget.query("*:can-focus").first()).focus()
                elif step == "blur":
                    app.query_one("#elsewhere").focus()
                else:
                    await pilot.press(step)
                await pilot.pause()
                seen.append(cells(app.widget))
        return seen

    return asyncio.run(run())


def marked(shown: Cells) -> list[int]:
    """The lines that are reversed in at least three cells together."""
    return [number for number, line in enumerate(shown) if sum(reverse for _, _, _, reverse in line) >= 3]


FOCUSABLE: dict[str, Callable[[], Widget]] = {
    "input": lambda: Input("typed"),
    "empty input": lambda: Input(placeholder="empty"),
    "compact input": lambda: Input("typed", compact=True),
    "text area": lambda: TextArea("text"),
    "button": lambda: Button("Agree"),
    "primary button": lambda: Button("Agree", variant="primary"),
    "compact button": lambda: Button("Agree", compact=True),
    "check": lambda: Check("check"),
    "choice": lambda: Choice("choice"),
    "radio set": lambda: RadioSet(Choice("one"), Choice("two")),
    "option list": lambda: OptionList("first", "second"),
    "compact option list": lambda: OptionList("first", "second", compact=True),
    "selection list": lambda: SelectionList(("first", 1), ("second", 2)),
    "list view": lambda: ListView(ListItem(Label("first")), ListItem(Label("second"))),
    "data table": table,
    "tree": tree,
    "select": lambda: Select([("one", 1), ("two", 2)], value=1),
    "compact select": lambda: Select([("one", 1), ("two", 2)], value=1, compact=True),
    "switch": lambda: Switch(),
    "tabs": lambda: Tabs("one", "two"),
    "collapsible": lambda: Collapsible(Label("inside"), title="title"),
}
LISTS = ("radio set", "option list", "compact option list", "selection list", "list view", "data table", "tree")


@pytest.mark.parametrize("name", FOCUSABLE)
def test_focus_is_seen_without_colour(name: str) -> None:
    blurred, focused, again = painted(FOCUSABLE[name], "blur", "focus", "blur")
    assert focused != blurred
    assert again != focused


@pytest.mark.parametrize("name", LISTS)
def test_the_line_where_you_are_is_reversed_and_no_other(name: str) -> None:
    first, second = painted(FOCUSABLE[name], "focus", "down")
    assert len(marked(first)) == len(marked(second)) == 1
    assert marked(second)[0] == marked(first)[0] + 1


@pytest.mark.parametrize("name", ["option list", "list view", "data table"])
def test_a_list_without_focus_still_shows_its_line(name: str) -> None:
    first, second = painted(FOCUSABLE[name], "focus", "down", "blur")[0::2]
    assert first != second
    assert not marked(second)
    assert any(underlined for line in second for _, _, underlined, _ in line)


def test_the_choices_of_an_open_select_show_the_line() -> None:
    async def run() -> tuple[list[int], list[int]]:
        app = Beside(lambda: Select([("one", 1), ("two", 2), ("three", 3)], value=1))
        async with app.run_test(size=(80, 24)) as pilot:
            app.widget.focus()
            await pilot.press("enter")
            await pilot.pause()
            overlay = app.query_one("SelectOverlay")
            first = marked(cells(overlay))
            await pilot.press("down")
            await pilot.pause()
            return first, marked(cells(overlay))

    first, second = asyncio.run(run())
    assert len(first) == len(second) == 1
    assert second[0] == first[0] + 1


def test_a_disabled_button_is_seen_without_colour() -> None:
    enabled = painted(lambda: Button("Agree"), "blur")
    assert enabled != painted(lambda: Button("Agree", disabled=True), "blur")


def test_the_cursor_of_an_input_is_one_reversed_cell_behind_the_text() -> None:
    shown = painted(lambda: Input("typed", select_on_focus=False), "focus", "end")[-1]
    reversed_cells = [char for line in shown for char, _, _, reverse in line if reverse]
    assert reversed_cells == [" "]


def test_selected_text_is_reversed() -> None:
    shown = painted(lambda: Input("typed"), "focus")[-1]
    assert "".join(char for line in shown for char, _, _, reverse in line if reverse).strip() == "typed"


def test_a_scroll_bar_shows_where_it_stands() -> None:
    top, further = painted(lambda: TextArea("line\n" * 90), "focus", "pagedown")
    thumbs = [
        [number for number, line in enumerate(shown) if any(reverse for _, _, _, reverse in line[-6:])]
        for shown in (top, further)
    ]
    assert all(thumbs)
    assert thumbs[0] != thumbs[1]
