"""`python -m tests.on_windows [arguments of pytest]`: tests on a Windows Python; without a name, all that may differ.

`--quick` chooses those that have most to do with Windows.
Ends as pytest does; in 0 with a line that says so where the layer cannot be had.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.on_windows import wine
from tests.on_windows.place import CACHE, CHECKOUT, SET_UP, CannotBeHad, Place, as_windows
from tests.on_windows.set_up import powershell, set_up
from wizard.targets.program import VARIABLE

CHOSEN = (
    "tests/on_windows", "tests/rules", "tests/steps", "tests/engine", "tests/lab", "tests/flows", "tests/scenarios",
    "tests/contract", "tests/operations", "tests/targets", "tests/probes", "tests/reports", "tests/this_computer",
    "tests/screens", "tests/kill",
)  # fmt: skip
"""Not the tests of the tree and of the wheel, nor those of single scripts: they are the same there."""

SCREENS = "tests/on_windows/test_screens.py"
QUICK = (
    "tests/on_windows", "tests/this_computer/test_whole_job.py", "tests/targets/test_endings.py",
    "tests/targets/test_process.py::test_lines_of_a_megabyte_pass_both_ways_in_every_script",
    "tests/targets/test_program.py", "tests/engine", "tests/lab/test_listeners.py", "tests/lab/test_disk.py",
    "tests/flows/test_this_computer.py", "tests/flows/test_nobody_reads.py",
    # A whole job more each, and the least likely to break.
    "--deselect", "tests/on_windows/test_clock.py::"
    "test_a_job_is_done_though_the_clock_stands_still_between_its_steps_and_there_are_no_time_zones",
    "--deselect", "tests/on_windows/test_files.py::test_a_lab_that_somebody_keeps_open_is_told_in_words",
)  # fmt: skip

CHECKER = "WSUS_TLS_PS51_CHECK"
"""Names the checker for Windows PowerShell 5.1, a script, where there is one."""

AT_MOST, AT_MOST_QUICK = 5400.0, 900.0
"""Seconds; what hangs on Wine hangs for good (facts: How Wine behaves)."""

WHOLE = "That was all of them on the Windows Python."
_PYTEST = (
    "import pytest, sys; sys.stdout.reconfigure(encoding='utf-8'); "
    f"code = pytest.main(); print({WHOLE!r}, flush=True); sys.exit(code)"
)
"""What pytest writes is read here; the tests' own encodings stay those of a Windows, code page and all."""


def run_tests(there: Place, arguments: Sequence[str], at_most: float) -> int:
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
        **({CHECKER: as_windows(Path(os.environ[CHECKER]))} if os.environ.get(CHECKER) else {}),
    }
    with wine.started(there), _on_this_side(there, arguments) as terminals:
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
        # Wine's server takes all of it along.
        late = threading.Timer(at_most, wine.end, (there,))
        late.daemon = True  # whoever presses Ctrl+C does not wait for it
        late.start()
        last = b""
        while part := process.stdout.read1():  # type: ignore[attr-defined]
            sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            last = (last + part)[-len(WHOLE) - 2 :]
        codes = ending(process.wait(), last.decode("utf-8", "replace")), terminals()
        late.cancel()
        return abs(codes[0] or codes[1])


def ending(code: int, last: str) -> int:
    """The exit code of the tests, and 1 for those that did not come to their end.

    A program of Wine ends in 0 when its server is ended.
    """
    if last.strip() == WHOLE:
        return code
    print("The tests on the Windows Python were ended before their end.", flush=True)
    return code or 1


@contextmanager
def _on_this_side(there: Place, arguments: Sequence[str]) -> Iterator[Callable[[], int]]:
    """Those that drive a terminal are on this side of it. Gives what waits for them, shows what they say, and its code.

    They wait more than they work, so they go on beside the others.
    """
    if "tests/on_windows" not in arguments and SCREENS not in arguments:
        yield lambda: 0
        return
    words = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", SCREENS]
    told = {**os.environ, SET_UP: "1", CACHE: str(there.folder)}
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(words, cwd=CHECKOUT, env=told, stdout=said, stderr=subprocess.STDOUT) as process,
    ):

        def to_its_end() -> int:
            code = process.wait()
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.buffer.flush()
            return code

        yield to_its_end


def main(arguments: Sequence[str]) -> int:
    try:
        there = set_up(lambda text: print(text, flush=True))
    except (CannotBeHad, OSError, subprocess.SubprocessError) as missing:
        print(f"Skipped, the tests on a Windows Python: {missing}")
        return 0
    named = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
    quick = "--quick" in arguments
    further = [argument for argument in arguments if argument != "--quick"]
    chosen = [*(QUICK if quick else () if named else CHOSEN), *further]
    return run_tests(there, chosen, AT_MOST_QUICK if quick else AT_MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
