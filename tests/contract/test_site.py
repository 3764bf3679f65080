"""The practice lab and the scripts do the same with the site and with a client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.contract.site_adapters import Implementation, Outcome, PracticeLab, Scripts
from tests.contract.site_cases import CASES, STATUSES, Case
from tests.powershell.runner import PowerShell, find_powershell
from wizard.operations.model import Kind, Role

REFUSED = [case for case in CASES if case.expected is None]
ANSWERED = [case for case in CASES if case.expected is not None and case.operation != STATUSES]
STATUS = [case for case in CASES if case.operation == STATUSES]
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


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


@pytest.mark.parametrize("case", ANSWERED, ids=named)
def test_the_answer_is_the_expected_one(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].error is None
    assert outcomes[case.name].result == case.expected


@pytest.mark.parametrize("case", STATUS, ids=named)
def test_a_status_is_told_by_numbers_and_times_in_utc(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    found = outcomes[case.name].result
    assert tuple((entry.name, entry.state, entry.error_code) for entry in found) == case.expected
    assert all(UTC.fullmatch(time) for entry in found for time in (entry.changed, entry.last_success))


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_refusal_is_an_error(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].error is not None
    assert outcomes[case.name].result is None


@pytest.mark.parametrize("case", [c for c in CASES if c.operation.roles == (Role.SITE,)], ids=named)
def test_the_points_are_afterwards_as_expected(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].after == (case.before.points if case.after is None else case.after)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_only_what_is_wanted_and_not_yet_so_is_done(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].done == case.done
    assert case.done == 0 or case.operation.kind is Kind.CHANGE


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not has_source(case)] == []


def test_a_case_without_a_source_is_found() -> None:
    assert not has_source(replace(CASES[0], source=" "))


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def has_source(case: Case) -> bool:
    """Whether a document or a file is named, and what it says of the matter."""
    return any(mark in case.source for mark in (".md", ".psm1", ".py"))
