"""Every kind of widget that Textual has, on pages of 80x24. Ctrl+N goes to the next, and after the last one ends it.

`python -m tests.screens.look.gallery LEVEL [THEME]` shows them in a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Digits,
    Footer,
    Header,
    HelpPanel,
    Input,
    Label,
    Link,
    ListItem,
    ListView,
    LoadingIndicator,
    Log,
    Markdown,
    MaskedInput,
    OptionList,
    Pretty,
    ProgressBar,
    RadioButton,
    RadioSet,
    RichLog,
    Rule,
    Select,
    SelectionList,
    Sparkline,
    Static,
    Switch,
    Tabs,
    TextArea,
    Tree,
)
from textual.widgets.rule import LineStyle
from textual.widgets.selection_list import Selection

from screens.look.glyphs import SIGNS, GlyphLevel
from screens.look.terminal_app import TerminalApp
from screens.look.toggles import Check, Choice

LINES: tuple[LineStyle, ...] = ("ascii", "dashed", "double", "heavy", "solid", "thick")
TEXT = """# First
## Second
* a
  * b
    * c

1. one
   1. two

`code` **bold** *italic* [link](http://contoso.com)

> quoted

| a | b |
|---|---|
| 1 | 2 |

```python
x = "…"  # ✓
```
"""


def table() -> DataTable[str]:
    """A table with the cursor on a row."""
    made: DataTable[str] = DataTable(cursor_type="row", zebra_stripes=True)
    made.add_columns("Service", "Now")
    made.add_rows([("ApiRemoting30", "http"), ("Content", "both")])
    return made


def tree() -> Tree[str]:
    """A tree with branches."""
    made: Tree[str] = Tree("root")
    made.root.add("branch").add_leaf("leaf")
    made.root.add("closed", expand=False).add_leaf("unseen")
    made.root.expand_all()
    return made


def progress(total: float | None) -> ProgressBar:
    """A bar on its way."""
    made = ProgressBar(total=total)
    if total:
        made.advance(total * 0.37)
    return made


def signs(app: TerminalApp[None]) -> Label:
    """Every status, in its style."""
    look = app.look
    words = [Text(f"{look.sign(kind)} {look.word(kind)}  ", style=look.style(kind)) for kind in SIGNS]
    return Label(Text().join(words))


PAGES: tuple[Callable[[TerminalApp[None]], list[Widget]], ...] = (
    lambda app: [
        signs(app), Input("typed"), Input(placeholder="empty"), MaskedInput("99/99"),
        Horizontal(Button("One"), Button("Two", disabled=True), Button("Three", variant="primary", compact=True)),
        OptionList("first", None, "second"), Check("on", True), Check("off"), Checkbox("Textual's own", True),
    ],
    lambda _: [
        table(), RadioSet(Choice("one", value=True), Choice("two"), RadioButton("three")),
        Select([("one", 1), ("two", 2)], value=1), Switch(value=True), progress(100), progress(None), Label("a…b"),
        Sparkline([1, 2, 3, 4, 5, 6, 7, 8]),
    ],
    lambda _: [
        tree(), Collapsible(Static("inside"), title="open", collapsed=False), Collapsible(Static("x"), title="closed"),
        SelectionList(Selection("yes", 1, initial_state=True), Selection("no", 2)),
    ],
    lambda _: [Markdown(TEXT)],
    lambda _: [
        ListView(ListItem(Label("first")), ListItem(Label("second"))), TextArea("line\n" * 40), Digits("12:34"),
        *(Rule(line_style=style) for style in LINES),
    ],
    lambda _: [
        LoadingIndicator(), Pretty({"key": 1}), Link("link", url="http://contoso.com"), Log(), RichLog(), HelpPanel(),
        Tabs("One", "Two"),
    ],
)  # fmt: skip


class Page(Screen[None]):
    """One page, its number at the end."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter,up", "next", "Go"), ("backspace", "next", "Back")]

    def __init__(self, number: int, app: TerminalApp[None]) -> None:
        super().__init__()
        self.number = number
        self.widgets = PAGES[number](app)

    def compose(self) -> ComposeResult:
        yield Header(icon="⭘")
        yield from self.widgets
        yield Footer()
        yield Static(f"page {self.number}", id="number")


class Gallery(TerminalApp[None]):
    """The pages, one after the other."""

    CSS = TerminalApp.CSS + "#number { dock: top; width: auto } Horizontal { height: auto } TextArea, Log { height: 6 }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+n", "next", "Next", priority=True)]

    def __init__(self, level: GlyphLevel, theme: str = "", first: int = 0) -> None:
        super().__init__(level)
        self.number = first
        if theme:
            self.theme = theme

    def on_mount(self) -> None:
        self.push_screen(Page(self.number, self))

    def action_next(self) -> None:
        self.number += 1
        if self.number == len(PAGES):
            self.exit()
        else:
            self.switch_screen(Page(self.number, self))


if __name__ == "__main__":
    Gallery(GlyphLevel(sys.argv[1]), "".join(sys.argv[2:3])).run()
