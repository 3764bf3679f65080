"""Stands in for powershell.exe: the PowerShell named first, with the server of a folder put up before the bootstrap."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path

SERVER = Path(__file__).with_name("server.ps1")


def put_up(folder: str | Path, text: str) -> str:
    """A script for which this computer is that server."""
    return f". '{SERVER}' -Folder '{folder}'\n{text}"


def main(program: str, folder: str, *options: str) -> None:
    """The options as the wizard gives them; the last is the bootstrap."""
    text = put_up(folder, base64.b64decode(options[-1]).decode("utf-16-le"))
    os.execv(program, [program, *options[:-1], base64.b64encode(text.encode("utf-16-le")).decode()])


if __name__ == "__main__":
    main(*sys.argv[1:])
