"""The lab's verdict on chains, from real signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from wizard.lab import pki
from wizard.lab.trust import chain_status

NOW = datetime(2031, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)
SERVER = (pki.SERVER_AUTHENTICATION,)


@cache
def key(which: str) -> bytes:
    return pki.make_key()


@cache
def authority(name: str, issuer: str = "", key_name: str = "", days: int = 3650) -> pki.Authority:
    above = authority(issuer) if issuer else None
    return pki.make_authority(name, NOW - 10 * DAY, NOW + days * DAY, above, key(key_name or name))


ROOT, ISSUING = "Contoso Root CA", "Contoso Issuing CA"


def root() -> bytes:
    return authority(ROOT).certificate


def issuing() -> pki.Authority:
    return authority(ISSUING, ROOT)


def leaf(by: pki.Authority | None = None, starts: int = -1, ends: int = 365) -> bytes:
    public_key = pki.public_key_of(key("server"))
    name = "wsus1.contoso.com"
    return pki.issue(by or issuing(), public_key, f"CN={name}", (name,), NOW + starts * DAY, NOW + ends * DAY, SERVER)


def self_signed() -> bytes:
    return pki.self_signed(key("server"), "CN=wsus1", ("wsus1",), NOW - DAY, NOW + DAY, SERVER)


def altered(certificate: bytes) -> bytes:
    """The same certificate with another name in it and the signature left as it was."""
    assert b"wsus1.contoso.com" in certificate
    return certificate.replace(b"wsus1.contoso.com", b"wsus9.contoso.com")


def test_a_chain_up_to_a_trusted_root_holds() -> None:
    assert chain_status(leaf(), [issuing().certificate], [root()], NOW) == ()


def test_a_certificate_of_the_root_itself_needs_nothing_in_between() -> None:
    assert chain_status(leaf(authority(ROOT)), [], [root()], NOW) == ()


def test_a_root_that_was_only_sent_is_not_trusted() -> None:
    assert chain_status(leaf(), [issuing().certificate, root()], [], NOW) == ("UntrustedRoot",)


def test_a_missing_issuer_ends_the_chain_early() -> None:
    assert chain_status(leaf(), [], [root()], NOW) == ("PartialChain",)
    assert chain_status(leaf(), [issuing().certificate], [], NOW) == ("PartialChain",)


def test_an_issuing_ca_in_the_root_store_is_no_root() -> None:
    assert chain_status(leaf(), [], [issuing().certificate], NOW) == ("PartialChain",)


def test_a_self_signed_certificate_is_trusted_only_as_a_root() -> None:
    assert chain_status(self_signed(), [], [root()], NOW) == ("UntrustedRoot",)
    assert chain_status(self_signed(), [], [self_signed_again := self_signed()], NOW) == ("UntrustedRoot",)
    assert chain_status(self_signed_again, [], [self_signed_again], NOW) == ()


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        (-1, 365, ()),
        (-3, -1, ("NotTimeValid",)),
        (1, 365, ("NotTimeValid",)),
        (0, 1, ()),  # from the first moment
        (-1, 0, ()),  # to the last
    ],
)
def test_a_certificate_holds_from_its_first_to_its_last_moment(starts: int, ends: int, status: tuple[str, ...]) -> None:
    assert chain_status(leaf(starts=starts, ends=ends), [issuing().certificate], [root()], NOW) == status


def test_an_expired_ca_is_expired_for_all_below_it() -> None:
    expired = authority("Contoso Old CA", ROOT, days=-1)
    assert chain_status(leaf(expired), [expired.certificate], [root()], NOW) == ("NotTimeValid",)


def test_time_is_that_of_the_lab_and_not_of_this_computer() -> None:
    later = NOW + 400 * DAY
    assert chain_status(leaf(), [issuing().certificate], [root()], later) == ("NotTimeValid",)


def test_a_revoked_certificate_anywhere_in_the_chain_breaks_it() -> None:
    certificate = leaf()
    for revoked in (certificate, issuing().certificate):
        serials = frozenset({pki.serial_number(revoked)})
        assert chain_status(certificate, [issuing().certificate], [root()], NOW, serials) == ("Revoked",)
    assert chain_status(certificate, [issuing().certificate], [root()], NOW, frozenset({1})) == ()


def test_an_altered_certificate_has_no_valid_signature() -> None:
    status = chain_status(altered(leaf()), [issuing().certificate], [root()], NOW)
    assert status == ("NotSignatureValid",)


def test_an_altered_self_signed_certificate_has_no_valid_signature_either() -> None:
    certificate = pki.self_signed(key("server"), "CN=wsus1.contoso.com", (), NOW - DAY, NOW + DAY, SERVER)
    assert chain_status(altered(certificate), [], [root()], NOW) == ("NotSignatureValid", "UntrustedRoot")


def test_a_ca_of_the_same_name_with_another_key_is_not_the_issuer() -> None:
    impostor = authority(ISSUING, ROOT, key_name="impostor")
    assert chain_status(leaf(), [impostor.certificate], [root()], NOW) == ("PartialChain",)
    assert chain_status(leaf(), [impostor.certificate, issuing().certificate], [root()], NOW) == ()


def test_of_two_ways_up_the_better_one_counts() -> None:
    distrusted = authority("Fabrikam Root CA")
    crossed = pki.make_authority(ISSUING, NOW - DAY, NOW + DAY, distrusted, key(ISSUING))
    for known in ([crossed, issuing()], [issuing(), crossed]):
        assert chain_status(leaf(), [ca.certificate for ca in known], [root()], NOW) == ()
    status = chain_status(leaf(), [crossed.certificate, distrusted.certificate], [root()], NOW)
    assert status == ("UntrustedRoot",)


def test_a_server_certificate_may_not_issue_others() -> None:
    server = pki.Authority("wsus1.contoso.com", leaf(), key("server"))
    below = pki.issue(server, pki.public_key_of(key("other")), "CN=other", (), NOW - DAY, NOW + DAY, SERVER)
    status = chain_status(below, [server.certificate, issuing().certificate], [root()], NOW)
    assert status == ("InvalidBasicConstraints",)


def test_two_cas_that_vouch_for_each_other_lead_nowhere() -> None:
    one = pki.make_authority("One", NOW - DAY, NOW + DAY, authority("Other"), key("One"))
    other = pki.make_authority("Other", NOW - DAY, NOW + DAY, authority("One"), key("Other"))
    assert chain_status(leaf(one), [one.certificate, other.certificate], [root()], NOW) == ("PartialChain",)


def test_all_that_is_wrong_is_named_in_the_order_of_the_flags() -> None:
    certificate = leaf(starts=-3, ends=-1)
    serials = frozenset({pki.serial_number(certificate)})
    assert chain_status(certificate, [issuing().certificate, root()], [], NOW, serials) == (
        "NotTimeValid",
        "Revoked",
        "UntrustedRoot",
    )
