"""This computer as a target: the WSUS server that the wizard runs on, and the site and the client if they are on it."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar

from wizard.operations.client import GetClientState
from wizard.operations.host import GetHostFacts, HostFacts
from wizard.operations.model import OperationFailed, Question, Role, Unreachable
from wizard.operations.site import GetSoftwareUpdatePoint
from wizard.probes.target import HereProbes
from wizard.resources import assets
from wizard.targets.kept import KeptPowerShell
from wizard.targets.words import say

R = TypeVar("R")

_NO_SUCH_NAMESPACE = frozenset({"0x8004100E", "0x80041010"})
"""WMI's codes for a namespace and for a class that are not there: Configuration Manager is not on this computer."""
_SLICE = 0.2


class ThisComputer:
    """The machine that the wizard runs on. It holds a PowerShell while it is open: close it, or use it in a `with`."""

    def __init__(self, powershell: KeptPowerShell | None = None, here: HereProbes | None = None) -> None:
        self._powershell = powershell or KeptPowerShell(assets() / "powershell")
        self._here = here or HereProbes()
        self._host_name = ""
        self._asked_for_its_name = False
        self._site_server = ""
        self._absent: dict[Role, str] = {}
        self._woken = False

    @property
    def name(self) -> str:
        return f"local:{socket.gethostname().lower()}"

    @property
    def title(self) -> str:
        return f"this computer: {self.machine(Role.WSUS)}"

    @property
    def arguments(self) -> str:
        """Nothing: this computer is what the command line means where it names no other."""
        return ""

    @property
    def practice(self) -> bool:
        return False

    def machine(self, role: Role) -> str:
        if role is Role.HERE:
            return "localhost"
        return "" if self._why_absent(role) else self._computer()

    def run(self, question: Question[R]) -> R:
        if question.role is Role.HERE:
            return self._here.run(question)
        if why := self._why_absent(question.role):
            raise Unreachable(why)
        answer = self._powershell.run(question.operation)
        if isinstance(answer, HostFacts):
            self._host_name = answer.fqdn
        return answer

    def now(self) -> datetime:
        return self._powershell.now()

    def pause(self, duration: timedelta) -> None:
        """Let time pass; `wake` ends it early. In slices, since one long sleep outlives Ctrl+C."""
        until = time.monotonic() + duration.total_seconds()
        while not self._woken and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
        # Only now: who asked to stop just before the pause is not to wait for its end.
        self._woken = False

    def wake(self) -> None:
        """End the pause that is on now, or the next one. May be called from a signal handler or another thread."""
        self._woken = True

    def close(self) -> None:
        """End the PowerShell."""
        self._powershell.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _computer(self) -> str:
        """Its full name; until Windows has said it, what Python knows. Asked once, and heard whenever it is said."""
        if not (self._host_name or self._asked_for_its_name):
            self._asked_for_its_name = True
            with suppress(OperationFailed, Unreachable):
                self._host_name = self._powershell.run(GetHostFacts()).fqdn
        return self._host_name or socket.gethostname().lower()

    def _why_absent(self, role: Role) -> str:
        """Why a role is not on this computer, asked once; empty where it is.

        Only what is surely not here is absent. Where that cannot be told, the role counts as here: its questions then
        show the error themselves.
        """
        if role not in self._absent:
            self._absent[role] = self._look_for(role)
        if role is Role.SITE and self._site_server and not self._is_here(self._site_server):
            return say("site.elsewhere", server=self._site_server)
        return self._absent[role]

    def _look_for(self, role: Role) -> str:
        try:
            match role:
                case Role.SITE:
                    self._site_server = self._powershell.run(GetSoftwareUpdatePoint()).site_server
                case Role.CLIENT:
                    return "" if self._powershell.run(GetClientState()).client_installed else say("client.none")
        except OperationFailed as failed:
            if role is Role.SITE and failed.error.hresult in _NO_SUCH_NAMESPACE:
                return say("site.none")
        except Unreachable:
            pass
        return ""

    def _is_here(self, server: str) -> bool:
        """A name with or without its domain is this computer's; or may be, while that does not know its own."""
        here = self._computer().lower()
        return not self._host_name or server.lower() in {here, here.partition(".")[0]}
