"""Listeners on loopback, spoken to by clients of the standard library."""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from wizard.lab import pki
from wizard.lab.listeners import HttpListener, TlsListener

NOW = datetime.now(UTC)
Bound = tuple[bytes, bytes]
RESET = (ConnectionResetError, ssl.SSLEOFError) if sys.platform == "win32" else (ConnectionResetError,)
"""Wine shows its clients the reset of a connection as its end."""


@cache
def key(which: str, bits: int = 2048) -> bytes:
    return pki.make_key(bits)


def bound(which: str, bits: int = 2048, days: int = 365) -> Bound:
    """Chain and key of a new certificate."""
    pem = key(which, bits)
    der = pki.self_signed(pem, f"CN={which}", (which,), NOW - timedelta(days=900), NOW + timedelta(days=days), None)
    return pki.chain_pem(der), pem


def leaf_hash(chain_and_key: Bound) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(chain_and_key[0].decode())).hexdigest()


def as_wsus(scheme: str, path: str) -> int:
    """Answers as WSUS with Require SSL set would (facts, 10.2)."""
    if path.startswith("/Content"):
        return 200
    if scheme == "http":
        return 403
    return 401 if path.startswith("/ApiRemoting30") else 200


class Client:
    """An https or http client that keeps its connection and believes any certificate."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        self.socket: socket.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        if context:
            self.socket = context.wrap_socket(self.socket)
        self.http = http.client.HTTPConnection("localhost")
        self.http.sock = self.socket

    def get(self, path: str, method: str = "GET", body: bytes | None = None) -> http.client.HTTPResponse:
        self.http.request(method, path, body=body)
        response = self.http.getresponse()
        self.text = response.read()
        return response

    @property
    def leaf_hash(self) -> str:
        assert isinstance(self.socket, ssl.SSLSocket)
        return hashlib.sha256(self.socket.getpeercert(binary_form=True) or b"").hexdigest()

    def close(self) -> None:
        self.http.close()
        self.socket.close()


Dial = Callable[[int, bool], Client]


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Closes at the end of a test what it opened."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def dial(opened: ExitStack) -> Dial:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return lambda port, tls: opened.enter_context(closing(Client(port, context if tls else None)))


class Site:
    """A site with a binding that can be changed."""

    def __init__(self, opened: ExitStack, binding: Bound | None) -> None:
        self.binding = binding
        self.https = TlsListener(lambda: self.binding, as_wsus)
        self.http = HttpListener(as_wsus)
        opened.callback(self.https.stop)
        opened.callback(self.http.stop)


@pytest.mark.parametrize(
    ("tls", "path", "status"),
    [
        (False, "/ClientWebService/client.asmx", 403),
        (False, "/ApiRemoting30/WebService.asmx", 403),
        (False, "/Content/anonymousCheckFile.txt?x=1", 200),
        (True, "/ClientWebService/client.asmx", 200),
        (True, "/ApiRemoting30/WebService.asmx", 401),
        (True, "/Content%2Fa", 200),
    ],
)
def test_each_scheme_and_path_has_its_own_answer(
    opened: ExitStack, dial: Dial, tls: bool, path: str, status: int
) -> None:
    site = Site(opened, bound("a"))
    response = dial(site.https.port if tls else site.http.port, tls).get(path)
    assert response.status == status
    assert response.getheader("WWW-Authenticate") == ("Negotiate" if status == 401 else None)


@pytest.mark.parametrize(("status", "server"), [(200, "Microsoft-IIS/10.0"), (404, "Microsoft-IIS/10.0")])
def test_iis_names_itself(opened: ExitStack, dial: Dial, status: int, server: str) -> None:
    listener = HttpListener(lambda scheme, path: status)
    opened.callback(listener.stop)
    response = dial(listener.port, False).get("/")
    assert (response.status, response.getheader("Server")) == (status, server)


def test_http_sys_answers_by_itself_where_no_pool_runs(opened: ExitStack, dial: Dial) -> None:
    listener = HttpListener(lambda scheme, path: 503)
    opened.callback(listener.stop)
    response = dial(listener.port, False).get("/")
    assert (response.status, response.getheader("Server")) == (503, "Microsoft-HTTPAPI/2.0")


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_is_kept_for_more_than_one_request(opened: ExitStack, dial: Dial, tls: bool) -> None:
    site = Site(opened, bound("a"))
    client = dial(site.https.port if tls else site.http.port, tls)
    for _ in range(3):
        assert client.get("/Content/", "POST", b"<GetConfig/>" * 1000).status == 200
        assert client.http.sock is client.socket, "the same connection"


def test_a_new_connection_sees_a_new_certificate_and_a_kept_one_the_old(opened: ExitStack, dial: Dial) -> None:
    old, new = bound("a"), bound("b")
    site = Site(opened, old)
    kept = dial(site.https.port, True)
    assert kept.get("/Content/").status == 200
    site.binding = new
    assert dial(site.https.port, True).leaf_hash == leaf_hash(new)
    assert kept.get("/Content/").status == 200
    assert kept.leaf_hash == leaf_hash(old)


@pytest.mark.parametrize("fault", ["no certificate", "key of another"])
def test_without_a_usable_certificate_the_connection_comes_up_and_is_reset(
    opened: ExitStack, dial: Dial, fault: str
) -> None:
    site = Site(opened, None if fault == "no certificate" else (bound("a")[0], key("b")))
    opened.enter_context(closing(socket.create_connection(("127.0.0.1", site.https.port), timeout=10)))
    with pytest.raises(RESET):
        dial(site.https.port, True)
    site.binding = bound("a")
    assert dial(site.https.port, True).leaf_hash == leaf_hash(site.binding)


def test_removing_the_certificate_leaves_a_kept_connection_alone(opened: ExitStack, dial: Dial) -> None:
    site = Site(opened, bound("a"))
    kept = dial(site.https.port, True)
    site.binding = None
    assert kept.get("/Content/").status == 200


@pytest.mark.parametrize(("bits", "days"), [(2048, -100), (1024, 365)], ids=["expired", "weak"])
def test_a_bad_certificate_is_served_like_any_other(opened: ExitStack, dial: Dial, bits: int, days: int) -> None:
    binding = bound("bad", bits, days)
    site = Site(opened, binding)
    assert dial(site.https.port, True).leaf_hash == leaf_hash(binding)


def test_the_issuers_are_sent_along(opened: ExitStack) -> None:
    ends = NOW + timedelta(days=9)
    root = pki.make_authority("Contoso Root CA", NOW - timedelta(days=9), ends, key=key("a"))
    issuing = pki.make_authority("Contoso Issuing CA", NOW - timedelta(days=9), ends, root, key("b"))
    spki = pki.public_key_of(key("c"))
    leaf = pki.issue(issuing, spki, "", ("localhost",), NOW - timedelta(days=9), ends, (pki.SERVER_AUTHENTICATION,))
    site = Site(opened, (pki.chain_pem(leaf, issuing.certificate), key("c")))
    context = ssl.create_default_context(cadata=root.certificate)  # it knows the root alone
    with (
        socket.create_connection(("127.0.0.1", site.https.port), timeout=10) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as tls,
    ):
        assert tls.getpeercert(binary_form=True) == leaf


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
@pytest.mark.parametrize(("version", "spoken"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_tls_is_spoken_from_1_2_on(opened: ExitStack, version: str, spoken: bool) -> None:
    site = Site(opened, bound("a"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with ExitStack() as stack:
        if not spoken:
            stack.enter_context(pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"))
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", site.https.port), timeout=10))
        assert stack.enter_context(context.wrap_socket(connection)).version() == version.replace("_", ".")


def test_a_client_without_tls_harms_nobody(opened: ExitStack, dial: Dial) -> None:
    site = Site(opened, bound("a"))
    with pytest.raises((http.client.HTTPException, OSError)):
        dial(site.https.port, False).get("/Content/")
    assert dial(site.https.port, True).get("/Content/").status == 200


@pytest.mark.parametrize("tls", [False, True])
def test_stopping_closes_the_port_the_connections_and_the_threads(opened: ExitStack, dial: Dial, tls: bool) -> None:
    before = set(threading.enumerate())
    site = Site(opened, bound("a"))
    listener = site.https if tls else site.http
    kept, silent = dial(listener.port, tls), socket.create_connection(("127.0.0.1", listener.port), timeout=10)
    opened.enter_context(closing(silent))
    assert kept.get("/Content/").status == 200
    site.https.stop()
    site.http.stop()
    with pytest.raises((http.client.HTTPException, OSError)):
        kept.get("/Content/")
    assert silent.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        dial(listener.port, tls)
    assert set(threading.enumerate()) == before


def test_stopping_twice_is_as_good_as_once() -> None:
    listener = HttpListener(as_wsus)
    listener.stop()
    listener.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", listener.port), timeout=10)


def test_many_listeners_live_side_by_side(opened: ExitStack, dial: Dial) -> None:
    sites = [Site(opened, bound(which)) for which in ("a", "b") * 10]
    assert len({site.https.port for site in sites}) == len(sites)
    for site in sites:
        assert site.binding
        assert dial(site.https.port, True).leaf_hash == leaf_hash(site.binding)


def test_serving_leaves_no_file_behind(
    opened: ExitStack, dial: Dial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    site = Site(opened, bound("a"))
    assert dial(site.https.port, True).get("/Content/").status == 200
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_lab_itself_is_heard_and_ends_the_connection(
    opened: ExitStack, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda fault: heard.append(fault.exc_type))

    def faulty(scheme: str, path: str) -> int:
        raise LookupError(path)

    listener = HttpListener(faulty)
    opened.callback(listener.stop)
    with pytest.raises(http.client.RemoteDisconnected):
        dial(listener.port, False).get("/")
    listener.stop()
    assert heard == [LookupError]


@pytest.mark.parametrize("header", ["Content-Length: many", "Transfer-Encoding: chunked"])
def test_after_a_body_of_unknown_length_the_connection_ends(opened: ExitStack, header: str) -> None:
    site = Site(opened, None)
    connection = opened.enter_context(socket.create_connection(("127.0.0.1", site.http.port), timeout=10))
    connection.sendall(f"POST /Content/ HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
    with connection.makefile("rb") as stream:
        assert stream.read().startswith(b"HTTP/1.1 200 ")
