"""The command line on such a server, in this process: its PowerShell and its network are the server's."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from tests.flows.desk import READS, Ended
from tests.this_computer.launch import put_up
from tests.this_computer.server import Fault, Server
from wizard import cli
from wizard.frontends.verbs import run
from wizard.operations.catalogue import BY_NAME
from wizard.operations.model import Operation
from wizard.operations.settings import settings_of
from wizard.probes.target import HereProbes
from wizard.resources import assets
from wizard.targets import local
from wizard.targets.agent import encoded
from wizard.targets.kept import KeptPowerShell

R = TypeVar("R")

ANSWERS = """\
offers = ["application-pool"]

[certificate.request]
template = "WebServer"
names = ["WSUS1"]
friendly_name = "WSUS TLS"

[patience]
wcm = "2m"
synchronization = "2m"
scan = "2m"
"""


class Staying(KeptPowerShell):
    """Stays from command to command, since a PowerShell that has just started takes its time.

    Proofs are made by a second process, as on a real server, but that one stays, too. `end` ends both.
    """

    def __init__(self) -> None:
        super().__init__(assets() / "powershell")
        self._prover = KeptPowerShell(assets() / "powershell")

    def run(self, operation: Operation[R]) -> R:
        if operation.fresh:
            prover = self._prover
            return prover._ask(prover._running(), operation, prover._script(operation.name))
        return super().run(operation)

    def close(self) -> None:
        """Not yet."""

    def end(self) -> None:
        super().close()
        self._prover.close()


class Computer(local.ThisComputer):
    """This computer, on which a pause passes at once: nothing on the server takes its time either."""

    _passed = timedelta()

    def now(self) -> datetime:
        return super().now() + self._passed

    def pause(self, duration: timedelta) -> None:
        self._passed += duration


class Impatient:
    """How long an operation may take, by which it is known that this one hangs: until it has done so, not long."""

    def __init__(self, server: Server, usual: int) -> None:
        self._server = server
        self._usual = usual

    def __get__(self, _operation: object, _kind: object = None) -> int:
        return self._usual if self._server.hung else 5


class Desk:
    """A server, the state folder of the wizard on it, and the command line."""

    def __init__(self, server: Server, powershell: Staying | None = None) -> None:
        self.server = server
        self.state = server.folder / "wizard"
        self._powershell = powershell
        self._hanging: tuple[str, ...] = ()

    def go_wrong(self, *faults: Fault) -> None:
        """From now on these, and no others."""
        self.server.go_wrong(*faults)
        self._hanging = tuple(fault.operation for fault in faults if fault.kind == "hangs")

    def run(self, *arguments: str, stop: Callable[[], bool] | None = None) -> Ended:
        """A command, as the command line would run it; `stop` is asked whether to stop."""
        if arguments[0] in {"check", "plan", "apply"}:
            file = self.server.folder / "answers.toml"
            file.write_text(ANSWERS, encoding="utf-8")
            arguments = (*arguments, "--answers", str(file))
        out, err = io.StringIO(), io.StringIO()
        with self._opened(stop):
            code = run(cli.options(["--state-dir", str(self.state), *arguments]), out, err)
        return Ended(int(code), out.getvalue(), err.getvalue())

    def apply(self, stop: Callable[[], bool] | None = None) -> Ended:
        """Go on with what was agreed to; where that is nothing, or not enough, agree to what is to be done now."""
        ended = self.run("apply", "--json", stop=stop)
        return ended if ended.out else self.agree(stop)

    def agree(self, stop: Callable[[], bool] | None = None) -> Ended:
        """Look at the plan and agree to it."""
        planned = self.run("plan", "--json")
        return self.run("apply", "--json", "--plan", planned.data["digest"], stop=stop)

    def undo(self) -> Ended:
        """Look at the undo of the newest session and agree to it."""
        shown = self.run("undo", "--json")
        if shown.code != 2 or not shown.out:
            return shown
        return self.run("undo", "--json", "--plan", shown.data["digest"])

    def way_back(self, script: Path) -> subprocess.CompletedProcess[str]:
        """The way back of a session without the wizard: its undo.ps1, as from a console."""
        quoted = str(script).replace("'", "''")
        text = f"Start-StandInAreas; & '{quoted}' -Confirm:$false; Save-StandInState; exit $LASTEXITCODE"
        if sys.platform == "win32":
            text = put_up(self.server.folder, text)
        command = [str(self.server.program), "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded(text)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    def settings(self) -> dict[str, str]:
        """Every setting that can be read."""
        with self._opened(None), local.ThisComputer() as computer:
            return {s.path: str(s.value) for question in READS for s in settings_of(computer.run(question))}

    @contextmanager
    def _opened(self, stop: Callable[[], bool] | None) -> Iterator[None]:
        server, powershell = self.server, self._powershell
        with pytest.MonkeyPatch.context() as patch:
            server.is_here(patch)
            here = HereProbes(server.dial)
            if powershell:
                patch.setattr(local, "ThisComputer", lambda: Computer(powershell, here))
            else:
                patch.setattr(local, "HereProbes", lambda: here)
            for name in self._hanging:
                patch.setattr(BY_NAME[name], "seconds", Impatient(server, BY_NAME[name].seconds))
            if stop:
                patch.setattr("wizard.frontends.signals.Stop.__call__", lambda _: stop())
            yield


class Snapshot:
    """How a server stood at a moment, with the wizard's state on it: can be put back."""

    PARTS = ("Windows", "state.json", "wizard")

    def __init__(self, server: Server, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for part in self.PARTS:
            _copy(server.folder / part, folder / part)

    def put_back(self, server: Server) -> None:
        server.go_wrong()
        for part in self.PARTS:
            _copy(self._folder / part, server.folder / part)


def _copy(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy(source, target)
