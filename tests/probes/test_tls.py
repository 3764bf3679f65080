"""The TLS probe says what is served, whatever it is, and why nothing was."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from tests.probes.servers import Certificate, Serve, reset
from wizard.operations import iis
from wizard.probes.tls import handshake

HOST = "WSUS1.contoso.com"


def failure_of(seen: iis.TlsEndpoint) -> str:
    assert seen.error
    assert not seen.handshake
    assert (seen.thumbprint, seen.certificate, seen.name_matches) == ("", "", False)
    return seen.error.type


def test_it_says_which_certificate_is_served_and_never_that_it_is_trusted(
    serve: Serve, certificate: Certificate
) -> None:
    seen = handshake("127.0.0.1", serve(certificate.shake_hands), HOST)
    assert seen == iis.TlsEndpoint(
        connected=True,
        handshake=True,
        thumbprint=certificate.thumbprint,
        certificate=certificate.base64,
        protocol="TLSv1.3",
        name_matches=True,
        trusted=False,
        chain_status=(),
    )


def test_it_asks_for_the_name_and_compares_it(serve: Serve, certificate: Certificate) -> None:
    asked: list[str | None] = []
    certificate.context.sni_callback = lambda tls, name, context: asked.append(name)
    port = serve(certificate.shake_hands)
    assert handshake("127.0.0.1", port, "wsus1.contoso.com.").name_matches
    assert not handshake("127.0.0.1", port, "cm1.contoso.com").name_matches
    assert asked == ["wsus1.contoso.com", "cm1.contoso.com"]


def test_every_probe_is_a_connection_of_its_own(serve: Serve, certificate: Certificate, tmp_path: Path) -> None:
    certificates = [certificate, Certificate(tmp_path, "wsus1.contoso.com")]
    connections = iter(certificates)
    port = serve(lambda connection: next(connections).shake_hands(connection))
    seen = [handshake("127.0.0.1", port, HOST).thumbprint for _ in certificates]
    assert seen == [made.thumbprint for made in certificates]


def test_a_closed_port_refuses(closed_port: int) -> None:
    seen = handshake("127.0.0.1", closed_port, HOST)
    assert not seen.connected
    assert failure_of(seen) == "ConnectionRefused"


def test_a_connection_may_come_up_and_be_reset(serve: Serve) -> None:
    seen = handshake("127.0.0.1", serve(reset), HOST)
    assert seen.connected
    assert failure_of(seen) == "ConnectionReset"


def test_a_connection_may_be_closed_in_the_handshake(serve: Serve) -> None:
    seen = handshake("127.0.0.1", serve(lambda connection: None), HOST)
    assert seen.connected
    assert failure_of(seen) == "ConnectionReset"


def test_silence_ends_with_the_time_limit(serve: Serve) -> None:
    asked = threading.Event()

    def say_nothing(connection: socket.socket) -> None:
        while connection.recv(4096):
            asked.set()

    seen = handshake("127.0.0.1", serve(say_nothing), HOST, timeout=0.1)
    assert seen.connected
    assert failure_of(seen) == "Timeout"
    assert asked.is_set()


def test_a_server_that_speaks_no_tls_is_told_apart(serve: Serve) -> None:
    def speak_http(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    seen = handshake("127.0.0.1", serve(speak_http), HOST)
    assert seen.connected
    assert failure_of(seen) == "TlsFailed"


def test_a_name_that_leads_nowhere_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*address: object, **options: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "in any language")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    seen = handshake("wsus9.contoso.com", 8531, "wsus9.contoso.com")
    assert not seen.connected
    assert failure_of(seen) == "NameNotResolved"


@pytest.mark.parametrize("name", ["", ".contoso.com", "x" * 64 + ".contoso.com"])
def test_a_name_that_cannot_be_asked_for_is_an_answer(serve: Serve, certificate: Certificate, name: str) -> None:
    seen = handshake("127.0.0.1", serve(certificate.shake_hands), name)
    assert seen.connected
    assert failure_of(seen) == "NameNotValid"
