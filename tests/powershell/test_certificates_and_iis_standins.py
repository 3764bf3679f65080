"""The stand-ins for certificates and IIS do what their sources say, and live in one process with the other areas."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.powershell.area import Case, Run, call, do, run
from tests.powershell.certificates import certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding, GetSslRequirement, SetSslRequirement

EVERY = ("host", "directory", "certificates", "iis", "pool", "wsus", "site", "client")
MADE = certificate(rsa_key(), "wsus1.contoso.com")
FIVE = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")
BIND = call("Set-SiteBinding", SiteId=1806390885, Port=8531, Information="*:8531:", Thumbprint=thumbprint(MADE))


def failing(powershell: PowerShell, folder: Path, text: str, **facts: object) -> tuple[str, str]:
    """How a script ends that does what scripts must not do: type and text of its error."""
    script = folder / "wrong.ps1"
    script.write_text("$ErrorActionPreference = 'Stop'\n" + text, encoding="ascii")
    (outcome,) = run(powershell, EVERY, [Case((Run(str(script)),), {"certificates": facts})])
    error = outcome.runs[0].failure()
    return error.type, error.text


@pytest.mark.parametrize(
    "arguments",
    [
        "-submit -q -f in.req out.cer",  # no CA
        "-submit -q -f -config 'CA1.contoso.com\\Contoso Issuing CA' in.req",  # no output file
        "-submit -f -config 'CA1.contoso.com\\Contoso Issuing CA' in.req out.cer",  # not quiet
        "-retrieve -q -f 7 out.cer",
        "-accept -q out.cer",  # the context is not told
    ],
)
def test_certreq_opens_a_dialog_where_a_real_one_would(english: PowerShell, tmp_path: Path, arguments: str) -> None:
    call_it = f"& (Join-Path $env:SystemRoot 'System32\\certreq.exe') {arguments}"
    assert failing(english, tmp_path, call_it)[1].startswith("A dialog opens")


def test_the_iis_drive_is_not_there_for_the_configuration(english: PowerShell, tmp_path: Path) -> None:
    asked = "Get-WebConfiguration -PSPath 'IIS:\\' -Filter '/system.applicationHost/sites/site'"
    assert failing(english, tmp_path, asked)[0] == "DriveNotFoundException"


def test_the_section_is_locked_without_a_location_path(english: PowerShell, tmp_path: Path) -> None:
    place = "-PSPath 'IIS:\\Sites\\x' -Filter 'system.webServer/security/access'"
    write = f"Set-WebConfigurationProperty {place} -Name sslFlags -Value 'Ssl'"
    assert failing(english, tmp_path, write)[0] == "COMException"


def test_from_http_to_bound_and_required_and_back_with_every_area_loaded(english: PowerShell) -> None:
    reads = (do(GetSiteBinding()), do(GetHttpSysBinding()), do(GetSslRequirement()))
    there = (BIND, do(SetSslRequirement(FIVE, ("Ssl",) * 5)), *reads)
    back = (
        do(SetSslRequirement(FIVE, ("",) * 5)),
        call("Set-SiteBinding", SiteId=1806390885, Port=8531, Information="*:8531:", Thumbprint=""),
        *reads,
    )
    state = {"certificates": {"store": [stored(MADE, rsa_key())]}}
    (outcome,) = run(english, EVERY, [Case((*reads, *there, *back), state)])
    for answer in outcome.runs:
        answer.value()
    before, bound, after = (outcome.runs[at : at + 3] for at in (0, 5, 10))
    assert {place.own for place in bound[2].result(GetSslRequirement).places} == {"", "Ssl"}
    assert bound[1].result(GetHttpSysBinding)[0].certificate_hash == thumbprint(MADE)
    assert [answer.value() for answer in after] == [answer.value() for answer in before]
