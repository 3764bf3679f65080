"""The operations that are done on this computer, whatever the target: those of the role `here`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from wizard.operations.iis import HttpAnswer, TestHttpEndpoint, TestTlsEndpoint, TlsEndpoint
from wizard.operations.model import Question, Role, Unreachable
from wizard.probes.connection import failure
from wizard.probes.http import answers
from wizard.probes.tls import handshake

R = TypeVar("R")

Dial = Callable[[str, int], tuple[str, int]]
"""From a host and port to those that are really dialled. OSError where the name leads nowhere."""


def as_named(host: str, port: int) -> tuple[str, int]:
    """Whom to dial on a real network: exactly whom the question names."""
    return host, port


class HereProbes:
    """Answers questions of the role `here` over the network that `dial` leads to."""

    def __init__(self, dial: Dial = as_named, timeout: float = 5.0) -> None:
        self._dial = dial
        self._timeout = timeout

    def run(self, question: Question[R]) -> R:
        """Do the probe. A connection that fails is an answer too; Unreachable for what is not done here."""
        operation: object = question.operation
        if question.role is Role.HERE and isinstance(operation, TestTlsEndpoint):
            return cast("R", self._tls(operation))
        if question.role is Role.HERE and isinstance(operation, TestHttpEndpoint):
            return cast("R", self._http(operation))
        raise Unreachable(f"{question.operation.name} on role {question.role.value} is not done by this computer")

    def _tls(self, operation: TestTlsEndpoint) -> TlsEndpoint:
        try:
            host, port = self._dial(operation.host_name, operation.port)
        except OSError as error:
            return TlsEndpoint(connected=False, handshake=False, error=failure(error))
        return handshake(host, port, operation.host_name, self._timeout)

    def _http(self, operation: TestHttpEndpoint) -> tuple[HttpAnswer, ...]:
        try:
            host, port = self._dial(operation.host_name, operation.port)
        except OSError as error:
            return tuple(HttpAnswer(path, 0, failure(error)) for path in operation.path)
        return answers(host, port, operation.host_name, operation.use_ssl, operation.path, self._timeout)
