"""For every test: a home folder of its own, and nothing left in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: scripts, terminals and time-outs are waited for."""
    return (os.cpu_count() or 1) * 3 // 2


HOMES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)
"""Where programs look for a folder of the user's, on Windows and elsewhere."""


@pytest.fixture(scope="session", autouse=True)
def folder_in_place_of_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's own home is not reached from here, nor from a child process."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in HOMES:
            patch.setenv(name, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def nothing_is_left_at_home(folder_in_place_of_home: Path) -> Iterator[None]:
    """A test that writes there fails by its own name: state goes to the folder that `--state-dir` names."""
    yield
    left = sorted(folder_in_place_of_home.iterdir())
    for path in left:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    assert not left, f"left in the home folder: {', '.join(path.name for path in left)}"
