"""`python -m tests.on_windows [arguments of pytest]`: tests on a Windows Python; without arguments all that may differ.

Ends as pytest does; in 0 with a line that says so where the layer cannot be had.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from tests.on_windows import wine
from tests.on_windows.place import CHECKOUT, CannotBeHad, Place, as_windows
from tests.on_windows.set_up import powershell, set_up
from wizard.targets.program import VARIABLE

CHOSEN = (
    "tests/on_windows", "tests/rules", "tests/steps", "tests/engine", "tests/lab", "tests/flows", "tests/scenarios",
    "tests/contract", "tests/operations", "tests/targets", "tests/probes", "tests/reports", "tests/this_computer",
)  # fmt: skip
"""Not the tests of the tree and of the wheel, nor those of single scripts: they are the same there."""

_PYTEST = "import pytest, sys; sys.stdout.reconfigure(encoding='utf-8'); sys.exit(pytest.main())"
"""What pytest writes is read here; the tests' own encodings stay those of a Windows, code page and all."""


def run_tests(there: Place, arguments: Sequence[str]) -> int:
    """Pytest on the Windows Python, its output as it comes."""
    words = wine.command(there.program, "-c", _PYTEST, "-p", "no:cacheprovider", *arguments)
    named = powershell()
    more = {
        # Beside the sources lie those of the other Python of that version.
        "PYTHONPYCACHEPREFIX": "C:\\pycache",
        "TEMP": "C:\\temp",
        "TMP": "C:\\temp",
        # The tests that run scripts find it by the name that they know.
        **({wine.POWERSHELL: as_windows(named), VARIABLE: as_windows(named)} if named else {}),
    }
    with wine.started(there):
        process = subprocess.Popen(
            words,
            cwd=CHECKOUT,
            env=wine.environment(there, more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        while part := process.stdout.read1():  # type: ignore[attr-defined]
            sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
        return process.wait()


def main(arguments: Sequence[str]) -> int:
    try:
        there = set_up(lambda text: print(text, flush=True))
    except CannotBeHad as missing:
        print(f"Skipped, the tests on a Windows Python: {missing}")
        return 0
    return run_tests(there, arguments or CHOSEN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
