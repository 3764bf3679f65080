"""Fixtures of the probes: a certificate, servers that end with the test, and a port that is closed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.probes.servers import Certificate, Serve, Talk


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Certificate(tmp_path, "wsus1.contoso.com", "WSUS1")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Servers that take connections one after the other until the test ends."""
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
                        connection.settimeout(10)
                        with suppress(OSError):
                            talk(connection)

            taking = threading.Thread(target=take, daemon=True)

            def end() -> None:
                ended.set()
                with socket.create_connection(("127.0.0.1", port), timeout=10):
                    taking.join()

            taking.start()
            stack.callback(end)
            return port

        yield start


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
