"""Backup-IisConfiguration.ps1 makes a copy that is there, and changes nothing in IIS."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, call, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.iis import BackupIisConfiguration, GetSiteBinding, GetSslRequirement

AREAS = ("iis",)
NAME = "wsus-tls-s0001-20261124120000"
MAKE = do(BackupIisConfiguration(NAME))
READS = (do(GetSiteBinding()), do(GetSslRequirement()))
NO_NAMES = ("", "..", "a\\b", "a/b", "-x", "a b", "x" * 101)
CASES: Mapping[str, Case] = {
    "nothing done": Case(READS),
    "made": Case((MAKE, *READS)),
    "name taken": Case((MAKE, MAKE)),
    "refused": Case((MAKE,), {"iis": {"backup": "refuses"}}),
    "lies": Case((MAKE,), {"iis": {"backup": "lies"}}),
    "no IIS": Case((MAKE,), {"base": {"modules_missing": ["WebAdministration"]}}),
    **{name: Case((call("Backup-IisConfiguration", BackupName=name),)) for name in NO_NAMES},
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def test_a_copy_is_made_and_nothing_else(outcomes: Mapping[str, Outcome]) -> None:
    made = outcomes["made"]
    written = made.runs[0].written()
    assert (written.former, written.exit_code) == ((), 0)
    assert NAME in written.output
    assert made.changes == (f"backup {NAME}",)
    assert [run.output for run in made.runs[1:]] == [run.output for run in outcomes["nothing done"].runs]


def test_a_name_that_is_taken_is_refused_before_anything_is_written(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["name taken"].runs[1].failure().type == "InvalidOperationException"
    assert outcomes["name taken"].changes == (f"backup {NAME}",)


@pytest.mark.parametrize(
    ("name", "error"),
    [("refused", "UnauthorizedAccessException"), ("lies", "InvalidOperationException"),
     ("no IIS", "FileNotFoundException")],
)  # fmt: skip
def test_a_copy_that_is_not_there_is_an_error(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[0].failure().type == error


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_of_a_folder_never_reaches_iis(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().type == "ValidationMetadataException"
    assert outcomes[name].changes == ()
