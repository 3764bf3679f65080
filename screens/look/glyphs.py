"""The one vocabulary of marks: statuses with glyph, word and style, and the glyphs that pages are drawn with.

Every glyph exists in three levels with the same number of cells, so that no column moves when the level changes.
"""

from __future__ import annotations

import enum
import functools
import tomllib
from typing import Literal

import msgspec

from wizard import resources


class GlyphLevel(enum.Enum):
    """What a terminal can draw."""

    FULL = "full"
    """Any character of one cell."""
    WGL4 = "wgl4"
    """What Consolas, Lucida Console and Courier New of any Windows have (Windows Glyph List 4)."""
    ASCII = "ascii"
    """Raster fonts, and whatever nothing is known of."""


class Glyph(msgspec.Struct, frozen=True):
    """One mark in three levels."""

    full: str
    wgl4: str
    ascii: str

    def at(self, level: GlyphLevel) -> str:
        """As it is drawn on that level."""
        return {GlyphLevel.FULL: self.full, GlyphLevel.WGL4: self.wgl4, GlyphLevel.ASCII: self.ascii}[level]


class Sign(msgspec.Struct, frozen=True):
    """A status as the eye finds it; what it means is its word."""

    glyph: Glyph
    style: str = ""
    """A style of Rich, of the 16 colours by name; empty for the terminal's own."""


Kind = Literal[
    "done", "needs-you", "will-change", "agreed", "waiting", "blocked", "failed", "cannot-tell", "not-needed",
    "running", "unseen", "info", "note",
]  # fmt: skip
"""How something stands. `unseen`: not looked at yet. `info` and `note` (a warning) are for findings."""

# Coloured means bold: an old console shows bold as the bright colour, and the dark ones drown in the blue of a
# PowerShell window. No magenta and no blue: in that window magenta IS the background (PowerShell/PowerShell#4266).
_GOOD, _PLANNED, _ATTENTION, _BAD = "bold green", "bold cyan", "bold yellow", "bold red"

SIGNS: dict[str, Sign] = {
    "done": Sign(Glyph("✓", "√", "+"), _GOOD),
    "needs-you": Sign(Glyph("!", "!", "!"), _ATTENTION),
    "will-change": Sign(Glyph("○", "○", "o"), _PLANNED),
    "agreed": Sign(Glyph("●", "●", "@"), _PLANNED),
    "waiting": Sign(Glyph("⋮", "¦", ":"), _ATTENTION),
    "blocked": Sign(Glyph("■", "■", "#"), _BAD),
    "failed": Sign(Glyph("✗", "×", "x"), _BAD),
    "cannot-tell": Sign(Glyph("?", "?", "?"), _ATTENTION),
    "not-needed": Sign(Glyph("–", "–", "-")),
    "running": Sign(Glyph("►", "►", ">"), _PLANNED),
    "unseen": Sign(Glyph("·", "·", ".")),
    "info": Sign(Glyph("i", "i", "i")),
    "note": Sign(Glyph("▲", "▲", "^"), _ATTENTION),
}

OF_STATUS: dict[str, Kind] = {
    "satisfied": "done",
    "needs-answer": "needs-you",
    "needs-change": "will-change",
    "waiting": "waiting",
    "blocked": "blocked",
    "failed": "failed",
    "cannot-tell": "cannot-tell",
    "not-applicable": "not-needed",
}
"""How a section's status is shown. Agreed, running and unseen are what a page knows besides."""

MARKS = {
    "bullet": Glyph("•", "•", "*"),
    "cursor": Glyph("▌", "▌", "|"),
    "ellipsis": Glyph("…", "…", "~"),
    "rule": Glyph("─", "─", "-"),
    "double": Glyph("═", "═", "="),
    "arrow": Glyph("─→", "─→", "->"),
    "above": Glyph("↑", "↑", "^"),
    "below": Glyph("↓", "↓", "v"),
    "radio-on": Glyph("(•)", "(•)", "(*)"),
    "radio-off": Glyph("( )", "( )", "( )"),
    "check-on": Glyph("[X]", "[X]", "[X]"),
    "check-off": Glyph("[ ]", "[ ]", "[ ]"),
}
"""What pages are drawn with, besides statuses."""


class Look(msgspec.Struct, frozen=True):
    """The vocabulary on one level: what pages take their glyphs, words and styles from.

    A kind that is not one is a KeyError: a fault of ours.
    """

    level: GlyphLevel = GlyphLevel.FULL

    def sign(self, kind: str) -> str:
        """The glyph of a status, one cell wide."""
        return SIGNS[kind].glyph.at(self.level)

    def word(self, kind: str) -> str:
        """The word of a status."""
        return _words()[kind]

    def style(self, kind: str) -> str:
        """The style of a status, for Rich."""
        return SIGNS[kind].style

    @property
    def rule(self) -> str:
        """One cell of a line across."""
        return self._mark("rule")

    @property
    def double(self) -> str:
        """One cell of a line that must be noticed."""
        return self._mark("double")

    @property
    def bullet(self) -> str:
        """Before an entry of a list."""
        return self._mark("bullet")

    @property
    def cursor(self) -> str:
        """Beside the line where you are; reverse video says it, this only helps."""
        return self._mark("cursor")

    @property
    def ellipsis(self) -> str:
        """Where a text goes on that has no room."""
        return self._mark("ellipsis")

    @property
    def arrow(self) -> str:
        """Between before and after, two cells wide."""
        return self._mark("arrow")

    @property
    def above(self) -> str:
        """There is more above."""
        return self._mark("above")

    @property
    def below(self) -> str:
        """There is more below."""
        return self._mark("below")

    def radio(self, on: bool) -> str:
        """One of several, three cells wide."""
        return self._mark("radio-on" if on else "radio-off")

    def check(self, on: bool) -> str:
        """Any of several, three cells wide."""
        return self._mark("check-on" if on else "check-off")

    def _mark(self, name: str) -> str:
        return MARKS[name].at(self.level)


@functools.cache
def _words() -> dict[str, str]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/statuses.toml")), dict[str, str])
