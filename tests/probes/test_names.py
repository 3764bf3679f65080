"""Which host a certificate is for, by the names in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.probes.tls import certificate_names, name_covers

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("wsus1.contoso.com", "WSUS1.contoso.com", True),  # case does not count
        ("WSUS1.CONTOSO.COM", "wsus1.contoso.com.", True),  # nor does a trailing dot
        ("wsus1.contoso.com.", "wsus1.contoso.com", True),
        ("wsus1", "wsus1.contoso.com", False),  # a short name is another name
        ("wsus1.contoso.com", "wsus1", False),
        ("*.contoso.com", "wsus1.contoso.com", True),
        ("*.contoso.com", "a.wsus1.contoso.com", False),  # one label only
        ("*.contoso.com", "contoso.com", False),
        ("*.contoso.com", ".contoso.com", False),
        ("w*.contoso.com", "wsus1.contoso.com", False),  # a whole label only
        ("wsus1.*.com", "wsus1.contoso.com", False),  # the first label only
        ("*.com", "contoso.com", False),  # too wide to trust
        ("*", "wsus1", False),
        ("*.0.0.1", "127.0.0.1", False),  # an address has no labels
        ("127.0.0.1", "127.0.0.1", True),
        ("", "", False),
        ("", "wsus1.contoso.com", False),
    ],
)
def test_names_covered(pattern: str, host: str, covered: bool) -> None:
    assert name_covers(pattern, host) is covered


@given(st.lists(LABEL, min_size=3, max_size=5), st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_name_covers_itself_and_a_wildcard_covers_exactly_its_neighbours(labels: list[str], upper: bool) -> None:
    host, domain = ".".join(labels), ".".join(labels[1:])
    assert name_covers(host.upper() if upper else host, host)
    assert not name_covers(f"*.{domain}", domain)
    assert not name_covers(f"*.{domain}", f"more.{host}")
    assert name_covers(f"*.{domain}", f"x{host}")


def certificate(common_name: str, names: list[x509.GeneralName] | None) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    if names is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_the_common_name_counts_only_where_there_are_no_alternative_names() -> None:
    assert certificate_names(certificate("wsus1", None)) == ("wsus1",)
    assert certificate_names(certificate("wsus1", [x509.DNSName("other"), x509.DNSName("more")])) == ("other", "more")
    assert certificate_names(certificate("wsus1", [x509.RFC822Name("admin@contoso.com")])) == ()
