"""Set-WsusSetup.ps1: the way back from configuressl, value by value, and the restart behind it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.runner import PowerShell
from tests.powershell.test_wsus_setup import AREAS, NAME, SECURE, SETUP, case, formers, read, ssl
from wizard.operations.model import Setting
from wizard.operations.wsus import SetWsusSetup

NAMES = ("UsingSSL", "PortNumber", "ServerCertificateName")
BACK = do(SetWsusSetup(("UsingSsl", "PortNumber", "ServerCertificateName"), ("0", "8530", "")))

CASES: Mapping[str, Case] = {
    "back": case(BACK, wsus=SECURE),
    "back twice": case(BACK, BACK, wsus=SECURE),
    "one value": case(do(SetWsusSetup(("portnumber",), ("8530",))), wsus=SECURE),
    "forward": case(do(SetWsusSetup(NAMES, ("1", "8531", "WSUS1")))),
    "port 0": case(do(SetWsusSetup(("PortNumber",), ("0",))), wsus=SECURE),
    "stopped pool": case(BACK, wsus=SECURE, pool={"pools": [{"name": "WsusPool", "state": "Stopped"}]}),
    "pool of another name": case(
        BACK, wsus=SECURE, pool={"pools": [{"name": "Dienste (WSUS) [1]"}], "service_pool": "Dienste (WSUS) [1]"}
    ),
    "lying": case(BACK, wsus=SECURE, base={"lying": [f"{SETUP}\\PortNumber"]}),
    "lying removal": case(BACK, wsus=SECURE, base={"lying": [f"{SETUP}\\ServerCertificateName"]}),
    "unwritable": case(BACK, wsus=SECURE, base={"unwritable": [f"{SETUP}\\PortNumber"]}),
    "service does not start": case(BACK, wsus=SECURE, base={"services_stuck": ["WsusService"]}),
    "pool is not recycled": case(BACK, wsus=SECURE, pool={"restart_refused": True}),
    "back without a service": case(BACK, wsus={**SECURE, "service": ""}),
    "back without IIS": case(BACK, wsus=SECURE, base={"modules_missing": ["WebAdministration"]}),
    "back without ClientWebService": case(BACK, wsus=SECURE, pool={"service_pool": ""}),
    "back without WSUS": case(BACK, wsus={"setup": False}),
    "back denied": case(BACK, wsus=SECURE, base={"denied": [SETUP]}),
    "too few values": case(do(SetWsusSetup(NAMES, ("0", "8530"))), wsus=SECURE),
    "twice": case(do(SetWsusSetup(("UsingSSL", "usingssl"), ("0", "1"))), wsus=SECURE),
    "no number": case(do(SetWsusSetup(("UsingSSL", "PortNumber"), ("0", "0x2152"))), wsus=SECURE),
    "no switch": case(do(SetWsusSetup(("UsingSSL",), ("2",))), wsus=SECURE),
    "no port": case(do(SetWsusSetup(("PortNumber",), ("65536",))), wsus=SECURE),
    "another value": case(do(SetWsusSetup(("TargetDir",), ("C:\\",))), wsus=SECURE),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def test_the_values_of_before_are_put_back(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["back"]
    written = outcome.runs[0].written()
    assert (written.former, written.output, written.exit_code) == (formers("1", "8531", NAME), "", 0)
    assert ssl(read(outcomes, "back")) == (False, 8530, "")
    assert "ServerCertificateName" not in outcome.registry[SETUP], "empty, and not removed"


def test_service_and_pool_are_restarted_behind_the_writes(outcomes: Mapping[str, Outcome]) -> None:
    assert [change.rpartition("\\")[2] for change in outcomes["back"].changes] == [
        "UsingSSL", "PortNumber", "ServerCertificateName", "restart wsusservice", "recycle WsusPool",
    ]  # fmt: skip


def test_a_second_time_nothing_is_written_but_the_restart_is_made_good(outcomes: Mapping[str, Outcome]) -> None:
    changes = outcomes["back twice"].changes
    assert len([change for change in changes if change.startswith("registry")]) == 3
    assert changes[-2:] == ("restart wsusservice", "recycle WsusPool")


def test_only_what_is_named_is_written_and_told(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["one value"].runs[0].written().former == (Setting("wsus/PortNumber", "8531"),)
    assert ssl(read(outcomes, "one value")) == (True, 8530, NAME)
    assert ssl(read(outcomes, "forward")) == (True, 8531, "WSUS1")


def test_a_port_of_0_is_an_absent_one(outcomes: Mapping[str, Outcome]) -> None:
    assert "PortNumber" not in outcomes["port 0"].registry[SETUP]
    assert read(outcomes, "port 0").port_number == 0


def test_a_pool_that_does_not_run_is_left_alone(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["stopped pool"].runs[0].written()
    assert outcomes["stopped pool"].changes[-1] == "restart wsusservice"


def test_the_pool_is_the_one_that_client_web_service_names(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["pool of another name"].changes[-1] == "recycle Dienste (WSUS) [1]"


@pytest.mark.parametrize(("name", "value"), [("lying", "PortNumber"), ("lying removal", "ServerCertificateName")])
def test_a_write_that_does_not_stick_is_an_error_that_names_the_value(
    outcomes: Mapping[str, Outcome], name: str, value: str
) -> None:
    error = outcomes[name].runs[0].failure()
    assert error.type == "InvalidOperationException"
    assert value in error.text


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unwritable", "SecurityException"),
        ("service does not start", "ServiceCommandException"),
        ("pool is not recycled", "COMException"),
    ],
)
def test_a_refusal_on_the_way_is_an_error(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[0].failure().type == error


@pytest.mark.parametrize(
    "name",
    [
        "back without a service",
        "back without IIS",
        "back without ClientWebService",
        "back without WSUS",
        "back denied",
        "too few values",
        "twice",
        "no number",
        "no switch",
        "no port",
        "another value",
    ],
)
def test_nothing_is_written_unless_all_of_it_is_understood_and_found(
    outcomes: Mapping[str, Outcome], name: str
) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()
