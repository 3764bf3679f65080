"""The practice lab and the scripts do the same with a client's requests in the IIS log."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.contract.iis_log_adapters import Implementation, PracticeLab, Scripts
from tests.contract.iis_log_cases import ADDRESS, CASES, Case
from tests.powershell.runner import PowerShell, find_powershell
from wizard.operations.iis_log import ClientRequests

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def named(case: Case) -> str:
    """What a case is called in a test's name."""
    return case.name


@pytest.fixture(scope="module", params=["lab", "scripts"])
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ClientRequests]:
    """Every case once."""
    folder = tmp_path_factory.mktemp("contract")
    implementation: Implementation
    if request.param == "lab":
        implementation = PracticeLab(folder)
    else:
        implementation = Scripts(PowerShell(find_powershell(), folder, {}))
    return implementation.run(CASES)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_the_client_asked_for_is_told(case: Case, outcomes: Mapping[str, ClientRequests]) -> None:
    found = outcomes[case.name]
    assert found.addresses == case.addresses
    assert tuple((r.port, r.path, r.status, r.substatus) for r in found.requests) == case.requests
    assert all(UTC.fullmatch(r.time) and r.address == ADDRESS for r in found.requests)


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not re.search(r"\w\.(md|py)\b", case.source)] == []


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
