"""Test-WsusConnection.ps1: a refusal is an answer, told by types and codes and never by its German text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, do, run, run_named
from tests.powershell.runner import PowerShell
from tests.powershell.test_wsus_setup import REFUSED
from wizard.operations.wsus import TestWsusConnection, WsusConnection
from wizard.rules.errors import explain

AREAS = ("wsus",)
NAME = "wsus1.contoso.com"
HTTPS, HTTP = do(TestWsusConnection(NAME, True, 8531)), do(TestWsusConnection(NAME, False, 8530))


def refused(answer: str) -> Case:
    """The API answers so over https."""
    return Case((HTTPS,), {"wsus": {"api": answer}})


REFUSALS = ("trust", "refused", "name", "channel", "timeout", "rights", "invalid", "html", "401", "403", "503")
PLACE = {"HostName": NAME, "UseSsl": True, "Port": 8531}
WRONG: tuple[Mapping[str, object], ...] = ({"HostName": ""}, {"Port": 0}, {"Port": 65536})
CASES: Mapping[str, Case] = {
    "https": Case((HTTPS,)),
    "http": Case((HTTP,)),
    "http beside a broken https": Case((HTTP,), {"wsus": {"api": "trust"}}),
    **{answer: refused(answer) for answer in REFUSALS},
    **{str(wrong): Case((call("Test-WsusConnection", **{**PLACE, **wrong}),)) for wrong in WRONG},
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def connection(outcomes: Mapping[str, Outcome], name: str) -> WsusConnection:
    """What the script gives."""
    return outcomes[name].runs[0].result(TestWsusConnection)


def test_a_connection_tells_its_scheme_and_the_servers_version(outcomes: Mapping[str, Outcome]) -> None:
    assert connection(outcomes, "https") == WsusConnection(True, True, "10.0.20348.143")
    assert connection(outcomes, "http") == WsusConnection(True, False, "10.0.20348.143")
    assert connection(outcomes, "http beside a broken https").connected


@pytest.mark.parametrize(
    ("name", "kind", "hresult"),
    [
        ("trust", "TrustFailure", ""),
        ("name", "NameResolutionFailure", ""),
        ("timeout", "Timeout", ""),
        ("refused", "ConnectFailure", "0x8007274D"),
        ("channel", "SecureChannelFailure", "0x80090331"),
        ("rights", "SecurityException", "0x8013150A"),
        ("invalid", "WsusInvalidServerException", "0x80131500"),
        ("403", "WebException", "0x80131509"),
        ("html", "InvalidOperationException", "0x80131509"),
    ],
)
def test_why_there_is_no_connection(outcomes: Mapping[str, Outcome], name: str, kind: str, hresult: str) -> None:
    found = connection(outcomes, name)
    assert not found.connected
    assert found.error is not None
    assert (found.error.type, found.error.hresult) == (kind, hresult)
    assert found.error.text


@pytest.mark.parametrize("status", ["401", "403", "503"])
def test_a_status_of_http_is_told_as_one(outcomes: Mapping[str, Outcome], status: str) -> None:
    assert connection(outcomes, status).http_status == int(status)


@pytest.mark.parametrize("name", [n for n in REFUSALS if n not in {"html", "invalid"}])
def test_a_known_refusal_can_be_explained(outcomes: Mapping[str, Outcome], name: str) -> None:
    found = connection(outcomes, name)
    assert found.error is not None
    assert explain(str(found.http_status or "") or found.error.hresult or found.error.type), found


def test_a_missing_console_is_told_as_such_and_not_as_tls(english: PowerShell) -> None:
    # In a process of its own: PowerShell remembers a type that it found.
    found = run(english, AREAS, [Case((HTTPS,), {"wsus": {"assembly": False}})])[0].runs[0].result(TestWsusConnection)
    assert not found.connected
    assert found.error is not None
    assert (found.error.type, found.error.hresult) == ("FileNotFoundException", "0x80131701")
    assert explain(found.error.hresult)


def test_trying_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {name: outcome.changes for name, outcome in outcomes.items() if outcome.changes} == {}


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_no_place_is_not_connected_to(outcomes: Mapping[str, Outcome], wrong: Mapping[str, object]) -> None:
    assert outcomes[str(wrong)].runs[0].failure().type in REFUSED
