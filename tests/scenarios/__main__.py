"""`python -m tests.scenarios [--write]`: run every scenario and draw the README's table of how they end.

`python -m tests.scenarios faults [WORD ...]`: every operation gone wrong in every way in three of them; takes long.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.scenarios import readme
from tests.scenarios.faults import End, counted, ends
from tests.scenarios.table import ROWS


def _table(write: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="wsus-tls-") as folder:
        new = readme.table([readme.line_of(row.name, Path(folder)) for row in ROWS])
    print(new, end="")
    if write:
        readme.write(new)
    return 0 if readme.in_readme() == new else 1


def _faults(words: tuple[str, ...]) -> int:
    found: list[End] = []
    for end in ends(words=words):
        found.append(end)
        codes = f"{end.first:>3} {end.second:>3} {end.undo:>3}"
        print(f"{end.scenario:<18} {end.operation:<28} {end.kind:<6} {codes}", flush=True)
        for promise in end.broken:
            print(f"    BROKEN: {promise}", flush=True)
    print(counted(found))
    broken = sum(bool(end.broken) for end in found)
    print(f"{len(found)} runs, {broken} with a broken promise")
    return 1 if broken else 0


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["faults"]:
        return _faults(tuple(arguments[1:]))
    return _table("--write" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
