"""A real terminal of 80x24 with a program in it: keys go in as bytes, and an emulator says what is on the screen."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte

from tests.screens.look.terminal import open_terminal

if sys.platform != "win32":
    import termios

ROOT = Path(__file__).parents[2]
ROWS, COLUMNS = 24, 80
PATIENCE = 90.0
"""Seconds; far more than anything takes, so that a hang ends the test."""
KEYS = {
    "enter": b"\r", "escape": b"\x1b", "tab": b"\t", "up": b"\x1b[A", "down": b"\x1b[B", "end": b"\x1b[F",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f5": b"\x1b[15~", "f6": b"\x1b[17~", "f8": b"\x1b[19~", "f9": b"\x1b[20~",
    "f10": b"\x1b[21~", "delete": b"\x1b[3~",
}  # fmt: skip
"""As xterm sends them."""
CONTROLLED = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Makes the terminal the one that controls the program: if the test is killed, the program hears that it is gone."""
STYLE = re.compile(r"\x1b\[([\d;]*)m")


class Terminal:
    """The side of the terminal on which the operator sits."""

    def __init__(self, program: subprocess.Popen[bytes], ours: int, theirs: int) -> None:
        self.program = program
        self.written = b""
        self.presses = 0
        self.closed = False
        self._ours = ours
        self._theirs = theirs
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    @property
    def lines(self) -> list[str]:
        return list(self._screen.display)

    @property
    def modes(self) -> list[Any]:
        """How the terminal is set: echo, line by line, and so on."""
        if sys.platform == "win32":
            raise NotImplementedError("no pty there")
        else:
            return termios.tcgetattr(self._theirs)

    def press(self, key: str) -> None:
        self.presses += 1
        os.write(self._ours, KEYS[key])

    def close(self) -> None:
        """The operator's side is gone, as when a connection breaks."""
        os.close(self._theirs)
        os.close(self._ours)
        self.closed = True

    def until(self, so: Callable[[], object], what: str) -> None:
        """Read until something is so."""
        end = time.monotonic() + PATIENCE
        while not so():
            assert time.monotonic() < end, f"{what} does not come:\n{self.text}"
            assert self._read(0.2) or self.program.poll() is None or so(), f"{what}: the program has ended\n{self.text}"

    def ended(self) -> int:
        """Read to the end of the program; its exit code."""
        self.until(lambda: self.program.poll() is not None, "the end")
        while self._read(0.0):
            pass
        return self.program.returncode

    def _read(self, wait: float) -> bool:
        if not select.select([self._ours], [], [], wait)[0]:
            return False
        try:
            data = os.read(self._ours, 1 << 16)
        except OSError:    # Linux: nobody has the other end open any more
            return False
        self.written += data
        self._stream.feed(data)
        return bool(data)


@contextmanager
def terminal(*arguments: str, environ: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """A program of this Python in a terminal of its own. It is ended with the block, whatever happened."""
    ours, theirs = open_terminal()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "NO_COLOR", "WSUS"))}
    program = subprocess.Popen(
        [sys.executable, "-c", CONTROLLED, *arguments],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **(environ or {})},
    )  # fmt: skip
    at = Terminal(program, ours, theirs)
    try:
        yield at
    finally:
        program.kill()
        program.wait()
        if not at.closed:
            at.close()
