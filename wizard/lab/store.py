"""The lab servers' disk: one file, replaced whole at every value that is written.

A process that is killed leaves the file of the last value. It is not forced to the platters: a practice lab outlives
its process, not a power cut. It holds private keys and is for its owner alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from wizard.lab.errors import LabError
from wizard.lab.world import VERSION, World
from wizard.state import patiently

FILE = "world.json"


class _Header(msgspec.Struct, frozen=True):
    version: int


def save(world: World, folder: Path) -> None:
    """Put the world in the place of the one before."""
    temporary = folder / f"{FILE}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(world))
    patiently(lambda: temporary.replace(folder / FILE))


def load(folder: Path) -> World | None:
    """The world on disk; None where there is none yet. LabError where what is there is none."""
    path = folder / FILE
    try:
        content = patiently(path.read_bytes)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LabError(f"The lab's file {path} cannot be read: {error.strerror}.") from error
    try:
        version = msgspec.json.decode(content, type=_Header).version
        if version != VERSION:
            raise LabError(
                f"{path} is of version {version} of the practice lab, this program has version {VERSION}. "
                "Run the same command with --fresh to make the lab anew."
            )
        return msgspec.json.decode(content, type=World)
    except msgspec.MsgspecError as error:
        raise LabError(
            f"{path} is damaged or not a lab's file ({error}). Run the same command with --fresh to make the lab anew."
        ) from None
