"""Keeps a screen on its glyph level: whatever a widget draws, only what the level has reaches the terminal.

Textual calls its filters internal; this is the one place that uses them. Style sheets alone reach neither scroll bars
nor progress bars nor trees (facts, 2.4).
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from screens.look.drawable import drawn
from screens.look.glyphs import GlyphLevel


class GlyphFilter(LineFilter):
    """Maps every line that is painted, cell by cell."""

    def __init__(self, level: GlyphLevel) -> None:
        super().__init__(enabled=level is not GlyphLevel.FULL)
        self.level = level

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, their texts on the level."""
        return [
            segment if segment.text.isascii() else Segment(on_level(segment.text, self.level), *segment[1:])
            for segment in segments
        ]


@cache
def glyph_filter(level: GlyphLevel) -> GlyphFilter:
    """One filter for each level: Textual keeps filtered lines by the identity of their filter."""
    return GlyphFilter(level)


@lru_cache(maxsize=8192)
def on_level(text: str, level: GlyphLevel) -> str:
    """A text as the level shows it, as many cells wide as before."""
    shown = "".join(_fitted(char, drawn(char, level), cell_len(char)) for char in text)
    return shown if cell_len(shown) == cell_len(text) else _composed(text, level)


def _composed(text: str, level: GlyphLevel) -> str:
    """The same where characters join into one sign, as those of emoji do: each fills the cells that it adds."""
    ends = [cell_len(text[:end]) for end in range(len(text) + 1)]
    cells = [after - before for before, after in pairwise(ends)]
    return "".join(_fitted(char, drawn(char, level), width) for char, width in zip(text, cells, strict=True))


def _fitted(char: str, shown: str, width: int) -> str:
    return shown if shown == char else (shown or " ") * width
