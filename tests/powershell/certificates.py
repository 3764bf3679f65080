"""Certificates and keys for the stand-in of the computer's stores, made anew in every run."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from wizard.operations.certificates import NewCertificateRequest

AREAS = ("host", "directory", "certificates")
CONFIG = "CA1.contoso.com\\Contoso Issuing CA"
WISH = NewCertificateRequest("WebServer", "CN=WSUS1.contoso.com", ("wsus1.contoso.com", "wsus1"), 2048, "WSUS TLS")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One key for all: they take their time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(key: Key, *names: str, days: tuple[int, int] = (-10, 300), template: str = "") -> x509.Certificate:
    """A certificate signed with its own key, valid between these days from now; its template's name is a BMPString."""
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0] if names else "unnamed")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    if template:
        content = template.encode("utf-16-be")
        raw = bytes((0x1E, len(content))) + content
        oid = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2")
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, raw), critical=False)
    return builder.sign(key, hashes.SHA256())


def raw(made: x509.Certificate) -> str:
    """DER in base64."""
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


def thumbprint(made: x509.Certificate) -> str:
    return made.fingerprint(hashes.SHA1()).hex().upper()


def key_hash(key: Key) -> str:
    """SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return digest.finalize().hex().upper()


def stored(made: x509.Certificate, key: Key | None = None, problem: str = "", friendly_name: str = "") -> Any:
    """An entry of the Personal store. `problem` is the HRESULT in which the use of its key ends."""
    entry = {"certificate": raw(made), "friendly_name": friendly_name, "problem": problem}
    if key is not None:
        entry["key"] = private(key)
    return entry


def private(key: Key) -> str:
    """PKCS#8 in base64."""
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
