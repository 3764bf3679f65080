"""The stand-ins misbehave as Windows does: a script that goes the wrong way must not succeed against them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.powershell.runner import (
    WSUS_SITE,
    Answer,
    At,
    Case,
    PowerShell,
    Run,
    State,
    find_powershell,
    find_ps51_check,
    get,
)

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


FLAGGED = State(own=(At(f"{WSUS_SITE}/Content", "Ssl, Ssl128"),))
WRONG = {"locked": (LOCKED, State()), "no drive": (NO_DRIVE, State()), "shapes": (SHAPES, FLAGGED)}


@pytest.fixture(scope="module")
def answers(english: PowerShell, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Answer]:
    """What scripts come to that are none of the product's, and Get-SslRequirement on two servers one after another."""
    folder, cases = tmp_path_factory.mktemp("wrong"), {}
    for name, (text, state) in WRONG.items():
        script = folder / f"{name}.ps1"
        script.write_text(text, encoding="ascii")
        cases[name] = Case(state, (Run(str(script)),))
    cases |= {"first": Case(FLAGGED, (get(),)), "second": Case(State(), (get(),))}
    return {name: o.runs[0] for name, o in zip(cases, english.run(list(cases.values())), strict=True)}


def test_the_section_is_locked_without_a_location_path(answers: Mapping[str, Answer]) -> None:
    error = answers["locked"].failure()
    assert (error.type, error.hresult) == ("COMException", "0x80070021")


def test_there_is_no_iis_drive(answers: Mapping[str, Answer]) -> None:
    assert answers["no drive"].failure().type == "DriveNotFoundException"


def test_flags_have_two_shapes(answers: Mapping[str, Answer]) -> None:
    assert answers["shapes"].error is None
    assert '"String Ssl,Ssl128"' in answers["shapes"].output
    assert '"Key":"0"' in answers["shapes"].output


def test_one_case_leaves_nothing_to_the_next(answers: Mapping[str, Answer]) -> None:
    first, second = ({place.own for place in answers[name].requirement().places} for name in ("first", "second"))
    assert (first, second) == ({"", "Ssl, Ssl128"}, {""})


def test_without_a_powershell_the_reason_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WSUS_TLS_POWERSHELL", raising=False)
    monkeypatch.delenv("WSUS_TLS_PS51_CHECK", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="WSUS_TLS_POWERSHELL"):
        find_powershell()
    with pytest.raises(pytest.skip.Exception, match="WSUS_TLS_PS51_CHECK"):
        find_ps51_check()
