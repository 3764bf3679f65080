"""What a certificate says of itself, read once and as plain data."""

from __future__ import annotations

import base64
import functools
import hashlib
from datetime import datetime
from typing import TypeVar

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"
TEMPLATE_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2")
"""The extension of a version 1 template: its name (facts, 2.2)."""
STRING_ENCODINGS = {0x1E: "utf-16-be", 0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii"}
"""DER tags of the strings that a template's name is written as: BMPString by Windows, the others by anyone else."""


E = TypeVar("E", bound=x509.ExtensionType)


class CertificateFacts(msgspec.Struct, frozen=True):
    """A certificate, without any judgement."""

    thumbprint: str
    subject: str
    common_name: str
    names: tuple[str, ...]
    """DNS names of the subject alternative name."""
    has_names: bool
    """A subject alternative name is there, whatever it holds."""
    issuer: str
    issuer_name: str
    """Common name of the issuer."""
    not_before: datetime
    not_after: datetime
    usages: tuple[str, ...] | None
    """OIDs of the extended key usages; None where the extension is absent, which is not the same as empty."""
    key_algorithm: str
    """RSA, EC, DSA, or the name of another."""
    key_bits: int
    signature_hash: str
    """As sha256; empty where the signature has none of its own."""
    template_name: str
    template_oid: str
    self_signed: bool
    is_authority: bool
    public_key: str
    """SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal."""


@functools.lru_cache(maxsize=4096)
def read_certificate(raw_base64: str) -> CertificateFacts:
    """Read a certificate, given as DER in base64. ValueError where it cannot be read."""
    try:
        return _facts(x509.load_der_x509_certificate(base64.b64decode(raw_base64, validate=True)))
    except Exception as error:  # the library and the extensions' decoders raise a dozen types of their own
        raise ValueError(f"not a certificate that can be read: {error}") from error


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    key = certificate.public_key()
    algorithm, bits = _key(key)
    alternative = _extension(certificate, x509.SubjectAlternativeName)
    usages = _extension(certificate, x509.ExtendedKeyUsage)
    constraints = _extension(certificate, x509.BasicConstraints)
    # 1.3.6.1.4.1.311.21.7, of templates from version 2 on (facts, 2.2)
    template = _extension(certificate, x509.MSCertificateTemplate)
    hash_algorithm = certificate.signature_hash_algorithm
    public_key = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return CertificateFacts(
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),
        subject=_distinguished(certificate.subject),
        common_name=_common_name(certificate.subject),
        names=tuple(alternative.get_values_for_type(x509.DNSName)) if alternative else (),
        has_names=alternative is not None,
        issuer=_distinguished(certificate.issuer),
        issuer_name=_common_name(certificate.issuer),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        usages=tuple(usage.dotted_string for usage in usages) if usages is not None else None,
        key_algorithm=algorithm,
        key_bits=bits,
        signature_hash=hash_algorithm.name if hash_algorithm else "",
        template_name=_template_name(certificate),
        template_oid=template.template_id.dotted_string if template else "",
        self_signed=_self_signed(certificate),
        is_authority=constraints is not None and constraints.ca,
        public_key=hashlib.sha256(public_key).hexdigest().upper(),
    )


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _key(key: CertificatePublicKeyTypes) -> tuple[str, int]:
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.curve.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    return type(key).__name__.removesuffix("PublicKey"), 256


def _distinguished(name: x509.Name) -> str:
    """Most specific part first, as Windows shows it."""
    return ", ".join(part.rfc4514_string() for part in reversed(name.rdns))


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[-1].value) if found else ""


def _template_name(certificate: x509.Certificate) -> str:
    """The name in the extension of a version 1 template: a DER string, short enough for a length of one byte."""
    try:
        extension = certificate.extensions.get_extension_for_oid(TEMPLATE_NAME).value
    except x509.ExtensionNotFound:
        return ""
    raw = extension.public_bytes()
    if len(raw) < 2 or raw[0] not in STRING_ENCODINGS or raw[1] != len(raw) - 2:
        raise ValueError("the template's name is not written as a string")
    return raw[2:].decode(STRING_ENCODINGS[raw[0]])


def _self_signed(certificate: x509.Certificate) -> bool:
    """It names itself as its issuer, and no other key of that name (a renewed authority's certificate names one)."""
    if certificate.subject != certificate.issuer:
        return False
    own = _extension(certificate, x509.SubjectKeyIdentifier)
    signer = _extension(certificate, x509.AuthorityKeyIdentifier)
    return own is None or signer is None or signer.key_identifier in {None, own.digest}
