"""The stand-ins for certificates and IIS do what their sources say, and live in one process with the other areas."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Run, call, do, run, run_named
from tests.powershell.certificates import certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding, GetSslRequirement, SetSslRequirement
from wizard.operations.model import OperationError

EVERY = ("host", "directory", "certificates", "iis", "pool", "wsus", "site", "client")
MADE = certificate(rsa_key(), "wsus1.contoso.com")
FIVE = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")
BIND = call("Set-SiteBinding", SiteId=1806390885, Port=8531, Information="*:8531:", Thumbprint=thumbprint(MADE))


DIALOGS = (
    "-submit -q -f in.req out.cer",  # no CA
    "-submit -q -f -config 'CA1.contoso.com\\Contoso Issuing CA' in.req",  # no output file
    "-submit -f -config 'CA1.contoso.com\\Contoso Issuing CA' in.req out.cer",  # not quiet
    "-retrieve -q -f 7 out.cer",
    "-accept -q out.cer",  # the context is not told
)
PLACE = "-PSPath 'IIS:\\Sites\\x' -Filter 'system.webServer/security/access'"
CERTREQ = "& (Join-Path $env:SystemRoot 'System32\\certreq.exe')"
WRONG = {
    **{arguments: f"@() | {CERTREQ} {arguments}" for arguments in DIALOGS},
    "input": f"{CERTREQ} -accept -q -machine out.cer",
    "drive": "Get-WebConfiguration -PSPath 'IIS:\\' -Filter '/system.applicationHost/sites/site'",
    "locked": f"Set-WebConfigurationProperty {PLACE} -Name sslFlags -Value 'Ssl'",
}
"""What scripts must not do."""


@pytest.fixture(scope="module")
def errors(english: PowerShell, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, OperationError]:
    """How each of them ends."""
    folder, cases = tmp_path_factory.mktemp("wrong"), {}
    for number, (name, text) in enumerate(WRONG.items()):
        script = folder / f"{number}.ps1"
        script.write_text("$ErrorActionPreference = 'Stop'\n" + text, encoding="ascii")
        cases[name] = Case((Run(str(script)),))
    return {name: outcome.runs[0].failure() for name, outcome in run_named(english, EVERY, cases).items()}


@pytest.mark.parametrize("arguments", DIALOGS)
def test_certreq_opens_a_dialog_where_a_real_one_would(errors: Mapping[str, OperationError], arguments: str) -> None:
    assert errors[arguments].text.startswith("A dialog opens")


def test_certreq_with_the_input_of_its_caller_is_a_mistake(errors: Mapping[str, OperationError]) -> None:
    assert "input of whoever calls it" in errors["input"].text


def test_the_iis_drive_is_not_there_for_the_configuration(errors: Mapping[str, OperationError]) -> None:
    assert errors["drive"].type == "DriveNotFoundException"


def test_the_section_is_locked_without_a_location_path(errors: Mapping[str, OperationError]) -> None:
    assert errors["locked"].type == "COMException"


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
