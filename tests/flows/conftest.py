"""Desks for the tests: a fresh one, one whose sections 1 to 3 are done, and one where all is done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.desk import Desk
from tests.flows.desk import window_is_open as window_is_open


def _made(folder: Path, name: str) -> Desk:
    desk = Desk(folder / name)
    with desk.servers():
        return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A server on http, and nothing done yet."""
    return _made(tmp_path, "state")


@pytest.fixture
def secure(tmp_path: Path) -> Desk:
    """The scenario where all was done before us."""
    made = Desk(tmp_path / "state", "already-secure")
    with made.servers():
        return made
