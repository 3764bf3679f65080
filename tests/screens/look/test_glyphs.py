"""The vocabulary: no two statuses look alike, and no column moves when the level changes."""

from __future__ import annotations

import tomllib
from typing import get_args

import pytest
from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.style import Style

from screens.look.glyphs import MARKS, OF_STATUS, SIGNS, Glyph, GlyphLevel, Kind, Look
from tests.screens.look.wgl4 import WGL4
from wizard.resources import read_text
from wizard.steps.assessment import Status

GLYPHS = {**MARKS, **{kind: sign.glyph for kind, sign in SIGNS.items()}}


@pytest.mark.parametrize("level", GlyphLevel)
def test_no_two_kinds_share_a_glyph(level: GlyphLevel) -> None:
    look = Look(level)
    assert len({look.sign(kind) for kind in SIGNS}) == len(SIGNS)


@pytest.mark.parametrize("name", GLYPHS)
def test_a_glyph_has_as_many_cells_on_every_level(name: str) -> None:
    glyph = GLYPHS[name]
    assert len({cell_len(glyph.at(level)) for level in GlyphLevel}) == 1
    assert all(cell_len(char) == 1 for char in glyph.full + glyph.wgl4)


@pytest.mark.parametrize("kind", SIGNS)
def test_the_sign_of_a_kind_is_one_cell(kind: str) -> None:
    assert cell_len(Look().sign(kind)) == 1


@pytest.mark.parametrize("glyph", GLYPHS.values(), ids=GLYPHS)
def test_a_glyph_is_of_its_level(glyph: Glyph) -> None:
    assert glyph.ascii.isascii()
    assert set(glyph.wgl4) <= WGL4


def test_every_kind_has_a_sign_and_a_word_and_no_word_is_left_over() -> None:
    assert set(SIGNS) == set(get_args(Kind)) == set(tomllib.loads(read_text("text/statuses.toml")))


def test_no_two_kinds_share_a_word() -> None:
    assert len({Look().word(kind) for kind in SIGNS}) == len(SIGNS)


def test_every_status_of_a_section_is_shown_in_its_own_way() -> None:
    assert set(OF_STATUS) == {status.value for status in Status}
    assert len(set(OF_STATUS.values())) == len(Status)


@pytest.mark.parametrize("kind", SIGNS)
def test_a_style_is_one_of_16_colours_and_bold_with_it(kind: str) -> None:
    style = Style.parse(Look().style(kind))
    if style.color is not None:
        assert style.bold
        assert style.color.type is ColorType.STANDARD
    assert style.bgcolor is None


@pytest.mark.parametrize("kind", SIGNS)
def test_no_style_is_of_a_colour_that_a_powershell_window_swallows(kind: str) -> None:
    assert Style.parse(Look().style(kind)).color not in {Color.parse("magenta"), Color.parse("blue")}


def test_a_kind_that_is_none_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Look().sign("excellent")
