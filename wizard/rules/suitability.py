"""Whether a certificate of the computer's Personal store can serve WSUS, and which of them serves best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from wizard.operations.certificates import PersonalCertificate
from wizard.rules.certificate import SERVER_AUTHENTICATION, CertificateFacts, read_certificate
from wizard.rules.names import covered, same_host
from wizard.rules.reasons import Reason, reason

SOON = timedelta(days=45)
"""A certificate that ends sooner is named, so that nobody builds on it (failures, F03)."""
USUAL_BITS = 2048
LEAST_BITS = 1024
"""Windows itself refuses RSA keys below this."""
OLD_HASHES = {"md5", "sha1"}

HARMLESS = {"NoError", "NotTimeNested"}
"""NotTimeNested is deprecated and says nothing about validity."""
REVOCATION_UNKNOWN = {"RevocationStatusUnknown", "OfflineRevocation"}
"""The revocation list was out of reach. The chain itself holds (failures, F04)."""
WEAK_SIGNATURE = "HasWeakSignature"

MATTERS_LITTLE = {"certificate.wildcard"}
"""Notes that say how a certificate is made rather than what will go wrong with it."""


class Judgement(msgspec.Struct, frozen=True):
    """One certificate and what speaks against it."""

    certificate: PersonalCertificate
    facts: CertificateFacts | None
    """None where it cannot be read."""
    reasons: tuple[Reason, ...]
    """Why it cannot be used; empty where it can."""
    notes: tuple[Reason, ...] = ()
    """What is worth knowing of it all the same."""

    @property
    def suitable(self) -> bool:
        """Whether WSUS can serve it."""
        return not self.reasons

    @property
    def called(self) -> str:
        """Its name, with enough of the thumbprint to tell it from others of that name."""
        name = (self.facts.common_name or self.facts.subject) if self.facts else ""
        thumbprint = self.certificate.thumbprint
        short = f"{thumbprint[:6]}..{thumbprint[-4:]}"
        return f"{name} ({short})" if name else short


def judge(certificate: PersonalCertificate, hosts: tuple[str, ...], now: datetime) -> Judgement:
    """Judge a certificate of the store; every one of the hosts must be on it."""
    try:
        facts = read_certificate(certificate.raw)
    except ValueError as error:
        return Judgement(certificate, None, (reason("certificate.unreadable", why=error),))
    return judge_facts(certificate, facts, hosts, now)


def judge_facts(
    certificate: PersonalCertificate, facts: CertificateFacts, hosts: tuple[str, ...], now: datetime
) -> Judgement:
    """The same, of a certificate that was read already."""
    reasons = (
        *_of_private_key(certificate),
        *_of_validity(facts, now),
        *_of_purpose(facts),
        *_of_key(facts),
        *_of_names(facts, hosts),
        *_of_chain(certificate, facts, now),
    )
    return Judgement(certificate, facts, reasons, tuple(_notes(certificate, facts, hosts, now)))


def names_of(facts: CertificateFacts) -> tuple[str, ...]:
    """The names a certificate stands for: its subject alternative names; the common name only where it has none.

    ConfigMgr takes subject or SAN (facts, 2.1), and so does Windows, but a SAN that is there is what counts.
    """
    if facts.has_names:
        return facts.names
    return (facts.common_name,) if facts.common_name else ()


def ranked(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The suitable ones first, the best of them at the head; then the others, the fewest reasons first."""
    return tuple(sorted(judgements, key=_rank))


def best(judgements: Sequence[Judgement]) -> Judgement | None:
    """The suitable certificate with the fewest notes that matter, of those the one that lasts longest."""
    return next((judgement for judgement in ranked(judgements) if judgement.suitable), None)


def _rank(judgement: Judgement) -> tuple[int, int, int, float, str]:
    mattering = sum(note.code not in MATTERS_LITTLE for note in judgement.notes)
    ends = judgement.facts.not_after.timestamp() if judgement.facts else 0.0
    return len(judgement.reasons), mattering, len(judgement.notes), -ends, judgement.certificate.thumbprint


def _of_private_key(certificate: PersonalCertificate) -> Iterator[Reason]:
    if not certificate.has_private_key:
        yield reason("certificate.no-private-key")
    elif not certificate.key_signs:
        yield reason("certificate.key-not-usable", error=certificate.key_error or "-")


def _of_validity(facts: CertificateFacts, now: datetime) -> Iterator[Reason]:
    if now > facts.not_after:
        yield reason("certificate.expired", date=facts.not_after.date())
    elif now < facts.not_before:
        yield reason("certificate.not-yet-valid", date=facts.not_before.date())


def _of_purpose(facts: CertificateFacts) -> Iterator[Reason]:
    # Schannel takes "no usages named" for any purpose; ConfigMgr wants the usage to be there (facts, 2.2).
    if facts.usages is None or SERVER_AUTHENTICATION not in facts.usages:
        yield reason("certificate.no-server-authentication", usages=", ".join(facts.usages or ()))
    if facts.is_authority:
        yield reason("certificate.authority-certificate")


def _of_key(facts: CertificateFacts) -> Iterator[Reason]:
    if facts.key_algorithm != "RSA":
        yield reason("certificate.key-not-rsa", algorithm=facts.key_algorithm)
    elif facts.key_bits < LEAST_BITS:
        yield reason("certificate.weak-key", bits=facts.key_bits)


def _of_names(facts: CertificateFacts, hosts: tuple[str, ...]) -> Iterator[Reason]:
    names = names_of(facts)
    if missing := [host for host in hosts if not covered(names, host)]:
        yield reason("certificate.wrong-names", host=", ".join(missing), names=", ".join(names) or "-")


def _of_chain(certificate: PersonalCertificate, facts: CertificateFacts, now: datetime) -> Iterator[Reason]:
    status = set(certificate.chain_status) - HARMLESS - REVOCATION_UNKNOWN - {WEAK_SIGNATURE}
    if "Revoked" in status:
        yield reason("certificate.revoked")
    if facts.self_signed:
        yield reason("certificate.self-signed")
        status -= {"UntrustedRoot", "PartialChain"}
    if not facts.not_before <= now <= facts.not_after:
        status -= {"NotTimeValid"}
    if left := sorted(status - {"Revoked"}):
        yield reason("certificate.untrusted-chain", status=", ".join(left), issuer=facts.issuer_name or facts.issuer)


def _notes(
    certificate: PersonalCertificate, facts: CertificateFacts, hosts: tuple[str, ...], now: datetime
) -> Iterator[Reason]:
    left = facts.not_after - now
    if timedelta(0) <= left < SOON:
        yield reason("certificate.expires-soon", date=facts.not_after.date(), days=left.days)
    if facts.signature_hash in OLD_HASHES or WEAK_SIGNATURE in certificate.chain_status:
        yield reason("certificate.old-signature", hash=facts.signature_hash.upper() or "-")
    if facts.key_algorithm == "RSA" and LEAST_BITS <= facts.key_bits < USUAL_BITS:
        yield reason("certificate.short-key", bits=facts.key_bits)
    names = names_of(facts)
    if not facts.has_names and names:
        yield reason("certificate.name-only-in-subject", name=facts.common_name)
    if wide := [h for h in hosts if covered(names, h) and not any(same_host(name, h) for name in names)]:
        yield reason("certificate.wildcard", host=", ".join(wide))
    if REVOCATION_UNKNOWN & set(certificate.chain_status):
        yield reason("certificate.revocation-not-checked", issuer=facts.issuer_name or facts.issuer)
