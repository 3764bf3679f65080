"""Desks for the tests: nothing done yet, sections 1 to 3 done, everything done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.desk import Desk


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """Made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("prepared")
    fresh, secure = Desk(folder / "fresh"), Desk(folder / "secure", "already-secure")
    for made in (fresh, secure):
        assert made.run("check").code in {0, 1}
    bound = fresh.copy("bound")
    assert bound.run("apply", stop=lambda lab: bool(lab.world.iis.http_sys)).code == 130
    done = fresh.copy("done")
    assert done.run("apply").code == 0
    return {"fresh": fresh, "secure": secure, "bound": bound, "done": done}


def _copied(desk: Desk, folder: Path) -> Desk:
    shutil.copytree(desk.state, folder / "state")
    return Desk(folder / "state", desk.lab)


@pytest.fixture
def desk(prepared: dict[str, Desk], tmp_path: Path) -> Desk:
    """A server on http, and nothing done yet."""
    return _copied(prepared["fresh"], tmp_path)


@pytest.fixture
def secure(prepared: dict[str, Desk], tmp_path: Path) -> Desk:
    """The scenario in which all was done before us."""
    return _copied(prepared["secure"], tmp_path)


@pytest.fixture
def bound(prepared: dict[str, Desk], tmp_path: Path) -> Desk:
    """A run that was stopped behind section 3: the certificate is bound, the window not opened."""
    return _copied(prepared["bound"], tmp_path)


@pytest.fixture
def done(prepared: dict[str, Desk], tmp_path: Path) -> Desk:
    """Everything done, by session s0001."""
    return _copied(prepared["done"], tmp_path)


@pytest.fixture(scope="session")
def before(prepared: dict[str, Desk]) -> dict[str, str]:
    """The settings of first-run before anything was done."""
    return prepared["fresh"].settings()
