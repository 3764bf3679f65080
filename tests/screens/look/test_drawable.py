"""Which character stands for which: only what a level has, letters as they are, and nothing loses its cells."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len
from textual._border import BORDER_CHARS
from textual._box_drawing import BOX_CHARACTERS
from textual.keys import KEY_DISPLAY_ALIASES
from textual.renderables import bar, digits, sparkline
from textual.scrollbar import ScrollBarRender

from screens.look.drawable import UNKNOWN, WGL4_SYMBOLS, drawn
from screens.look.glyphs import MARKS, SIGNS, GlyphLevel
from tests.screens.look.wgl4 import WGL4

LOW = (GlyphLevel.WGL4, GlyphLevel.ASCII)
ON_LEVEL = {GlyphLevel.WGL4: WGL4.__contains__, GlyphLevel.ASCII: str.isascii}
FULL = "".join(mark.full for mark in (*MARKS.values(), *(sign.glyph for sign in SIGNS.values())))

TEXTUAL = {
    "borders": "".join(char for rows in BORDER_CHARS.values() for row in rows for char in row),
    "lines": "".join(BOX_CHARACTERS.values()),
    "all lines and blocks": "".join(map(chr, range(0x2500, 0x25A0))),
    "scroll bars": "".join(ScrollBarRender.VERTICAL_BARS + ScrollBarRender.HORIZONTAL_BARS),
    "progress bars": bar.Bar.HALF_BAR_LEFT + bar.Bar.BAR + bar.Bar.HALF_BAR_RIGHT,
    "sparklines": sparkline.Sparkline.BARS,
    "digits": "".join(digits.DIGITS3X3 + digits.DIGITS3X3_BOLD),
    "keys": "".join(KEY_DISPLAY_ALIASES.values()),
    "symbols of widgets": "▶▼▲⭘•▪‣⭑◦…×—●▐▌X",
    "our own": FULL,
}
"""Where Textual takes its characters from. A new one there is found here."""


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
@pytest.mark.parametrize("source", TEXTUAL)
def test_whatever_textual_draws_has_a_stand_in(source: str, level: GlyphLevel) -> None:
    kept_by_intent = {"£", "€"}    # digits of prices: nothing of ours
    for char in set(TEXTUAL[source]) - kept_by_intent:
        shown = drawn(char, level)
        assert ON_LEVEL[level](shown), f"{char!r} is shown as {shown!r}"
        assert shown != UNKNOWN or char == UNKNOWN, f"nothing is known of {char!r}"
        assert cell_len(shown) == 1


def test_our_wgl4_symbols_are_those_of_the_list() -> None:
    symbols = {char for char in WGL4 if not char.isascii() and unicodedata.category(char)[0] != "L"}
    assert symbols - WGL4_SYMBOLS == {"\xad"}, "the hyphen that is not shown"
    assert WGL4_SYMBOLS <= WGL4


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
@pytest.mark.parametrize("char", [chr(code) for code in range(0x80) if chr(code).isprintable()])
def test_ascii_stays(char: str, level: GlyphLevel) -> None:
    assert drawn(char, level) == char


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
@pytest.mark.parametrize(
    "text", ["Müller", "Жук", "Ωμέγα", "東京", "서울", "עברית", "العربية", "हिन्दी", "Ștefan", "e\u0301", "٤٢"]
)
def test_letters_accents_and_digits_of_any_script_stay(text: str, level: GlyphLevel) -> None:
    assert "".join(drawn(char, level) for char in text) == text


@pytest.mark.parametrize(
    ("char", "wgl4", "plain"),
    [
        ("✓", "√", "+"),
        ("√", "√", "+"),
        ("…", "…", "~"),
        ("┏", "┌", "+"),
        ("╭", "┌", "+"),
        ("┃", "│", "|"),
        ("╬", "╬", "+"),
        ("═", "═", "="),
        ("║", "║", "|"),
        ("╱", "/", "/"),
        ("▔", "─", "-"),
        ("▊", "▌", "|"),
        ("“", "“", '"'),
        ("—", "—", "-"),
        ("\xa0", "\xa0", " "),
        ("\u2003", " ", " "),
        ("①", "1", "1"),
        ("⌘", "?", "?"),
        ("⠋", "?", "?"),
        ("\u200d", "", ""),
        ("\ufe0f", "", ""),
        ("\u202e", "", ""),
        ("\ue000", "?", "?"),
    ],
)
def test_what_stands_for_a_character(char: str, wgl4: str, plain: str) -> None:
    assert (drawn(char, GlyphLevel.WGL4), drawn(char, GlyphLevel.ASCII)) == (wgl4, plain)


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
def test_what_stands_for_something_stands_for_itself(level: GlyphLevel) -> None:
    shown = {drawn(char, level) for text in TEXTUAL.values() for char in text}
    assert all(drawn(char, level) == char for char in shown)


def test_on_the_full_level_everything_is_as_it_is() -> None:
    assert all(drawn(char, GlyphLevel.FULL) == char for text in TEXTUAL.values() for char in text)
