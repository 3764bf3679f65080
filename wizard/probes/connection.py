"""Connections that are made for one question, and names for the ways in which they fail."""

from __future__ import annotations

import socket
import ssl

from wizard.operations.model import OperationError


def connected(host: str, port: int, timeout: float) -> socket.socket:
    """A TCP connection. OSError where none comes up; every later wait on it is limited by `timeout` too."""
    connection = socket.create_connection((host, port), timeout=timeout)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or a request waits 40 ms behind the handshake
    return connection


def secured(connection: socket.socket, server_name: str) -> ssl.SSLSocket:
    """TLS with whatever certificate is served, which is for others to judge. Takes over the connection.

    OSError where the handshake fails, ValueError for a name that cannot be asked for.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # a weak certificate is to be seen, not refused
    name = server_name.rstrip(".")
    name.encode("idna")  # here already, since wrap_socket leaves the connection open where this fails
    return context.wrap_socket(connection, server_hostname=name)


def failure(error: OSError | ValueError) -> OperationError:
    """Why a connection failed, by a name that does not depend on the system or its language."""
    return OperationError(type=_failure_name(error), text=str(error))


def _failure_name(error: OSError | ValueError) -> str:
    match error:
        case TimeoutError():
            return "Timeout"
        case ConnectionRefusedError():
            return "ConnectionRefused"
        case ConnectionError() | ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return "ConnectionReset"
        case ssl.SSLError():
            return "TlsFailed"
        case socket.gaierror():
            return "NameNotResolved"
        case ValueError():
            return "NameNotValid"
        case _:
            return type(error).__name__
