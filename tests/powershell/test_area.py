"""The test bed of the scripts: all areas in one process, a fresh server for each case, and mistakes that are found."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, Run, State, run, run_named
from tests.powershell.runner import PowerShell

AREAS = ("iis", "host", "wsus", "pool", "logs", "site", "client", "rights")
KEY = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"

PROGRAM = f"""
$program = Join-Path (Get-ItemProperty -LiteralPath '{KEY}').TargetDir 'Tools\\WsusUtil.exe'
$arguments = 'configuressl', 'a "b" $c'
"$(& $program @arguments) $LASTEXITCODE $(Test-Path -LiteralPath $program)"
"""


WRITE = f"Set-ItemProperty -LiteralPath '{KEY}' -Name PortNumber -Value 1 -ErrorAction Stop; Start-Sleep 1; 1"
LIVE = ("[Net.HttpStatusCode]::OK", "Get-Date", "@{ A = 1 }", "[pscustomobject] @{ A = [uint32] 1 }", "1.5")
TEXTS = {
    "write": WRITE,
    "areas": "@($global:Server.Keys) -join ' '",
    "program": PROGRAM,
    "plain": ", @([pscustomobject] @{ A = @(); B = $null; C = [long] 5; D = $true })",
    **{text: text for text in LIVE},
}
STATES: Mapping[str, Mapping[str, State]] = {
    "lying": {"base": {"lying": [f"{KEY}\\PortNumber"]}},
    "refused": {"base": {"unwritable": [f"{KEY}\\PortNumber"]}},
    "denied": {"base": {"denied": ["HKLM:\\SOFTWARE\\Microsoft"]}},
}


@pytest.fixture(scope="module")
def outcomes(english: PowerShell, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Scripts that are none of the product's, all in one process."""
    folder, runs = tmp_path_factory.mktemp("scripts"), {}
    for number, (name, text) in enumerate(TEXTS.items()):
        path = folder / f"{number}.ps1"
        path.write_text(text, encoding="ascii")
        runs[name] = Run(str(path))
    cases = {name: Case((run,), {}, (KEY,)) for name, run in runs.items()}
    cases |= {name: Case((runs["write"],), state, (KEY,)) for name, state in STATES.items()}
    return run_named(english, AREAS, cases)


def output(outcome: Outcome) -> str:
    assert outcome.runs[0].error is None, outcome.runs[0].error
    return outcome.runs[0].output


def test_all_areas_load_together_and_each_has_its_part_of_the_state(outcomes: Mapping[str, Outcome]) -> None:
    keys = {word.casefold() for word in output(outcomes["areas"]).strip('"').split()}
    assert {"base", *AREAS} <= keys


def test_one_case_leaves_nothing_to_the_next(outcomes: Mapping[str, Outcome]) -> None:
    first, second = outcomes["write"], outcomes["areas"]
    assert (first.registry[KEY]["PortNumber"], second.registry[KEY]["PortNumber"]) == ("1", "8530")
    assert (first.slept, second.slept) == (1, 0)
    assert first.changes == (f"registry {KEY}\\PortNumber",)
    assert second.changes == ()


def test_a_program_gets_its_arguments_whole_and_gives_output_and_code(outcomes: Mapping[str, Outcome]) -> None:
    assert output(outcomes["program"]) == '"URL: https://a \\"b\\" $c:8531 0 True"'


def test_the_registry_refuses_and_lies_where_it_is_told_to(outcomes: Mapping[str, Outcome]) -> None:
    assert output(outcomes["lying"]) == "1"
    assert {outcomes[name].registry[KEY]["PortNumber"] for name in STATES} == {"8530"}
    assert {outcomes[name].runs[0].failure().hresult for name in ("refused", "denied")} == {"0x8013150A"}


@pytest.mark.parametrize("text", LIVE)
def test_what_is_no_plain_data_is_refused(outcomes: Mapping[str, Outcome], text: str) -> None:
    assert "no plain data" in outcomes[text].runs[0].failure().text


def test_plain_data_comes_as_it_is(outcomes: Mapping[str, Outcome]) -> None:
    assert output(outcomes["plain"]) == '[{"A":[],"B":null,"C":5,"D":true}]'


def test_a_fact_that_no_stand_in_knows_fails_the_case(english: PowerShell) -> None:
    with pytest.raises(AssertionError, match="no fact 'prot'"):
        run(english, ["wsus"], [Case((), {"wsus": {"prot": 1}})])
    with pytest.raises(AssertionError, match="not loaded"):
        run(english, ["wsus"], [Case((), {"host": {}})])
