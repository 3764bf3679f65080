"""Get-PersonalCertificate.ps1 shows every certificate, and tries keys and chains instead of believing in links."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.certificates import AREAS, certificate, ec_key, raw, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import GetPersonalCertificate, PersonalCertificate

GOOD = certificate(rsa_key(), "wsus1.contoso.com")
LINK = certificate(rsa_key(), "link.contoso.com")
BARE = certificate(rsa_key(), "bare.contoso.com")
CURVE = certificate(ec_key(), "curve.contoso.com")
OLD = certificate(rsa_key(), "old.contoso.com", days=(-100, -10))
STORE = [
    stored(GOOD, rsa_key(), friendly_name="WSUS \u00fc\u2019s TLS"),
    stored(LINK, rsa_key(), problem="0x80090016"),
    stored(BARE),
    stored(CURVE, ec_key()),
    stored(OLD, rsa_key()),
]
READ = do(GetPersonalCertificate())

CASES: Mapping[str, Case] = {
    "all": Case((READ,), {"certificates": {"store": STORE}}),
    "one": Case((READ,), {"certificates": {"store": STORE[:1]}}),
    "none": Case((READ,)),
    "denied": Case((READ,), {"certificates": {"store": STORE, "store_denied": True}}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


@pytest.fixture(scope="module")
def seen(outcomes: Mapping[str, Outcome]) -> Mapping[str, PersonalCertificate]:
    """The certificates of the full store by thumbprint."""
    return {c.thumbprint: c for c in outcomes["all"].runs[0].result(GetPersonalCertificate)}


def test_every_certificate_is_shown_as_it_is(seen: Mapping[str, PersonalCertificate]) -> None:
    assert {t: c.raw for t, c in seen.items()} == {thumbprint(c): raw(c) for c in (GOOD, LINK, BARE, CURVE, OLD)}
    assert seen[thumbprint(GOOD)].friendly_name == "WSUS \u00fc\u2019s TLS"
    assert seen[thumbprint(BARE)].friendly_name == ""


@pytest.mark.parametrize(
    ("made", "link", "signs", "error"),
    [
        (GOOD, True, True, ""),
        (CURVE, True, True, ""),
        (LINK, True, False, "0x80090016"),  # failures, F08: true for orphaned links
        (BARE, False, False, "0x8009000D"),
    ],
)
def test_a_link_to_a_key_is_no_proof(
    seen: Mapping[str, PersonalCertificate], made: object, link: bool, signs: bool, error: str
) -> None:
    found = seen[thumbprint(made)]  # type: ignore[arg-type]
    assert (found.has_private_key, found.key_signs, found.key_error) == (link, signs, error)


def test_what_is_wrong_with_a_chain_has_names(seen: Mapping[str, PersonalCertificate]) -> None:
    assert "UntrustedRoot" in seen[thumbprint(GOOD)].chain_status
    assert "NotTimeValid" not in seen[thumbprint(GOOD)].chain_status
    assert {"UntrustedRoot", "NotTimeValid"} <= set(seen[thumbprint(OLD)].chain_status)


@pytest.mark.parametrize(("name", "count"), [("none", 0), ("one", 1)])
def test_a_list_stays_a_list(outcomes: Mapping[str, Outcome], name: str, count: int) -> None:
    assert len(outcomes[name].runs[0].result(GetPersonalCertificate)) == count


def test_a_store_that_cannot_be_read_is_not_empty(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["denied"].runs[0].failure().hresult == "0x80070005"


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {name: outcome.changes for name, outcome in outcomes.items()} == dict.fromkeys(CASES, ())
