"""How the runs on a Windows Python end, as whoever started them sees it."""

from __future__ import annotations

import pytest

from tests.on_windows.__main__ import WHOLE, ending


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tests_that_came_to_their_end_end_as_pytest_does(end: str) -> None:
    assert [ending(code, WHOLE + end) for code in (0, 1, 5)] == [0, 1, 5]


@pytest.mark.parametrize("last", ["", "..... [ 41%]\n", WHOLE[:-1]])
def test_tests_that_were_ended_are_no_success_though_wine_says_0(last: str) -> None:
    assert ending(0, last) == 1
    assert ending(-9, last) == -9
