"""Child processes on a Windows Python: the wizard as its users start it, and programs given as text."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.on_windows.place import CHECKOUT

only_there = pytest.mark.skipif(
    sys.platform != "win32", reason="is about a Windows Python: python -m tests.on_windows runs it there"
)

SECONDS = 120

if sys.platform == "win32":
    HIDDEN = subprocess.CREATE_NO_WINDOW
    """A console of its own, which nobody sees and its children share."""
else:
    HIDDEN = 0


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child inherits; it imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), **(more or {})}


def started(program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """A program given as text, with pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip


def wizard(
    *arguments: str | Path, more: Mapping[str, str] | None = None, program: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The command line to its end, its output redirected as to a file."""
    return subprocess.run(
        [str(program or sys.executable), "-m", "wizard", *map(str, arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, env=environment(more), timeout=SECONDS, check=False,
    )  # fmt: skip


def script(program: str, *arguments: str | Path, flags: int = 0) -> subprocess.CompletedProcess[bytes]:
    """A program given as text to its end, its output redirected as to a file."""
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
        env=environment(), timeout=SECONDS, creationflags=flags, check=False,
    )  # fmt: skip


def said(done: subprocess.CompletedProcess[bytes], encoding: str = "utf-8") -> str:
    """All that it wrote."""
    return (done.stdout + done.stderr).decode(encoding, "replace")
