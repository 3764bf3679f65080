"""Two processes that a PowerShell starts, one within the other, and whether they run."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

if sys.platform == "win32":
    from tests.on_windows.alive import alive

    runs = alive
else:

    def runs(process: int) -> bool:
        """One that nobody has buried yet has ended."""
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        return state != "Z"


NESTED = Path(__file__).with_name("nested.py")

RUN = "param($Python, $Nest, $Path) & $Python -I -S $Nest $Path"
"""A script that waits for the outer one, as for a program of Windows that hangs."""

LEAVE = """
    param($Python, $Nest, $Path)
    $how = New-Object Diagnostics.ProcessStartInfo $Python, "-I -S `"$Nest`" `"$Path`""
    $how.UseShellExecute = $false
    [void] [Diagnostics.Process]::Start($how)
"""
"""A script that waits for nobody."""


class Nest:
    """Two processes that a script starts, and whether they run."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "pids"

    @property
    def parameters(self) -> dict[str, Any]:
        return {"Python": sys.executable, "Nest": str(NESTED), "Path": str(self.file)}

    def complete(self) -> bool:
        return len(self.pids()) == 2

    def pids(self) -> list[int]:
        if not self.file.exists():
            return []
        return [int(line) for line in self.file.read_text(encoding="ascii").split("\n")[:-1]]

    def gone(self, *others: int) -> bool:
        """They were there, and all of them end soon."""
        pids = [*self.pids(), *others]
        return self.complete() and eventually(lambda: not any(map(runs, pids)))

    def then(self, act: Callable[[], object]) -> threading.Thread:
        """Do something once they are there, while somebody waits for them."""
        thread = threading.Thread(target=lambda: eventually(self.complete, 60) and act(), daemon=True)
        thread.start()
        return thread


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something becomes so in that time. It is looked at again and again, not slept for."""
    until, never = time.monotonic() + seconds, threading.Event()
    while not (held := holds()) and time.monotonic() < until:
        never.wait(0.02)
    return held
