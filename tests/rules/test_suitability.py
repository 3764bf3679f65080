"""Suitability: why a certificate of the store can or cannot serve WSUS, and which is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.certificates import CLIENT, DAY, HOST, NOW, SERVER, issued, key, root, stored
from wizard.lab import pki
from wizard.rules.certificate import read_certificate
from wizard.rules.suitability import Judgement, best, judge, judge_facts, ranked

GOOD = issued()
FACTS = read_certificate(stored(GOOD).raw)


def of_facts(hosts: Sequence[str] = (HOST,), status: Sequence[str] = (), **changed: Any) -> Judgement:
    """The judgement of a good certificate with some of its facts changed."""
    facts = msgspec.structs.replace(FACTS, **changed)
    return judge_facts(stored(GOOD, status=status), facts, tuple(hosts), NOW)


def codes(judgement: Judgement) -> list[str]:
    return [reason.code.removeprefix("certificate.") for reason in judgement.reasons]


def notes(judgement: Judgement) -> list[str]:
    return [note.code.removeprefix("certificate.") for note in judgement.notes]


def test_a_web_server_certificate_with_key_and_names_is_suitable() -> None:
    judgement = judge(stored(GOOD), (HOST,), NOW)
    assert judgement.suitable
    assert judgement.facts == FACTS
    assert (judgement.reasons, judgement.notes) == ((), ())


@pytest.mark.parametrize(
    ("der", "reasons"),
    [
        (issued(ends=-1 * DAY), ["expired"]),
        (issued(begins=1 * DAY), ["not-yet-valid"]),
        (issued(usages=(CLIENT,)), ["no-server-authentication"]),
        (issued(usages=None), ["no-server-authentication"]),  # none named is not "any" here
        (issued(usages=("2.5.29.37.0",)), ["no-server-authentication"]),  # nor is "any" enough
        (issued(usages=(CLIENT, SERVER)), []),
        (issued(names=("wsus2.contoso.com",)), ["wrong-names"]),
        (issued(names=("*.contoso.com",)), []),
        (issued(names=()), []),  # the common name counts where there is no SAN
        (issued(subject="CN=other", names=()), ["wrong-names"]),
        (issued(names=("other.contoso.com",)), ["wrong-names"]),  # but not beside one
        (pki.self_signed(key(), f"CN={HOST}", (HOST,), NOW - DAY, NOW + 99 * DAY, (SERVER,)), ["self-signed"]),
        (root().certificate, ["no-server-authentication", "authority-certificate", "wrong-names", "self-signed"]),
    ],
)
def test_a_certificate_by_what_it_is(der: bytes, reasons: list[str]) -> None:
    assert codes(judge(stored(der), (HOST,), NOW)) == reasons


@pytest.mark.parametrize(
    ("store", "reasons"),
    [
        ({"has_private_key": False, "key_signs": False}, ["no-private-key"]),
        ({"key_signs": False, "key_error": "0x80090016"}, ["key-not-usable"]),  # a link is only a hint
        ({"status": ["UntrustedRoot"]}, ["untrusted-chain"]),
        ({"status": ["PartialChain", "RevocationStatusUnknown"]}, ["untrusted-chain"]),
        ({"status": ["NotTimeValid"]}, ["untrusted-chain"]),  # its own dates are fine: an authority's are not
        ({"status": ["SomethingNew"]}, ["untrusted-chain"]),  # what is not known is not taken for harmless
        ({"status": ["Revoked"]}, ["revoked"]),
        ({"status": ["Revoked", "UntrustedRoot"]}, ["revoked", "untrusted-chain"]),
        ({"status": ["RevocationStatusUnknown", "OfflineRevocation"]}, []),  # the chain itself holds
        ({"status": ["NotTimeNested", "NoError"]}, []),
        ({"status": ["HasWeakSignature"]}, []),
    ],
)
def test_a_certificate_by_how_the_machine_has_it(store: dict[str, Any], reasons: list[str]) -> None:
    assert codes(judge(stored(GOOD, **store), (HOST,), NOW)) == reasons


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"key_algorithm": "EC", "key_bits": 256}, ["key-not-rsa"]),
        ({"key_bits": 512}, ["weak-key"]),
        ({"key_bits": 1024}, []),
        ({"is_authority": True}, ["authority-certificate"]),
        ({"self_signed": True, "status": ["UntrustedRoot"]}, ["self-signed"]),  # one cause, named once
        ({"self_signed": True, "status": ["Cyclic"]}, ["self-signed", "untrusted-chain"]),
        ({"not_after": NOW - DAY, "status": ["NotTimeValid"]}, ["expired"]),
        ({"not_after": NOW}, []),  # the last second counts
        ({"not_after": NOW - timedelta(seconds=1)}, ["expired"]),
        ({"has_names": True, "names": ()}, ["wrong-names"]),  # a SAN that names no host
    ],
)
def test_a_certificate_by_its_facts(changed: dict[str, Any], reasons: list[str]) -> None:
    assert codes(of_facts(**changed)) == reasons


@pytest.mark.parametrize(
    ("names", "hosts", "missing"),
    [
        ((HOST,), (HOST,), ""),
        ((HOST,), (), ""),
        ((HOST,), (HOST, "updates.contoso.com"), "updates.contoso.com"),
        ((HOST, "*.contoso.com"), (HOST, "updates.contoso.com"), ""),
        (("wsus1",), (HOST, "updates.contoso.com"), f"{HOST}, updates.contoso.com"),
    ],
)
def test_every_host_must_be_on_it_and_those_that_are_not_are_named(
    names: tuple[str, ...], hosts: tuple[str, ...], missing: str
) -> None:
    judgement = of_facts(hosts, names=names)
    named = [reason for reason in judgement.reasons if reason.code == "certificate.wrong-names"]
    assert [reason.value("host") for reason in named] == ([missing] if missing else [])
    assert [reason.value("names") for reason in named] == ([", ".join(names)] if missing else [])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"not_after": NOW + 44 * DAY}, ["expires-soon"]),
        ({"not_after": NOW + 45 * DAY}, []),
        ({"not_after": NOW - DAY}, []),  # that it expired is a reason, not a note
        ({"signature_hash": "sha1"}, ["old-signature"]),
        ({"signature_hash": "md5"}, ["old-signature"]),
        ({"status": ["HasWeakSignature"]}, ["old-signature"]),
        ({"signature_hash": ""}, []),
        ({"key_bits": 1024}, ["short-key"]),
        ({"key_bits": 4096}, []),
        ({"has_names": False, "names": ()}, ["name-only-in-subject"]),
        ({"names": ("*.contoso.com",)}, ["wildcard"]),
        ({"names": ("*.contoso.com", HOST)}, []),  # it has the name itself as well
        ({"status": ["OfflineRevocation"]}, ["revocation-not-checked"]),
    ],
)
def test_what_is_worth_knowing_of_a_usable_certificate(changed: dict[str, Any], expected: list[str]) -> None:
    assert notes(of_facts(**changed)) == expected


def test_values_say_what_is_meant() -> None:
    key_error = judge(stored(GOOD, key_signs=False, key_error="0x80090016"), (HOST,), NOW).reasons[0]
    assert key_error.value("error") == "0x80090016"
    soon = of_facts(not_after=NOW + 10 * DAY).notes[0]
    assert (soon.value("date"), soon.value("days")) == ("2025-06-12", "10")
    chain = of_facts(status=["UntrustedRoot", "PartialChain"]).reasons[0]
    assert (chain.value("status"), chain.value("issuer")) == ("PartialChain, UntrustedRoot", "Contoso Issuing CA")


def test_an_unreadable_certificate_is_judged_all_the_same() -> None:
    judgement = judge(msgspec.structs.replace(stored(GOOD), raw="AAAA"), (HOST,), NOW)
    assert judgement.facts is None
    assert codes(judgement) == ["unreadable"]
    assert not judgement.suitable


def judged(thumbprint: str, **changed: Any) -> Judgement:
    judgement = of_facts(**changed)
    certificate = msgspec.structs.replace(judgement.certificate, thumbprint=thumbprint)
    return msgspec.structs.replace(judgement, certificate=certificate)


LONG = judged("A1", not_after=NOW + 700 * DAY)
SHORT = judged("A2", not_after=NOW + 100 * DAY)
LONG_SHA1 = judged("A3", not_after=NOW + 900 * DAY, signature_hash="sha1")
LONGER_WILDCARD = judged("A4", not_after=NOW + 800 * DAY, names=("*.contoso.com",))
TWIN = judged("A5", not_after=NOW + 700 * DAY)
EXPIRED = judged("A6", not_after=NOW - DAY)
HOPELESS = judged("A7", not_after=NOW - DAY, usages=None)
SOON = judged("A8", not_after=NOW + 20 * DAY)


@pytest.mark.parametrize(
    ("store", "proposed"),
    [
        ([], None),
        ([EXPIRED, HOPELESS], None),
        ([SHORT, LONG], LONG),  # the one that lasts longest
        ([LONG_SHA1, SHORT], SHORT),  # but fewest notes that matter first
        ([LONGER_WILDCARD, LONG], LONG),  # a certificate of its own before a wildcard
        ([LONGER_WILDCARD, SOON], LONGER_WILDCARD),  # a wildcard before one that ends soon
        ([TWIN, LONG], LONG),  # and of two alike always the same
        ([EXPIRED, SOON], SOON),
    ],
)
def test_which_certificate_is_proposed(store: list[Judgement], proposed: Judgement | None) -> None:
    assert best(store) == proposed
    assert best(store[::-1]) == proposed


def test_the_list_begins_with_what_can_be_used() -> None:
    order = ranked([HOPELESS, EXPIRED, LONG_SHA1, SHORT, LONG])
    assert [j.certificate.thumbprint for j in order] == ["A1", "A2", "A3", "A6", "A7"]


@given(st.permutations([LONG, SHORT, LONG_SHA1, LONGER_WILDCARD, TWIN, EXPIRED, HOPELESS, SOON]))
def test_the_order_of_the_store_does_not_matter(store: list[Judgement]) -> None:
    assert best(store) == LONG
    assert ranked(store) == ranked(store[::-1])
