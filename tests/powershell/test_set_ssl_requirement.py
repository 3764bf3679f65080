"""Set-SslRequirement.ps1 writes what is not yet as wanted, reads it back, and says so when it does not stick."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.runner import WSUS_SITE, At, Case, Outcome, PowerShell, Run, Site, State, get, write
from wizard.operations.iis import SslRequirement

ODD_NAME = "Wartung & Prüfung's [WSUS] \u2019$(1)"
API = f"{WSUS_SITE}/ApiRemoting30"
CLIENT = f"{WSUS_SITE}/ClientWebService"
CONTENT = f"{WSUS_SITE}/Content"
TWO = write(["ApiRemoting30", "ClientWebService"], ["Ssl", "Ssl"])


def case(*runs: Run, **state: object) -> Case:
    """What is written, and a read behind it."""
    return Case(State(**state), (*runs, get()))  # type: ignore[arg-type]


BOTH = {"ApiRemoting30": "Ssl", "ClientWebService": "Ssl"}
NEITHER = {"ApiRemoting30": "", "ClientWebService": ""}

CASES: Mapping[str, Case] = {
    "two": case(TWO),
    "one of two": case(TWO, own=(At(API, "Ssl"),)),
    "again": case(TWO, TWO),
    "other spelling": case(write(["clientwebservice"], ["Ssl128,Ssl"])),
    "none": case(write(["Content"], ["None"]), own=(At(WSUS_SITE, "Ssl"),)),
    "clear": case(write(["Content"], [""]), own=(At(WSUS_SITE, "Ssl"), At(CONTENT, "None"))),
    "clear nothing": case(write(["Content"], [""])),
    "site": case(write(["."], [""]), own=(At(WSUS_SITE, "Ssl"),)),
    "odd name": case(write(["Content"], ["Ssl"]), sites=(Site(name=ODD_NAME), Site(7))),
    "no files": case(TWO, no_files=True),
    "no files, back": case(TWO, write(["ApiRemoting30", "ClientWebService"], ["", ""]), no_files=True),
    "no files, none": case(write(["Content"], ["None"]), no_files=True, own=(At(WSUS_SITE, "Ssl"),)),
    "no files, lying": case(TWO, no_files=True, lying=(CLIENT,)),
    "lying": case(TWO, lying=(CLIENT,)),
    "lying clear": case(write(["Content"], [""]), own=(At(CONTENT, "Ssl"),), lying=(CONTENT,)),
    "slow": case(TWO, slow=(CLIENT,)),
    "overruled": case(TWO, own=(At(CLIENT, "None"),), answers=(At(CLIENT, "None"),)),
    "refused": case(TWO, unwritable=(CLIENT,)),
    "unreadable": case(TWO, unreadable=(CLIENT,)),
    "unreadable elsewhere": case(TWO, unreadable=(CONTENT,)),
    "unknown place": case(write(["ApiRemoting30", "NoSuchService"], ["Ssl", "Ssl"])),
    "deeper place": case(write(["ApiRemoting30/x"], ["Ssl"])),
    "empty place": case(write([""], ["Ssl"])),
    "twice": case(write(["ApiRemoting30", "apiremoting30"], ["Ssl", "None"])),
    "too few flags": case(write(["ApiRemoting30", "Content"], ["Ssl"])),
    "unknown flag": case(write(["Content"], ["SslFuture"])),
    "number": case(write(["Content"], ["8"])),
    "line break": case(write(["Content"], ["Ssl\n"])),
    "none and more": case(write(["Content"], ["None, Ssl"])),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return dict(zip(CASES, german.run(list(CASES.values())), strict=True))


def own_values(requirement: SslRequirement) -> Mapping[str, str]:
    """The own values that there are, by place."""
    return {place.key: place.own for place in requirement.places if place.own}


@pytest.mark.parametrize(
    ("name", "former", "own", "written"),
    [
        ("two", NEITHER, BOTH, [API, CLIENT]),
        ("one of two", {"ApiRemoting30": "Ssl", "ClientWebService": ""}, BOTH, [CLIENT]),
        ("other spelling", {"ClientWebService": ""}, {"ClientWebService": "Ssl, Ssl128"}, [CLIENT]),
        ("none", {"Content": ""}, {".": "Ssl", "Content": "None"}, [CONTENT]),
        ("clear", {"Content": "None"}, {".": "Ssl"}, [CONTENT]),
        ("clear nothing", {"Content": ""}, {}, []),
        ("site", {".": "Ssl"}, {}, [WSUS_SITE]),
        ("odd name", {"Content": ""}, {"Content": "Ssl"}, [f"{ODD_NAME}/Content"]),
        ("slow", NEITHER, BOTH, [API, CLIENT]),
        ("no files", NEITHER, BOTH, [API, CLIENT]),
        ("no files, back", NEITHER, {}, [API, CLIENT, API, CLIENT]),
        ("no files, none", {"Content": ""}, {".": "Ssl", "Content": "None"}, [CONTENT]),
    ],
)
def test_only_what_differs_is_written_and_the_former_values_come_back(
    outcomes: Mapping[str, Outcome],
    name: str,
    former: Mapping[str, str],
    own: Mapping[str, str],
    written: list[str],
) -> None:
    outcome = outcomes[name]
    result = outcome.runs[0].written()
    assert {setting.path: setting.value for setting in result.former} == {
        f"require-ssl/{place}/Own": value for place, value in former.items()
    }
    assert own_values(outcome.runs[-1].requirement()) == own
    assert list(outcome.written) == written
    assert (result.output, result.exit_code) == ("", 0)


def test_a_second_time_nothing_is_written(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["again"]
    assert [setting.value for setting in outcome.runs[1].written().former] == ["Ssl", "Ssl"]
    assert list(outcome.written) == [API, CLIENT]


def test_a_value_taken_away_leaves_none_behind(outcomes: Mapping[str, Outcome]) -> None:
    places = {place.key: place for place in outcomes["clear"].runs[-1].requirement().places}
    assert (places["Content"].own, places["Content"].effective) == ("", "Ssl")


@pytest.mark.parametrize(
    ("name", "place"), [("lying", CLIENT), ("lying clear", CONTENT), ("overruled", CLIENT), ("no files, lying", CLIENT)]
)
def test_a_write_that_does_not_stick_is_an_error_that_names_the_place(
    outcomes: Mapping[str, Outcome], name: str, place: str
) -> None:
    error = outcomes[name].runs[0].failure()
    assert error.type == "InvalidOperationException"
    assert place in error.text


def test_a_write_that_shows_late_is_waited_for(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["slow"].slept == 2
    assert outcomes["two"].slept == 0, "waited although everything read back at once"


def test_the_waiting_ends(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["lying"].slept == 4


def test_a_refused_write_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome]) -> None:
    error = outcomes["refused"].runs[0].failure()
    assert (error.type, error.hresult) == ("COMException", "0x80070021")


@pytest.mark.parametrize(
    "name",
    [
        "unreadable",
        "unknown place",
        "deeper place",
        "empty place",
        "twice",
        "too few flags",
        "unknown flag",
        "number",
        "line break",
        "none and more",
    ],
)
def test_nothing_is_written_unless_all_of_it_is_understood_and_read(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].written == ()


def test_a_place_that_is_not_asked_for_need_not_be_readable(outcomes: Mapping[str, Outcome]) -> None:
    assert list(outcomes["unreadable elsewhere"].written) == [API, CLIENT]
    outcomes["unreadable elsewhere"].runs[0].written()
