"""A real terminal of 80x24 around the gallery: what a program writes into it. Not on Windows, which has no pty."""

from __future__ import annotations

import functools
import os
import re
import select
import struct
import subprocess
import sys
import time

from tests.screens.look.gallery import PAGES

if sys.platform != "win32":
    import fcntl
    import pty
    import termios

STYLE = re.compile(r"\x1b\[([\d;]*)m")
NEXT = b"\x0e"
"""Ctrl+N."""
SIZE = (24, 80, 0, 0)
PATIENCE = 120.0
"""Seconds without a word; far more than it takes, so that a hang ends the test."""


def open_terminal() -> tuple[int, int]:
    """Both ends of a terminal of that size: ours and the program's."""
    if sys.platform == "win32":
        raise NotImplementedError("no pty there")
    else:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE))
        return ours, theirs


@functools.cache
def written(theme: str = "", **environ: str) -> str:
    """All that the gallery writes in a theme (ours by default), page after page."""
    ours, theirs = open_terminal()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "NO_COLOR"))}
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.screens.look.gallery", "full", theme],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", **environ},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        return _turn_the_pages(ours)
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def _turn_the_pages(terminal: int) -> str:
    """Read until the number of a page is there, ask for the next, and read to the end behind the last."""
    seen = ""
    page = 0
    end = time.monotonic() + 3 * PATIENCE
    while select.select([terminal], [], [], PATIENCE)[0] and time.monotonic() < end:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:    # Linux: the program has closed its end
            break
        if not data:
            break
        seen += data.decode("utf-8", "replace")
        if page < len(PAGES) and f"page {page}" in seen:
            page += 1
            os.write(terminal, NEXT)
    assert page == len(PAGES), f"the gallery stopped at page {page}:\n{seen[-2000:]}"
    return seen


def styles(output: str) -> set[tuple[int, ...]]:
    """The styles that were written: for each its codes."""
    return {tuple(int(code or 0) for code in found.split(";")) for found in STYLE.findall(output)}
