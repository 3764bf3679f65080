"""Servers on loopback for the scripts that make connections, and an authority that the PowerShell trusts."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

Talk = Callable[[socket.socket], None]
"""What a server does with one accepted connection."""


@contextmanager
def servers() -> Iterator[Callable[[Talk], int]]:
    """Starts servers that take connections one after the other, and gives their ports."""
    with ExitStack() as stack:

        def start(talk: Talk) -> int:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            ended = threading.Event()
            port: int = listening.getsockname()[1]

            def take() -> None:
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        if ended.is_set():
                            return
                        connection.settimeout(20)
                        with suppress(OSError):
                            talk(connection)

            taking = threading.Thread(target=take, daemon=True)

            def end() -> None:
                ended.set()
                with socket.create_connection(("127.0.0.1", port), timeout=20):
                    taking.join()

            taking.start()
            stack.callback(end)
            return port

        yield start


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


class Issued:
    """A certificate with its key, and whoever issued it."""

    def __init__(self, name: str, issuer: Issued | None = None, *, days: int = 100, names: Sequence[str] = ()) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        signer = issuer.key if issuer else self.key
        builder = (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(issuer.certificate.subject if issuer else own)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=200))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        )
        if names:
            alternative = x509.SubjectAlternativeName([x509.DNSName(n) for n in names])
            builder = builder.add_extension(alternative, critical=False)
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            builder = builder.add_extension(purpose, critical=False)
        self.certificate: x509.Certificate = builder.sign(signer, hashes.SHA256())
        self.thumbprint = self.certificate.fingerprint(hashes.SHA1()).hex().upper()
        self.pem = self.certificate.public_bytes(Encoding.PEM)

    def context(self, folder: Path, *sent: Issued, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        """Serves it, with these issuers sent along."""
        path = folder / f"{self.thumbprint}.pem"
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(self.pem + b"".join(one.pem for one in sent) + key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if version:
            context.minimum_version = context.maximum_version = version
        context.load_cert_chain(path)
        return context


def handshake(*contexts: ssl.SSLContext) -> Talk:
    """A handshake on each connection: the first context on the first one, and so on, the last from there on."""
    left = list(contexts)

    def talk(connection: socket.socket) -> None:
        context = left.pop(0) if len(left) > 1 else left[0]
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(1)

    return talk


def answer(status: int, context: ssl.SSLContext | None = None, asked: list[str] | None = None, more: str = "") -> Talk:
    """Answers one request of a connection, notes it, and keeps the connection open."""

    def reply(connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received and (chunk := connection.recv(4096)):
            received += chunk
        if asked is not None:
            asked.append(received.decode("latin-1"))
        connection.sendall(f"HTTP/1.1 {status} Irgendwas\r\n{more}Content-Length: 2\r\n\r\nok".encode())
        connection.recv(1)

    def talk(connection: socket.socket) -> None:
        if context is None:
            reply(connection)
            return
        with context.wrap_socket(connection, server_side=True) as tls:
            reply(tls)

    return talk


def says(raw: bytes) -> Talk:
    """Sends this behind whatever comes in first, and closes."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(raw)

    return talk
