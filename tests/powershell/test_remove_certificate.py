"""Remove-Certificate.ps1 takes a certificate and its key away, and says so when it is still there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, do, run_named
from tests.powershell.certificates import AREAS, certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import GetPersonalCertificate

ONE = certificate(rsa_key(), "one.contoso.com")
OTHER = certificate(rsa_key(), "other.contoso.com")
STORE = [stored(ONE, rsa_key()), stored(OTHER, rsa_key())]
READ = do(GetPersonalCertificate())
REMOVE = call("Remove-Certificate", Thumbprint=thumbprint(ONE).lower())

CASES: Mapping[str, Case] = {
    "there": Case((REMOVE, READ), {"certificates": {"store": STORE}}),
    "twice": Case((REMOVE, REMOVE, READ), {"certificates": {"store": STORE}}),
    "not there": Case((REMOVE, READ)),
    "stays": Case((REMOVE, READ), {"certificates": {"store": STORE, "lying": ["remove"]}}),
    "pattern": Case((call("Remove-Certificate", Thumbprint="*"), READ), {"certificates": {"store": STORE}}),
    "denied": Case((REMOVE,), {"certificates": {"store": STORE, "store_denied": True}}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def left(outcome: Outcome) -> set[str]:
    return {c.thumbprint for c in outcome.runs[-1].result(GetPersonalCertificate)}


@pytest.mark.parametrize("name", ["there", "twice"])
def test_a_certificate_goes_with_its_key_and_no_other(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].written().former == ()
    assert left(outcomes[name]) == {thumbprint(OTHER)}
    assert outcomes[name].changes == (f"remove {thumbprint(ONE)} key=True",)


def test_what_is_not_there_needs_nothing(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["not there"].runs[0].written()
    assert outcomes["not there"].changes == ()


def test_a_certificate_that_stays_is_an_error(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["stays"].runs[0].failure().type == "InvalidOperationException"


@pytest.mark.parametrize("name", ["pattern", "denied"])
def test_nothing_is_removed_unless_it_is_one_and_read(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()
