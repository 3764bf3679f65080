"""Which PowerShell is started, and with what environment."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "WSUS_TLS_POWERSHELL"
"""Names another PowerShell than Windows' own, which also permits this computer where it is no Windows."""

OPTIONS = ("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-EncodedCommand")
"""A profile could print, prompt or redefine; a prompt would wait for ever; the text on the command line is ours."""


class NoPowerShell(Exception):
    """There is none to start here."""


def program(
    environment: Mapping[str, str] = os.environ,
    windows: bool = sys.platform == "win32",
    bits: int = struct.calcsize("P") * 8,
) -> Path:
    """The PowerShell to start: the 64-bit one of Windows, also from a 32-bit Python, which sees it as Sysnative only.

    A 32-bit one reads another registry and cannot load what administers IIS (facts: failures.md, F45).
    """
    if named := environment.get(VARIABLE):
        return Path(named)
    if not windows:
        raise NoPowerShell
    redirected = bits == 32 and "PROCESSOR_ARCHITEW6432" in environment
    folder = "Sysnative" if redirected else "System32"
    root = environment.get("SystemRoot", "C:\\Windows")
    return Path(root, folder, "WindowsPowerShell", "v1.0", "powershell.exe")


def permitted(environment: Mapping[str, str] = os.environ, windows: bool = sys.platform == "win32") -> bool:
    """Whether this computer can be worked on: it is a Windows, or a PowerShell is named that stands in for one."""
    return windows or bool(environment.get(VARIABLE))


def child_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the PowerShell inherits: without the module path, which PowerShell 7 makes useless for 5.1."""
    return {name: value for name, value in environment.items() if name.upper() != "PSMODULEPATH"}
