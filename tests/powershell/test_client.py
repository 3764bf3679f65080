"""Get-ClientState.ps1 and Start-ClientScan.ps1: where a client looks for updates, and one scan."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.contoso import AREAS, CLIENT, on_client
from tests.powershell.runner import PowerShell
from wizard.operations.client import ClientState, GetClientState, StartClientScan
from wizard.operations.model import Written

READ = do(GetClientState())
SCAN = do(StartClientScan())
POLICY = "HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate"
HTTP, HTTPS = "http://WSUS1.contoso.com:8530", "https://WSUS1.contoso.com:8531"
AGENT = {"ScanMethod": "WUA", "CurrentScanPath": HTTPS, "LastSuccessScanPath": HTTP}
OTHER = {"ScanMethod": "ITMU", "CurrentScanPath": "", "LastSuccessScanPath": ""}
WORKGROUP = {"name": "PC1", "dns_host_name": "PC1", "domain": "WORKGROUP", "part_of_domain": False}

READS: Mapping[str, Case] = {
    "told": Case((READ,), on_client(policy_server=HTTPS, locations=[AGENT])),
    "two lists": Case((READ,), on_client(locations=[OTHER, AGENT])),
    "one list without a method": Case((READ,), on_client(locations=[{k: AGENT[k] for k in list(AGENT)[1:]}])),
    "no answer yet": Case((READ,), on_client(locations=[])),
    "empty answer": Case((READ,), on_client(locations=[{**AGENT, "CurrentScanPath": None}])),
    "no policy": Case((READ,), on_client(policy_key=False)),
    "no client": Case((READ,), on_client(installed=False, policy_server=HTTP)),
    "management point": Case((READ,), on_client(installed=False, management_point=True)),
    "workgroup": Case((READ,), {**on_client(), "host": WORKGROUP}),
    "denied": Case((READ,), on_client(denied=True)),
    "policy denied": Case((READ,), {**on_client(policy_server=HTTPS), "base": {"denied": [POLICY]}}),
    "no class of lists": Case((READ,), on_client(list=False)),
    "two lists of the agent": Case((READ,), on_client(locations=[AGENT, AGENT])),
    "no system": Case((READ,), {**on_client(), "host": {"cim_broken": True}}),
}
CASES: Mapping[str, Case] = {
    **READS,
    "scan": Case((SCAN,), on_client()),
    "scan returns 0": Case((SCAN,), on_client(scan_returns=0)),
    "scan returns a code": Case((SCAN,), on_client(scan_returns=2147942405)),
    "scan without a client": Case((SCAN,), on_client(installed=False)),
    "scan denied": Case((SCAN,), on_client(denied=True)),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def read(outcomes: Mapping[str, Outcome], name: str) -> ClientState:
    """What the script gives."""
    return outcomes[name].runs[0].result(GetClientState)


def test_policy_and_location_are_told_apart(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "told") == ClientState(CLIENT, True, HTTPS, HTTPS, HTTP)


@pytest.mark.parametrize("name", ["two lists", "one list without a method"])
def test_the_list_of_the_windows_update_agent_counts(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert read(outcomes, name) == ClientState(CLIENT, True, "", HTTPS, HTTP)


def test_a_client_that_was_told_nothing_yet_has_no_address(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "no answer yet") == ClientState(CLIENT, True, "", "", "")
    assert read(outcomes, "empty answer") == ClientState(CLIENT, True, "", "", HTTP)


def test_without_a_policy_there_is_no_server(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "no policy").policy_server == ""


@pytest.mark.parametrize(("name", "policy"), [("no client", HTTP), ("management point", "")])
def test_no_client_is_told_by_the_code_of_wmi(outcomes: Mapping[str, Outcome], name: str, policy: str) -> None:
    assert read(outcomes, name) == ClientState(CLIENT, False, policy, "", "")


def test_a_machine_without_a_domain_has_a_short_name(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "workgroup").computer == "PC1"


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("denied", "WmiException", "0x80041003"),
        ("policy denied", "SecurityException", "0x8013150A"),
        ("no class of lists", "WmiException", "0x80041010"),
        ("two lists of the agent", "InvalidOperationException", "0x80131509"),
        ("no system", "COMException", "0x800706BA"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_no_client(
    outcomes: Mapping[str, Outcome], name: str, error: str, code: str
) -> None:
    failure = outcomes[name].runs[0].failure()
    assert (failure.type, failure.hresult) == (error, code)


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert [name for name in READS if outcomes[name].changes] == []


@pytest.mark.parametrize("name", ["scan", "scan returns 0"])
def test_a_scan_is_triggered_once_by_its_schedule(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].written() == Written()
    assert outcomes[name].changes == ("TriggerSchedule {00000000-0000-0000-0000-000000000113}",)


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("scan returns a code", "InvalidOperationException", "0x80131509"),
        ("scan without a client", "WmiException", "0x8004100E"),
        ("scan denied", "WmiException", "0x80041003"),
    ],
)
def test_a_scan_that_cannot_begin_is_an_error(
    outcomes: Mapping[str, Outcome], name: str, error: str, code: str
) -> None:
    failure = outcomes[name].runs[0].failure()
    assert (failure.type, failure.hresult) == (error, code)
