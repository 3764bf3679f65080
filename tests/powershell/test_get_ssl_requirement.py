"""Get-SslRequirement.ps1 tells own from effective values, or says that it cannot tell. It never guesses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.runner import APPLICATIONS, WSUS_SITE, At, Case, Outcome, PowerShell, Site, State, get
from wizard.operations.iis import SslRequirement

ODD_NAME = "Wartung & Prüfung's [WSUS] \u2019$(1)"
CLIENT = f"{WSUS_SITE}/ClientWebService"
EVERY_FLAG = "Ssl, SslNegotiateCert, SslRequireCert, SslMapCert, Ssl128"
CERTIFICATES = "Ssl, SslNegotiateCert, SslRequireCert"
EXTRA = '<location path="{0}"><system.webServer><security><access{1} /></security></system.webServer></location>'


def own(flags: str, *, shape: str = "real") -> State:
    """A server where ClientWebService has these flags of its own, as they stand in the file."""
    return State(own=(At(CLIENT, flags),), shape=shape)


STATES: Mapping[str, State] = {
    "nothing": State(),
    "nothing, as a number": State(shape="number"),
    "five": State(own=tuple(At(f"{WSUS_SITE}/{name}", "Ssl") for name in APPLICATIONS[:3])),
    "text": own("Ssl,Ssl128"),
    "text with a space": own("Ssl, Ssl128"),
    "other order": own("Ssl128,Ssl"),
    "object": own("Ssl,Ssl128", shape="object"),
    "number": own("Ssl,Ssl128", shape="number"),
    "every flag": own(EVERY_FLAG, shape="number"),
    "none of its own": own("None"),
    "empty attribute": own(""),
    "number in the file": State(own=(At(CLIENT, "264"),), answers=(At(CLIENT, "Ssl,Ssl128"),)),
    "certificates in the file": State(own=(At(CLIENT, "104"),), answers=(At(CLIENT, CERTIFICATES),)),
    "mapping in the file": State(own=(At(CLIENT, "136"),), answers=(At(CLIENT, "Ssl, SslMapCert"),)),
    "site": State(own=(At(WSUS_SITE, "Ssl"),)),
    "server": State(server_flags="Ssl"),
    "case of the path": State(own=(At(CLIENT.upper(), "Ssl"),)),
    "section without the attribute": State(own=(At(WSUS_SITE, "Ssl"),), further_xml=EXTRA.format(CLIENT + "/x", "")),
    "inheritance ended": State(own=(At(WSUS_SITE, "Ssl"),), answers=(At(CLIENT, "None"),)),
    "odd name": State(sites=(Site(name=ODD_NAME), Site(7)), own=(At(f"{ODD_NAME}/Content", "Ssl"), At(CLIENT, "Ssl"))),
    "default web site": State(sites=(Site(1, "Default Web Site", (*APPLICATIONS, "shop")),), site_id=1),
    "nested": State(sites=(Site(applications=(*APPLICATIONS, "Inventory/deeper")),)),
    "denied": State(unreadable=(CLIENT,)),
    "silent": State(silent=(CLIENT,)),
    "site denied": State(unreadable=(WSUS_SITE,)),
    "unknown flag": own("Ssl,SslFuture"),
    "unknown bit": State(own=(At(CLIENT, "1032"),), answers=(At(CLIENT, "Ssl"),)),
    "file says more": State(own=(At(CLIENT, "Ssl"),), answers=(At(CLIENT, "None"),)),
    "IIS says more": State(answers=(At(CLIENT, "Ssl"),)),
    "twice": State(own=(At(CLIENT, "Ssl"),), further_xml=EXTRA.format(CLIENT, ' sslFlags="Ssl"')),
    "shared configuration": State(redirected=True),
    "no files": State(own=(At(CLIENT, "Ssl"),), no_files=True),
    "no files, site": State(own=(At(WSUS_SITE, "Ssl"), At(CLIENT, "None")), no_files=True),
    "no files, denied": State(unreadable=(CLIENT,), no_files=True),
    "no id": State(site_id=None),
    "no such site": State(site_id=4711),
    "id of another site": State(site_id=1),
    "no module": State(module_missing=True),
}


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every state read once, all in one process."""
    return dict(zip(STATES, everywhere.run([Case(state, (get(),)) for state in STATES.values()]), strict=True))


