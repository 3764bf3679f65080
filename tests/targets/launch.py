"""Stands in for powershell.exe: starts the one that is named first, with stand-ins for Windows before the bootstrap."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).with_name("server.ps1")


def main(program: str, state: str, *options: str) -> None:
    """The options as the wizard gives them; the last is the bootstrap."""
    text = base64.b64decode(options[-1]).decode("utf-16-le")
    loaded = f". '{SERVER}' -State '{state}'\n{text}"
    command = [program, *options[:-1], base64.b64encode(loaded.encode("utf-16-le")).decode()]
    if sys.platform == "win32":
        # What replaces a process there is another one, for which nobody waits.
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(program, command)


if __name__ == "__main__":
    main(*sys.argv[1:])
