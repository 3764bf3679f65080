"""The test bed of the scripts: all areas in one process, a fresh server for each case, and mistakes that are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.powershell.area import Case, Run, run
from tests.powershell.runner import PowerShell

AREAS = ("iis", "host", "wsus", "pool", "logs", "site", "client", "rights")
KEY = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"

PROGRAM = f"""
$program = Join-Path (Get-ItemProperty -LiteralPath '{KEY}').TargetDir 'Tools\\WsusUtil.exe'
$arguments = 'configuressl', 'a "b" $c'
"$(& $program @arguments) $LASTEXITCODE $(Test-Path -LiteralPath $program)"
"""


def script(folder: Path, text: str) -> Run:
    """A script that is none of the product's."""
    path = folder / f"{abs(hash(text))}.ps1"
    path.write_text(text, encoding="ascii")
    return Run(str(path))


def test_all_areas_load_together_and_each_has_its_part_of_the_state(english: PowerShell, tmp_path: Path) -> None:
    outcome = run(english, AREAS, [Case((script(tmp_path, "@($global:Server.Keys) -join ' '"),))])[0]
    keys = {word.casefold() for word in outcome.runs[0].output.strip('"').split()}
    assert {"base", *AREAS} <= keys


def test_one_case_leaves_nothing_to_the_next(english: PowerShell, tmp_path: Path) -> None:
    write = script(tmp_path, f"Set-ItemProperty -LiteralPath '{KEY}' -Name PortNumber -Value 1; Start-Sleep 1; 'done'")
    first, second = run(english, ["wsus"], [Case((write,), {}, (KEY,)), Case((), {}, (KEY,))])
    assert (first.registry[KEY]["PortNumber"], second.registry[KEY]["PortNumber"]) == ("1", "8530")
    assert (first.slept, second.slept) == (1, 0)
    assert first.changes == (f"registry {KEY}\\PortNumber",)
    assert second.changes == ()


def test_a_program_gets_its_arguments_whole_and_gives_output_and_code(english: PowerShell, tmp_path: Path) -> None:
    call = script(tmp_path, PROGRAM)
    outcome = run(english, ["wsus"], [Case((call,))])[0]
    assert outcome.runs[0].output == '"URL: https://a \\"b\\" $c:8531 0 True"'


def test_the_registry_refuses_and_lies_where_it_is_told_to(english: PowerShell, tmp_path: Path) -> None:
    write = script(tmp_path, f"Set-ItemProperty -LiteralPath '{KEY}' -Name PortNumber -Value 1 -ErrorAction Stop; 1")
    lying, refused, denied = run(english, ["wsus"], [
        Case((write,), {"base": {"lying": [f"{KEY}\\PortNumber"]}}, (KEY,)),
        Case((write,), {"base": {"unwritable": [f"{KEY}\\PortNumber"]}}, (KEY,)),
        Case((write,), {"base": {"denied": ["HKLM:\\SOFTWARE\\Microsoft"]}}, (KEY,)),
    ])  # fmt: skip
    assert lying.runs[0].output == "1"
    assert {o.registry[KEY]["PortNumber"] for o in (lying, refused, denied)} == {"8530"}
    assert refused.runs[0].failure().hresult == denied.runs[0].failure().hresult == "0x8013150A"


def test_a_fact_that_no_stand_in_knows_fails_the_case(english: PowerShell) -> None:
    with pytest.raises(AssertionError, match="no fact 'prot'"):
        run(english, ["wsus"], [Case((), {"wsus": {"prot": 1}})])
    with pytest.raises(AssertionError, match="not loaded"):
        run(english, ["wsus"], [Case((), {"host": {}})])


def test_what_is_no_plain_data_is_refused(english: PowerShell, tmp_path: Path) -> None:
    texts = ("[Net.HttpStatusCode]::OK", "Get-Date", "@{ A = 1 }", "[pscustomobject] @{ A = [uint32] 1 }", "1.5")
    cases = [Case((script(tmp_path, text),)) for text in texts]
    for text, outcome in zip(texts, run(english, [], cases), strict=True):
        assert "no plain data" in outcome.runs[0].failure().text, text
    plain = script(tmp_path, ", @([pscustomobject] @{ A = @(); B = $null; C = [long] 5; D = $true })")
    assert run(english, [], [Case((plain,))])[0].runs[0].output == '[{"A":[],"B":null,"C":5,"D":true}]'
