"""A server for a module, and a PowerShell on it that stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.this_computer.desk import Desk, Staying
from tests.this_computer.program import engine
from tests.this_computer.server import Server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A German server on http."""
    server = Server(tmp_path_factory.mktemp("this_computer") / "server", engine(), "de")
    server.make()
    with server.listening():
        powershell = Staying()
        try:
            yield Desk(server, powershell)
        finally:
            powershell.end()
