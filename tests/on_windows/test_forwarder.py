"""The DLLs that lead to others: whole enough to be read back, on every system."""

from __future__ import annotations

import pytest

from tests.on_windows.forwarder import exported, forwarder


@pytest.mark.parametrize("count", [1, 2, 2000])
def test_every_name_is_exported(count: int) -> None:
    names = {f"Function{number:04}": f"other.Function{number:04}" for number in range(count)}
    assert exported(forwarder("made.dll", names)) == sorted(names)