def values(requirement: SslRequirement) -> Mapping[str, tuple[str, str]]:
    """Own and effective value by place."""
    return {place.key: (place.own, place.effective) for place in requirement.places}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("nothing", ("", "None")),
        ("nothing, as a number", ("", "None")),
        ("text", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("text with a space", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("other order", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("object", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("number", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("number in the file", ("Ssl, Ssl128", "Ssl, Ssl128")),
        ("certificates in the file", (CERTIFICATES, CERTIFICATES)),
        ("mapping in the file", ("Ssl, SslMapCert", "Ssl, SslMapCert")),
        ("every flag", (EVERY_FLAG, EVERY_FLAG)),
        ("none of its own", ("None", "None")),
        ("empty attribute", ("None", "None")),
        ("site", ("", "Ssl")),
        ("server", ("", "Ssl")),
        ("case of the path", ("Ssl", "Ssl")),
        ("section without the attribute", ("", "Ssl")),
        ("inheritance ended", ("", "None")),
        ("no files", ("Ssl", "Ssl")),
        ("no files, site", ("None", "None")),
    ],
)
def test_every_shape_of_a_value_reads_as_one_text(
    outcomes: Mapping[str, Outcome], state: str, expected: tuple[str, str]
) -> None:
    assert values(outcomes[state].runs[0].requirement())["ClientWebService"] == expected


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("denied", "COMException"),
        ("site denied", "COMException"),
        ("no files, denied", "COMException"),
        ("silent", "InvalidOperationException"),
        ("unknown flag", "InvalidOperationException"),
        ("unknown bit", "InvalidOperationException"),
        ("file says more", "InvalidOperationException"),
        ("IIS says more", "InvalidOperationException"),
        ("twice", "InvalidOperationException"),
        ("shared configuration", "NotSupportedException"),
        ("no id", "InvalidOperationException"),
        ("no such site", "InvalidOperationException"),
        ("id of another site", "InvalidOperationException"),
        ("no module", "FileNotFoundException"),
    ],
)
def test_what_cannot_be_told_is_an_error_and_never_none(
    outcomes: Mapping[str, Outcome], state: str, error: str
) -> None:
    assert outcomes[state].runs[0].failure().type == error


@pytest.mark.parametrize("state", ["silent", "unknown flag", "file says more", "IIS says more", "twice"])
def test_an_error_about_a_place_names_it(outcomes: Mapping[str, Outcome], state: str) -> None:
    assert CLIENT in outcomes[state].runs[0].failure().text


def test_a_refused_read_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["denied"].runs[0].failure().hresult == "0x80070005"


def test_everything_directly_below_the_site_is_read(outcomes: Mapping[str, Outcome]) -> None:
    assert set(values(outcomes["nothing"].runs[0].requirement())) == {".", *APPLICATIONS, "Content", "SelfUpdate"}


def test_what_lies_deeper_is_left_out(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["nested"].runs[0].requirement() == outcomes["nothing"].runs[0].requirement()


def test_only_the_places_that_say_so_themselves_have_an_own_value(outcomes: Mapping[str, Outcome]) -> None:
    seen = values(outcomes["five"].runs[0].requirement())
    assert {key for key, (own_value, _) in seen.items() if own_value == "Ssl"} == set(APPLICATIONS[:3])


def test_without_the_files_an_own_value_is_what_differs_from_what_is_inherited(outcomes: Mapping[str, Outcome]) -> None:
    seen = values(outcomes["no files, site"].runs[0].requirement())
    assert (seen["."], seen["Content"]) == (("Ssl", "Ssl"), ("", "Ssl"))


def test_the_site_is_found_by_id_whatever_its_name(outcomes: Mapping[str, Outcome]) -> None:
    requirement = outcomes["odd name"].runs[0].requirement()
    seen = values(requirement)
    assert requirement.site_name == ODD_NAME
    assert seen["Content"] == ("Ssl", "Ssl")
    assert seen["ClientWebService"] == ("", "None"), "that is the flag of a site that merely has WSUS's usual name"


def test_wsus_may_live_in_the_default_web_site(outcomes: Mapping[str, Outcome]) -> None:
    requirement = outcomes["default web site"].runs[0].requirement()
    assert requirement.site_name == "Default Web Site"
    assert "shop" in values(requirement)


def test_reading_writes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {name: outcome.written for name, outcome in outcomes.items() if outcome.written} == {}
