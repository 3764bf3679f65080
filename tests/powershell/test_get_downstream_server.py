"""Get-DownstreamServer.ps1: who is registered downstream, and no empty list where nobody could be asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, do, run, run_named
from tests.powershell.runner import PowerShell
from tests.powershell.test_wsus_setup import REFUSED
from wizard.operations.topology import DownstreamServer, GetDownstreamServer

AREAS = ("wsus",)
NAME = "wsus1.contoso.com"
HTTP, HTTPS = do(GetDownstreamServer(NAME, False, 8530)), do(GetDownstreamServer(NAME, True, 8531))
BELOW = (
    {"name": "wsus2.contoso.com", "replica": True, "last": "2024-05-07T18:27:09"},
    {"name": "wsus3.contoso.com", "replica": False},
)
REFUSALS = ("trust", "refused", "name", "rights", "invalid", "403", "503")
WRONG: tuple[Mapping[str, object], ...] = ({"HostName": "-x"}, {"Port": 0}, {"Port": 65536})
CASES: Mapping[str, Case] = {
    "none": Case((HTTP,)),
    "two": Case((HTTP, HTTPS), {"wsus": {"downstream": BELOW}}),
    "http beside a broken https": Case((HTTP,), {"wsus": {"api": "trust", "downstream": BELOW[:1]}}),
    **{answer: Case((HTTPS,), {"wsus": {"api": answer}}) for answer in REFUSALS},
    "the list is refused": Case((HTTP,), {"wsus": {"downstream_fails": "rights", "downstream": BELOW}}),
    **{
        str(wrong): Case((call("Get-DownstreamServer", **{"HostName": NAME, "UseSsl": False, "Port": 8530, **wrong}),))
        for wrong in WRONG
    },
}


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


def test_nobody_downstream_is_an_empty_list(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["none"].runs[0].result(GetDownstreamServer) == ()


def test_each_is_told_by_its_name_its_kind_and_when_it_came(outcomes: Mapping[str, Outcome]) -> None:
    expected = (
        DownstreamServer("wsus2.contoso.com", True, "2024-05-07T18:27:09Z"),
        DownstreamServer("wsus3.contoso.com", False, ""),
    )
    assert [answer.result(GetDownstreamServer) for answer in outcomes["two"].runs] == [expected, expected]
    assert outcomes["http beside a broken https"].runs[0].result(GetDownstreamServer) == expected[:1]


@pytest.mark.parametrize("name", [*REFUSALS, "the list is refused"])
def test_who_could_not_be_asked_has_no_empty_list(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().text


def test_missing_rights_are_told_as_such(outcomes: Mapping[str, Outcome]) -> None:
    for name in ("rights", "the list is refused"):
        failure = outcomes[name].runs[0].failure()
        assert (failure.type, failure.hresult) == ("SecurityException", "0x8013150A")


def test_a_missing_console_is_told_as_such(english: PowerShell) -> None:
    # In a process of its own: PowerShell remembers a type that it found.
    answer = run(english, AREAS, [Case((HTTP,), {"wsus": {"assembly": False}})])[0].runs[0]
    assert answer.failure().hresult == "0x80131701"


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_no_place_is_not_connected_to(outcomes: Mapping[str, Outcome], wrong: Mapping[str, object]) -> None:
    assert outcomes[str(wrong)].runs[0].failure().type in REFUSED


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {outcome.changes for outcome in outcomes.values()} == {()}
