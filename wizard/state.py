"""What the command line names, and where state lives unless it says otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import platformdirs


class Wanted(msgspec.Struct, frozen=True):
    """What the command line names."""

    lab: str
    """A practice lab; empty for this computer."""
    state: Path
    """The state folder."""
    fresh: bool = False
    """Begin the lab anew, its sessions forgotten."""


def default_state() -> Path:
    """Where state lives unless `--state-dir` says otherwise."""
    return Path(platformdirs.user_state_dir("wsus-tls-wizard", appauthor=False))


def program() -> str:
    """How this program was called, so that its commands can be copied as they stand."""
    called = sys.argv[0]
    if not Path(called).name.startswith("wsus-tls"):
        return "wsus-tls"
    return f'"{called}"' if " " in called else called


def command_of(arguments: str, state: Path) -> str:
    """What reaches a target by its arguments again, up to the verb."""
    folder = "" if state == default_state() else f' --state-dir "{state}"'
    return f"{program()} {arguments}{folder}"
