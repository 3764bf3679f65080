"""A server for a module, and a PowerShell on it that stays."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.powershell.runner import find_powershell
from tests.this_computer.desk import Desk, Staying
from tests.this_computer.server import Server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A German server on http."""
    if os.name == "nt":
        pytest.skip("the program with the stand-ins is a script of sh")
    server = Server(tmp_path_factory.mktemp("this_computer") / "server", find_powershell(), "de")
    server.make()
    with server.listening():
        powershell = Staying(server.program)
        try:
            yield Desk(server, powershell)
        finally:
            powershell.end()
