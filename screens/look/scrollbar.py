"""Scroll bars in whole cells: no eighths of a block, which old consoles cannot draw, and fewer repaints."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBarRender


class WholeCells(ScrollBarRender):
    """The thumb begins and ends with a cell. It is reverse video, so it is seen without colours."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
