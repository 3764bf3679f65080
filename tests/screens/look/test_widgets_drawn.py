"""Every widget of Textual on every level: what is painted has only what the level has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from screens.look.glyphs import GlyphLevel
from tests.screens.look.gallery import PAGES, Gallery
from tests.screens.look.wgl4 import WGL4

ON_LEVEL: dict[GlyphLevel, Callable[[str], bool]] = {GlyphLevel.ASCII: str.isascii, GlyphLevel.WGL4: WGL4.__contains__}


def painted(app: Gallery) -> str:
    """The characters of the screen, as they go to the terminal."""
    return "".join(strip.text for strip in app.screen._compositor.render_strips())


def page(number: int, level: GlyphLevel, then: GlyphLevel | None = None) -> str:
    """A page as it is painted; with `then` after changing the level."""

    async def shown() -> str:
        app = Gallery(level, first=number)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            app.notify("said ✓", timeout=60)
            await pilot.pause()
            if then is not None:
                painted(app)
                app.change_level(then)
                await pilot.pause()
            return painted(app)

    return asyncio.run(shown())


@pytest.mark.parametrize("level", ON_LEVEL, ids=lambda level: level.value)
@pytest.mark.parametrize("number", range(len(PAGES)))
def test_no_cell_is_beyond_the_level(number: int, level: GlyphLevel) -> None:
    shown = page(number, level)
    assert f"page {number}" in shown
    assert sorted({char for char in shown if not ON_LEVEL[level](char)}) == []


def test_on_the_full_level_the_same_widgets_go_beyond() -> None:
    shown = "".join(page(number, GlyphLevel.FULL) for number in (0, 1, 4))
    assert {char for char in shown if char not in WGL4} >= {"✓", "━", "▁"}


@pytest.mark.parametrize("level", ON_LEVEL, ids=lambda level: level.value)
def test_the_level_can_change_while_a_page_is_shown(level: GlyphLevel) -> None:
    shown = page(0, GlyphLevel.FULL, then=level)
    assert sorted({char for char in shown if not ON_LEVEL[level](char)}) == []


def test_check_and_radio_buttons_say_on_and_off_by_their_sign() -> None:
    assert "[X] on" in page(0, GlyphLevel.ASCII)
    assert "[ ] off" in page(0, GlyphLevel.ASCII)
    assert "(*) one" in page(1, GlyphLevel.ASCII)
    assert "( ) two" in page(1, GlyphLevel.ASCII)
