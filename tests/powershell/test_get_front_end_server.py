"""Get-FrontEndServer.ps1 reads a list by its form, in any language, and refuses what it does not understand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, State, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.topology import FrontEndServer, GetFrontEndServer

AREAS = ("host", "wsus")
READ = do(GetFrontEndServer())
FIRST, SECOND = "SUPServer1.contoso.com", "SUPServer2.contoso.com"
SAMPLE = (
    f"Server: {FIRST}, IsActive:True, IsMaster:True,",
    "LastContactedTime:7/2/2026 10:06:31 AM.",
    f"Server: {SECOND}, IsActive:True, IsMaster:False,",
    "LastContactedTime:7/2/2026 10:06:35 AM.",
)
"""SupportArticles-docs, wsus-configure-shared-database.md."""
BOTH = (FrontEndServer(FIRST, True, True), FrontEndServer(SECOND, True, False))


def case(*text: str, base: State | None = None, **wsus: object) -> Case:
    """The list read once; printed so, or as the stand-in does."""
    return Case((READ,), {"wsus": {"front_ends_text": text or None, **wsus}, "base": base or {}})


UNREAD: Mapping[str, Case] = {
    "no server": case("", ""),
    "a sentence": case("Der Befehl wurde erfolgreich ausgefuehrt."),
    "a sentence behind": case(*SAMPLE, "Fehler: Die Datenbank antwortet nicht."),
    "a server without its state": case(SAMPLE[0], f"Server: {SECOND}"),
    "another order": case(f"IsActive:True, IsMaster:True, Server: {FIRST}"),
    "a state that is none": case(f"Server: {FIRST}, IsActive:Wahr, IsMaster:Falsch,"),
    "a time too many": case(*SAMPLE[:2], SAMPLE[1]),
    "a time without a server": case(SAMPLE[1], SAMPLE[0]),
    "no name": case("Server: , IsActive:True, IsMaster:True,"),
    "exit code": case(*SAMPLE, front_ends_exit=1),
    "exit code and no text": case("", front_ends_exit=-2147467259),
    "no program": case(program=False),
    "cannot be started": case(configuressl="broken"),
    "denied": case(base={"denied": ["HKLM:\\SOFTWARE\\Microsoft\\Update Services"]}),
}
CASES: Mapping[str, Case] = {
    "alone": case(),
    "stand-in": case(front_ends=[{"name": FIRST, "active": True, "master": False}]),
    "sample": case(*SAMPLE),
    "on one line": case(SAMPLE[0] + " " + SAMPLE[1], SAMPLE[2] + SAMPLE[3]),
    "without a time": case(SAMPLE[0], SAMPLE[2]),
    "with empty lines": case("", *SAMPLE[:2], "  ", *SAMPLE[2:], ""),
    "other labels": case(
        f"Sunucu:{FIRST},Etkin: True ,Ana:True",
        "Son \u0130leti\u015fim:2.07.2026 10:06:31",
        f"  Sunucu : {SECOND}, \u0131: True, i: False,",
    ),
    "inactive": case(f"Server: {FIRST}, IsActive:False, IsMaster:False,"),
    "reads its input": case(configuressl="asks"),
    **UNREAD,
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


def servers(outcomes: Mapping[str, Outcome], name: str) -> tuple[FrontEndServer, ...]:
    return outcomes[name].runs[0].result(GetFrontEndServer)


@pytest.mark.parametrize("name", ["sample", "on one line", "without a time", "with empty lines", "other labels"])
def test_the_form_tells_and_not_the_words(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert servers(outcomes, name) == BOTH


@pytest.mark.parametrize("name", ["alone", "reads its input"])
def test_this_server_is_in_the_list(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert servers(outcomes, name) == (FrontEndServer("WSUS1.contoso.com", True, True),)


def test_what_is_not_active_is_told_as_such(outcomes: Mapping[str, Outcome]) -> None:
    assert servers(outcomes, "inactive") == (FrontEndServer(FIRST, False, False),)
    assert servers(outcomes, "stand-in") == (FrontEndServer(FIRST, True, False),)


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_understood_is_an_error_and_never_an_empty_list(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().text


def test_an_exit_code_is_told(outcomes: Mapping[str, Outcome]) -> None:
    assert "(exit code 1)" in outcomes["exit code"].runs[0].failure().text


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {outcome.changes for outcome in outcomes.values()} == {()}
