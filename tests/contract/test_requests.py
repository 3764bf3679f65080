"""The practice lab and the scripts do the same with a certificate request, from its key to the certificate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.contract.request_adapters import Implementation, Outcome, PracticeLab, Scripts
from tests.contract.request_cases import CASES, WISH, Case
from tests.powershell.runner import PowerShell, find_powershell
from wizard.rules.certificate import read_certificate

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


@pytest.mark.parametrize("case", CASES, ids=named)
def test_each_step_works_or_fails_with_the_code_of_windows(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].codes == tuple(code for _, code in case.steps)


@pytest.mark.parametrize("case", [case for case in CASES if case.request], ids=named)
def test_a_request_reads_as_it_was_made_and_as_the_ca_says(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert case.request
    (found,) = outcomes[case.name].requests
    assert (found.template, found.subject, found.names) == (WISH.template, WISH.subject, WISH.dns_name)
    assert re.fullmatch(r"[0-9A-F]{64}", found.public_key)
    assert UTC.fullmatch(found.created)
    said = (found.disposition, found.code, found.request_id, found.config)
    assert said == (case.request.disposition, case.request.code, case.request.request_id, case.request.config)


@pytest.mark.parametrize("case", [case for case in CASES if not case.request], ids=named)
def test_what_is_installed_is_no_open_request_any_more(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes[case.name].requests == ()


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_store_has_what_was_installed_and_nothing_else(case: Case, outcomes: Mapping[str, Outcome]) -> None:
    store = outcomes[case.name].store
    assert [found.friendly_name for found in store] == ([] if case.certificate is None else [case.certificate])
    for found in store:
        assert (found.has_private_key, found.key_signs, found.key_error) == (True, True, "")
        assert read_certificate(found.raw).names == WISH.dns_name


def test_every_case_names_its_source() -> None:
    assert [case.name for case in CASES if not has_source(case)] == []


def test_a_case_without_a_source_is_found() -> None:
    assert not has_source(replace(CASES[0], source=" "))


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def has_source(case: Case) -> bool:
    """Whether a document or a file is named, and what it says of the matter."""
    return any(mark in case.source for mark in (".md", ".psm1", ".py"))
