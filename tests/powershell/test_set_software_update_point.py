"""Set-SoftwareUpdatePoint.ps1 writes one flag, by the cmdlet, and believes only what reads back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, do, run_named
from tests.powershell.contoso import AREAS, SITE_SERVER, WSUS, on_site, point
from tests.powershell.runner import PowerShell
from wizard.operations.model import Setting, Written
from wizard.operations.site import GetSoftwareUpdatePoint, SetSoftwareUpdatePoint

READ = do(GetSoftwareUpdatePoint())
ON = do(SetSoftwareUpdatePoint("PS1", WSUS, True))
OFF = do(SetSoftwareUpdatePoint("PS1", WSUS, False))
SECOND = "WSUS2.contoso.com"
TWO = [point(), point(SECOND, 1)]
NO_CONSOLE = {**on_site(), "base": {"modules_missing": ["ConfigurationManager"]}}

CASES: Mapping[str, Case] = {
    "on": Case((ON, READ), on_site()),
    "off": Case((OFF, READ), on_site(points=[point(ssl=1)])),
    "on already": Case((ON,), on_site(points=[point(ssl=1)])),
    "off already": Case((OFF,), on_site()),
    "on and off": Case((ON, OFF, READ), on_site()),
    "one of two": Case((do(SetSoftwareUpdatePoint("PS1", SECOND, False)), READ), on_site(points=TWO)),
    "other case": Case((do(SetSoftwareUpdatePoint("ps1", WSUS.upper(), True)), READ), on_site()),
    "elsewhere": Case((ON, READ), on_site(provider="PROV1.contoso.com")),
    "late": Case((ON,), on_site(write="late")),
    "lies": Case((ON, READ), on_site(write="lies")),
    "refused": Case((ON, READ), on_site(write="refuses")),
    "no console": Case((ON,), NO_CONSOLE),
    "no console needed": Case((OFF,), NO_CONSOLE),
    "other site": Case((do(SetSoftwareUpdatePoint("ABC", WSUS, True)),), on_site()),
    "unknown": Case((do(SetSoftwareUpdatePoint("PS1", SITE_SERVER, True)),), on_site()),
    "of another site": Case((ON,), on_site(points=[], other_points=[point(site="SEC")])),
    "no flag": Case((ON,), on_site(without=["SSLWSUS"])),
    "no rights": Case((ON,), on_site(rights=False)),
    "long code": Case((call(ON.operation, SiteCode="PS1:", HostName=WSUS, EnableSsl=True),), on_site()),
    "no name": Case((call(ON.operation, SiteCode="PS1", HostName="", EnableSsl=True),), on_site()),
    "no flag given": Case((call(ON.operation, SiteCode="PS1", HostName=WSUS),), on_site()),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def flags(outcome: Outcome) -> Mapping[str, bool]:
    """The flags afterwards, by name."""
    return {p.name: p.ssl for p in outcome.runs[-1].result(GetSoftwareUpdatePoint).points}


@pytest.mark.parametrize(("name", "former", "after"), [("on", "0", True), ("off", "1", False)])
def test_it_is_written_once_and_reads_back(
    outcomes: Mapping[str, Outcome], name: str, former: str, after: bool
) -> None:
    outcome = outcomes[name]
    assert outcome.runs[0].written() == Written((Setting("sup/wsus1.contoso.com/Ssl", former),))
    assert outcome.changes == (f"SSLWSUS {WSUS} {int(after)}",)
    assert flags(outcome) == {WSUS: after}


@pytest.mark.parametrize(("name", "former"), [("on already", "1"), ("off already", "0"), ("no console needed", "0")])
def test_what_is_already_as_wanted_is_left_alone(outcomes: Mapping[str, Outcome], name: str, former: str) -> None:
    assert outcomes[name].runs[0].written().former == (Setting("sup/wsus1.contoso.com/Ssl", former),)
    assert outcomes[name].changes == ()


def test_the_former_value_puts_it_back(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["on and off"]
    former = outcome.runs[0].written().former
    assert SetSoftwareUpdatePoint.restoring(former, "PS1") == SetSoftwareUpdatePoint("PS1", WSUS.lower(), False)
    assert flags(outcome) == {WSUS: False}


def test_only_the_one_that_is_named_is_written(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["one of two"].changes == (f"SSLWSUS {SECOND} 0",)
    assert flags(outcomes["one of two"]) == {WSUS: False, SECOND: False}


def test_names_without_regard_to_case(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["other case"].changes == (f"SSLWSUS {WSUS} 1",), "the site's own spelling goes to the cmdlet"


def test_the_provider_may_run_elsewhere(outcomes: Mapping[str, Outcome]) -> None:
    assert flags(outcomes["elsewhere"]) == {WSUS: True}


def test_a_write_that_shows_late_is_waited_for(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["late"].runs[0].written()
    assert outcomes["late"].slept == 2
    assert outcomes["on"].slept == 0, "waited although it read back at once"


def test_a_write_that_does_nothing_is_an_error_that_names_the_point(outcomes: Mapping[str, Outcome]) -> None:
    failure = outcomes["lies"].runs[0].failure()
    assert failure.type == "InvalidOperationException"
    assert WSUS in failure.text
    assert outcomes["lies"].slept == 4
    assert flags(outcomes["lies"]) == {WSUS: False}


def test_a_refused_write_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome]) -> None:
    failure = outcomes["refused"].runs[0].failure()
    assert (failure.type, failure.hresult) == ("UnauthorizedAccessException", "0x80070005")
    assert flags(outcomes["refused"]) == {WSUS: False}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no console", "FileNotFoundException"),
        ("other site", "ArgumentException"),
        ("unknown", "ArgumentException"),
        ("of another site", "ArgumentException"),
        ("no flag", "InvalidOperationException"),
        ("no rights", "UnauthorizedAccessException"),
        ("long code", "ValidationMetadataException"),
        ("no name", "ValidationMetadataException"),
        ("no flag given", "ParameterBindingException"),
    ],
)
def test_nothing_is_written_unless_all_of_it_is_understood_and_read(
    outcomes: Mapping[str, Outcome], name: str, error: str
) -> None:
    assert outcomes[name].runs[0].failure().type == error
    assert outcomes[name].changes == ()
