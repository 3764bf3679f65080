"""New-CertificateRequest.ps1 builds its INF file from data, and believes in a request when the store has its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, Run, call, do, run_named
from tests.powershell.certificates import AREAS, private, rsa_key
from tests.powershell.runner import SCRIPTS, PowerShell
from wizard.operations.certificates import GetCertificateRequest

READ = do(GetCertificateRequest())
ODD = '50% "of" [x] ; = \u2019$(1)\u00fc'


def new(**parameters: Any) -> Run:
    """A request that is fine but for these parameters."""
    fine = {"Template": "WebServer", "Subject": "CN=wsus1.contoso.com", "DnsName": ["wsus1.contoso.com"],
            "KeyLength": 2048, "FriendlyName": ""}  # fmt: skip
    return call("New-CertificateRequest", **{**fine, **parameters})


def case(run: Run, **facts: Any) -> Case:
    # With a key that is there already: making one takes longer than all else.
    return Case((run, READ), {"certificates": {"key": private(rsa_key()), **facts}})


CASES: Mapping[str, Case] = {
    "plain": case(new()),
    "many names": case(new(DnsName=["wsus1.contoso.com", "wsus1", "*.contoso.com", "_x-1.contoso.com"])),
    "odd texts": case(new(Template=ODD, FriendlyName=ODD, Subject='CN="Contoso, 100% ""IT""", O=\u00dcbung')),
    "two": Case((new(), new(DnsName=["other.contoso.com"]), READ)),
    "template unread": case(new(), template_unread=True),
    "fails": case(new(), new_fails=-2147024809),
    "fails without a code": case(new(), new_fails=1),
    "nothing stored": case(new(), lying=["new"]),
    "line break": case(new(Subject="CN=x\nMachineKeySet = FALSE")),
    "line separator": case(new(FriendlyName="x\u2028Exportable = TRUE")),
    "name with an ampersand": case(new(DnsName=["a.contoso.com&DNS=b.contoso.com"])),
    "name with a space": case(new(DnsName=["a.contoso.com b"])),
    "no name": case(new(DnsName=[])),
    "short key": case(new(KeyLength=512)),
    "long text": case(new(Template="x" * 256)),
    "no subject": case(new(Subject="")),
}
REFUSED = [name for name in CASES if name in {"line break", "line separator", "no name", "short key", "long text",
                                             "no subject"} or name.startswith("name with")]  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def made(outcome: Outcome) -> list[list[str]]:
    """What certreq -new found in its file, request by request."""
    found = [change.removeprefix("request ") for change in outcome.changes if change.startswith("request ")]
    return [[part.strip() for part in line.split("|")] for line in found]


def test_the_key_is_the_computers_and_stays_there(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["plain"].runs[0].written()
    assert made(outcomes["plain"]) == [
        ["WebServer", "CN=wsus1.contoso.com", "wsus1.contoso.com", "2048", "machine TRUE", "exportable FALSE", ""]
    ]


def test_every_name_is_asked_for(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = outcomes["many names"].runs[-1].result(GetCertificateRequest)
    assert found.names == ("wsus1.contoso.com", "wsus1", "*.contoso.com", "_x-1.contoso.com")
    assert made(outcomes["many names"])[0][2] == " ".join(found.names)


def test_quotes_percent_signs_and_umlauts_stay_text(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = outcomes["odd texts"].runs[-1].result(GetCertificateRequest)
    line = made(outcomes["odd texts"])[0]
    assert (found.template, found.subject) == (ODD, 'CN="Contoso, 100% ""IT""", O=\u00dcbung')
    assert (line[0], line[1], line[-1]) == (ODD, found.subject, ODD)


def test_every_run_makes_another_key(outcomes: Mapping[str, Outcome]) -> None:
    found = outcomes["two"].runs[-1].result(GetCertificateRequest)
    assert len({request.public_key for request in found}) == 2
    assert {request.names for request in found} == {("wsus1.contoso.com",), ("other.contoso.com",)}


def test_what_certreq_remarks_is_handed_on(outcomes: Mapping[str, Outcome]) -> None:
    # samples, certreq_new_template_not_found.txt
    assert "Template not found" in outcomes["template unread"].runs[0].written().output


@pytest.mark.parametrize(
    ("name", "type_", "code"),
    [
        ("fails", "COMException", "0x80070057"),
        ("fails without a code", "COMException", "0x00000001"),
        ("nothing stored", "InvalidOperationException", "0x80131509"),
    ],
)
def test_a_request_that_is_not_there_is_an_error(
    outcomes: Mapping[str, Outcome], name: str, type_: str, code: str
) -> None:
    error = outcomes[name].runs[0].failure()
    assert (error.type, error.hresult) == (type_, code)
    assert outcomes[name].runs[-1].result(GetCertificateRequest) == ()


@pytest.mark.parametrize("script", ["New-CertificateRequest", "Backup-IisConfiguration"])
def test_a_name_with_a_capital_i_is_one_on_a_turkish_server_too(script: str) -> None:
    # Ignoring case, .NET Framework makes a dotless i of it there, which is no letter from a to z. This .NET does not.
    patterns = [line for line in (SCRIPTS / f"{script}.ps1").read_text("utf-8").splitlines() if "A-Za-z" in line]
    assert patterns
    assert all(line.strip().endswith("Options = 'None')]") for line in patterns)


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_made_of_what_cannot_stand_in_the_file(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()
