"""The pages on Wine's console, in a terminal that tmux makes, driven by what reaches Textual there.

Wine's console takes escape sequences for text and breaks a line that is full of them. So the terminal is wider than any
line, and Textual is told 80 columns. Arrows, function keys, the mouse and a change of size do not arrive; a lone Esc
waits for the next key.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.on_windows.place import CHECKOUT, SET_UP, as_windows, place
from tests.on_windows.wine import command, environment

pytestmark = [
    pytest.mark.skipif(SET_UP not in os.environ, reason="python -m tests.on_windows runs it, when Wine is set up"),
    pytest.mark.skipif(not shutil.which("tmux"), reason="there is no tmux"),
]

WIDE, SECONDS = 9000, 60


class Terminal:
    """A terminal in which a shell starts the wizard and says how it ended."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "tmux"
        self._state = folder / "Würzburg Ж 状態"
        wizard = command(place().program, "-m", "wizard", "--lab", "first-run", "--state-dir", as_windows(self._state))
        size = {"COLUMNS": "80", "LINES": "24"}
        more = {**size, "PYTHONPATH": as_windows(CHECKOUT), "PYTHONPYCACHEPREFIX": "C:\\pycache"}
        settings = [f"{name}={value}" for name, value in environment(place(), more).items()]
        script = folder / "script.sh"
        script.write_text(
            "export LC_ALL=C.UTF-8; echo first line; stty -g > before\n"
            f"{shlex.join(['env', *settings, *wizard])}\n"
            "echo left: $?; stty -g > after; sleep 600\n",
            encoding="utf-8",
        )
        size_and_place = ("-x", str(WIDE), "-y", "24", "-c", str(folder))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size_and_place, "sh script.sh")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *words],
            capture_output=True, text=True, encoding="utf-8", timeout=30, check=False,
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        for key in keys:
            self._tmux("send-keys", key)
            time.sleep(0.3)  # a person's pace: Wine's console drops keys that come faster

    def shows(self, text: str) -> str:
        """The screen, as soon as it has this text."""
        until = time.monotonic() + SECONDS
        while text not in (screen := self._tmux("capture-pane", "-p")):
            assert time.monotonic() < until, f"{text!r} does not appear on:\n{screen}"
            time.sleep(0.1)
        return screen

    def end(self) -> None:
        self._tmux("kill-server")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.end()


def test_pages_are_painted_walked_and_left_and_the_terminal_is_as_it_was(terminal: Terminal, tmp_path: Path) -> None:
    first = terminal.shows("needs you")
    assert "WSUS1.contoso.com" in first.splitlines()[0]
    assert all(len(line) <= 80 for line in first.splitlines())
    assert "first line" not in first, "pages have a screen of their own"
    terminal.press("Enter")
    assert "WMSvc-SHA2-WSUS1" in terminal.shows("Request a new one")
    terminal.press("C-q")
    assert "Würzburg Ж 状態" in terminal.shows("--state-dir")
    terminal.press("Tab", "Enter")
    last = terminal.shows("left: 1")
    assert "first line" in last
    assert (tmp_path / "before").read_text(encoding="utf-8") == (tmp_path / "after").read_text(encoding="utf-8")
