"""Get-SynchronizationStatus.ps1 and Start-Synchronization.ps1: status as codes and times, one start at the top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.contoso import AREAS, WSUS, on_site
from tests.powershell.runner import PowerShell
from wizard.operations.model import Written
from wizard.operations.site import GetSynchronizationStatus, StartSynchronization, SynchronizationStatus

READ = do(GetSynchronizationStatus())
START = do(StartSynchronization())


def status(**values: Any) -> Mapping[str, Any]:
    """An instance of SMS_SUPSyncStatus."""
    return {
        "WSUSServerName": WSUS,
        "SiteCode": "PS1",
        "LastSyncState": 6702,
        "LastSyncStateTime": "20240507182709.000000+000",
        "LastSuccessfulSyncTime": "20240507182709.123000+000",
        "LastSyncErrorCode": 0,
        **values,
    }


STATUSES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "done": (status(),),
    "two": (status(), status(WSUSServerName="WSUS2.contoso.com", LastSyncState=6704)),
    "none": (),
    "of another site": (status(SiteCode="SEC", WSUSServerName="SEC1.contoso.com"), status()),
    "failed": (status(LastSyncState=6703, LastSyncErrorCode=2148734208),),
    "failed, signed": (status(LastSyncState=6703, LastSyncErrorCode=-2146233088),),
    "never": (status(LastSyncState=None, LastSyncStateTime=None, LastSuccessfulSyncTime="", LastSyncErrorCode=None),),
    "west": (status(LastSyncStateTime="20240507182709.000000-420"),),
    "east": (status(LastSyncStateTime="20240507182709.000000+330"),),
    "no zone": (status(LastSyncStateTime="20240507182709.000000+***"),),
    "unreadable time": (status(LastSyncStateTime="07.05.2024 18:27:09"),),
    "unreadable code": (status(LastSyncErrorCode="keiner"),),
}
READS = {name: Case((READ,), on_site(statuses=list(statuses))) for name, statuses in STATUSES.items()}
CASES: Mapping[str, Case] = {
    **READS,
    "read denied": Case((READ,), on_site(denied="provider")),
    "read without rights": Case((READ,), on_site(rights=False, statuses=[status()])),
    "start": Case((START,), on_site()),
    "start elsewhere": Case((START,), on_site(provider="PROV1.contoso.com")),
    "start at a child": Case((START,), on_site(parent="CAS")),
    "start returns 1": Case((START,), on_site(sync_returns=1)),
    "start returns nothing": Case((START,), on_site(sync_returns=None)),
    "start denied": Case((START,), on_site(denied="provider")),
    "start without rights": Case((START,), on_site(rights=False)),
    "start without a site": Case((START,), on_site(installed=False)),
}


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


def read(outcomes: Mapping[str, Outcome], name: str) -> tuple[SynchronizationStatus, ...]:
    """What the script gives."""
    return outcomes[name].runs[0].result(GetSynchronizationStatus)


DONE = SynchronizationStatus(WSUS, 6702, "2024-05-07T18:27:09Z", "2024-05-07T18:27:09Z")


@pytest.mark.parametrize(("name", "count"), [("none", 0), ("done", 1), ("two", 2)])
def test_an_array_stays_one_however_many_it_holds(outcomes: Mapping[str, Outcome], name: str, count: int) -> None:
    assert len(read(outcomes, name)) == count


def test_states_and_times_are_as_the_site_has_them(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "done") == (DONE,)
    assert [entry.state for entry in read(outcomes, "two")] == [6702, 6704]


def test_the_status_of_another_site_is_left_out(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "of another site") == (DONE,)


@pytest.mark.parametrize("name", ["failed", "failed, signed"])
def test_an_error_code_is_hexadecimal(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert read(outcomes, name)[0].error_code == "0x80131500"


def test_what_never_was_is_empty(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "never") == (SynchronizationStatus(WSUS, 0, ""),)


@pytest.mark.parametrize(("name", "time"), [("west", "2024-05-08T01:27:09Z"), ("east", "2024-05-07T12:57:09Z")])
def test_times_are_told_in_utc(outcomes: Mapping[str, Outcome], name: str, time: str) -> None:
    assert read(outcomes, name)[0].changed == time


def test_a_time_without_a_zone_is_this_servers(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "no zone")[0].changed.startswith("2024-05-0")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unreadable time", "FormatException"),
        ("unreadable code", "FormatException"),
        ("read denied", "UnauthorizedAccessException"),
        ("read without rights", "UnauthorizedAccessException"),
    ],
)
def test_what_cannot_be_read_is_an_error(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[0].failure().type == error


@pytest.mark.parametrize("name", ["start", "start elsewhere"])
def test_a_start_asks_once_for_a_delta_synchronization(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].written() == Written()
    assert outcomes[name].changes == ("SyncNow False",)


@pytest.mark.parametrize("name", ["start returns 1", "start returns nothing"])
def test_a_start_that_is_refused_by_a_number_is_an_error_and_not_repeated(
    outcomes: Mapping[str, Outcome], name: str
) -> None:
    assert outcomes[name].runs[0].failure().type == "InvalidOperationException"
    assert outcomes[name].changes == ("SyncNow False",)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("start at a child", "InvalidOperationException"),
        ("start denied", "UnauthorizedAccessException"),
        ("start without rights", "UnauthorizedAccessException"),
        ("start without a site", "CimException"),
    ],
)
def test_nothing_is_started_where_it_cannot_be(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[0].failure().type == error
    assert outcomes[name].changes == ()


def test_a_child_site_is_told_whom_to_ask(outcomes: Mapping[str, Outcome]) -> None:
    assert "CAS" in outcomes["start at a child"].runs[0].failure().text


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert [name for name in READS if outcomes[name].changes] == []
