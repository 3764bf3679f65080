"""A PowerShell to run the product's scripts in, once for each batch of cases."""

from __future__ import annotations

import pytest

from tests.powershell.runner import PowerShell, find_powershell


def in_culture(name: str, factory: pytest.TempPathFactory) -> PowerShell:
    """As on a server of this culture."""
    environment = {"LANG": f"{name}.UTF-8", "LC_ALL": f"{name}.UTF-8"}
    return PowerShell(find_powershell(), factory.mktemp("powershell"), environment)


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """As on a German server, with decimal commas: where the scripts run, if a test says nothing else."""
    return in_culture("de_DE", tmp_path_factory)


@pytest.fixture(scope="module", params=["de_DE", "tr_TR"])
def everywhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """German, and Turkish with an i that is no I: for scripts that compare or take apart much text."""
    return in_culture(request.param, tmp_path_factory)


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> PowerShell:
    """Where the culture does not matter."""
    return in_culture("en_US", tmp_path_factory)
