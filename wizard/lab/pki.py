"""A certification authority that is real: keys, requests and certificates as a Windows CA would issue them.

Keys are PKCS#8 PEM, everything else is DER. Moments are aware; a certificate may lie wholly in the past or the future.
`make_key` is the only slow call (about 50 ms), so whoever needs many labs may keep keys and pass them in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from wizard.operations.secret import Secret

PUBLISHED_AT = "http://pki.contoso.com/"
"""Where the lab's CAs say that their revocation lists and certificates are."""

SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"
CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"

TEMPLATE_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2")
"""szOID_ENROLL_CERTTYPE_EXTENSION: the name of a version 1 template as a BMPString (facts, 2.2)."""

_WINDOWS_NAMES = {"E": NameOID.EMAIL_ADDRESS, "S": NameOID.STATE_OR_PROVINCE_NAME}


class Authority(msgspec.Struct, frozen=True):
    """A certification authority with its own certificate and key."""

    name: str
    certificate: bytes
    key: bytes


def make_key(bits: int = 2048) -> bytes:
    """A new RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key_of(key_pem: bytes) -> bytes:
    """The SubjectPublicKeyInfo that belongs to a key."""
    return _spki(_private_key(key_pem).public_key())


def encrypted_key(key_pem: bytes, password: Secret) -> bytes:
    """A key in the form in which it may touch a disk."""
    return _private_key(key_pem).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.reveal().encode()),
    )


def make_authority(
    common_name: str,
    not_before: datetime,
    not_after: datetime,
    issuer: Authority | None = None,
    key: bytes | None = None,
) -> Authority:
    """A root CA, or one issued by another. Makes its key unless given one."""
    key = key or make_key()
    domain = [x509.NameAttribute(NameOID.DOMAIN_COMPONENT, part) for part in ("com", "contoso")]
    subject = x509.Name([*domain, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    public_key = _private_key(key).public_key()
    builder = _builder(subject, public_key, not_before, not_after)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(certificate_signing=True), critical=True)
    if issuer is not None:
        return Authority(common_name, _signed(_pointing_to(builder, issuer), issuer), key)
    own = builder.issuer_name(subject).sign(_private_key(key), hashes.SHA256())
    return Authority(common_name, _der(own), key)


def issue(
    authority: Authority,
    public_key_der: bytes,
    subject: str,
    names: Sequence[str],
    not_before: datetime,
    not_after: datetime,
    usages: Sequence[str] | None,
    template_name: str = "",
    template_oid: str = "",
    template_version: tuple[int, int] = (100, 4),
) -> bytes:
    """A certificate for a public key. No names: no SAN extension. `usages` None: no EKU extension at all.

    A version 1 template leaves its name in the certificate, a later one its OID and version (facts, 2.2).
    ValueError for a subject or name that a certificate cannot hold.
    """
    builder = _end_entity(_public_key(public_key_der), subject, names, not_before, not_after, usages)
    if template_name:
        named = x509.UnrecognizedExtension(TEMPLATE_NAME, _bmp_string(template_name))
        builder = builder.add_extension(named, critical=False)
    if template_oid:
        template = x509.MSCertificateTemplate(x509.ObjectIdentifier(template_oid), *template_version)
        builder = builder.add_extension(template, critical=False)
    return _signed(_pointing_to(builder, authority), authority)


def self_signed(
    key_pem: bytes,
    subject: str,
    names: Sequence[str],
    not_before: datetime,
    not_after: datetime,
    usages: Sequence[str] | None,
) -> bytes:
    """A certificate signed with its own key, as `New-SelfSignedCertificate` makes one."""
    key = _private_key(key_pem)
    builder = _end_entity(key.public_key(), subject, names, not_before, not_after, usages)
    return _der(builder.issuer_name(_name(subject)).sign(key, hashes.SHA256()))


def make_request(key_pem: bytes, subject: str, names: Sequence[str]) -> bytes:
    """A PKCS#10 request, with the names as the SAN of its extension request (facts, 3.7)."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(subject))
    if names:
        builder = builder.add_extension(_alternative_names(names), critical=not subject)
    return builder.sign(_private_key(key_pem), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def request_facts(request: bytes) -> tuple[bytes, str, tuple[str, ...]]:
    """Public key, subject and DNS names of a request. ValueError where its signature does not prove the key."""
    csr = x509.load_der_x509_csr(request)
    if not csr.is_signature_valid:
        raise ValueError("the request is not signed with the key it names")
    try:
        san = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(san.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    return _spki(csr.public_key()), csr.subject.rfc4514_string(), names


def thumbprint(der: bytes) -> str:
    """SHA-1 of a certificate, upper-case hexadecimal: what Windows calls it by."""
    return _digest(hashes.SHA1(), der)


def public_key_hash(spki_der: bytes) -> str:
    """SHA-256 of a SubjectPublicKeyInfo, upper-case hexadecimal."""
    return _digest(hashes.SHA256(), spki_der)


def certificate_public_key(der: bytes) -> bytes:
    """The SubjectPublicKeyInfo that a certificate carries."""
    return _spki(x509.load_der_x509_certificate(der).public_key())


def serial_number(der: bytes) -> int:
    """What its issuer revokes a certificate by."""
    return x509.load_der_x509_certificate(der).serial_number


def chain_pem(*certificates: bytes) -> bytes:
    """Certificates as a TLS server sends them: its own first, then its issuers."""
    loaded = (x509.load_der_x509_certificate(der) for der in certificates)
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in loaded)


def signs(key_pem: bytes | None, der: bytes) -> bool:
    """Whether this key, used now, makes signatures that this certificate's public key accepts. No key: it does not."""
    if key_pem is None:
        return False
    public_key = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(public_key, rsa.RSAPublicKey):
        return False
    message = b"signed to see whether the key works"
    signature = _private_key(key_pem).sign(message, padding.PKCS1v15(), hashes.SHA256())
    try:
        public_key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _builder(
    subject: x509.Name, public_key: rsa.RSAPublicKey, not_before: datetime, not_after: datetime
) -> x509.CertificateBuilder:
    for moment in (not_before, not_after):
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _end_entity(
    public_key: rsa.RSAPublicKey,
    subject: str,
    names: Sequence[str],
    not_before: datetime,
    not_after: datetime,
    usages: Sequence[str] | None,
) -> x509.CertificateBuilder:
    builder = _builder(_name(subject), public_key, not_before, not_after)
    builder = builder.add_extension(_key_usage(certificate_signing=False), critical=True)
    if usages is not None:
        oids = [x509.ObjectIdentifier(oid) for oid in usages]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), critical=False)
    if names:
        builder = builder.add_extension(_alternative_names(names), critical=not subject)
    return builder


