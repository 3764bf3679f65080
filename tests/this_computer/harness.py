"""Lets every change on this computer go wrong in every way, and looks at what is said, and at the way on and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tests.flows.desk import Ended, changed
from tests.this_computer.desk import Desk, Snapshot
from tests.this_computer.server import Fault

BEFORE = (
    "Set-ApplicationPool",
    "New-CertificateRequest",
    "Submit-CertificateRequest",
    "Install-Certificate",
    "Backup-IisConfiguration",
    "Set-SiteBinding",
)
WINDOW = ("Set-SslRequirement", "Invoke-ConfigureSsl", "Set-SoftwareUpdatePoint")
AFTER = ("Start-Synchronization", "Start-ClientScan")
ROLLED_BACK = ("Set-SslRequirement", "Set-WsusSetup")
UNDONE = ("Set-SslRequirement", "Set-SoftwareUpdatePoint", "Set-WsusSetup", "Set-SiteBinding", "Set-ApplicationPool")


class Trial(msgspec.Struct, frozen=True):
    """What goes wrong, and when."""

    name: str
    begins: str
    """The snapshot that it begins from."""
    command: str
    faults: tuple[Fault, ...]
    """The last is the one that is tried."""

    def __str__(self) -> str:
        fault = self.faults[-1]
        return f"{self.name}: {fault.operation} {fault.kind} behind {fault.after}"


class Result(msgspec.Struct, frozen=True):
    """How it ended, and which promises were broken."""

    trial: Trial
    code: int
    window_open: bool
    failures: tuple[str, ...]


class Harness:
    """Snapshots of one server, and trials on it."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self._folder = folder
        self._snapshots: dict[str, Snapshot] = {}
        desk.run("check")
        self.settings = desk.settings()
        self._keep("begun")
        state = desk.server
        self._stopped(130, lambda: state.web.protocol_on(8531) != "")
        self._keep("bound")
        self._stopped(130, lambda: bool(state.state["points"][0]["ssl"]))
        self._keep("switched")
        self._stopped(0, lambda: False)
        self._keep("done")
        most: dict[str, int] = desk.server.state["most"]
        undone = desk.undo()
        assert undone.code == 0, undone.said
        assert not changed(self.settings, desk.settings())
        self.most = {**desk.server.state["most"], **most}

    def trials(self) -> Iterator[Trial]:
        """Every way in which something goes wrong, for every change."""
        for operation in BEFORE:
            yield from self._of("apply", "begun", "apply", operation)
        for operation in WINDOW:
            yield from self._of("window", "bound", "apply", operation)
        for operation in AFTER:
            yield from self._of("proof", "switched", "apply", operation)
        fails = Fault("Invoke-ConfigureSsl", "fails", after=2, times=0)
        for operation in ROLLED_BACK:
            yield from self._of("way back", "bound", "apply", operation, fails, at=2 if operation in WINDOW else 1)
        for operation in UNDONE:
            yield from self._of("undo", "done", "undo", operation)

    def _of(
        self, name: str, begins: str, command: str, operation: str, *others: Fault, at: int = 1
    ) -> Iterator[Trial]:
        most = self.most[operation]
        half = {0, most // 2, most}
        # A retry goes wrong as well.
        times = 2 if operation == "Invoke-ConfigureSsl" else 1
        faults = [Fault(operation, "lies", 0, at, times)]
        faults += [Fault(operation, "fails", after, at, times) for after in sorted(half - {most})]
        faults += [Fault(operation, "stops", after, at, times) for after in sorted(half)]
        faults += [Fault(operation, "hangs", most // 2, at, 1)]
        for fault in faults:
            yield Trial(name, begins, command, (*others, fault))

    def result(self, trial: Trial) -> Result:
        """Try it: what it comes to, then on from there, and from there back."""
        self._put_back(trial.begins)
        self.desk.go_wrong(*trial.faults)
        ended = self._command(trial.command)
        failures = list(self._said(ended))
        window_open = self.window_open
        self._keep("gone wrong")
        self.desk.go_wrong()
        if ended.code == 0:
            failures += self._expect("check", self.desk.run("check"), 0 if trial.command == "apply" else 1)
        if trial.command == "apply":
            failures += self._expect("way on", self.desk.apply(), 0)
            failures += self._expect("check at the end", self.desk.run("check"), 0)
            failures += self._undone("undo at the end")
            self._put_back("gone wrong")
        if trial.command == "undo" and ended.code == 0:
            failures += self._equal("undo")
        elif ended.code != 2 or trial.command == "undo":
            failures += self._undone("way back")
        return Result(trial, ended.code, window_open, tuple(failures))

    @property
    def window_open(self) -> bool:
        """Clients come by http and are refused, by what the server itself answers and holds."""
        server = self.desk.server
        refused = server.web.answer("http", "/ClientWebService/client.asmx") == 403
        return refused and not server.state["points"][0]["ssl"]

    def _said(self, ended: Ended) -> Iterator[str]:
        if ended.code not in {0, 4, 5}:
            yield f"exit code {ended.code}: {ended.said[-400:]}"
        if self.window_open and "STILL OPEN" not in ended.err and "window-still-open" not in ended.out:
            yield "the switch window is open, and nobody says so"
        if self.window_open and ended.code == 0:
            yield "the switch window is open, and all is said to be well"

    def _undone(self, name: str) -> Iterator[str]:
        undone = self.desk.undo()
        if undone.code == 2 and not undone.out:
            yield from self._equal(f"{name} (no session)")
            return
        yield from self._expect(name, undone, 0)
        yield from self._equal(name)

    def _equal(self, name: str) -> Iterator[str]:
        if different := changed(self.settings, self.desk.settings()):
            yield f"{name}: settings differ: {different}"
        if self.window_open:
            yield f"{name}: the switch window is open"
        if self.desk.server.state["components"]["stale"]:
            yield f"{name}: WSUS was not restarted behind its values"

    def _expect(self, name: str, ended: Ended, code: int) -> Iterator[str]:
        if ended.code != code:
            yield f"{name}: exit code {ended.code}: {ended.said[-600:]}"

    def _command(self, name: str) -> Ended:
        return self.desk.apply() if name == "apply" else self.desk.undo()

    def _stopped(self, code: int, stop: Callable[[], bool]) -> None:
        ended = self.desk.apply(stop=stop)
        assert ended.code == code, ended.said

    def _keep(self, name: str) -> None:
        self._snapshots[name] = Snapshot(self.desk.server, self._folder / name)

    def _put_back(self, name: str) -> None:
        self.desk.go_wrong()
        self._snapshots[name].put_back(self.desk.server)

