"""Whether a page is whole: nothing of it is cut off at the right, and what is below can be scrolled to."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import cast

from rich.cells import cell_len
from rich.console import Console, RenderableType
from textual.containers import ScrollableContainer
from textual.widget import Widget
from textual.widgets import Button, DataTable, Input, Static
from textual.widgets._toggle_button import ToggleButton

from tests.screens.driver import SIZE, Sitting

LINES = {"top", "rule-above", "rule-below", "too-small"}
"""The title is cut where it has no room; the others are lines."""


def whole(it: Sitting) -> None:
    """Nothing of the page is out of reach."""
    width, height = it.app.size
    where = f"{it.page} at {width}x{height}"
    screen = it.app.screen
    assert screen.max_scroll_x == 0, where
    for static in filter(_shown, screen.query(Static)):
        room = static.content_size.width
        content = cast("RenderableType", static.content)
        lost = Counter() if static.id in LINES else _characters(content, 2000) - _characters(content, room)
        assert not lost, f"{where}: #{static.id} loses {lost}\n{it.text}"
    controls = itertools.chain(screen.query(Button), screen.query(Input), screen.query(ToggleButton))
    for widget in filter(_shown, controls):
        assert widget.region.right <= width, f"{where}: #{widget.id} goes beyond the right side\n{it.text}"
        assert _scrolls(widget) or widget.region.bottom <= height, f"{where}: #{widget.id} is below\n{it.text}"
    for toggle in filter(_shown, screen.query(ToggleButton)):
        cells = cell_len(toggle.label.plain) + len("[X] ")
        assert cells <= toggle.size.width * toggle.size.height, f"{where}: #{toggle.id} is cut\n{it.text}"
    for table in filter(_shown, screen.query(DataTable)):
        assert table.virtual_size.width <= table.size.width, f"{where}: the table goes on at the right\n{it.text}"
    keys = screen.query_one("#keys")
    assert keys.region.bottom == height, f"{where}: the keys are not the last line\n{it.text}"
    assert keys.size.height == 1 or width < SIZE[0], f"{where}: the keys need two lines\n{it.text}"


def _characters(renderable: RenderableType, width: int) -> Counter[str]:
    """What is written when it has that many columns, blanks aside."""
    console = Console(width=max(1, width), color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(renderable)
    return Counter("".join(captured.get().split()))


def _shown(widget: Widget) -> bool:
    above = (node for node in widget.ancestors_with_self if isinstance(node, Widget))
    return widget.is_attached and bool(widget.region.width) and all(node.display for node in above)


def _scrolls(widget: Widget) -> bool:
    return any(isinstance(node, ScrollableContainer) for node in widget.ancestors)
