"""Get-CertificationAuthority.ps1 lists the CAs of the forest; certutil's exit code says whether one answers."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from cryptography import x509

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.certificates import AREAS, CONFIG, certificate, raw, rsa_key
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import CertificationAuthority, GetCertificationAuthority

READ = do(GetCertificationAuthority())
ODD = {"name": "Pr\u00fcf & S\u00f6hne $(1) CA", "host": "ca2.contoso.com", "templates": ["WebServer", "WsusTls"],
       "reachable": True}  # fmt: skip
DEAD = {"name": "Old CA", "host": "gone.contoso.com", "templates": [], "reachable": False}
FORMER = certificate(rsa_key(), "CA", days=(-900, 100))
PRESENT = certificate(rsa_key(), "CA", days=(-30, 900))
RENEWED = {"name": "Renewed", "host": "ca3.contoso.com", "templates": ["WebServer"],
           "certificates": [raw(PRESENT), raw(FORMER)]}  # fmt: skip
NEW = {**RENEWED, "name": "New", "certificates": ["AA=="]}

CASES: Mapping[str, Case] = {
    "default": Case((READ,)),
    "several": Case((READ,), {"certificates": {"authorities": [ODD, DEAD]}}),
    "half set up": Case((READ,), {"directory": {"authorities": [RENEWED, NEW]}}),
    "none": Case((READ,), {"certificates": {"authorities": []}}),
    "renewed": Case((READ,), {"directory": {"authorities": [RENEWED]}}),
    "unreachable": Case((READ,), {"directory": {"reachable": False}}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def authorities(outcomes: Mapping[str, Outcome], name: str) -> tuple[CertificationAuthority, ...]:
    return outcomes[name].runs[0].result(GetCertificationAuthority)


def test_a_ca_comes_with_what_certreq_calls_it_and_what_it_publishes(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = authorities(outcomes, "default")
    assert (found.config, found.name, found.templates) == (CONFIG, "Contoso Issuing CA", ("WebServer",))
    assert found.reachable
    x509.load_der_x509_certificate(base64.b64decode(found.certificate))


def test_the_exit_code_says_whether_it_answers_and_not_the_text(outcomes: Mapping[str, Outcome]) -> None:
    # The stand-in prints "completed successfully" in either case.
    assert [(a.config, a.reachable, a.templates) for a in authorities(outcomes, "several")] == [
        ("ca2.contoso.com\\Pr\u00fcf & S\u00f6hne $(1) CA", True, ("WebServer", "WsusTls")),
        ("gone.contoso.com\\Old CA", False, ()),
    ]


def test_of_a_renewed_ca_the_newest_certificate_is_shown(outcomes: Mapping[str, Outcome]) -> None:
    (found,) = authorities(outcomes, "renewed")
    assert found.certificate == raw(PRESENT)
    assert not found.reachable


def test_a_ca_that_is_not_set_up_yet_takes_no_other_away(outcomes: Mapping[str, Outcome]) -> None:
    found = authorities(outcomes, "half set up")
    assert [(a.name, a.certificate) for a in found] == [("Renewed", raw(PRESENT)), ("New", "")]


def test_no_ca_is_an_empty_list_and_no_directory_an_error(outcomes: Mapping[str, Outcome]) -> None:
    assert authorities(outcomes, "none") == ()
    assert outcomes["unreachable"].runs[0].failure().hresult == "0x8007203A"
