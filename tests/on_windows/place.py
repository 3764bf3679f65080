"""Where the Windows of the tests is kept: outside the checkout, for the next run."""

from __future__ import annotations

import os
from pathlib import Path

CACHE = "WSUS_TLS_WINDOWS_CACHE"
"""Names another folder than the user's cache."""

SET_UP = "WSUS_TLS_WINDOWS_SET_UP"
"""Set while Wine runs for the tests, for those of them that are run on this side of it."""

CHECKOUT = Path(__file__).resolve().parents[2]


class CannotBeHad(Exception):
    """This layer cannot be had on this machine; the message says why."""


class Place:
    """The folders of a cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.downloads = folder / "downloads"
        self.wheels = folder / "wheels"
        self.prefix = folder / "prefix"
        self.python = folder / "python"
        self.embedded = folder / "embedded"

    @property
    def program(self) -> Path:
        """The Python with the tests' packages."""
        return self.python / "python.exe"


def place() -> Place:
    """The cache of this user."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    named = os.environ.get(CACHE)
    return Place(Path(named) if named else Path(cache, "wsus-tls-wizard-windows"))


def as_windows(path: Path) -> str:
    """A path of this machine as Wine shows it."""
    return "Z:" + str(path.absolute()).replace("/", "\\")
