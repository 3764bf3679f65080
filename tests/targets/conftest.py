"""A PowerShell that stays, ended after each module, and homes of its own so that it writes nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.powershell.runner import find_powershell
from wizard.targets.process import PowerShellProcess


@pytest.fixture(scope="session")
def powershell_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The PowerShell to start, with a home that the tests may leave behind."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, home)
        yield find_powershell()


@pytest.fixture(scope="module")
def kept(powershell_program: Path) -> Iterator[PowerShellProcess]:
    """One process for the questions of a module."""
    process = PowerShellProcess(powershell_program)
    yield process
    process.close()
