"""A program in a terminal of 80x24, watched by the bytes that it writes. Not on Windows, which has no pty."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

assert sys.platform != "win32", "there is no pty"

SEQUENCES = re.compile(rb"\x1b(\[[0-9;?<>=]*[A-Za-z]|[=>()][A-Z0-9]?|\][^\x07]*\x07)")
PATIENCE = 60.0


class Terminal:
    """The program lives as long as the context."""

    def __init__(self, arguments: Sequence[str], environ: dict[str, str] | None = None) -> None:
        self.started = time.monotonic()
        self.pid, self._end = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **(environ or {})})
            os.execv(arguments[0], list(arguments))
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._end)

    def until(self, text: str, since: int = 0) -> float:
        """Read until a text has been written behind a position; seconds since the start. TimeoutError without it."""
        goes_on = True
        until = time.monotonic() + PATIENCE
        while text.encode() not in SEQUENCES.sub(b"", self.written[since:]):
            if time.monotonic() > until or not goes_on:
                raise TimeoutError(f"{text!r} did not appear")
            goes_on = self.read(0.05)
        return time.monotonic() - self.started

    def listen(self, seconds: float) -> int:
        """How many bytes are written in this time."""
        before, end = len(self.written), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
        return len(self.written) - before

    def press(self, keys: bytes) -> int:
        """Type; the position from which the answer is written."""
        position = len(self.written)
        os.write(self._end, keys)
        return position

    def read(self, seconds: float) -> bool:
        """Read what comes within this time. False at the end of the program."""
        ready, _, _ = select.select([self._end], [], [], seconds)
        if not ready:
            return True
        try:
            self.written += os.read(self._end, 1 << 16)
        except OSError:
            return False
        return True

    @property
    def resident(self) -> float:
        """Resident memory of the program, in MiB. Linux only."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
