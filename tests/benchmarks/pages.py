"""The pages against a bare app: first frame, memory, what an idle and a busy screen write, keys, a check's time."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import terminal as terminals
from tests.benchmarks.bare import TEXT
from tests.benchmarks.result import Result, at_most, measured
from wizard.steps.sections import section_keys, section_words

assert sys.platform != "win32", "there is no pty"

ROUNDS = 7
BARE = (sys.executable, "-m", "tests.benchmarks.bare")
LAST_SECTION = section_words(section_keys()[-1]).title
LOOKED_AT = "needs you"
"""Word of a section's status: the servers have been looked at."""
ENTER, F9, F10 = b"\r", b"\x1b[20~", b"\x1b[21~"


def _wizard(state: Path, lab: str = "first-run") -> tuple[str, ...]:
    return (sys.executable, "-m", "wizard", "--lab", lab, "--state-dir", str(state))


def results() -> Iterator[Result]:
    """All of them, in order."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _side_by_side(Path(folder))
        yield from _written(Path(folder))
        yield measured("check --lab already-secure", _check(Path(folder)), "s")


def _side_by_side(folder: Path) -> Iterator[Result]:
    """One after the other, by turns, so that what else the machine does burdens both alike."""
    bare, wizard, resident_bare, resident = [], [], [], []
    for _ in range(ROUNDS):
        with terminals.Terminal(BARE) as terminal:
            bare.append(terminal.until(TEXT))
            terminal.listen(1.5)
            resident_bare.append(terminal.resident)
        with terminals.Terminal(_wizard(folder / "first")) as terminal:
            wizard.append(terminal.until(LAST_SECTION))
            terminal.until(LOOKED_AT)
            terminal.listen(1.0)
            resident.append(terminal.resident)
    yield measured("first frame of a bare app", statistics.median(bare), "s")
    yield measured("first frame with the list of sections", statistics.median(wizard), "s")
    ratio = statistics.median(one / other for one, other in zip(wizard, bare, strict=True))
    yield at_most("first frame against a bare app", ratio, "times", 1.4)
    more = statistics.median(resident) - statistics.median(resident_bare)
    yield at_most("resident memory more than a bare app", more, "MiB", 30)


def _written(folder: Path) -> Iterator[Result]:
    """What an idle screen writes, and a busy one: the whole switch with its milestones."""
    with terminals.Terminal(_wizard(folder / "busy")) as terminal:
        terminal.until(LOOKED_AT)
        terminal.listen(1.5)
        yield at_most("bytes of an idle screen in 3 s", terminal.listen(3), "bytes", 0)
        busy: dict[str, float] = {}
        for keys, answer in HAPPY_PATH:
            position = terminal.press(keys)
            if answer in {SWITCHED, SYNCHRONIZED}:
                # Busy is the screen that is painted already: what changes on it while something runs.
                terminal.until("00:00", position)
                terminal.listen(0.2)
                begun, position = time.monotonic(), len(terminal.written)
                terminal.until("Next: ", position)
                busy[answer] = (len(terminal.written) - position) / (time.monotonic() - begun)
            terminal.until(answer, position)
            terminal.listen(SETTLE)
    yield at_most("bytes per second while it switches", busy[SWITCHED], "bytes/s", 5000)
    yield at_most("bytes per second while it synchronizes", busy[SYNCHRONIZED], "bytes/s", 5000)
    yield at_most("key presses of the happy path, leaving included", len(HAPPY_PATH), "keys", 25)


SWITCHED, SYNCHRONIZED = "Done: ", "synchronized with WSUS over https"
HAPPY_PATH = (
    (ENTER, "Which"), (ENTER, "Template"), (F9, "Change 1"), (F9, "Send the request"), (F9, "Install the"),
    (F9, "is chosen"), (ENTER, "https binding"), (F9, "serves exactly"), (ENTER, "ApiRemoting30"), (F9, "agreed"),
    (ENTER, "Tell WSUS"), (F9, "agreed"), (ENTER, "The WSUS API"), (ENTER, "Require SSL on"), (F9, "agreed"),
    (ENTER, "Switch now?"), (F9, SWITCHED), (ENTER, "Start a sync"), (F9, SYNCHRONIZED), (ENTER, "Start a software"),
    (F9, "scanned over https"), (ENTER, "Saved as"), (F10, "Leave the wizard?"), (F10, "undo s0001"),
)  # fmt: skip
"""Each key with what it brings to the screen."""
SETTLE = 0.6
"""Seconds after that, as an operator looks: keys pressed while something runs are not heard."""


def _check(folder: Path) -> float:
    command = [sys.executable, "-m", "wizard", "check", "--lab", "already-secure", "--state-dir", str(folder / "check")]
    times = []
    for _ in range(5):
        begun = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.monotonic() - begun)
    return statistics.median(times)
