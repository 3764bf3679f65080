"""A folder that only Administrators and SYSTEM may open: what is in it says what an undo will write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ADMINISTRATORS, SYSTEM = "S-1-5-32-544", "S-1-5-18"
_ELEVATE = 'Start the console with "Run as administrator".'
_SECONDS = 60

Run = Callable[[Sequence[str]], int]
"""Runs a program and gives its exit code."""

if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0


class NotProtected(Exception):
    """The folder cannot be used; the message says why."""


def protected(folder: Path, run: Run, owner: Callable[[Path], str]) -> None:
    """Make the folder, or find it as we made it. NotProtected where others could have put something into it.

    Anybody may make a folder below ProgramData. So one that is there counts only if Administrators or SYSTEM own it.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        _check(folder, owner)
        _restrict(folder, run)
    except OSError as error:
        raise NotProtected(f"{folder} cannot be made: {error.strerror}. {_ELEVATE}") from None
    else:
        try:
            _icacls(run, folder, "/setowner", f"*{ADMINISTRATORS}")
            _restrict(folder, run)
        except NotProtected:
            with suppress(OSError):
                folder.rmdir()
            raise


def _check(folder: Path, owner: Callable[[Path], str]) -> None:
    found = folder.lstat()
    if getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT or not stat.S_ISDIR(found.st_mode):
        raise NotProtected(f"{folder} is there, and is no folder.")
    try:
        sid = owner(folder)
    except OSError as error:
        raise NotProtected(f"Whose {folder} is cannot be read: {error.strerror}.") from None
    if sid not in {ADMINISTRATORS, SYSTEM}:
        raise NotProtected(
            f"{folder} belongs to {sid} and not to Administrators: whoever made it may have put anything into it. "
            "Look at what is in it, and remove it."
        )


def _restrict(folder: Path, run: Run) -> None:
    """Nothing inherited; Administrators and SYSTEM may do everything, in all that is below, too. By SID, since names
    are localised (facts: python-on-windows.md, Files)."""
    rights = [f"*{sid}:(OI)(CI)F" for sid in (ADMINISTRATORS, SYSTEM)]
    _icacls(run, folder, "/inheritance:r", "/grant:r", *rights)


def _icacls(run: Run, folder: Path, *arguments: str) -> None:
    program = Path(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32", "icacls.exe")
    try:
        code = run([str(program), str(folder), *arguments])
    except (OSError, subprocess.SubprocessError) as error:
        raise NotProtected(f"{program} could not be run: {error}") from None
    if code:
        raise NotProtected(f"{program.name} {folder} {' '.join(arguments)} ended in {code}. {_ELEVATE}")


def run_program(command: Sequence[str]) -> int:
    """Run a program to its end. Its output is in the server's language, and tells nothing that its code does not."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False, creationflags=_FLAGS
    )  # fmt: skip
    return done.returncode
