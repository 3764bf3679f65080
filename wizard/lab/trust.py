"""Whether a chain holds, by the names that X509Chain of .NET gives to what is wrong with it.

The lab's own verdict, made from real signatures, so that it can contradict a wrong rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature

_FLAGS = (
    "NotTimeValid",
    "Revoked",
    "NotSignatureValid",
    "UntrustedRoot",
    "InvalidBasicConstraints",
    "PartialChain",
)
"""X509ChainStatusFlags in the order of their values."""


class _Machine(msgspec.Struct, frozen=True):
    """What a machine knows when it judges a chain."""

    known: tuple[x509.Certificate, ...]
    roots: tuple[x509.Certificate, ...]
    at: datetime
    revoked_serials: frozenset[int]


def chain_status(
    leaf: bytes,
    intermediates: Sequence[bytes],
    roots: Sequence[bytes],
    at: datetime,
    revoked_serials: frozenset[int] = frozenset(),
) -> tuple[str, ...]:
    """What is wrong with the best chain that can be built; empty where it holds.

    `intermediates` is what the server sent and the machine's own CA store together, `roots` the machine's root store:
    a root that was merely sent is not trusted, and a root store makes nobody trusted who did not sign himself.
    """
    trusted, known = _loaded(roots), _loaded(intermediates)
    machine = _Machine(tuple(dict.fromkeys((*trusted, *known))), trusted, at, revoked_serials)
    flags = _judged(x509.load_der_x509_certificate(leaf), machine, frozenset())
    return tuple(flag for flag in _FLAGS if flag in flags)


def _loaded(certificates: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_der_x509_certificate(der) for der in certificates)


def _judged(certificate: x509.Certificate, machine: _Machine, below: frozenset[x509.Certificate]) -> frozenset[str]:
    """The flags of a certificate and of everything above it, by the way up that has the fewest."""
    own = _own_flags(certificate, machine, is_issuer=bool(below))
    if certificate.issuer == certificate.subject and _claims_key_of(certificate, certificate):
        return own | _root_flags(certificate, machine)
    path = below | {certificate}
    named = [issuer for issuer in machine.known if issuer.subject == certificate.issuer and issuer not in path]
    signers = [issuer for issuer in named if _signed_by(certificate, issuer)]
    claimed = [issuer for issuer in named if _claims_key_of(certificate, issuer)]
    ways = [
        _judged(issuer, machine, path) | (frozenset() if issuer in signers else {"NotSignatureValid"})
        for issuer in signers or claimed
    ]
    return own | min(ways, key=len, default=frozenset({"PartialChain"}))


def _own_flags(certificate: x509.Certificate, machine: _Machine, *, is_issuer: bool) -> frozenset[str]:
    wrong = {
        "NotTimeValid": not certificate.not_valid_before_utc <= machine.at <= certificate.not_valid_after_utc,
        "Revoked": certificate.serial_number in machine.revoked_serials,
        "InvalidBasicConstraints": is_issuer and not _may_issue(certificate),
    }
    return frozenset(flag for flag, is_so in wrong.items() if is_so)


def _root_flags(certificate: x509.Certificate, machine: _Machine) -> frozenset[str]:
    wrong = {
        "NotSignatureValid": not _signed_by(certificate, certificate),
        "UntrustedRoot": certificate not in machine.roots,
    }
    return frozenset(flag for flag, is_so in wrong.items() if is_so)


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _claims_key_of(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """By key identifiers: a CA that was given a new key has its old name, but is not who signed this."""
    try:
        claimed = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        key = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return True
    return claimed is None or claimed == key


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
