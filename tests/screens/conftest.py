"""Desks to sit down at, made once a process and copied; tests that are coroutines run in a loop of their own."""

from __future__ import annotations

import asyncio
import functools
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flows.desk import Desk
from wizard.engine.guide import Guide
from wizard.opening import example_answers, opened
from wizard.state import Wanted

Desks = Callable[[str], Desk]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine by asyncio.run: no plug-in is needed for that."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    given: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in names}
    asyncio.run(pyfuncitem.obj(**given))
    return True


def _page_by_page(desk: Desk, sections: tuple[str, ...], agreeing: bool = False) -> None:
    """Agree and make as the pages do, without pages: the changes of these sections, then those of the window."""
    with opened(Wanted(desk.lab, desk.state), lambda _: None, writes=True) as (target, store):
        guide = Guide.open(target, store, lambda _: None)
        view = guide.answer(example_answers(desk.lab))
        for section in sections:
            while changes := view.changes(section):
                guide.agree(changes[0].id)
                view = guide.make(section, lambda: False)
        for planned in view.switch if agreeing else ():
            guide.agree(planned.id)
        guide.leave()


def _made(made: Desks, folder: Path, name: str) -> Desk:
    desk = Desk(folder / name, "already-secure" if name == "secure" else "first-run")
    match name:
        case "fresh" | "secure":
            assert desk.run("check").code in {0, 1}
        case "done":
            assert desk.run("apply").code == 0
        case "bound":
            desk = made("fresh").copy(name)
            _page_by_page(desk, ("certificate", "bind"))
        case "agreed":
            desk = made("bound").copy(name)
            _page_by_page(desk, (), agreeing=True)
    return desk


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """A desk by name, made when it is first asked for. Tests work on copies."""
    folder = tmp_path_factory.mktemp("desks")

    @functools.cache
    def made(name: str) -> Desk:
        return _made(made, folder, name)

    return made


def _copied(made: Desks, name: str, folder: Path) -> Desk:
    shutil.copytree(made(name).state, folder / name)
    return Desk(folder / name, made(name).lab)


@pytest.fixture
def fresh(made: Desks, tmp_path: Path) -> Desk:
    """A server on http, and nothing done yet."""
    return _copied(made, "fresh", tmp_path)


@pytest.fixture
def bound(made: Desks, tmp_path: Path) -> Desk:
    """Sections 1 to 3 done page by page in session s0001, and left."""
    return _copied(made, "bound", tmp_path)


@pytest.fixture
def agreed(made: Desks, tmp_path: Path) -> Desk:
    """The same, and the changes of the switch window are agreed to."""
    return _copied(made, "agreed", tmp_path)


@pytest.fixture
def done(made: Desks, tmp_path: Path) -> Desk:
    """Everything done by `apply`, in session s0001."""
    return _copied(made, "done", tmp_path)


@pytest.fixture
def secure(made: Desks, tmp_path: Path) -> Desk:
    """A server on which all was done before us."""
    return _copied(made, "secure", tmp_path)
