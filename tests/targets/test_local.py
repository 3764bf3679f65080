"""This computer as a target: which roles are on it, what is said of the others, and its clock."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from wizard.operations.client import ClientState, GetClientState
from wizard.operations.host import GetHostFacts, HostFacts
from wizard.operations.iis import TestTlsEndpoint as Tls
from wizard.operations.model import Operation, OperationError, OperationFailed, Role, Unreachable
from wizard.operations.site import GetSoftwareUpdatePoint, Site
from wizard.operations.target import Target
from wizard.operations.wsus import GetWsusSetup
from wizard.probes.target import HereProbes
from wizard.targets.kept import KeptPowerShell
from wizard.targets.local import ThisComputer

HERE = "wsus1.contoso.com"
FACTS = HostFacts("WSUS1", "WSUS1", "contoso.com", True, "", "", "5.1", "FullLanguage", True, True, True, "u", "de-DE")
DENIED = OperationError("ManagementException", "0x80041003", "Zugriff verweigert")
NO_NAMESPACE = OperationError("ManagementException", "0x8004100E", "Ungueltiger Namespace")


class Scripted(KeptPowerShell):
    """Answers as told, and counts what it was asked."""

    def __init__(self, **answers: object) -> None:
        super().__init__(Path("nowhere"))
        self.asked: list[str] = []
        self.closed = False
        self.answers: dict[str, object] = {
            GetHostFacts.name: answers.get("host", FACTS),
            GetSoftwareUpdatePoint.name: answers.get("site", OperationFailed(NO_NAMESPACE)),
            GetClientState.name: answers.get("client", client(False)),
        }

    def run(self, operation: Operation[Any]) -> Any:
        self.asked.append(operation.name)
        answer = self.answers.get(operation.name)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed = True


def site(server: str) -> Site:
    """A site with this site server."""
    return Site("PS1", server, server, True, ())


def client(installed: bool) -> ClientState:
    """A client that is there, or not."""
    return ClientState(HERE, installed, "", "", "")


def refusal(computer: ThisComputer, operation: Operation[Any], role: Role) -> str:
    """Why a machine cannot be asked."""
    with pytest.raises(Unreachable) as refused:
        computer.run(operation.on(role))
    return str(refused.value)


def test_it_is_a_target() -> None:
    target: Target = ThisComputer(Scripted())
    assert (target.name, target.arguments) == (f"local:{socket.gethostname().lower()}", "")
    assert target.title == f"this computer: {HERE}"
    assert target.machine(Role.WSUS) == HERE
    assert target.machine(Role.HERE) == "localhost"


@pytest.mark.parametrize("server", ["WSUS1.contoso.com", "wsus1", "wsus1.CONTOSO.com"])
def test_a_site_server_on_this_computer_is_asked_here(server: str) -> None:
    computer = ThisComputer(Scripted(site=site(server)))
    assert computer.machine(Role.SITE) == HERE
    assert computer.run(GetSoftwareUpdatePoint().on(Role.SITE)).site_server == server


@pytest.mark.parametrize("server", ["CM1.contoso.com", "WSUS10.contoso.com", "wsus1.fabrikam.com"])
def test_a_site_server_elsewhere_is_named_and_not_reached(server: str) -> None:
    computer = ThisComputer(Scripted(site=site(server)))
    assert computer.machine(Role.SITE) == ""
    assert server in refusal(computer, GetSoftwareUpdatePoint(), Role.SITE)


def test_no_site_and_no_client_are_told_with_what_that_costs() -> None:
    computer = ThisComputer(Scripted())
    assert (computer.machine(Role.SITE), computer.machine(Role.CLIENT)) == ("", "")
    assert "section 7" in refusal(computer, GetSoftwareUpdatePoint(), Role.SITE)
    assert "section 9" in refusal(computer, GetClientState(), Role.CLIENT)


def test_a_client_on_this_computer_is_asked_here() -> None:
    computer = ThisComputer(Scripted(client=client(True)))
    assert computer.machine(Role.CLIENT) == HERE
    assert computer.run(GetClientState().on(Role.CLIENT)).client_installed


@pytest.mark.parametrize("error", [OperationFailed(DENIED), OperationFailed(OperationError("Timeout"))])
def test_what_cannot_be_told_is_no_absence(error: OperationFailed) -> None:
    computer = ThisComputer(Scripted(site=error, client=error))
    for role, operation in ((Role.SITE, GetSoftwareUpdatePoint()), (Role.CLIENT, GetClientState())):
        assert computer.machine(role) == HERE
        question = cast("Operation[Any]", operation).on(role)
        with pytest.raises(OperationFailed):
            computer.run(question)


def test_presence_is_asked_once() -> None:
    powershell = Scripted()
    computer = ThisComputer(powershell)
    for _ in range(3):
        assert [computer.machine(role) for role in Role] == [HERE, "", "", "localhost"]
    assert sorted(powershell.asked) == ["Get-ClientState", "Get-HostFacts", "Get-SoftwareUpdatePoint"]


def test_where_windows_does_not_tell_its_name_pythons_is_taken() -> None:
    computer = ThisComputer(Scripted(host=OperationFailed(DENIED)))
    assert computer.machine(Role.WSUS) == socket.gethostname().lower()


def test_a_name_that_windows_tells_later_counts_from_then_on() -> None:
    # Else one read that failed would have the site server be another computer for the rest of the run.
    powershell = Scripted(host=OperationFailed(DENIED), site=site("WSUS1.contoso.com"))
    computer = ThisComputer(powershell)
    assert computer.run(GetSoftwareUpdatePoint().on(Role.SITE)).site_server == "WSUS1.contoso.com"
    powershell.answers[GetHostFacts.name] = FACTS
    computer.run(GetHostFacts().on(Role.WSUS))
    assert [computer.machine(role) for role in (Role.WSUS, Role.SITE)] == [HERE, HERE]


def test_a_site_server_elsewhere_is_found_out_once_the_name_is_known() -> None:
    powershell = Scripted(host=OperationFailed(DENIED), site=site("CM1.contoso.com"))
    computer = ThisComputer(powershell)
    assert computer.machine(Role.SITE) == socket.gethostname().lower()
    powershell.answers[GetHostFacts.name] = FACTS
    computer.run(GetHostFacts().on(Role.WSUS))
    assert computer.machine(Role.SITE) == ""
    assert "CM1.contoso.com" in refusal(computer, GetSoftwareUpdatePoint(), Role.SITE)


def test_without_powershell_every_machine_is_unreachable_for_the_same_reason() -> None:
    powershell = Scripted(host=Unreachable("no PowerShell"), site=Unreachable("x"), client=Unreachable("x"))
    powershell.answers[GetWsusSetup.name] = Unreachable("no PowerShell")
    computer = ThisComputer(powershell)
    assert refusal(computer, GetWsusSetup(), Role.WSUS) == "no PowerShell"
    assert refusal(computer, GetSoftwareUpdatePoint(), Role.SITE) == "x"


def test_probes_are_done_by_this_program() -> None:
    powershell = Scripted()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    computer = ThisComputer(powershell, HereProbes(lambda host, _: ("127.0.0.1", port)))
    answer = computer.run(Tls(HERE, 8531).on(Role.HERE))
    assert not answer.connected
    assert powershell.asked == []


def test_its_clock_is_in_utc_and_goes_on() -> None:
    computer = ThisComputer(Scripted())
    first = computer.now()
    assert first.tzinfo is UTC
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)
    until = time.monotonic() + 5
    while computer.now() == first:
        assert time.monotonic() < until, "in steps of 15 ms at most"
    assert computer.now() > first


def timed(act: Callable[[], None]) -> float:
    """How long something took, in seconds."""
    before = time.monotonic()
    act()
    return time.monotonic() - before


def test_a_pause_lasts_as_long_as_it_should() -> None:
    computer = ThisComputer(Scripted())
    assert timed(lambda: computer.pause(timedelta(milliseconds=300))) > 0.28


def test_a_pause_can_be_ended_early() -> None:
    computer = ThisComputer(Scripted())
    waker = threading.Timer(0.1, computer.wake)
    waker.start()
    assert timed(lambda: computer.pause(timedelta(minutes=5))) < 60
    waker.join()


def test_who_asked_to_stop_just_before_a_pause_does_not_wait_for_its_end() -> None:
    computer = ThisComputer(Scripted())
    computer.wake()
    assert timed(lambda: computer.pause(timedelta(minutes=5))) < 60
    assert timed(lambda: computer.pause(timedelta(milliseconds=300))) > 0.28


def test_nobody_practises_on_it() -> None:
    assert not ThisComputer(Scripted()).practice


def test_closing_ends_the_powershell() -> None:
    powershell = Scripted()
    with ThisComputer(powershell):
        assert not powershell.closed
    assert powershell.closed
