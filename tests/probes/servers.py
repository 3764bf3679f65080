"""Servers on loopback that the probes are pointed at; they share no code with the practice lab."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Certificate:
    """A self-signed certificate for names, as the probes are to see it, and a context that serves it."""

    def __init__(self, folder: Path, *names: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "served")])
        long_ago = datetime(2001, 1, 1, tzinfo=UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(long_ago)
            .not_valid_after(long_ago + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .sign(key, hashes.SHA256())
        )
        der = made.public_bytes(serialization.Encoding.DER)
        self.base64 = base64.b64encode(der).decode()
        self.thumbprint = hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()
        path = folder / f"{self.thumbprint}.pem"
        path.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.num_tickets = 0
        self.context.load_cert_chain(path)

    def shake_hands(self, connection: socket.socket) -> None:
        """Serves it on one connection, until the other side leaves."""
        with self.context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(1)


Talk = Callable[[socket.socket], None]
"""What a server does with one accepted connection."""
Serve = Callable[[Talk], int]
"""Starts a server and gives its port."""


def reset(connection: socket.socket) -> None:
    """Ends a connection with a reset as soon as something comes in."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))


def request_on(connection: socket.socket) -> bytes:
    """Reads a request up to the empty line after its headers."""
    received = b""
    while not received.endswith(b"\r\n\r\n") and (chunk := connection.recv(4096)):
        received += chunk
    return received
