"""Which PowerShell is found where nobody names one: the one in Windows' own folder.

In Wine's Windows a link to the one that WSUS_TLS_WINDOWS_POWERSHELL names is in that place; without it there is none.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from tests.on_windows.children import only_there, said, wizard
from wizard.targets.process import PowerShellProcess
from wizard.targets.program import VARIABLE, program

pytestmark = only_there

PLACE = Path("WindowsPowerShell", "v1.0", "powershell.exe")
ASKED = "[pscustomobject] @{ Bits = [IntPtr]::Size * 8; File = (Get-Process -Id $PID).Path }"


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Windows' folder, while nobody names another PowerShell."""
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = Path(os.environ["SYSTEMROOT"])
    if not (folder / "System32" / PLACE).is_file():
        pytest.skip("there is no PowerShell in this Windows: name one in WSUS_TLS_WINDOWS_POWERSHELL")
    return folder


def started(found: Path) -> dict[str, object]:
    """Its bits and its file, as it says itself."""
    process = PowerShellProcess(found)
    (told,) = process.ask(ASKED, {}, 60).value
    process.close()
    return {"Bits": told["Bits"], "File": Path(told["File"]).resolve()}


def test_the_one_in_system32_is_found_and_started(root: Path) -> None:
    found = program()
    assert found == root / "System32" / PLACE
    assert started(found) == {"Bits": 64, "File": found.resolve()}


def test_a_32_bit_python_starts_the_same_through_sysnative(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Windows sets the variable for 32-bit programs, and shows them that folder. There is no 32-bit Python for a Wine of
    # 64 bits, so the bits are said here, and in Wine's Windows that folder is a link.
    if not (root / "Sysnative").is_dir():
        pytest.skip("Windows shows Sysnative to 32-bit programs alone, and this Python is none")
    monkeypatch.setenv("PROCESSOR_ARCHITEW6432", "AMD64")
    found = program(bits=32)
    assert found == root / "Sysnative" / PLACE
    assert started(found) == {"Bits": 64, "File": (root / "System32" / PLACE).resolve()}


def test_the_command_line_asks_it_without_being_told_which(root: Path) -> None:
    # That Windows has no WSUS: it is asked, and what its PowerShell says of that is what is told.
    done = wizard("check", "--json", more={VARIABLE: ""})
    assert done.returncode == 1, said(done)
    sections = msgspec.json.decode(done.stdout)["sections"]
    said_by_it = [f["seen"] for s in sections for f in s["findings"] if f["code"] == "read.failed"]
    assert any(seen.startswith("CommandNotFoundException 0x80131501 ") for seen in said_by_it), said(done)
