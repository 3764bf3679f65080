"""Labs for the tests, closed when these are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from wizard.lab.lab import Lab
from wizard.lab.scenario import parse_scenario

OfScenario = Callable[[str], Lab]


@pytest.fixture
def first_run(tmp_path: Path) -> Iterator[Lab]:
    with Lab.open("first-run", tmp_path) as lab:
        yield lab


@pytest.fixture
def already_secure(tmp_path: Path) -> Iterator[Lab]:
    with Lab.open("already-secure", tmp_path) as lab:
        yield lab


@pytest.fixture
def lab_of(tmp_path: Path) -> Iterator[OfScenario]:
    """A lab of whatever facts a test states."""
    with ExitStack() as labs:

        def make(facts: str) -> Lab:
            scenario = parse_scenario(f'summary = "of a test"\n{facts}', "test.toml")
            return labs.enter_context(Lab.create("of-a-test", scenario, tmp_path))

        yield make
