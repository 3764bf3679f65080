"""The practice labs that come with the program: one TOML file each."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from wizard.lab.creation import create
from wizard.lab.errors import LabError, ScenarioError
from wizard.lab.scenario import Scenario, in_file, parse_scenario
from wizard.resources import assets

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class LabSummary(msgspec.Struct, frozen=True):
    """A lab's name, and what it is about in one line."""

    name: str
    summary: str


def labs() -> tuple[LabSummary, ...]:
    """Every lab there is, by name."""
    return tuple(LabSummary(name, scenario(name).summary) for name in names())


def names() -> tuple[str, ...]:
    """The names alone."""
    files = (assets() / "labs").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def scenario(name: str) -> Scenario:
    """The scenario of a lab. LabError for a name that no lab has, ScenarioError for a file that is wrong."""
    check_name(name)
    file = assets() / "labs" / f"{name}.toml"
    if not file.is_file():
        raise LabError(f"There is no practice lab {name!r}. There are: {', '.join(names())}.")
    return parse_scenario(file.read_text(encoding="utf-8"), str(file))


def from_file(file: Path) -> Scenario:
    """A scenario that somebody has written. LabError where it cannot be read, ScenarioError where it is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LabError(f"The scenario {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise LabError(f"The scenario {file} is not UTF-8 text.") from None
    scenario = parse_scenario(text, str(file))
    try:
        create(scenario, "trial")
    except ScenarioError as error:
        raise in_file(error, text, str(file)) from None
    return scenario


def check_name(name: str) -> None:
    """A name is part of a path, and so made of nothing but small letters, digits and hyphens."""
    if not _NAME.fullmatch(name):
        raise LabError(f"{name!r} is no name of a practice lab. There are: {', '.join(names())}.")
