"""Every page on small and wide windows, and what is said in one that is too small. 80x24 is in the pictures' test."""

from __future__ import annotations

import pytest

from screens.parts.page import LEAST, WIDE
from tests.flows.desk import Desk
from tests.screens.driver import PAGES, SIZE, sitting
from tests.screens.whole import whole

NARROW = (60, 20)
BROAD = (120, 40)
TOO_SMALL = ((59, 20), (60, 19))


async def test_every_page_is_whole_in_the_smallest_window(bound: Desk) -> None:
    async with sitting(bound, size=NARROW) as it:
        for name in PAGES:
            await it.open(name)
            whole(it)


async def test_a_wide_window_has_the_sections_at_the_left(bound: Desk) -> None:
    async with sitting(bound, size=BROAD) as it:
        for name in ("overview", "request", "require-ssl", "switch", "undo"):
            await it.open(name)
            whole(it)
            assert "-wide" in it.app.screen.classes
            assert BROAD[0] >= WIDE > SIZE[0]


@pytest.mark.parametrize("page", ["certificate", "overview"])
async def test_a_page_is_whole_after_each_resize_and_as_it_was_in_the_end(fresh: Desk, page: str) -> None:
    async with sitting(fresh) as it:
        await it.open(page)
        before = it.text
        for size in (NARROW, BROAD, SIZE):
            await it.resize(*size)
            whole(it)
        assert it.text == before


async def test_a_window_too_small_says_what_it_needs_and_its_keys_do_nothing_but_leave(bound: Desk) -> None:
    async with sitting(bound, size=TOO_SMALL[0]) as it:
        await it.open("require-ssl")
        for size in TOO_SMALL:
            await it.resize(*size)
            assert str(LEAST[0]) in it.text
            assert str(LEAST[1]) in it.text
            before = it.world, it.agreed, it.page
            await it.press("f9", "enter", "tab", "f9", "enter")
            assert (it.world, it.agreed, it.page) == before, "a change was agreed to that nobody could see"
        await it.resize(*SIZE)
        assert it.focused == "next"
        whole(it)
        await it.resize(*TOO_SMALL[1])
        await it.leave()
        assert it.left
