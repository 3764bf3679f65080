"""Each kind of fault, at each kind of operation: what it does to the server and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import OfScenario
from tests.lab.contoso import CONFIGURE_SSL, FIVE, REQUIRE_SSL, WSUS, ask, failing, minutes, new_request
from wizard.lab.lab import Lab
from wizard.operations.certificates import GetCertificateRequest
from wizard.operations.iis import GetSslRequirement, TestTlsEndpoint
from wizard.operations.model import Operation, Role, Unreachable
from wizard.operations.wsus import GetWsusSetup, SetWsusSetup

ONE_VALUE = SetWsusSetup(("PortNumber",), ("8888",))
OF_EACH_KIND: tuple[Operation[Any], ...] = (GetWsusSetup(), CONFIGURE_SSL, TestTlsEndpoint(WSUS, 8531))


def required(lab: Lab) -> list[str]:
    return [place.key for place in ask(lab, GetSslRequirement()).places if place.own]


@pytest.mark.parametrize("operation", OF_EACH_KIND, ids=lambda operation: str(operation.kind.value))
def test_it_fails_once_without_an_effect_and_then_works(first_run: Lab, operation: Operation[Any]) -> None:
    before = first_run.world.wsus
    first_run.set_fault(operation.name, "fails")
    with failing() as failed:
        ask(first_run, operation)
    assert (failed[0].type, failed[0].hresult) == ("COMException", "0x80004005")
    assert first_run.world.wsus == before
    ask(first_run, operation)


@pytest.mark.parametrize("operation", OF_EACH_KIND, ids=lambda operation: str(operation.kind.value))
def test_it_hangs_for_its_whole_time_without_an_effect(first_run: Lab, operation: Operation[Any]) -> None:
    before, began = first_run.world.wsus, first_run.now()
    first_run.set_fault(operation.name, "hangs")
    with failing() as failed:
        ask(first_run, operation)
    assert failed[0].type == "Timeout"
    assert (first_run.now() - began).total_seconds() == operation.seconds
    assert first_run.world.wsus == before


def test_what_is_due_happens_while_an_operation_hangs(first_run: Lab) -> None:
    first_run.pause(minutes(36))
    log = first_run.world.logs.wcm
    first_run.set_fault("Invoke-ConfigureSsl", "hangs")
    with failing():
        ask(first_run, CONFIGURE_SSL)
    assert first_run.world.logs.wcm != log


def test_a_change_that_lies_looks_as_if_it_had_been_made(first_run: Lab) -> None:
    first_run.set_fault("Set-SslRequirement", "lies")
    written: list[str] = []
    first_run.on_commit = written.append
    lie = ask(first_run, REQUIRE_SSL)
    assert not any("sslFlags" in what for what in written)
    assert required(first_run) == []
    assert ask(first_run, REQUIRE_SSL) == lie
    assert required(first_run) == list(FIVE)


def test_a_request_that_lies_leaves_no_key(first_run: Lab) -> None:
    first_run.set_fault("New-CertificateRequest", "lies")
    with pytest.raises(IndexError):
        new_request(first_run)
    assert ask(first_run, GetCertificateRequest()) == ()


def test_a_read_that_lies_says_what_it_said_first(first_run: Lab) -> None:
    first_run.set_fault("Get-WsusSetup", "lies", at=2, times=2)
    first = ask(first_run, GetWsusSetup())
    ask(first_run, CONFIGURE_SSL)
    assert [ask(first_run, GetWsusSetup()) for _ in range(2)] == [first, first]
    assert ask(first_run, GetWsusSetup()).using_ssl


def test_a_proof_that_lies_does_so_for_each_machine_apart(already_secure: Lab) -> None:
    already_secure.set_fault("Test-TlsEndpoint", "lies", times=0)
    first = ask(already_secure, TestTlsEndpoint(WSUS, 8531), Role.SITE)
    assert first.trusted
    already_secure.set_fact("iis/sites/1806390885/state", "Stopped")
    assert ask(already_secure, TestTlsEndpoint(WSUS, 8531), Role.SITE) == first
    assert not ask(already_secure, TestTlsEndpoint(WSUS, 8531), Role.CLIENT).connected, "not asked before"


def test_a_change_that_stops_has_written_its_first_value_alone(first_run: Lab) -> None:
    first_run.set_fault("Set-SslRequirement", "stops")
    with failing() as failed:
        ask(first_run, REQUIRE_SSL)
    assert failed[0].type == "Interrupted"
    assert required(first_run) == [FIVE[0]]
    ask(first_run, REQUIRE_SSL)
    assert required(first_run) == list(FIVE)


def test_a_change_of_one_value_that_stops_has_written_it_and_says_it_failed(first_run: Lab) -> None:
    first_run.set_fault("Set-WsusSetup", "stops")
    with failing():
        ask(first_run, ONE_VALUE)
    assert ask(first_run, GetWsusSetup()).port_number == 8888


def test_a_change_with_nothing_to_write_stops_too(first_run: Lab) -> None:
    ask(first_run, ONE_VALUE)
    first_run.set_fault("Set-WsusSetup", "stops")
    with failing():
        ask(first_run, ONE_VALUE)


@pytest.mark.parametrize("operation", [GetWsusSetup(), TestTlsEndpoint(WSUS, 8531)])
def test_a_read_or_proof_that_stops_breaks_off(first_run: Lab, operation: Operation[Any]) -> None:
    first_run.set_fault(operation.name, "stops")
    with failing() as failed:
        ask(first_run, operation)
    assert failed[0].type == "Interrupted"


def test_a_fault_hits_the_runs_it_names_counted_from_when_it_is_set(first_run: Lab) -> None:
    ask(first_run, GetWsusSetup())
    first_run.set_fault("Get-WsusSetup", "fails", at=2, times=2)
    outcomes = []
    for _ in range(5):
        try:
            ask(first_run, GetWsusSetup())
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
    assert outcomes == ["done", "OperationFailed", "OperationFailed", "done", "done"]


def test_a_fault_of_a_scenario_is_counted_over_processes(lab_of: OfScenario, tmp_path: Path) -> None:
    lab = lab_of('[[fault]]\noperation = "Get-WsusSetup"\nkind = "fails"\nat = 2\ntimes = 0\n')
    ask(lab, GetWsusSetup())
    with Lab.open("of-a-test", tmp_path) as later:
        for _ in range(3):
            with failing():
                ask(later, GetWsusSetup())


def test_a_fault_of_an_operation_that_there_is_not_is_a_mistake(first_run: Lab) -> None:
    with pytest.raises(ValueError, match="Get-Everything"):
        first_run.set_fault("Get-Everything", "fails")


def test_a_proof_from_here_can_be_faulty_too(first_run: Lab) -> None:
    first_run.set_fault("Test-TlsEndpoint", "fails")
    with failing():
        ask(first_run, TestTlsEndpoint(WSUS, 8531), Role.HERE)


def test_a_machine_that_is_off_cannot_be_asked_anything(lab_of: OfScenario) -> None:
    lab = lab_of("[client_machine]\nreachable = false\n")
    with pytest.raises(Unreachable, match=r"PC1\.contoso\.com"):
        ask(lab, TestTlsEndpoint(WSUS, 8531), Role.CLIENT)
    assert ask(lab, TestTlsEndpoint(WSUS, 8531), Role.SITE).connected
