"""Real listeners on loopback that behave as http.sys does: connections are kept, and a handshake shows what is bound.

Each has an ephemeral port of 127.0.0.1 and daemon threads of its own, one for each connection. An exception of the
caller's functions ends that connection and is not swallowed.
"""

from __future__ import annotations

import os
import secrets
import socket
import ssl
import struct
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from wizard.lab.pki import encrypted_key
from wizard.operations.secret import Secret

Answer = Callable[[str, str], int]
"""From scheme (http, https) and path (decoded, without its query) to the status of the answer."""

Served = Callable[[], tuple[bytes, bytes] | None]
"""The chain and the key of the certificate bound at this moment, both PEM; None where none is bound."""

_IDLE_SECONDS = 120.0
"""http.sys closes a connection after two minutes without a request."""
_LINGER = struct.Struct("hh" if os.name == "nt" else "ii")


class HttpListener:
    """Answers over http. Listens from the moment it is made until `stop`."""

    scheme = "http"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._stopped = False
        self._lock = threading.Lock()
        self._conversations: dict[threading.Thread, socket.socket] = {}
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._accepting = self._thread(self._accept)
        self._accepting.start()

    def stop(self) -> None:
        """Closes the port and every connection; from now on who dials it is refused. A second time it does nothing."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
        # Only a connection ends the wait in accept() on every system; closing the socket does so on some.
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass
        self._accepting.join()
        self._listening.close()
        with self._lock:
            ending = list(self._conversations)
            for connection in self._conversations.values():
                with suppress(OSError):
                    # Not SSLSocket.shutdown, which takes TLS away from under the thread that is reading.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                if sys.platform == "win32":
                    # There that ends no wait for the other side in another thread; closing does.
                    with suppress(OSError):
                        socket.close(connection.detach())
        for conversation in ending:
            conversation.join(timeout=5)

    def _thread(self, target: Callable[..., None], *arguments: object) -> threading.Thread:
        return threading.Thread(target=target, args=arguments, name=f"{self.scheme}:{self.port}", daemon=True)

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except ConnectionError:  # gone again before it was accepted
                continue
            with self._lock:
                if self._stopped:
                    accepted.close()
                    return
                conversation = self._thread(self._converse, accepted)
                self._conversations[conversation] = accepted
                conversation.start()

    def _converse(self, accepted: socket.socket) -> None:
        try:
            accepted.settimeout(_IDLE_SECONDS)
            if connection := self._secured(accepted):
                _Conversation(connection, self.scheme, self._answer)
        except OSError:
            pass  # the other side left, or is no TLS client: its affair
        finally:
            with self._lock:
                self._conversations.pop(threading.current_thread()).close()

    def _secured(self, accepted: socket.socket) -> socket.socket | None:
        """The connection to talk HTTP on; None where there is nothing to say."""
        return accepted


class TlsListener(HttpListener):
    """Answers over https, with the certificate that `served` names when a handshake begins.

    A connection that is kept goes on with the one it began with. Without a certificate, or with a key that is not the
    certificate's, the connection comes up and is reset at the handshake (facts, 10.2).
    """

    scheme = "https"

    def __init__(self, served: Served, answer: Answer) -> None:
        self._served = served
        super().__init__(answer)

    def _secured(self, accepted: socket.socket) -> socket.socket | None:
        if not accepted.recv(1, socket.MSG_PEEK):
            return None
        context = _context_of(self._served())
        if context is None:
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER.pack(1, 0))  # closing it resets it
            return None
        with self._lock:
            secured = context.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
            self._conversations[threading.current_thread()] = secured
        secured.do_handshake()
        return secured


class _Conversation(BaseHTTPRequestHandler):
    """The requests of one connection, until one side ends it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, connection: socket.socket, scheme: str, answer: Answer) -> None:
        self._scheme = scheme
        self._answer = answer
        super().__init__(connection, connection.getpeername(), cast(Any, None))  # of a server it needs nothing

    def do_GET(self) -> None:
        """Answers any path; what was sent along is read and dropped."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdecimal():
            self.close_connection = True
        else:
            self.rfile.read(int(length))
        status = self._answer(self._scheme, unquote(self.path.partition("?")[0]))
        body = f"{status}\r\n".encode()
        self.send_response_only(status)
        # http.sys answers by itself where no pool runs; anything else comes from IIS.
        self.send_header("Server", "Microsoft-HTTPAPI/2.0" if status == 503 else "Microsoft-IIS/10.0")
        if status == 401:
            self.send_header("WWW-Authenticate", "Negotiate")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the screen belongs to others."""


def _context_of(served: tuple[bytes, bytes] | None) -> ssl.SSLContext | None:
    try:
        return _context(*served) if served else None
    except ssl.SSLError:  # the key is not the certificate's
        return None


@lru_cache(maxsize=64)
def _context(chain_pem: bytes, key_pem: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # http.sys serves weak certificates too
    context.num_tickets = 0  # every handshake shows its certificate
    password = Secret(secrets.token_hex(16))
    # OpenSSL takes certificates from files alone. Should this process die here, what is left is of no use to anyone.
    with tempfile.TemporaryDirectory(prefix="wsus-tls-") as folder:
        path = Path(folder, "served.pem")
        path.touch(mode=0o600)
        path.write_bytes(chain_pem + encrypted_key(key_pem, password))
        context.load_cert_chain(path, password=password.reveal())
    return context
