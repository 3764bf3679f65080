"""The keys that stand in where a Windows has none, as Wine: others verify what they sign, and they what others sign."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tests.powershell.certificates import private, raw, rsa_key
from tests.this_computer.authority import authority
from tests.this_computer.program import HOMES, engine

SCRIPT = Path(__file__).with_name("test_keys.ps1")
SAMPLE = bytes(range(1, 33))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the script makes with a key, and how it judges what was made here."""
    signature = rsa_key().sign(SAMPLE, padding.PKCS1v15(), hashes.SHA256())
    given = [private(rsa_key()), raw(authority()), base64.b64encode(signature).decode()]
    command = [
        str(engine()),
        "-NoProfile",
        "-NonInteractive",
        "-ExecutionPolicy",
        "Bypass",
        "-File",
        str(SCRIPT),
        *given,
    ]
    # Its home is its own: it keeps a cache there.
    home = str(tmp_path_factory.mktemp("home"))
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", errors="replace",
        env={**os.environ, **dict.fromkeys(HOMES, home)}, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return msgspec.json.decode(done.stdout.strip().splitlines()[-1])


def test_a_request_is_signed_with_its_key(made: Any) -> None:
    request = x509.load_pem_x509_csr(made["Request"].encode())
    assert request.is_signature_valid
    assert request.public_key() == rsa_key().public_key()


def test_a_certificate_is_signed_with_the_key_of_its_authority(made: Any) -> None:
    certificate = x509.load_pem_x509_certificate(made["Certificate"].encode())
    certificate.verify_directly_issued_by(authority())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["wsus1.contoso.com"]


def test_a_signature_is_one(made: Any) -> None:
    rsa_key().public_key().verify(base64.b64decode(made["Signature"]), SAMPLE, padding.PKCS1v15(), hashes.SHA256())


def test_a_new_key_is_one_and_signs(made: Any) -> None:
    key = load_der_private_key(base64.b64decode(made["New"]), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert (key.key_size, key.public_key().public_numbers().e) == (2048, 65537)
    key.public_key().verify(base64.b64decode(made["Signed"]), SAMPLE, padding.PKCS1v15(), hashes.SHA256())


def test_another_signature_is_judged(made: Any) -> None:
    assert made["Judged"] == [True, False, False], "a right one, one of other bytes, one with a bit turned"


def test_a_key_that_cannot_be_used_says_why(made: Any) -> None:
    assert made["Unusable"] == "0x80090016"


def test_a_key_stays_with_its_certificate_alone(made: Any) -> None:
    assert made["Keys"] == [True, False]
