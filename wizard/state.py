"""What the command line names, and where state lives unless it says otherwise."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

R = TypeVar("R")

_TRIES = 8
_WAIT = 0.02
"""Seconds before the second try."""
PATIENCE = _WAIT * (2 ** (_TRIES - 1) - 1)
"""Seconds that a file which somebody else has open is waited for, in all."""


class Wanted(msgspec.Struct, frozen=True):
    """What the command line names."""

    lab: str
    """A practice lab; empty for this computer."""
    state: Path
    """The state folder."""
    fresh: bool = False
    """Begin the lab anew, its sessions forgotten."""
    scenario: Path | None = None
    """The scenario that the lab is made from; None: the one of its name that comes with the program."""


def default_state() -> Path:
    """Where state lives unless `--state-dir` says otherwise."""
    return Path(platformdirs.user_state_dir("wsus-tls-wizard", appauthor=False))


def server_state(state: Path, windows: bool = sys.platform == "win32") -> Path:
    """Where the state of this computer lives: with the server, so that whoever comes next finds what is half done.

    Off Windows, where only stand-ins are worked on, below the state folder.
    """
    if not windows:
        return state
    return Path(os.environ.get("PROGRAMDATA") or "C:\\ProgramData", "wsus-tls-wizard")


def patiently(act: Callable[[], R]) -> R:
    """Do something with a file that a scanner of Windows may have open for a moment: tried again for `PATIENCE`."""
    for attempt in range(_TRIES - 1):
        try:
            return act()
        except PermissionError:
            time.sleep(_WAIT * 2**attempt)
    return act()


def program() -> str:
    """How this program was called, so that its commands can be copied as they stand."""
    called = sys.argv[0]
    if not Path(called).name.startswith("wsus-tls"):
        return "wsus-tls"
    # By its whole path where it was called by one: the command has to work from any folder.
    whole = str(Path(called).absolute()) if Path(called).parent != Path() else called
    return f'"{whole}"' if " " in whole else whole


def command_of(arguments: str, state: Path) -> str:
    """What reaches a target by its arguments again, up to the verb."""
    folder = "" if state == default_state() else f'--state-dir "{state}"'
    return " ".join(part for part in (program(), arguments, folder) if part)
