"""A program of its own that runs some Python: what a test names where a server has `powershell.exe`."""

from __future__ import annotations

import io
import shlex
import sys
import zipfile
from pathlib import Path


def starter(path: Path, script: str) -> Path:
    """Written at that path, on Windows with `.exe` behind it. Its arguments are the script's `sys.argv[1:]`."""
    return _windows(path.with_suffix(".exe"), script) if sys.platform == "win32" else _posix(path, script)


def _posix(path: Path, script: str) -> Path:
    command = shlex.join([sys.executable, "-c", script])
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o700)
    return path


def _windows(path: Path, script: str) -> Path:
    """As pip makes the programs of packages: a launcher, the Python to start, and what it runs."""
    import pip._vendor.distlib as distlib

    launcher = Path(distlib.__path__[0], "t64.exe").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", script)
    path.write_bytes(launcher + f'#!"{sys.executable}"\r\n'.encode() + packed.getvalue())
    return path
