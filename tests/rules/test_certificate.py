"""Certificate facts: what is read from real certificates, and that nothing but ValueError comes of bad ones."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.certificates import CLIENT, DAY, HOST, NOW, SERVER, authority, issued, key, root, text
from wizard.lab import pki
from wizard.rules.certificate import read_certificate


def test_what_a_web_server_certificate_says() -> None:
    der = issued(names=(HOST, "wsus.contoso.com"), usages=(SERVER, CLIENT), template_name="WebServer")
    facts = read_certificate(text(der))
    assert facts.thumbprint == hashlib.sha1(der).hexdigest().upper()
    assert facts.subject == "CN=WSUS1.contoso.com"
    assert facts.common_name == "WSUS1.contoso.com"
    assert facts.names == (HOST, "wsus.contoso.com")
    assert facts.has_names
    assert facts.issuer == "CN=Contoso Issuing CA, DC=contoso, DC=com"
    assert facts.issuer_name == "Contoso Issuing CA"
    assert (facts.not_before, facts.not_after) == (NOW - 30 * DAY, NOW + 400 * DAY)
    assert facts.usages == (SERVER, CLIENT)
    assert (facts.key_algorithm, facts.key_bits, facts.signature_hash) == ("RSA", 2048, "sha256")
    assert (facts.template_name, facts.template_oid) == ("WebServer", "")
    assert (facts.self_signed, facts.is_authority) == (False, False)
    assert facts.public_key == hashlib.sha256(pki.public_key_of(key())).hexdigest().upper()


def test_a_later_template_leaves_its_oid() -> None:
    facts = read_certificate(text(issued(template_oid="1.3.6.1.4.1.311.21.8.1.2.3")))
    assert (facts.template_name, facts.template_oid) == ("", "1.3.6.1.4.1.311.21.8.1.2.3")


def test_absent_extensions_are_told_from_empty_ones() -> None:
    facts = read_certificate(text(issued(names=(), usages=None)))
    assert facts.usages is None
    assert not facts.has_names
    assert facts.names == ()


def test_authorities_and_self_signed_certificates_are_told() -> None:
    assert read_certificate(text(root().certificate)).is_authority
    assert read_certificate(text(root().certificate)).self_signed
    issuing = read_certificate(text(authority().certificate))
    assert (issuing.is_authority, issuing.self_signed) == (True, False)
    own = pki.self_signed(key(), f"CN={HOST}", (HOST,), NOW - DAY, NOW + DAY, (SERVER,))
    assert read_certificate(text(own)).self_signed


def test_a_renewed_authority_that_an_older_key_signed_is_not_self_signed() -> None:
    new, old = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Contoso Root CA")])
    builder = _builder(name, new.public_key()).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(new.public_key()), critical=False
    )
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(old.public_key())
    cross = builder.add_extension(signer, critical=False).sign(old, hashes.SHA256())
    assert not read_certificate(text(cross.public_bytes(serialization.Encoding.DER))).self_signed


def _builder(name: x509.Name, public_key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(public_key)
    return builder.serial_number(7).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)


@pytest.mark.parametrize(
    ("private_key", "algorithm", "bits", "signature_hash"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "EC", 384, "sha256"),
        (dsa.generate_private_key(1024), "DSA", 1024, "sha256"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519", 256, ""),
    ],
)
def test_keys_that_are_not_rsa_are_named(
    private_key: ec.EllipticCurvePrivateKey, algorithm: str, bits: int, signature_hash: str
) -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    digest = hashes.SHA256() if signature_hash else None
    signed = _builder(name, private_key.public_key()).sign(private_key, digest)
    facts = read_certificate(text(signed.public_bytes(serialization.Encoding.DER)))
    assert (facts.key_algorithm, facts.key_bits, facts.signature_hash) == (algorithm, bits, signature_hash)


def _with_template_name(raw: bytes) -> str:
    private_key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2"), raw)
    signed = _builder(name, private_key.public_key()).add_extension(extension, critical=False)
    return text(signed.sign(private_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


@pytest.mark.parametrize(
    "raw", [b"\x1e\x06\x00D\x00N\x00S", b"\x0c\x03DNS", b"\x13\x03DNS"], ids=["BMPString", "UTF8String", "Printable"]
)
def test_a_template_name_is_read_from_any_string(raw: bytes) -> None:
    assert read_certificate(_with_template_name(raw)).template_name == "DNS"


@pytest.mark.parametrize(
    "raw", [b"", b"\x1e", b"\x1e\x05\x00D\x00N\x00", b"\x1e\x09\x00D", b"\x04\x03DNS", b"\x0c\x01\xff"]
)
def test_a_broken_template_name_makes_the_certificate_unreadable(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a certificate that can be read"):
        read_certificate(_with_template_name(raw))


@pytest.mark.parametrize("raw", ["", "not base64", "AAAA", base64.b64encode(b"0\x03\x02\x01\x05").decode(), "Ä"])
def test_what_is_no_certificate_is_a_value_error(raw: str) -> None:
    with pytest.raises(ValueError, match="not a certificate that can be read"):
        read_certificate(raw)


DER = issued(names=(HOST,), template_name="WebServer", template_oid="1.2.3")


@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_a_certificate_with_any_byte_changed_is_read_or_refused(position: int, value: int) -> None:
    changed = DER[:position] + bytes([value]) + DER[position + 1 :]
    try:
        facts = read_certificate(text(changed))
    except ValueError:
        return
    assert facts.thumbprint == hashlib.sha1(changed).hexdigest().upper()


@given(st.integers(0, len(DER) - 1))
def test_a_certificate_cut_off_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="not a certificate that can be read"):
        read_certificate(text(DER[:length]))
