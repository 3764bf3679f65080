"""The table of scenarios in the README, drawn from how they ended."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from tests.flows.desk import Desk
from wizard.lab import labs

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- scenarios -->\n", "<!-- /scenarios -->\n"


class Line(msgspec.Struct, frozen=True):
    """How a scenario ended."""

    name: str
    check: int
    apply: int
    ends: str
    """The section that it ended at, by its key; empty where all are satisfied."""


def line_of(name: str, folder: Path) -> Line:
    """Run a scenario in a folder of its own."""
    desk = Desk(folder / name, name)
    checked = desk.run("check")
    applied = desk.run("apply", "--json")
    return Line(name, checked.code, applied.code, applied.data["section"] if applied.code else "")


def table(lines: Iterable[Line]) -> str:
    """The lines as Markdown."""
    rows = [
        f"| `{line.name}` | {labs.scenario(line.name).summary} | {line.check} | {line.apply}"
        f"{f' ({line.ends})' if line.ends else ''} |"
        for line in lines
    ]
    head = ["| lab | what is true | `check` | `apply` with its answers |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def in_readme() -> str:
    """The table as the README has it."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def write(new: str) -> None:
    """Put a table in the place of the README's."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(before + BEGIN + new + END + rest.partition(END)[2], encoding="utf-8")
