"""What comes in as a parameter of a request or of a proof stays data, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.powershell.area import Case, Run, call, do, run
from tests.powershell.certificates import AREAS, CONFIG, key_hash, private, rsa_key
from tests.powershell.endpoints import closed_port
from tests.powershell.runner import PowerShell
from tests.powershell.test_data_not_code import CODE
from wizard.operations.certificates import GetCertificateRequest
from wizard.operations.iis import TestHttpEndpoint

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
REFUSED = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
"""What would end a line of the INF file."""
KEY = key_hash(rsa_key())
MANY = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def new(text: str) -> Run:
    """A request with this text wherever any text may stand."""
    return call("New-CertificateRequest", Template=text, Subject="CN=x", DnsName=["x"], KeyLength=2048,
                FriendlyName=text)  # fmt: skip


def _assert_kept_in_requests(powershell: PowerShell, texts: Sequence[str]) -> None:
    facts = {"certificates": {"key": private(rsa_key())}}
    outcomes = run(powershell, AREAS, [Case((new(text), do(GetCertificateRequest())), facts) for text in texts])
    for text, outcome in zip(texts, outcomes, strict=True):
        found = outcome.runs[1].result(GetCertificateRequest)
        if REFUSED.search(text):
            assert outcome.runs[0].failure().type == "ValidationMetadataException", text
            assert found == ()
            continue
        outcome.runs[0].written()
        assert [request.template for request in found] == [text]
        assert outcome.changes[0].endswith(f"| {text}"), "the INF file says something else"


@MANY
@given(texts=st.lists(TEXT, min_size=20, max_size=20))
def test_any_text_stands_in_a_request_as_it_is(english: PowerShell, texts: list[str]) -> None:
    _assert_kept_in_requests(english, texts)


def test_text_that_looks_like_code_stands_in_a_request_as_it_is(english: PowerShell) -> None:
    _assert_kept_in_requests(english, CODE)


@MANY
@given(texts=st.lists(TEXT, min_size=20, max_size=20))
def test_any_path_comes_back_as_it_was(english: PowerShell, texts: list[str]) -> None:
    case = Case((call("Test-HttpEndpoint", HostName="localhost", UseSsl=False, Port=closed_port(), Path=texts),))
    answers = run(english, [], [case])[0].runs[0].result(TestHttpEndpoint)
    assert [answer.path for answer in answers] == texts
    assert {answer.status for answer in answers} == {0}


def test_text_that_looks_like_code_is_no_ca_no_certificate_and_no_binding(english: PowerShell) -> None:
    calls = [
        one
        for text in CODE
        for one in (
            call("Submit-CertificateRequest", PublicKey=text, Config=CONFIG, AsComputer=True),
            call("Submit-CertificateRequest", PublicKey=KEY, Config=text, AsComputer=True),
            call("Install-Certificate", PublicKey=text, FriendlyName=""),
            call("Remove-Certificate", Thumbprint=text),
            call("Set-SiteBinding", SiteId=1, Port=8531, Information=text, Thumbprint=""),
            call("Set-SiteBinding", SiteId=1, Port=8531, Information="*:8531:", Thumbprint=text),
        )
    ]
    for outcome in run(english, [*AREAS, "iis"], [Case((one,)) for one in calls]):
        assert outcome.runs[0].failure().type in {"ValidationMetadataException", "COMException"}
        assert outcome.changes == ()
