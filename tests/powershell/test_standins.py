"""The stand-ins misbehave as Windows does: a script that goes the wrong way must not succeed against them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.powershell.runner import WSUS_SITE, At, Case, PowerShell, Run, State, find_powershell, find_ps51_check, get

LOCKED = """
$place = @{ PSPath = 'IIS:\\Sites\\WSUS Administration\\Content'; Filter = 'system.webServer/security/access' }
Set-WebConfigurationProperty @place -Name sslFlags -Value 'Ssl'
"""
NO_DRIVE = "Get-WebConfiguration -PSPath 'IIS:\\' -Filter '/system.applicationHost/sites/site'"
SHAPES = """
$question = @{ PSPath = 'MACHINE/WEBROOT/APPHOST'; Filter = 'system.webServer/security/access'; Name = 'sslFlags' }
$set = Get-WebConfigurationProperty @question -Location 'WSUS Administration/Content'
$unset = Get-WebConfigurationProperty @question -Location 'WSUS Administration/Inventory'
@{ SiteName = $set.GetType().Name + ' ' + $set; Places = @(@{ Key = [string] $unset.Value; Own = ''; Effective = '' }) }
"""


def run(powershell: PowerShell, folder: Path, text: str, state: State) -> tuple[str, str]:
    """Output, and error as type and code."""
    script = folder / "wrong.ps1"
    script.write_text(text, encoding="ascii")
    answer = powershell.run([Case(state, (Run(str(script)),))])[0].runs[0]
    return answer.output, f"{answer.error.type} {answer.error.hresult}" if answer.error else ""


def test_the_section_is_locked_without_a_location_path(english: PowerShell, tmp_path: Path) -> None:
    assert run(english, tmp_path, LOCKED, State()) == ("", "COMException 0x80070021")


def test_there_is_no_iis_drive(english: PowerShell, tmp_path: Path) -> None:
    assert run(english, tmp_path, NO_DRIVE, State())[1].startswith("DriveNotFoundException")


def test_flags_have_two_shapes(english: PowerShell, tmp_path: Path) -> None:
    output, error = run(english, tmp_path, SHAPES, State(own=(At(f"{WSUS_SITE}/Content", "Ssl, Ssl128"),)))
    assert error == ""
    assert '"String Ssl,Ssl128"' in output
    assert '"Key":"0"' in output


def test_one_case_leaves_nothing_to_the_next(english: PowerShell) -> None:
    first = Case(State(own=(At(f"{WSUS_SITE}/Content", "Ssl"),)), (get(),))
    changed, clean = english.run([first, Case(State(), (get(),))])
    assert {place.own for place in changed.runs[0].requirement().places} == {"", "Ssl"}
    assert {place.own for place in clean.runs[0].requirement().places} == {""}


def test_without_a_powershell_the_reason_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WSUS_TLS_POWERSHELL", raising=False)
    monkeypatch.delenv("WSUS_TLS_PS51_CHECK", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="WSUS_TLS_POWERSHELL"):
        find_powershell()
    with pytest.raises(pytest.skip.Exception, match="WSUS_TLS_PS51_CHECK"):
        find_ps51_check()
