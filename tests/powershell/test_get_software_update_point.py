"""Get-SoftwareUpdatePoint.ps1 finds provider, site and software update points, or says that it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.contoso import AREAS, SITE_SERVER, WSUS, on_site, point
from tests.powershell.runner import PowerShell
from wizard.operations.site import GetSoftwareUpdatePoint, Site, SoftwareUpdatePoint

ELSEWHERE = "PROV1.contoso.com"
OTHER_SITE = {"Machine": "ALT1.contoso.com", "SiteCode": "ALT", "ProviderForLocalSite": False}
SECOND = {"Machine": SITE_SERVER, "SiteCode": "PS1", "ProviderForLocalSite": True}

CASES: Mapping[str, Case] = {
    name: Case((do(GetSoftwareUpdatePoint()),), state)
    for name, state in {
        "one": on_site(),
        "secure": on_site(points=[point(ssl=1)]),
        "several": on_site(points=[point(), point("WSUS2.contoso.com", 1, 80, 443), point("WSUS3", 0)]),
        "none": on_site(points=[]),
        "of another site": on_site(other_points=[point("SEC1.contoso.com", 1, site="SEC")]),
        "without backslashes": on_site(points=[point(path=WSUS)]),
        "text numbers": on_site(points=[{"name": WSUS, "ssl": "1", "http": "8530", "https": "8531"}]),
        "child": on_site(parent="CAS"),
        "elsewhere": on_site(provider=ELSEWHERE),
        "two providers": on_site(provider=ELSEWHERE, further=[SECOND]),
        "short name": on_site(provider="site1"),
        "other site's provider": on_site(further=[OTHER_SITE]),
        "two sites of this server": on_site(further=[{**OTHER_SITE, "ProviderForLocalSite": True}]),
        "no site": on_site(installed=False),
        "denied locally": on_site(denied="root\\SMS"),
        "denied by the provider": on_site(denied="provider"),
        "provider down": on_site(provider=ELSEWHERE, reachable=False),
        "no rights": on_site(rights=False),
        "no roles": on_site(points=[], roles=False),
        "no flag": on_site(without=["SSLWSUS"]),
        "no port": on_site(without=["WSUSIISSSLPort"]),
        "flag 2": on_site(points=[point(ssl=2)]),
        "no name": on_site(points=[point(path="\\\\")]),
        "twice": on_site(points=[point(), point("wsus1.CONTOSO.com", 1)]),
    }.items()
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def read(outcomes: Mapping[str, Outcome], name: str) -> Site:
    """What the script says of a site."""
    return outcomes[name].runs[0].result(GetSoftwareUpdatePoint)


def test_the_site_and_its_one_point(outcomes: Mapping[str, Outcome]) -> None:
    here = SoftwareUpdatePoint(WSUS, "PS1", False, 8530, 8531)
    assert read(outcomes, "one") == Site("PS1", SITE_SERVER, SITE_SERVER, True, (here,))


def test_several_points_with_their_own_flags_and_ports(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "several").points == (
        SoftwareUpdatePoint(WSUS, "PS1", False, 8530, 8531),
        SoftwareUpdatePoint("WSUS2.contoso.com", "PS1", True, 80, 443),
        SoftwareUpdatePoint("WSUS3", "PS1", False, 8530, 8531),
    )


def test_the_flag_is_the_embedded_property(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "secure").points[0].ssl is True
    assert read(outcomes, "text numbers") == read(outcomes, "secure")


def test_a_site_without_a_point_has_none(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "none").points == ()


@pytest.mark.parametrize("name", ["of another site", "without backslashes", "other site's provider"])
def test_what_belongs_to_others_makes_no_difference(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert read(outcomes, name) == read(outcomes, "one")


def test_a_child_site_is_not_the_top_level_one(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "child").top_level is False


@pytest.mark.parametrize(
    ("name", "provider"), [("elsewhere", ELSEWHERE), ("two providers", SITE_SERVER), ("short name", "site1")]
)
def test_the_provider_is_found_where_it_runs(outcomes: Mapping[str, Outcome], name: str, provider: str) -> None:
    site = read(outcomes, name)
    assert site.provider == provider
    assert site.points == read(outcomes, "one").points


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("no site", "CimException", "0x8004100E"),
        ("denied locally", "UnauthorizedAccessException", "0x80070005"),
        ("denied by the provider", "UnauthorizedAccessException", "0x80070005"),
        ("no rights", "UnauthorizedAccessException", "0x80070005"),
        ("no roles", "UnauthorizedAccessException", "0x80070005"),
        ("provider down", "COMException", "0x800706BA"),
        ("two sites of this server", "InvalidOperationException", "0x80131509"),
        ("no flag", "InvalidOperationException", "0x80131509"),
        ("no port", "InvalidOperationException", "0x80131509"),
        ("flag 2", "InvalidOperationException", "0x80131509"),
        ("no name", "InvalidOperationException", "0x80131509"),
        ("twice", "InvalidOperationException", "0x80131509"),
    ],
)
def test_what_cannot_be_told_is_an_error_and_never_off_or_none(
    outcomes: Mapping[str, Outcome], name: str, error: str, code: str
) -> None:
    failure = outcomes[name].runs[0].failure()
    assert (failure.type, failure.hresult) == (error, code)


@pytest.mark.parametrize(("name", "text"), [("no flag", "SSLWSUS"), ("no port", "WSUSIISSSLPort"), ("no flag", WSUS)])
def test_an_error_names_what_is_missing_and_where(outcomes: Mapping[str, Outcome], name: str, text: str) -> None:
    assert text in outcomes[name].runs[0].failure().text


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {name: outcome.changes for name, outcome in outcomes.items() if outcome.changes} == {}
