"""A terminal of 80x24 that tmux makes, in which a shell starts a program of Windows and says how it ended."""

from __future__ import annotations

import shlex
import subprocess
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pyte

from tests.on_windows.place import CHECKOUT, as_windows, place
from tests.on_windows.wine import command, environment

COLUMNS, ROWS = 80, 24
SECONDS = 60.0
"""Far more than anything takes, so that a hang ends the test."""
GLANCE, STILL = 0.05, 4
"""Seconds between two looks at the screen, and how many alike mean that painting is over."""
STATE = "alternate screen #{alternate_on}, cursor #{cursor_flag}, mouse #{mouse_any_flag}"


class Terminal:
    """The side of the terminal on which the operator sits."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._socket = folder / "tmux"
        more = {"PYTHONPATH": as_windows(CHECKOUT), "PYTHONPYCACHEPREFIX": "C:\\pycache"}
        settings = [f"{name}={value}" for name, value in environment(place(), more).items()]
        program = command(place().program, "-m", "tests.on_windows.console", *arguments)
        script = folder / "script.sh"
        script.write_text(
            "export LC_ALL=C.UTF-8; echo first line; stty -g > before\n"
            f"{shlex.join(['env', *settings, *program])}\n"
            "code=$?; stty -g > after; echo left: $code; exec cat\n",
            encoding="utf-8",
        )
        size_and_place = ("-x", str(COLUMNS), "-y", str(ROWS), "-c", str(folder))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size_and_place, "sh script.sh")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *words],
            capture_output=True, text=True, encoding="utf-8", timeout=30, check=False,
        )  # fmt: skip
        return done.stdout

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p")

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")[:ROWS]

    @property
    def state(self) -> str:
        """How the terminal is set by sequences."""
        return self._tmux("display-message", "-p", STATE).strip()

    @property
    def painted(self) -> str:
        """The same with its colours and reverse video, without the last line, whose keys are in reverse video."""
        return self._tmux("capture-pane", "-p", "-e").rstrip("\n").rpartition("\n")[0]

    @property
    def here(self) -> list[str]:
        """What is in reverse video: where the operator is."""
        screen = pyte.Screen(COLUMNS, ROWS)
        pyte.Stream(screen).feed(self.painted.replace("\n", "\r\n"))
        rows = ([screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS))
        runs = (run for row in rows for reverse, run in groupby(row, lambda cell: cell.reverse) if reverse)
        return ["".join(cell.data for cell in run).strip() for run in runs]

    def press(self, *keys: str) -> None:
        """Keys by tmux's names, as one burst."""
        self._tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """A text, as it is typed."""
        self._tmux("send-keys", "-l", text)

    def send(self, data: bytes) -> None:
        """Bytes, whatever they mean."""
        self._tmux("send-keys", "-H", *(f"{byte:x}" for byte in data))

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def until(self, so: Callable[[], object], what: str) -> None:
        """Look until something is so."""
        end = time.monotonic() + SECONDS
        while not so():
            assert time.monotonic() < end, f"{what} does not come, focus on {self.here}:\n{self.text}"
            time.sleep(GLANCE)

    def shows(self, *words: str) -> str:
        """The screen, as soon as it has all of these, wherever they are wrapped."""
        wanted = ["".join(word.split()) for word in words]
        self.until(lambda: all(word in "".join(self.text.split()) for word in wanted), " and ".join(words))
        return self.text

    def still(self) -> str:
        """What is painted, when nothing is painted any more."""
        seen = [self.painted]
        while len(seen) < STILL or len(set(seen[-STILL:])) > 1:
            time.sleep(GLANCE)
            seen.append(self.painted)
        return seen[-1]

    def end(self) -> None:
        self._tmux("kill-server")
