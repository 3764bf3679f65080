"""The practice lab and the scripts do the same with WSUS, its machine, its application pool and a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

import msgspec
import pytest

from tests.contract.wsus_adapters import Implementation, Outcome, PracticeLab, Scripts
from tests.contract.wsus_cases import CASES, Case
from tests.powershell.runner import PowerShell, find_powershell
from wizard.operations.host import GetStrongCrypto
from wizard.operations.logs import LogTail
from wizard.operations.model import Kind, Written

ANSWERED = [case for case in CASES if case.shows is not None]
REFUSED = [case for case in CASES if case.shows is None]
CHANGES = [case for case in CASES if case.operation.kind is Kind.CHANGE]


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


def shown(result: Any, name: str) -> Any:
    """What a result shows by the name of an attribute, or of one within it."""
    if isinstance(result, Written) and name == "former":
        return {setting.path: setting.value for setting in result.former}
    if isinstance(result, LogTail) and name == "lines":
        return tuple((line.position, line.text) for line in result.lines)
    if name == "values":
        return dict(Counter(value.value for value in result))
    if name == "servers":
        return tuple(msgspec.structs.astuple(server) for server in result)
    return reduce(getattr, name.split("."), result)


@pytest.mark.parametrize("case", ANSWERED, ids=named)
def test_the_answer_shows_what_is_promised(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert outcome.error is None
    promised = dict(case.shows or {})
    if "output" in promised:
        # The line that configuressl prints was never seen; the URL is in it.
        assert promised.pop("output") in outcome.result.output
    assert {name: shown(outcome.result, name) for name in promised} == promised


def test_values_of_net_framework_are_found_at_the_same_places(outcomes: Mapping[str, Outcome]) -> None:
    answers = [outcomes[case.name].result for case in CASES if isinstance(case.operation, GetStrongCrypto)]
    assert {tuple(value.path for value in answer) for answer in answers} == {
        tuple(
            f"HKLM\\SOFTWARE\\{view}Microsoft\\.NETFramework\\{version}"
            for view in ("", "WOW6432Node\\")
            for version in ("v2.0.50727", "v4.0.30319")
            for _ in range(2)
        )
    }


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_refusal_is_an_error_and_nothing_is_written(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].error is not None
    assert outcomes[case.name].result is None
    assert outcomes[case.name].written == 0


@pytest.mark.parametrize("case", CHANGES, ids=named)
def test_a_change_reads_back(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    after = {name: getattr(outcome.pool if hasattr(outcome.pool, name) else outcome.setup, name) for name in case.after}
    assert after == dict(case.after)
    assert case.after, "the case does not say what is afterwards"


@pytest.mark.parametrize("case", [c for c in CASES if c.written is not None], ids=named)
def test_only_what_differs_is_written(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].written == case.written


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not has_source(case)] == []


def test_a_case_without_a_source_is_found() -> None:
    assert not has_source(replace(CASES[0], source=" "))


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def has_source(case: Case) -> bool:
    """Whether a document or a file is named, and what it says of the matter."""
    return any(mark in case.source for mark in (".md", ".psm1", ".py"))
