"""Certificates for the tables: a real authority, real keys, made once for all tests."""

from __future__ import annotations

import base64
import functools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from wizard.lab import pki
from wizard.operations.certificates import PersonalCertificate

NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
HOST = "WSUS1.contoso.com"
DAY = timedelta(days=1)
SERVER = pki.SERVER_AUTHENTICATION
CLIENT = pki.CLIENT_AUTHENTICATION


@functools.cache
def key() -> bytes:
    return pki.make_key()


@functools.cache
def root() -> pki.Authority:
    return pki.make_authority("Contoso Root CA", NOW - 900 * DAY, NOW + 2000 * DAY, key=key())


@functools.cache
def authority() -> pki.Authority:
    return pki.make_authority("Contoso Issuing CA", NOW - 800 * DAY, NOW + 1500 * DAY, issuer=root(), key=key())


def issued(
    subject: str = f"CN={HOST}",
    names: Sequence[str] = (HOST,),
    begins: timedelta = -30 * DAY,
    ends: timedelta = 400 * DAY,
    usages: Sequence[str] | None = (SERVER,),
    template_name: str = "",
    template_oid: str = "",
) -> bytes:
    """A certificate of the issuing authority, as DER."""
    public_key = pki.public_key_of(key())
    return pki.issue(
        authority(), public_key, subject, names, NOW + begins, NOW + ends, usages, template_name, template_oid
    )


def text(der: bytes) -> str:
    return base64.b64encode(der).decode()


def stored(
    der: bytes, *, has_private_key: bool = True, key_signs: bool = True, key_error: str = "", status: Sequence[str] = ()
) -> PersonalCertificate:
    """A certificate as the computer's Personal store gives it."""
    return PersonalCertificate(
        thumbprint=pki.thumbprint(der),
        raw=text(der),
        friendly_name="",
        has_private_key=has_private_key,
        key_signs=key_signs,
        key_error=key_error,
        chain_status=tuple(status),
    )
