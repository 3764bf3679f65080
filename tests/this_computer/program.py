"""What is started where a server has `powershell.exe`; on Windows that itself, and it is told what server it is."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.on_windows.wine import POWERSHELL
from tests.powershell.runner import find_powershell
from tests.targets.state_here import state_here
from tests.this_computer.launch import put_up
from wizard.targets import process
from wizard.targets.agent import bootstrap
from wizard.targets.program import VARIABLE, program

HOMES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
LAUNCH = Path(__file__).with_name("launch.py")
SHORT_LIVED = {
    "DOTNET_TieredPGO": "0",
    "DOTNET_TC_CallCountThreshold": "FFFF",
    "DOTNET_gcConcurrent": "0",
    "DOTNET_GCgen0size": "0x4000000",
}
"""It does not live long enough for what its compiler and its garbage collector would save later."""


def engine() -> Path:
    """The PowerShell that the stand-ins run in. Skips with a reason where there is none."""
    if sys.platform == "win32":
        if not os.environ.get(POWERSHELL):
            pytest.skip(f"the PowerShell of this Windows has none of the drives that the stand-ins need: {POWERSHELL}")
        # Whatever is named elsewhere: the place in which the wizard looks by itself.
        return program({"SystemRoot": os.environ["SYSTEMROOT"]})
    else:
        return find_powershell()


def write_program(path: Path, powershell: Path, folder: Path, language: str) -> None:
    """Stands in for `powershell.exe` off Windows: a script of sh, in the language and time zone of the server."""
    locale = {"en": "en_US.UTF-8", "de": "de_DE.UTF-8"}[language]
    environment = {
        "LANG": locale,
        "LC_ALL": locale,
        "TZ": {"en": "UTC", "de": "Europe/Berlin"}[language],
        **SHORT_LIVED,
        **dict.fromkeys(HOMES, str(folder / "home")),
    }
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
    command = shlex.join([sys.executable, "-I", "-S", str(LAUNCH), str(powershell), str(folder)])
    path.write_text(f'#!/bin/sh\nexec env {settings} {command} "$@"\n', encoding="utf-8")
    path.chmod(0o700)


def put_in_place(patch: pytest.MonkeyPatch, path: Path, folder: Path, language: str) -> None:
    """For the wizard in this process this computer is the server of a folder."""
    if sys.platform == "win32":
        # Nobody names it: it is found where Windows has it, and what it is told first puts up the server. The time zone
        # stays that of this Windows.
        patch.delenv(VARIABLE, raising=False)
        spoken = f"[Globalization.CultureInfo]::CurrentCulture = '{language}'\n"
        patch.setattr(process, "bootstrap", lambda nonce: put_up(folder, spoken + bootstrap(nonce)))
        for name, value in SHORT_LIVED.items():
            patch.setenv(name, value)
        state_here(patch)
    else:
        patch.setenv(VARIABLE, str(path))
