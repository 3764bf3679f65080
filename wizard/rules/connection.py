"""Why a connection by the WSUS API was refused, in words."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.operations.model import OperationError
from wizard.operations.wsus import WsusConnection
from wizard.rules.errors import explain
from wizard.rules.findings import Finding, Level, finding, of_reason


def refusal(connection: WsusConnection, machine: str) -> Iterator[Finding]:
    """The refusal itself, then what its code means where that is known."""
    error = connection.error or OperationError("")
    code = str(connection.http_status or "") or error.hresult or error.type
    shown = " ".join(part for part in (code, error.text) if part)
    yield finding("api.refused", Level.ERROR, machine, seen=shown, machine=machine, code=code)
    yield from explained(code, machine)


def explained(code: str, machine: str) -> Iterator[Finding]:
    """What a code means, as a remark beside the failure."""
    if reason := explain(code):
        yield of_reason(reason, Level.INFO, machine, seen=code)
