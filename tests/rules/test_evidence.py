"""Which log proves which change, and when a line still belongs to the present configuration."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.rules.lines import BEGAN, site, site_line, tail
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE
from tests.steps.observations import Contoso
from wizard.operations.catalogue import BY_NAME
from wizard.operations.logs import GetLogTail, Log, LogTail
from wizard.operations.model import CannotTell, Kind, Role
from wizard.rules import evidence
from wizard.rules.evidence import (
    CLIENT_LOGS,
    EVIDENCE,
    belongs,
    decided,
    fresh,
    served_anew,
    started_by,
    tails,
)
from wizard.rules.logs import Endpoint, Record, Verdict, site_records
from wizard.rules.place import POINTS, SETUP, update_point
from wizard.rules.synchronization import sync_verdict

FLAG, START = "Set-SoftwareUpdatePoint", "Start-Synchronization"
HERE = Endpoint("https", "wsus1.contoso.com", 8531)


# --- the table ---


def test_the_table_names_changes_of_the_catalogue_and_logs_once() -> None:
    for name, logs in EVIDENCE.items():
        assert BY_NAME[name].kind is Kind.CHANGE
        assert len(set(logs)) == len(logs)


def test_the_flag_makes_all_logs_old_and_a_start_only_its_own() -> None:
    assert set(EVIDENCE[FLAG]) == set(Log)
    assert EVIDENCE[START] == (Log.SYNC,)
    assert EVIDENCE["Start-ClientScan"] == CLIENT_LOGS


@pytest.mark.parametrize(
    ("contoso", "anew"),
    [
        (BEFORE, False),
        (AFTER, True),
        (BEFORE.point(ssl=True), True),
        (BEFORE.altered(SETUP, using_ssl=True), True),
        (BEFORE.failing(SETUP), False),
        (BEFORE.failing(POINTS), False),
    ],
)
def test_what_is_served_matters_to_earlier_proof_only_where_others_come_by_https(contoso: Contoso, anew: bool) -> None:
    seen = contoso.all_seen()
    point = update_point(seen.read(POINTS), seen, contoso.answers)
    assert served_anew(seen, point) == (EVIDENCE[FLAG] if anew else ())


def test_each_log_is_asked_of_the_machine_that_has_it() -> None:
    assert evidence.tail(Log.WCM) == GetLogTail(Log.WCM).on(Role.SITE)
    assert [q.role for q in tails(Log.SYNC, *CLIENT_LOGS)] == [Role.SITE, *[Role.CLIENT] * 3]


# --- what is behind a mark ---


def texts(contoso: Contoso, log: Log, only_of: str = "") -> list[str]:
    found = fresh(log, contoso.all_seen(), only_of)
    assert not isinstance(found, CannotTell)
    return [record.text for record in found]


def test_without_a_session_every_line_counts() -> None:
    assert texts(AFTER, Log.WCM) == list(words.WCM_HTTPS)


def test_with_a_session_only_lines_behind_the_mark_count() -> None:
    marked = AFTER.changed(FLAG)
    assert texts(marked, Log.WCM) == []
    assert texts(marked.goes_on(Log.WCM, *words.WCM_RUNS), Log.WCM) == list(words.WCM_RUNS)
    assert texts(AFTER.changed(START), Log.WCM) == list(words.WCM_HTTPS)


def test_marks_of_other_changes_may_be_left_out() -> None:
    started = AFTER.changed(START).goes_on(Log.SYNC, "Starting Sync")
    assert texts(started, Log.SYNC, only_of=START) == ["Starting Sync"]
    assert len(texts(started, Log.SYNC, only_of=FLAG)) == len(words.SYNC_HTTPS) + 1


def test_a_log_that_could_not_be_read_is_no_empty_log() -> None:
    assert isinstance(fresh(Log.WCM, AFTER.failing(evidence.tail(Log.WCM)).all_seen()), CannotTell)


def test_only_the_newest_change_that_a_log_is_evidence_of_started_it() -> None:
    flagged = AFTER.changed(FLAG)
    started = flagged.changed(START)
    assert not started_by(Log.SYNC, START, AFTER.all_seen())
    assert not started_by(Log.SYNC, START, flagged.all_seen())
    assert started_by(Log.SYNC, START, started.all_seen())
    assert not started_by(Log.WCM, START, started.all_seen())
    assert started_by(Log.WCM, FLAG, started.all_seen())


# --- the present configuration ---


@pytest.mark.parametrize(
    ("endpoint", "ours"),
    [
        (HERE, True),
        (Endpoint("https", "WSUS1.contoso.com", 8531), True),
        (Endpoint("https", "wsus1.contoso.com.", 8531), True),
        (Endpoint("http", "wsus1.contoso.com", 8531), False),
        (Endpoint("https", "wsus1.contoso.com", 443), False),
        (Endpoint("https", "wsus2.contoso.com", 8531), False),
        (Endpoint("https", "wsus1", 8531), False),
        (None, False),
    ],
)
def test_a_line_belongs_by_scheme_host_and_port(endpoint: Endpoint | None, ours: bool) -> None:
    assert belongs(endpoint, HERE) is ours


# --- the newest verdict ---


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((), "none"),
        (words.SYNC_HTTPS, "succeeded"),
        ((*words.SYNC_HTTPS, *words.SYNC_LOCAL_RUNS), "succeeded"),  # another is under way: it stands
        ((*words.SYNC_HTTPS, *words.SYNC_FAILS), "failed"),
        ((*words.SYNC_FAILS, *words.SYNC_LOCAL_RUNS), "running"),  # a failure does not stand
        (words.SYNC_LOCAL_RUNS, "running"),
    ],
)
def test_a_success_stands_while_another_attempt_is_under_way(lines: tuple[str, ...], state: str) -> None:
    assert decided(sync_verdict, site(*lines)).state == state


def test_in_a_log_that_rolled_over_the_order_of_lines_counts_and_not_their_positions() -> None:
    """The old file's beginning has smaller positions than the new file's lines, and is older all the same."""
    old = tail(*(site_line(text, BEGAN) for text in (*words.SYNC_HTTPS, *words.SYNC_FAILS)), begin=0)
    new = tail(*(site_line(text, BEGAN) for text in words.SYNC_LOCAL_RUNS), begin=old.lines[5].position)
    records = site_records(LogTail(new.end, (*old.lines, *new.lines)))
    assert decided(sync_verdict, records).state == "running"


def test_a_verdict_under_way_that_names_no_line_is_taken_as_it_is() -> None:
    def judge(found: Iterable[Record]) -> Verdict:
        return Verdict("running")

    assert decided(judge, site("x")).state == "running"
