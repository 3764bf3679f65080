"""Reverse video for where you are, the same in every widget.

Textual 8.2 loses `text-style: reverse` of a component (Widget.get_visual_style leaves it out), so option lists, radio
sets and others would show their cursor by colours alone. The theme gives the cursor one background that nothing else
has; here it becomes the terminal's own colours, reversed: right on any background, and without colours.
"""

from __future__ import annotations

from functools import cache, lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

HERE = "ansi_magenta"
"""`$here` in the style sheet. Free for it: as a colour it is the background of a PowerShell window, so never used."""

_MARK = Color.parse(HERE).rich_color
_REVERSED = Style(color=RichColor.default(), bgcolor=RichColor.default(), reverse=True)
_BOLD = Style(color=RichColor.default(), bold=True)


class HereFilter(LineFilter):
    """Makes the background that marks where you are reverse video."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same texts; colours of their own give way, so that the line is one bar."""
        return [
            Segment(segment.text, _without_mark(segment.style), segment.control)
            if segment.style and _MARK in (segment.style.bgcolor, segment.style.color)
            else segment
            for segment in segments
        ]


@cache
def here_filter() -> HereFilter:
    """The one filter: Textual keeps filtered lines by the identity of their filter."""
    return HereFilter()


@lru_cache(maxsize=256)
def _without_mark(style: Style) -> Style:
    # As a foreground it is drawn by tabs and trees, for a line beside where you are.
    return style + (_REVERSED if style.bgcolor == _MARK else _BOLD)
