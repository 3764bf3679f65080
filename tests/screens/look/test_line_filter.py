"""The filter: lines on the level, styles untouched, cell for cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from screens.look.glyphs import MARKS, SIGNS, Glyph, GlyphLevel
from screens.look.line_filter import glyph_filter, on_level

LOW = (GlyphLevel.WGL4, GlyphLevel.ASCII)
GLYPHS = {**MARKS, **{kind: sign.glyph for kind, sign in SIGNS.items()}}
BLACK = Color(0, 0, 0)


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
@pytest.mark.parametrize("glyph", GLYPHS.values(), ids=GLYPHS)
def test_a_glyph_of_the_full_level_becomes_that_of_the_level(glyph: Glyph, level: GlyphLevel) -> None:
    assert on_level(glyph.full, level) == glyph.at(level)


@pytest.mark.parametrize("glyph", GLYPHS.values(), ids=GLYPHS)
def test_a_glyph_of_the_middle_level_becomes_that_of_the_lowest(glyph: Glyph) -> None:
    assert on_level(glyph.wgl4, GlyphLevel.ASCII) == glyph.ascii


@pytest.mark.parametrize("level", GlyphLevel)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_no_text_changes_its_width(level: GlyphLevel, text: str) -> None:
    assert cell_len(on_level(text, level)) == cell_len(text)


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
@given(text=st.text(st.characters(categories=["S", "P", "N", "Zs"])))
def test_what_has_been_mapped_is_mapped_no_further(level: GlyphLevel, text: str) -> None:
    once = on_level(text, level)
    assert on_level(once, level) == once


@pytest.mark.parametrize(
    ("text", "wgl4", "plain"),
    [
        ("✓ Müller (Ж)", "√ Müller (Ж)", "+ Müller (Ж)"),
        ("東京、✗", "東京、×", "東京、x"),
        ("⚠️ hot", "▲  hot", "^  hot"),              # two cells, as the sign with its selector has
        ("👍 good", "?? good", "?? good"),
        ("👨‍👩‍👧 name", "?? name", "?? name"),      # one sign of five characters
        ("🇩🇪 de", "?? de", "?? de"),
    ],
)  # fmt: skip
def test_what_is_shown_of_a_text(text: str, wgl4: str, plain: str) -> None:
    assert (on_level(text, GlyphLevel.WGL4), on_level(text, GlyphLevel.ASCII)) == (wgl4, plain)


@pytest.mark.parametrize("level", LOW, ids=lambda level: level.value)
def test_styles_and_control_codes_stay(level: GlyphLevel) -> None:
    bold = Style(bold=True, reverse=True)
    segments = [Segment("┏━", bold), Segment("plain"), Segment("✓", None)]
    mapped = glyph_filter(level).apply(segments, BLACK)
    assert [segment[1:] for segment in mapped] == [segment[1:] for segment in segments]
    assert Strip(mapped).cell_length == Strip(segments).cell_length


def test_a_line_of_ascii_is_not_copied() -> None:
    segments = [Segment("Changed so far: nothing.")]
    assert glyph_filter(GlyphLevel.ASCII).apply(segments, BLACK)[0] is segments[0]


@pytest.mark.parametrize("level", GlyphLevel)
def test_a_level_has_one_filter_so_that_textual_keeps_its_lines(level: GlyphLevel) -> None:
    assert glyph_filter(level) is glyph_filter(level)
    assert glyph_filter(level).enabled is (level is not GlyphLevel.FULL)
