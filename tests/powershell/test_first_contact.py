"""The checklist for the first real server is true: its scripts, their parameters, and what it has an admin paste."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.powershell.runner import SCRIPTS, PowerShell, find_ps51_check
from tests.quality.tree import ROOT
from wizard.operations.catalogue import BY_NAME, catalogue
from wizard.operations.model import Kind

PAGE = (ROOT / "assets" / "first-contact.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z]\w+-\w+)`(?: with `@\{ (.*?) \}`)? \| ([^|]*) \|", re.M)
SCRIPT = re.compile(r"`((?:Get|Set|Test|New|Submit|Install|Remove|Invoke|Start|Backup)-[A-Z]\w+)`")


def below(heading: str) -> str:
    """What stands below a heading."""
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def of_kind(*kinds: Kind) -> list[str]:
    return sorted(name for name, operation in BY_NAME.items() if operation.kind in kinds)


@pytest.fixture(scope="module")
def block() -> str:
    """What is to be pasted."""
    (found,) = re.findall(r"^```powershell\n(.*?)^```$", PAGE, re.M | re.S)
    return str(found)


@pytest.mark.parametrize(("heading", "kind"), [("1. Reads", Kind.READ), ("2. Proofs", Kind.PROOF)])
def test_every_script_that_changes_nothing_is_named_exactly_once(heading: str, kind: Kind) -> None:
    assert sorted(name for name, _, _ in ROW.findall(below(heading))) == of_kind(kind)
    assert sorted(name for name in SCRIPT.findall(PAGE) if BY_NAME[name].kind is kind) == of_kind(kind)


def test_changes_come_last() -> None:
    assert set(SCRIPT.findall(below("4. Changes"))) <= {*of_kind(Kind.CHANGE)}
    assert not [name for name in SCRIPT.findall(PAGE.split("\n## 4. ")[0]) if BY_NAME[name].kind is Kind.CHANGE]


def test_parameters_and_machines_are_those_of_the_catalogue() -> None:
    entries = {entry.name: entry for entry in catalogue()}
    for name, given, where in ROW.findall(PAGE):
        known = {field.name: field.required for field in entries[name].parameters}
        named = set(re.findall(r"(\w+) = ", given))
        assert named <= set(known), name
        assert {parameter for parameter, required in known.items() if required} <= named, name
        roles = {role for role in entries[name].roles if role != "here"}
        assert ("all" in where and roles == {"wsus", "site", "client"}) or set(
            re.findall(r"\b(wsus|site|client)\b", where)
        ) == roles, name


def test_it_is_one_page_and_the_readme_names_it() -> None:
    assert len(PAGE.splitlines()) <= 90
    assert "(assets/first-contact.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_is_pasted_is_windows_powershell(english: PowerShell, block: str) -> None:
    script = english.new_folder() / "see.ps1"
    script.write_text(block, encoding="ascii")
    done = english.call("-File", str(find_ps51_check()), "-Path", str(script), "-Allow", "See")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_pasted_keeps_answers_and_errors(english: PowerShell, block: str, tmp_path: Path) -> None:
    (tmp_path / "Answers.ps1").write_text("param($A) [pscustomobject] @{ A = $A; B = @(1) }", encoding="ascii")
    script = tmp_path / "all.ps1"
    script.write_text(
        f"""{block}
Set-Location '{tmp_path}'
See Answers @{{ A = 'x' }}
Set-Location '{SCRIPTS}'
See Set-SiteBinding @{{ SiteId = 0 }}
'kept:'; Get-Content -LiteralPath "$HOME\\seen.txt"
""",
        encoding="ascii",
    )
    done = english.call("-File", str(script))
    assert done.returncode == 0, done.stderr
    shown, _, kept = done.stdout.partition("kept:")
    for text in (shown, kept):
        assert re.search(r'==== Answers\s+\{\s+"A":\s+"x"', text)
        assert re.search(r"==== Set-SiteBinding\s+System\.\S+Exception 0x\w{8} line \d+, \w+", text)
