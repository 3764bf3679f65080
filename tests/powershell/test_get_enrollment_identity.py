"""Get-EnrollmentIdentity.ps1 tells user and computer with every group, and never an account without its groups."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.certificates import AREAS
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import EnrollmentIdentity, GetEnrollmentIdentity

DOMAIN = "S-1-5-21-3623811015-3361044348-30300820"
READ = do(GetEnrollmentIdentity())

CASES: Mapping[str, Case] = {
    "default": Case((READ,)),
    "not elevated": Case((READ,), {"host": {"elevated": False}}),
    "no groups": Case((READ,), {"directory": {"computer_groups": []}}),
    "one group": Case((READ,), {"directory": {"computer_groups": ["S-1-5-32-554"]}}),
    "no name": Case((READ,), {"directory": {"principal_name": False}}),
    "other domain": Case((READ,), {"directory": {"users_domain": "corp.example"}}),
    "no account": Case((READ,), {"directory": {"computer": False}}),
    "no token": Case((READ,), {"host": {"identity_broken": True}}),
    "no directory": Case((READ,), {"directory": {"reachable": False}}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def identity(outcomes: Mapping[str, Outcome], name: str) -> EnrollmentIdentity:
    return outcomes[name].runs[0].result(GetEnrollmentIdentity)


def test_both_accounts_come_with_all_their_groups(outcomes: Mapping[str, Outcome]) -> None:
    found = identity(outcomes, "default")
    assert found.user.name == "CONTOSO\\operator"
    assert {f"{DOMAIN}-1604", "S-1-1-0", "S-1-5-11", "S-1-5-32-544"} <= set(found.user.sids)
    assert found.computer.name == "CONTOSO\\WSUS1$"
    assert found.computer.sids == (f"{DOMAIN}-1105", f"{DOMAIN}-515", f"{DOMAIN}-1201", "S-1-5-11", "S-1-1-0")
    assert (found.user.deny_only_sids, found.computer.deny_only_sids) == ((), ())


def test_what_a_session_without_elevation_has_for_denying_only_is_kept_apart(outcomes: Mapping[str, Outcome]) -> None:
    found = identity(outcomes, "not elevated")
    assert "S-1-5-32-544" not in found.user.sids
    assert found.user.deny_only_sids == ("S-1-5-32-544",)


@pytest.mark.parametrize(
    ("name", "groups"), [("no groups", ()), ("one group", ("S-1-5-32-554",)), ("other domain", None)]
)
def test_a_computer_is_found_with_however_many_groups(
    outcomes: Mapping[str, Outcome], name: str, groups: tuple[str, ...] | None
) -> None:
    expected = (f"{DOMAIN}-515", f"{DOMAIN}-1201") if groups is None else groups
    assert identity(outcomes, name).computer.sids == (f"{DOMAIN}-1105", *expected, "S-1-5-11", "S-1-1-0")


def test_a_name_without_its_domain_is_better_than_none(outcomes: Mapping[str, Outcome]) -> None:
    assert identity(outcomes, "no name").computer.name == "WSUS1$"


@pytest.mark.parametrize(
    ("name", "error"),
    [("no account", "InvalidOperationException"), ("no token", "SecurityException"), ("no directory", "COMException")],
)
def test_an_account_that_cannot_be_read_is_an_error(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[0].failure().type == error
