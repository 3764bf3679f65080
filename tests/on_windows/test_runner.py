"""How the runs on a Windows Python end, as whoever started them sees it."""

from __future__ import annotations

import pytest

from tests.on_windows.__main__ import both


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 1), ((-9, 0), 137), ((0, -15), 143), ((-9, 1), 137)]
)
def test_all_is_well_only_where_each_ended_well_and_a_kill_is_none(codes: tuple[int, int], code: int) -> None:
    assert both(*codes) == code
