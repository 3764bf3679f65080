"""The journal of a session: append only, on disk before anything is changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from wizard.engine.records import VERSION, Intent, Line, Opened, Record, UndoBegun, WindowMark
from wizard.state import patiently

WEIGHTY = (Intent, WindowMark, UndoBegun)
"""What is about to change a server. A run that never comes so far leaves no session behind."""


class JournalDamaged(ValueError):
    """The file is not a journal, or lines are missing from it."""


class NewerVersion(ValueError):
    """Written by a newer version of the wizard; it is read only as far as this one understands it."""


class Journal:
    """Lines of JSON, each on disk (fsync) before `append` returns."""

    def __init__(self, path: Path, clock: Callable[[], datetime], lines: tuple[Line, ...] = ()) -> None:
        self.path = path
        self.lines = list(lines)
        self._clock = clock
        self._written = len(lines)

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, those not yet on disk too."""
        return tuple(line.record for line in self.lines)

    @property
    def on_disk(self) -> bool:
        """Whether the session exists for others."""
        return self._written > 0

    def append(self, record: Record) -> None:
        """Keep a record; from the first weighty one on, everything is on disk at once."""
        self.lines.append(Line(VERSION, len(self.lines) + 1, self._clock().isoformat(), record))
        if self.on_disk or isinstance(record, WEIGHTY):
            self.flush()

    def reopen(self, opened: Opened) -> None:
        """Another first record, while nothing is on disk yet."""
        assert not self.on_disk
        self.lines[:1] = [msgspec.structs.replace(self.lines[0], record=opened)]

    def flush(self) -> None:
        """Write what is not on disk yet."""
        for line in self.lines[self._written :]:
            self._write(msgspec.json.encode(line) + b"\n")
            self._written += 1

    def _write(self, data: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = patiently(lambda: os.open(self.path, flags, 0o600))
        try:
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_journal(data: bytes) -> tuple[tuple[Line, ...], int]:
    """The whole lines of a journal, and how many bytes they are.

    A last line that was cut off is not among them: it was being written when the process ended, and what it announces
    had not begun. JournalDamaged for anything else that is not as written, NewerVersion for a newer one.
    """
    whole = data[: data.rfind(b"\n") + 1]
    lines: list[Line] = []
    for text in whole.splitlines():
        lines.append(_line(text, len(lines) + 1))
    if not lines or not isinstance(lines[0].record, Opened):
        raise JournalDamaged("it does not begin with the opening of a session")
    return tuple(lines), len(whole)


def _line(text: bytes, number: int) -> Line:
    try:
        version = msgspec.json.decode(text, type=_Version).v
        if version > VERSION:
            raise NewerVersion(f"it was written by a newer version of the wizard (journal version {version})")
        line = msgspec.json.decode(text, type=Line)
    except msgspec.MsgspecError as error:
        raise JournalDamaged(f"line {number} cannot be read: {error}") from None
    if line.n != number:
        raise JournalDamaged(f"line {number} is missing: found {line.n} in its place")
    return line


class _Version(msgspec.Struct):
    v: int