def _pointing_to(builder: x509.CertificateBuilder, issuer: Authority) -> x509.CertificateBuilder:
    """Says who issued it, and where that CA's revocation list and certificate are."""
    place = PUBLISHED_AT + quote(issuer.name)
    issuer_key = _public_key(certificate_public_key(issuer.certificate))
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(f"{place}.crt")
    )
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{place}.crl")], None, None, None)
    return (
        builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, issuer: Authority) -> bytes:
    name = x509.load_der_x509_certificate(issuer.certificate).subject
    return _der(builder.issuer_name(name).sign(_private_key(issuer.key), hashes.SHA256()))


def _key_usage(*, certificate_signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not certificate_signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificate_signing,
        crl_sign=certificate_signing,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(names: Sequence[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(name) for name in names])


def _name(subject: str) -> x509.Name:
    """A distinguished name as Windows admins write it: spaces after the commas, E and S as attributes."""
    return x509.Name.from_rfc4514_string(re.sub(r"(?<!\\),\s+", ",", subject.strip()), _WINDOWS_NAMES)


def _bmp_string(text: str) -> bytes:
    """DER of a BMPString, which is two bytes for each character; the name of a template has 64 at most."""
    content = text.encode("utf-16-be")
    return bytes((0x1E, len(content)) if len(content) < 0x80 else (0x1E, 0x81, len(content))) + content


@lru_cache(maxsize=256)
def _private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Kept, since checking an RSA key takes half as long as making one."""
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


def _public_key(spki_der: bytes) -> rsa.RSAPublicKey:
    key = serialization.load_der_public_key(spki_der)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def _spki(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> str:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize().hex().upper()
