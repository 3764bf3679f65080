"""Certificates and requests of the lab, read back by `cryptography`."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from wizard.lab import pki
from wizard.operations.secret import Secret

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=3), NOW + timedelta(days=400)
NAMES = ("wsus1.contoso.com", "WSUS1")
SERVER = (pki.SERVER_AUTHENTICATION,)


@cache
def key(which: str) -> bytes:
    """A key that the tests of this file share."""
    return pki.make_key()


@cache
def root() -> pki.Authority:
    return pki.make_authority("Contoso Root CA", BEFORE, AFTER, key=key("root"))


@cache
def issuing() -> pki.Authority:
    return pki.make_authority("Contoso Issuing CA", BEFORE, AFTER, root(), key("issuing"))


def issued(
    subject: str = "CN=wsus1.contoso.com",
    names: tuple[str, ...] = NAMES,
    usages: tuple[str, ...] | None = SERVER,
    template_name: str = "",
    template_oid: str = "",
) -> x509.Certificate:
    public_key = pki.public_key_of(key("server"))
    der = pki.issue(issuing(), public_key, subject, names, BEFORE, AFTER, usages, template_name, template_oid)
    return x509.load_der_x509_certificate(der)


def has(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> bool:
    return any(isinstance(extension.value, kind) for extension in certificate.extensions)


def raw(certificate: x509.Certificate, oid: str) -> bytes:
    value = certificate.extensions.get_extension_for_oid(x509.ObjectIdentifier(oid)).value
    assert isinstance(value, x509.UnrecognizedExtension)
    return value.value


def test_an_issued_certificate_says_what_it_was_issued_for() -> None:
    certificate = issued()
    assert certificate.subject.rfc4514_string() == "CN=wsus1.contoso.com"
    assert certificate.not_valid_before_utc == BEFORE
    assert certificate.not_valid_after_utc == AFTER
    san = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert san.value.get_values_for_type(x509.DNSName) == list(NAMES)
    assert not san.critical
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_encipherment
    assert not has(certificate, x509.BasicConstraints)


def test_an_issued_certificate_is_signed_by_its_ca_and_points_to_it() -> None:
    certificate = issued()
    ca = x509.load_der_x509_certificate(issuing().certificate)
    certificate.verify_directly_issued_by(ca)
    authority_key = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert authority_key == ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    (point,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name
    assert point.full_name[0].value == "http://pki.contoso.com/Contoso%20Issuing%20CA.crl"
    (access,) = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert access.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    assert access.access_location.value == "http://pki.contoso.com/Contoso%20Issuing%20CA.crt"


def test_a_root_signs_itself_and_an_issuing_ca_is_signed_by_it() -> None:
    top, below = (x509.load_der_x509_certificate(ca.certificate) for ca in (root(), issuing()))
    top.verify_directly_issued_by(top)
    below.verify_directly_issued_by(top)
    for ca in (top, below):
        assert ca.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        usage = ca.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (usage.key_cert_sign, usage.crl_sign, usage.key_encipherment) == (True, True, False)
    assert below.subject.rfc4514_string() == "CN=Contoso Issuing CA,DC=contoso,DC=com"
    assert not has(top, x509.CRLDistributionPoints)


def test_a_template_of_version_1_is_named_in_a_bmp_string() -> None:
    value = raw(issued(template_name="WebServer"), "1.3.6.1.4.1.311.20.2")
    assert value[:2] == bytes((0x1E, 18))
    assert value[2:].decode("utf-16-be") == "WebServer"


def test_the_longest_name_of_a_template_says_its_length_in_two_bytes() -> None:
    value = raw(issued(template_name="x" * 64), "1.3.6.1.4.1.311.20.2")
    assert value[:3] == bytes((0x1E, 0x81, 128))
    assert len(value) == 3 + 128


def test_a_later_template_is_named_by_its_oid_and_version() -> None:
    extension = issued(template_oid="1.3.6.1.4.1.311.21.8.1.2.300").extensions.get_extension_for_oid(
        x509.ObjectIdentifier("1.3.6.1.4.1.311.21.7")
    )
    # SEQUENCE { OID (300 is 82 2c in base 128), INTEGER 100, INTEGER 4 }, put together by hand
    assert extension.value.public_bytes().hex() == "3015060d2b060104018237150801" + "02822c" + "020164" + "020104"


def test_a_certificate_without_names_usages_or_template_lacks_those_extensions() -> None:
    certificate = issued(names=(), usages=None)
    assert not has(certificate, x509.SubjectAlternativeName)
    assert not has(certificate, x509.ExtendedKeyUsage)
    assert not has(certificate, x509.UnrecognizedExtension)


def test_names_are_critical_where_there_is_no_subject() -> None:
    certificate = issued(subject="")
    assert list(certificate.subject) == []
    assert certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


@pytest.mark.parametrize("comma", [",", ", "])
def test_a_subject_may_be_written_as_windows_shows_it(comma: str) -> None:
    name = issued(subject=comma.join(["CN=wsus1.contoso.com", "O=Contoso", "S=Bavaria"])).subject
    found = {attribute.oid: attribute.value for attribute in name}
    assert found == {
        NameOID.COMMON_NAME: "wsus1.contoso.com",
        NameOID.ORGANIZATION_NAME: "Contoso",
        NameOID.STATE_OR_PROVINCE_NAME: "Bavaria",
    }


@pytest.mark.parametrize("subject", ["wsus1.contoso.com", "CN=", "CN=" + "x" * 65])
def test_a_subject_that_is_none_is_refused(subject: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are those of another library
        issued(subject=subject)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pki.self_signed(key("server"), "CN=x", (), BEFORE.replace(tzinfo=None), AFTER, None)


def test_a_self_signed_certificate_verifies_with_its_own_key() -> None:
    der = pki.self_signed(key("server"), "CN=wsus1", ("wsus1",), BEFORE, AFTER, SERVER)
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(certificate)
    assert pki.certificate_public_key(der) == pki.public_key_of(key("server"))


def test_a_request_carries_its_key_subject_and_names() -> None:
    request = pki.make_request(key("server"), "CN=wsus1.contoso.com", NAMES)
    assert pki.request_facts(request) == (pki.public_key_of(key("server")), "CN=wsus1.contoso.com", NAMES)
    assert pki.request_facts(pki.make_request(key("server"), "", ()))[1:] == ("", ())


def test_a_request_that_was_altered_is_not_believed() -> None:
    request = pki.make_request(key("server"), "CN=wsus1.contoso.com", NAMES)
    with pytest.raises(ValueError, match="not signed"):
        pki.request_facts(request.replace(b"wsus1", b"wsus2"))


def test_a_certificate_for_a_request_carries_the_key_of_the_request() -> None:
    public_key, subject, names = pki.request_facts(pki.make_request(key("server"), "CN=wsus1.contoso.com", NAMES))
    der = pki.issue(issuing(), public_key, subject, names, BEFORE, AFTER, SERVER)
    assert pki.public_key_hash(pki.certificate_public_key(der)) == hashlib.sha256(public_key).hexdigest().upper()


def test_a_key_signs_for_its_own_certificate_and_for_no_other() -> None:
    der = pki.self_signed(key("server"), "CN=wsus1", (), BEFORE, AFTER, SERVER)
    assert pki.signs(key("server"), der)
    assert not pki.signs(key("issuing"), der)
    assert not pki.signs(None, der)


def test_a_thumbprint_is_the_sha1_of_the_certificate_in_upper_case() -> None:
    der = issuing().certificate
    assert pki.thumbprint(der) == hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()


def test_no_two_certificates_have_the_same_serial_number() -> None:
    assert issued().serial_number != issued().serial_number


def test_a_chain_is_in_the_order_in_which_it_is_sent() -> None:
    chain = x509.load_pem_x509_certificates(pki.chain_pem(issuing().certificate, root().certificate))
    assert [certificate.public_bytes(serialization.Encoding.DER) for certificate in chain] == [
        issuing().certificate,
        root().certificate,
    ]


def test_a_key_for_a_disk_opens_with_its_password_alone() -> None:
    kept = pki.encrypted_key(key("server"), Secret("open sesame"))
    assert kept.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert serialization.load_pem_private_key(kept, b"open sesame")
    with pytest.raises(ValueError, match=r"."):
        serialization.load_pem_private_key(kept, b"open barley")
