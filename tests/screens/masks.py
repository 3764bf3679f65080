"""Pages as text that is the same on every run, and what they are compared with: the files of `snapshots/`.

After words or pages have changed on purpose, write them anew, and look at the difference:

    WSUS_TLS_UPDATE_SNAPSHOTS=1 python -m pytest -n0 tests/screens/test_snapshots.py
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = "WSUS_TLS_UPDATE_SNAPSHOTS"

_MASKS = (
    (r"\b\d{4}-\d\d-\d\d\b", "2026-01-01"),
    (r"\b\d\d:\d\d:\d\d\b", "12:34:56"),
    (r"\b\d\d:\d\d\b", "12:34"),
    (r"\b[0-9A-F]{6}\.\.[0-9A-F]{4}\b", "A1B2C3..D4E5"),
    (r"\b[0-9A-F]{12,40}\b", "A1B2C3D4E5"),
    (r"\b\d{3,4} days\b", "300 days"),
    (r"\\(?=sessions\\|lab-|s\d{4})", "/"),
)
"""What differs from run to run, each replaced by something as long."""


def masked(lines: Iterable[str]) -> str:
    """A screen without moments and without what keys come to."""
    text = "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
    for pattern, instead in _MASKS:
        text = re.sub(pattern, partial(_as_long, instead), text)
    return text


def _as_long(text: str, found: re.Match[str]) -> str:
    return (text * len(found[0]))[: len(found[0])]


def differs(name: str, lines: Iterable[str]) -> str:
    """What a screen looks like now where its snapshot says otherwise; empty where they agree, or it is new."""
    file, now = FOLDER / f"{name}.txt", masked(lines)
    if os.environ.get(UPDATE):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(now, encoding="utf-8", newline="\n")
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    if before == now:
        return ""
    return f"--- {file.name}: if this is meant, {UPDATE}=1 writes it anew\n{now}"
