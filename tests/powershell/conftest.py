"""A PowerShell to run the product's scripts in, once for each batch of cases."""

from __future__ import annotations

import pytest

from tests.powershell.runner import PowerShell, find_powershell


@pytest.fixture(scope="module", params=["en_US", "de_DE", "tr_TR"])
def powershell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """In the culture of an English, a German and a Turkish server: decimal commas, and an i that is no I."""
    environment = {"LANG": f"{request.param}.UTF-8", "LC_ALL": f"{request.param}.UTF-8"}
    return PowerShell(find_powershell(), tmp_path_factory.mktemp("powershell"), environment)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """Where one other culture is enough."""
    return PowerShell(find_powershell(), tmp_path_factory.mktemp("powershell"), {"LANG": "de_DE.UTF-8"})


@pytest.fixture
def english(tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """Where the culture does not matter."""
    return PowerShell(find_powershell(), tmp_path_factory.mktemp("powershell"), {"LANG": "en_US.UTF-8"})
