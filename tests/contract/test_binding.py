"""The practice lab and the scripts do the same with the https binding and with http.sys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.contract.binding_adapters import Implementation, Outcome, PracticeLab, Scripts
from tests.contract.binding_cases import CASES, Case
from tests.powershell.runner import PowerShell, find_powershell

WRITES = [case for case in CASES if case.former is not None]
REFUSES = [case for case in CASES if case.former is None]


def named(case: Case) -> str:
    """What a case is called in a test's name."""
    return case.name


@pytest.fixture(scope="module", params=["lab", "scripts"])
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Every case once."""
    folder = tmp_path_factory.mktemp("contract")
    implementation: Implementation
    if request.param == "lab":
        implementation = PracticeLab(folder)
    else:
        implementation = Scripts(PowerShell(find_powershell(), folder, {}))
    return implementation.run(CASES)


@pytest.mark.parametrize("case", WRITES, ids=named)
def test_a_write_returns_the_former_values_in_order(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].error is None
    assert outcomes[case.name].former == case.former


@pytest.mark.parametrize("case", REFUSES, ids=named)
def test_a_refusal_is_an_error(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].error is not None
    assert outcomes[case.name].former is None


@pytest.mark.parametrize("case", CASES, ids=named)
def test_iis_and_http_sys_are_afterwards_as_expected(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert sorted(outcomes[case.name].lines) == sorted(case.after)
    assert sorted(outcomes[case.name].served) == sorted(case.served)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_http_binding_stays(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    # memdocs, software-update-point-ssl.md: content goes on over http
    assert outcomes[case.name].http == ((case.http, ""),)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_only_what_is_wanted_and_not_yet_so_is_written(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].changed == case.changed


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not has_source(case)] == []


def test_a_case_without_a_source_is_found() -> None:
    assert not has_source(replace(CASES[0], source=" "))


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def has_source(case: Case) -> bool:
    """Whether a document or a file is named, and what it says of the matter."""
    return any(mark in case.source for mark in (".md", ".psm1", ".py"))
