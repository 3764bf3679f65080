"""The HTTP probe says how each path answers, and why one did not."""

from __future__ import annotations

import socket

import pytest

from tests.probes.servers import Certificate, Serve, request_on, reset
from wizard.operations import iis
from wizard.probes.http import answers

HOST = "wsus1.contoso.com"


class Recorder:
    """A server that answers with one status and keeps what it was asked."""

    def __init__(self, status: int, certificate: Certificate | None = None, headers: str = "") -> None:
        self.answer = f"HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: 2\r\n\r\nok".encode()
        self.certificate = certificate
        self.asked: list[str] = []

    def talk(self, connection: socket.socket) -> None:
        if self.certificate is None:
            self.reply(connection)
            return
        with self.certificate.context.wrap_socket(connection, server_side=True) as tls:
            self.reply(tls)

    def reply(self, connection: socket.socket) -> None:
        self.asked.append(request_on(connection).decode())
        connection.sendall(self.answer)
        connection.recv(1)  # a kept connection, until the other side has enough


def failures(answered: tuple[iis.HttpAnswer, ...]) -> list[str]:
    assert all(answer.status == 0 for answer in answered)
    return [answer.error.type for answer in answered if answer.error]


@pytest.mark.parametrize("status", [200, 401, 403, 404, 500, 503])
@pytest.mark.parametrize("use_ssl", [False, True])
def test_each_path_has_its_status_on_a_connection_of_its_own(
    serve: Serve, certificate: Certificate, status: int, use_ssl: bool
) -> None:
    server = Recorder(status, certificate if use_ssl else None)
    answered = answers("127.0.0.1", serve(server.talk), HOST, use_ssl, ("/Content/", "/SelfUpdate/wuident.cab"))
    assert answered == (iis.HttpAnswer("/Content/", status), iis.HttpAnswer("/SelfUpdate/wuident.cab", status))
    assert [request.partition(" HTTP/1.1\r\n")[0] for request in server.asked] == [
        "GET /Content/",
        "GET /SelfUpdate/wuident.cab",
    ]


def test_it_asks_for_the_host_and_does_not_sign_in(serve: Serve) -> None:
    server = Recorder(401, headers="WWW-Authenticate: Negotiate\r\n")
    answers("127.0.0.1", serve(server.talk), HOST, False, ("/ApiRemoting30/WebService.asmx",))
    (asked,) = server.asked
    assert f"\r\nHost: {HOST}\r\n" in asked
    assert "Authorization" not in asked


def test_a_redirect_is_an_answer_and_not_an_order(serve: Serve) -> None:
    server = Recorder(302, headers="Location: https://elsewhere.contoso.com/\r\n")
    assert answers("127.0.0.1", serve(server.talk), HOST, False, ("/",)) == (iis.HttpAnswer("/", 302),)
    assert len(server.asked) == 1


def test_a_path_is_sent_as_it_must_be_and_named_as_it_was_asked(serve: Serve) -> None:
    server = Recorder(404)
    (answered,) = answers("127.0.0.1", serve(server.talk), HOST, False, ("/a b/ü?x=1",))
    assert answered.path == "/a b/ü?x=1"
    assert server.asked[0].startswith("GET /a%20b/%C3%BC?x=1 HTTP/1.1\r\n")


def test_a_closed_port_refuses_every_path(closed_port: int) -> None:
    answered = answers("127.0.0.1", closed_port, HOST, False, ("/a", "/b"))
    assert failures(answered) == ["ConnectionRefused", "ConnectionRefused"]


@pytest.mark.parametrize("use_ssl", [False, True])
def test_a_connection_may_be_reset_or_closed_without_an_answer(serve: Serve, use_ssl: bool) -> None:
    assert failures(answers("127.0.0.1", serve(reset), HOST, use_ssl, ("/",))) == ["ConnectionReset"]

    def close(connection: socket.socket) -> None:
        connection.recv(4096)

    assert failures(answers("127.0.0.1", serve(close), HOST, use_ssl, ("/",))) == ["ConnectionReset"]


@pytest.mark.parametrize("use_ssl", [False, True])
def test_silence_ends_with_the_time_limit(serve: Serve, use_ssl: bool) -> None:
    def say_nothing(connection: socket.socket) -> None:
        while connection.recv(4096):
            pass

    assert failures(answers("127.0.0.1", serve(say_nothing), HOST, use_ssl, ("/",), timeout=0.1)) == ["Timeout"]


def test_https_where_only_http_is_spoken_is_told_apart(serve: Serve) -> None:
    def speak_http(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert failures(answers("127.0.0.1", serve(speak_http), HOST, True, ("/",))) == ["TlsFailed"]


def test_what_speaks_no_http_is_told_apart(serve: Serve) -> None:
    def speak_smtp(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"220 mail.contoso.com ready\r\n")

    assert failures(answers("127.0.0.1", serve(speak_smtp), HOST, False, ("/",))) == ["NotHttp"]
