"""What certificate is served, seen from this computer."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from cryptography import x509
from cryptography.x509.oid import NameOID

from wizard.operations.iis import TlsEndpoint
from wizard.operations.model import OperationError
from wizard.probes.connection import connected, failure, secured


def handshake(dial_host: str, dial_port: int, server_name: str, timeout: float = 5.0) -> TlsEndpoint:
    """A TLS handshake on a connection of its own, asking for `server_name`.

    Says what is served and whether it carries the name. `trusted` is never true and `chain_status` is empty, since
    that is for the machine to say that must trust it; the issuers that were sent along are not kept either, because
    Python shows them only from 3.13 on.
    """
    with shaken(dial_host, dial_port, server_name, timeout) as (endpoint, _):
        return endpoint


@contextmanager
def shaken(
    dial_host: str, dial_port: int, server_name: str, timeout: float = 5.0
) -> Iterator[tuple[TlsEndpoint, ssl.SSLSocket | None]]:
    """What `handshake` says, and the connection to go on with where one came up; it lasts as long as the block."""
    with ExitStack() as open_ones:
        try:
            connection = open_ones.enter_context(closing(connected(dial_host, dial_port, timeout)))
        except (OSError, ValueError) as error:
            yield TlsEndpoint(connected=False, handshake=False, error=failure(error)), None
            return
        try:
            tls = open_ones.enter_context(secured(connection, server_name))
            leaf, protocol = tls.getpeercert(binary_form=True) or b"", tls.version() or ""
        except (OSError, ValueError) as error:
            yield TlsEndpoint(connected=True, handshake=False, error=failure(error)), None
            return
        yield _endpoint(leaf, protocol, server_name), tls


def _endpoint(leaf: bytes, protocol: str, server_name: str) -> TlsEndpoint:
    try:
        names, error = certificate_names(leaf), None
    except ValueError as unreadable:
        names, error = (), OperationError(type="CertificateUnreadable", text=str(unreadable))
    return TlsEndpoint(
        connected=True,
        handshake=True,
        thumbprint=hashlib.sha1(leaf, usedforsecurity=False).hexdigest().upper(),
        certificate=base64.b64encode(leaf).decode(),
        protocol=protocol,
        name_matches=any(name_covers(name, server_name) for name in names),
        error=error,
    )


def certificate_names(der: bytes) -> tuple[str, ...]:
    """The host names that a certificate is for: those of its SAN; the common names only where there is no SAN."""
    certificate = x509.load_der_x509_certificate(der)
    try:
        san = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return tuple(str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))
    return tuple(san.get_values_for_type(x509.DNSName))


def name_covers(pattern: str, host: str) -> bool:
    """Whether a certificate's name is this host's: a `*` stands for one label, and never right below the top."""
    name, wanted = (text.rstrip(".").lower() for text in (pattern, host))
    if not wanted or name == wanted:
        return bool(wanted)
    star, _, domain = name.partition(".")
    label, _, rest = wanted.partition(".")
    return star == "*" and "." in domain and bool(label) and rest == domain and not _is_address(wanted)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
