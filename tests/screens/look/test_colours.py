"""Colours as they reach a terminal: none where none are wanted, else the 16 that every terminal has."""

from __future__ import annotations

import sys

import pytest

from tests.screens.look.terminal import styles, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal of POSIX")

DEFAULTS = {39, 49}
"""The terminal's own foreground and background."""
MAGENTA_AND_BLUE = {34, 35, 44, 45}


def coloured(code: int) -> bool:
    """Whether it is the code of a colour: 38 and 48 begin one beyond the 16."""
    return 30 <= code <= 49 or 90 <= code <= 107


def beyond_16(style: tuple[int, ...]) -> bool:
    """Whether a style has a colour of 256, or of 24 bits."""
    return bool({38, 48} & set(style))


def test_with_no_color_no_colour_is_written() -> None:
    found = styles(written(NO_COLOR="1"))
    assert {code for style in found for code in style if coloured(code)} <= DEFAULTS
    assert any(7 in style for style in found), "reverse video still says where you are"


def test_with_16_colours_no_other_is_written_even_by_a_theme_of_all_colours() -> None:
    found = styles(written("textual-dark", TEXTUAL_COLOR_SYSTEM="standard"))
    assert not [style for style in found if beyond_16(style)]


def test_our_theme_needs_no_more_than_16_colours_where_there_are_more() -> None:
    found = styles(written())
    assert not [style for style in found if beyond_16(style)]
    assert any(36 in style for style in found)


def test_our_theme_has_no_colour_that_a_powershell_window_swallows() -> None:
    assert not [style for style in styles(written()) if MAGENTA_AND_BLUE & set(style)]


def test_our_theme_takes_the_background_of_the_terminal() -> None:
    backgrounds = {code for style in styles(written()) for code in style if 40 <= code <= 49 or 100 <= code <= 107}
    assert backgrounds <= {49}
