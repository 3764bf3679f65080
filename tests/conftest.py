"""For every test: a home folder of its own, and nothing left in it."""

from __future__ import annotations

import functools
import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.lab import creation, pki

gc.set_threshold(50_000, 20, 20)
"""Whatever is made here is soon gone: looking for rings in it as often as usual costs a tenth of the time."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: scripts, terminals and time-outs are waited for."""
    return (os.cpu_count() or 1) * 3 // 2


LONGEST = (
    "this_computer/test_whole_job.py", "kill/test_kill.py", "quality/test_checkers.py", "targets/test_command_line.py",
    "scenarios/test_table.py", "screens/test_keys.py", "screens/test_terminal.py", "targets/test_endings.py",
)  # fmt: skip
"""Files that take a minute each: begun last, one of them would go on alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each file goes to one worker, in this order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


KEYS = 12

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


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_a_disk() -> Iterator[None]:
    """No test takes the power away: what is written is there for whoever comes next, forced to the disk or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_are_made_once() -> Iterator[None]:
    """A lab's new key takes a tenth of a second, and checking it as long: of a dozen, the next that comes round.

    Those that a scenario brings along stay apart from them: a request's key is that of no other certificate.
    """
    made = pki.make_key
    turns = itertools.cycle([made() for _ in range(KEYS)])

    def make_key(bits: int = 2048) -> bytes:
        return next(turns) if bits == 2048 else made(bits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pki, "make_key", make_key)
        patch.setattr(creation, "_key", functools.lru_cache(maxsize=64)(lambda _, bits=2048: made(bits)))
        yield
