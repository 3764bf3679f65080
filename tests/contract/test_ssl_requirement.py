"""The practice lab and the scripts for a real server do the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.contract.cases import CASES, READS, REFUSES, WRITES, Case, Reads, Refuses, Writes
from tests.contract.outcome import Implementation, Outcome
from wizard.operations.iis import SslRequirement
from wizard.operations.model import Setting, Written


@pytest.fixture(scope="module")
def outcomes(implementation: Implementation) -> Mapping[str, Outcome]:
    """Every case once."""
    return implementation.run(CASES)


def named(case: Case) -> str:
    """What a case is called in a test's name."""
    return case.name


def own_values(requirement: SslRequirement) -> Mapping[str, str]:
    """The own values that there are, by place."""
    return {place.key: place.own for place in requirement.places if place.own}


@pytest.mark.parametrize("case", READS, ids=named)
def test_a_read_tells_own_and_effective_values_apart(case: Reads, outcomes: Mapping[str, Outcome]) -> None:
    result = outcomes[case.name].result
    assert isinstance(result, SslRequirement), outcomes[case.name].error
    assert result.site_name == "WSUS Administration"
    assert frozenset(result.places) == case.expected()
    assert len(result.places) == len(case.expected()), "a place is there twice"


@pytest.mark.parametrize("case", READS, ids=named)
def test_a_read_changes_nothing(case: Reads, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].after == outcomes[case.name].result
    assert outcomes[case.name].written == ()


@pytest.mark.parametrize("case", WRITES, ids=named)
def test_a_write_returns_the_former_values_in_order(case: Writes, outcomes: Mapping[str, Outcome]) -> None:
    result = outcomes[case.name].result
    assert result == Written(tuple(Setting(f"require-ssl/{place}/Own", value) for place, value in case.former)), (
        outcomes[case.name].error
    )


@pytest.mark.parametrize("case", WRITES, ids=named)
def test_a_write_reads_back_and_touches_nothing_else(case: Writes, outcomes: Mapping[str, Outcome]) -> None:
    after = outcomes[case.name].after
    assert after is not None
    assert own_values(after) == case.after


@pytest.mark.parametrize("case", WRITES, ids=named)
def test_only_what_differs_is_written_in_order(case: Writes, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].written == case.written


@pytest.mark.parametrize("case", REFUSES, ids=named)
def test_a_refusal_is_an_error_and_nothing_is_written(case: Refuses, outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert outcome.error is not None
    assert outcome.result is None
    assert outcome.written == ()
    assert outcome.after is None or own_values(outcome.after) == case.before


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not has_source(case)] == []


def test_a_case_without_a_source_is_found() -> None:
    assert not has_source(replace(CASES[0], source=" "))


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def has_source(case: Case) -> bool:
    """Whether a document, a file or a page is named, and what it says of the matter."""
    return any(mark in case.source for mark in (".md", ".psm1", ".py", "KB ", "I-LOVE-WSUS", "Clear-WebConfiguration"))
