"""The PowerShell that stays against a new one each time, a check of this computer, and what a growing log costs.

All of it against stand-ins for Windows. A new PowerShell has to load them, which a real one has not.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.result import Result, at_most, measured
from tests.powershell.runner import find_powershell
from tests.targets.stand_in import stand_in
from tests.this_computer.desk import Desk
from tests.this_computer.server import Server
from wizard.operations.host import GetHostFacts
from wizard.operations.logs import GetLogTail, Log, LogTail
from wizard.resources import assets
from wizard.targets.kept import KeptPowerShell
from wizard.targets.process import PowerShellProcess
from wizard.targets.result import decoded, parameters

ROUNDS = 7
CHECKS = 3
SCRIPTS = assets() / "powershell"
LINE = "Successfully connected to server: WSUS1.contoso.com, port: 8531, useSSL: True  "
LINE += "$$<SMS_WSUS_CONFIGURATION_MANAGER><11-28-2026 18:01:08.416-60><thread=5012 (0x1394)>\r\n"
NEW = LINE * (1_024 // len(LINE))
LOGS = {Log.WCM: 50_000_000, Log.SYNC: 100_000}
"""How long each is before it grows: in the same process, by turns."""
MANY = 10_000
"""Lines that are read at once, as after a busy day."""


def results() -> Iterator[Result]:
    """All of them; none, and a line on standard error, where there is no PowerShell."""
    try:
        program = find_powershell()
    except pytest.skip.Exception as missing:
        print(f"The PowerShell that stays is not measured: {missing}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        for variable in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(variable, str(folder))
        yield from _kept(stand_in(program, folder / "kept", ["host"], {}))
        yield measured("check of this computer, its PowerShell included", _check(folder / "server", program), "s")
        yield from _growing(program, folder / "logs")


def _seconds(do: Callable[[], object]) -> float:
    begun = time.monotonic()
    do()
    return time.monotonic() - begun


def _kept(program: Path) -> Iterator[Result]:
    """One after the other, by turns, so that what else the machine does burdens both alike."""

    def alone() -> None:
        powershell = KeptPowerShell(SCRIPTS, lambda: program)
        powershell.run(GetHostFacts())
        powershell.close()

    staying = KeptPowerShell(SCRIPTS, lambda: program)
    staying.run(GetHostFacts())
    kept, fresh = [], []
    for _ in range(ROUNDS):
        kept.append(_seconds(lambda: staying.run(GetHostFacts())))
        fresh.append(_seconds(alone))
    staying.close()
    yield measured("Get-HostFacts in a new PowerShell", statistics.median(fresh) * 1000, "ms")
    yield measured("Get-HostFacts in the PowerShell that stays", statistics.median(kept) * 1000, "ms")
    ratio = statistics.median(one / other for one, other in zip(kept, fresh, strict=True))
    yield at_most("the one that stays against a new one", ratio, "times", 0.2)


def _check(folder: Path, program: Path) -> float:
    """Seconds of a whole check: a PowerShell that stays for it, and new ones for what wants its own."""
    server = Server(folder, program)
    server.make()
    with server.listening():
        desk = Desk(server)
        return statistics.median(_seconds(lambda: desk.run("check", "--json")) for _ in range(CHECKS))


class Growing:
    """A log that is read, grows, and is read on from where it ended."""

    def __init__(self, process: PowerShellProcess, log: Log, path: Path) -> None:
        self._process = process
        self._log = log
        self._path = path
        self._script = (SCRIPTS / f"{GetLogTail.name}.ps1").read_text(encoding="ascii")
        path.write_text(LINE * (LOGS[log] // len(LINE)), encoding="ascii", newline="")
        self.first = _seconds(self._read_first)
        self.again: list[float] = []
        self.bytes: list[int] = []

    def grow(self) -> None:
        """1 kB more, which are then read; and once more, when nothing is new, for what reading costs besides."""
        with self._path.open("a", encoding="ascii", newline="") as file:
            file.write(NEW)
        before = self._has_read()
        self.again.append(_seconds(self._read_on))
        between = self._has_read()
        self._read_on()
        self.bytes.append((between - before) - (self._has_read() - between))

    def _read_first(self) -> None:
        self._end = self._ask(-1).end

    def _read_on(self) -> None:
        self._end = self._ask(self._end).end

    def lines(self, count: int) -> float:
        """Seconds for the last lines of it, so many."""
        return _seconds(lambda: self._ask(self._end - count * len(LINE)))

    def _ask(self, after: int) -> LogTail:
        operation = GetLogTail(self._log, after)
        answer = self._process.ask(self._script, parameters(operation), 60, alike=operation.alike)
        return decoded(operation, answer.value)

    def _has_read(self) -> int:
        """Bytes that the process has read so far, from wherever. Linux only: elsewhere 0."""
        path = Path(f"/proc/{self._process.hello.pid}/io")
        return int(path.read_text(encoding="ascii").split()[1]) if path.exists() else 0


def _growing(program: Path, folder: Path) -> Iterator[Result]:
    names = {log.value: "" for log in LOGS}
    process = PowerShellProcess(stand_in(program, folder, ["logs"], {"logs": {"files": names}}))
    long, short = (Growing(process, log, folder / "Windows" / "CM" / "Logs" / log.value) for log in LOGS)
    for _ in range(ROUNDS):
        long.grow()
        short.grow()
    many = long.lines(MANY)
    process.close()
    yield measured("the first read of a log of 50 MB: its last 256 kB", long.first, "s")
    yield measured(f"{MANY} lines read at once", many, "s")
    yield measured("1 kB more, read on", statistics.median(long.again) * 1000, "ms")
    ratio = statistics.median(one / other for one, other in zip(long.again, short.again, strict=True))
    yield at_most("1 kB more in 50 MB against in 0.1 MB", ratio, "times", 1.5)
    if any(long.bytes):
        more = statistics.median(long.bytes)
        yield at_most("bytes that are read for 1 kB more", more, "bytes", 8192)
        ratio = more / statistics.median(short.bytes)
        yield at_most("bytes for 1 kB more in 50 MB against in 0.1 MB", ratio, "times", 1.5)
