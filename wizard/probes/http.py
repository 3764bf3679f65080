"""How paths answer to somebody who does not sign in, seen from this computer."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

from wizard.operations.iis import HttpAnswer
from wizard.operations.model import OperationError
from wizard.probes.connection import connected, failure, secured

_KEPT_IN_PATHS = "/%?=&:+,;@!$'()*~"


def answers(
    dial_host: str, dial_port: int, host_name: str, use_ssl: bool, paths: Sequence[str], timeout: float = 5.0
) -> tuple[HttpAnswer, ...]:
    """GET of each path on a connection of its own, asking for `host_name`.

    No redirect is followed and no certificate is judged.
    """
    return tuple(_answer(dial_host, dial_port, host_name, use_ssl, path, timeout) for path in paths)


def _answer(dial_host: str, dial_port: int, host_name: str, use_ssl: bool, path: str, timeout: float) -> HttpAnswer:
    try:
        with closing(connected(dial_host, dial_port, timeout)) as connection:
            if not use_ssl:
                return answer_on(connection, host_name, path)
            with secured(connection, host_name) as tls:
                return answer_on(tls, host_name, path)
    except (OSError, ValueError) as error:
        return HttpAnswer(path, 0, failure(error))


def answer_on(connection: socket.socket, host_name: str, path: str) -> HttpAnswer:
    """GET of a path on a connection that is up, and for which this is the last request."""
    try:
        return HttpAnswer(path, _status(connection, host_name, path))
    except (OSError, ValueError) as error:
        return HttpAnswer(path, 0, failure(error))
    except HTTPException as error:
        return HttpAnswer(path, 0, OperationError(type="NotHttp", text=str(error)))


def _status(connection: socket.socket, host_name: str, path: str) -> int:
    with closing(HTTPConnection(host_name)) as http:
        http.sock = connection
        http.request("GET", quote(path, safe=_KEPT_IN_PATHS), headers={"Connection": "close", "Host": host_name})
        with http.getresponse() as response:
            return response.status
