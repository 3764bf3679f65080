"""The implementations that have to keep the contract."""

from __future__ import annotations

import pytest

from tests.contract.lab_adapter import PracticeLab
from tests.contract.outcome import Implementation
from tests.contract.script_adapter import Scripts
from tests.powershell.runner import PowerShell, find_powershell


@pytest.fixture(scope="module", params=["lab", "scripts"])
def implementation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Implementation:
    """The practice lab, and the scripts in PowerShell."""
    folder = tmp_path_factory.mktemp("contract")
    if request.param == "lab":
        return PracticeLab(folder)
    return Scripts(PowerShell(find_powershell(), folder, {}))
