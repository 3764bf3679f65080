"""TLS and HTTP seen from the lab's machines, over its real listeners; and the ends of logs."""

from __future__ import annotations

from wizard.lab import logs
from wizard.lab.bench import Bench
from wizard.lab.registry import does
from wizard.operations.iis import HttpAnswer, TestHttpEndpoint, TestTlsEndpoint, TlsEndpoint
from wizard.operations.logs import GetLogTail, LogTail
from wizard.operations.model import OperationError, Role
from wizard.probes import http

_NAME = OperationError("SocketException", "0x80072AF9", "No such host is known")


@does(TestTlsEndpoint)
def test_tls_endpoint(bench: Bench, operation: TestTlsEndpoint, role: Role) -> TlsEndpoint:
    try:
        return bench.network.tls(bench.world.machine(role), operation.host_name, operation.port)
    except OSError:
        return TlsEndpoint(connected=False, handshake=False, error=_NAME)


@does(TestHttpEndpoint)
def test_http_endpoint(bench: Bench, operation: TestHttpEndpoint, role: Role) -> tuple[HttpAnswer, ...]:
    try:
        host, port = bench.network.dial(operation.host_name, operation.port)
    except OSError:
        return tuple(HttpAnswer(path, 0, _NAME) for path in operation.path)
    return http.answers(host, port, operation.host_name, operation.use_ssl, operation.path)


@does(GetLogTail)
def get_log_tail(bench: Bench, operation: GetLogTail, role: Role) -> LogTail:
    return logs.tail(bench.world, operation, role)
