"""Section 7: the flag, and then WCM's word, logged after our change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.rules.certificates import HOST
from tests.rules.test_wcm import PRINCIPAL, SLEEPS, SUCCESS
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE, NO_API, api_question
from tests.steps.observations import CM, Contoso, codes, only, values
from wizard.operations.logs import Log
from wizard.operations.model import Role
from wizard.operations.site import SetSoftwareUpdatePoint
from wizard.rules.answers import Patience
from wizard.rules.evidence import EVIDENCE, tail
from wizard.rules.findings import Basis, Level
from wizard.rules.place import POINTS, SITES
from wizard.steps.assessment import Status
from wizard.steps.software_update_point import RequireSslOfPoint

STEP = RequireSslOfPoint()
FLAG = "Set-SoftwareUpdatePoint"
WCM = tail(Log.WCM)
SET = AFTER.log(Log.WCM, *words.WCM_HTTP).changed(FLAG)
"""The flag was just set; WCM's log ends with its last success over http."""
LOCAL = AFTER.log(Log.WCM, *words.WCM_LOCAL)
"""A software update point on the site server: its lines name no address."""


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_the_flag_is_set_in_a_change_of_the_switch_that_makes_all_earlier_proof_old() -> None:
    assessment = BEFORE.assess(STEP)
    change = only(assessment)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["update-point.not-yet"])
    assert (change.operation, change.role) == (SetSoftwareUpdatePoint("PS1", HOST, True), Role.SITE)
    path = "sup/wsus1.contoso.com/Ssl"
    assert (values(change.former), values(change.wanted)) == ({path: "0"}, {path: "1"})
    assert (change.unit, change.evidence) == ("switch", EVIDENCE[FLAG])


def test_no_update_point_of_this_server_blocks() -> None:
    assessment = BEFORE.point(name="WSUS2.contoso.com").assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["before.update-point.missing"])
    assert assessment.findings[0].seen == "WSUS2.contoso.com"


def test_no_wsus_site_blocks() -> None:
    assert AFTER.having(SITES, ()).assess(STEP).status is Status.BLOCKED


@pytest.mark.parametrize("question", [POINTS, SITES])
def test_a_site_that_cannot_be_read_is_not_missing(question: Any) -> None:
    assessment = BEFORE.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.CANNOT_TELL, ["read.failed"], ())


def test_the_api_is_asked_only_where_the_flag_is_on() -> None:
    assert api_question(Role.SITE) in AFTER.seen(STEP).results
    assert api_question(Role.SITE) not in BEFORE.seen(STEP).results


# --- WCM's word ---


@pytest.mark.parametrize(
    ("contoso", "basis", "code"),
    [
        (AFTER, Basis.VERIFIED, "update-point.wcm-proven"),
        (SET.goes_on(Log.WCM, *words.WCM_HTTPS), Basis.VERIFIED, "update-point.wcm-proven"),
        (LOCAL, Basis.ASSUMED, "update-point.wcm-assumed"),
        (LOCAL.changed(FLAG).goes_on(Log.WCM, *words.WCM_LOCAL), Basis.ASSUMED, "update-point.wcm-assumed"),
        # it is at it again: its success stands until it says otherwise
        (AFTER.goes_on(Log.WCM, *words.WCM_RUNS), Basis.VERIFIED, "update-point.wcm-proven"),
    ],
)
def test_a_success_that_counts_satisfies(contoso: Contoso, basis: Basis, code: str) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, [code, "update-point.flag"])
    assert (assessment.findings[0].basis, assessment.findings[0].machine) == (basis, CM)


@pytest.mark.parametrize(
    "contoso",
    [
        SET,
        SET.goes_on(Log.WCM, *words.WCM_HTTP),  # it still went to the old address
        SET.goes_on(Log.WCM, *words.WCM_RUNS),
        SET.goes_on(Log.WCM, SLEEPS),
        AFTER.changed(FLAG),  # an old success over https proves nothing of a new change
        LOCAL.changed(FLAG),
        LOCAL.changed(FLAG).goes_on(Log.WCM, SUCCESS),  # the end of an attempt begun before
        LOCAL.changed(FLAG).goes_on(Log.WCM, *words.WCM_LOCAL).having(api_question(Role.SITE), NO_API),
        LOCAL.changed(FLAG).goes_on(Log.WCM, *words.WCM_HTTP, *words.WCM_LOCAL),  # another address since
    ],
)
def test_after_our_change_anything_less_waits_a_quarter_of_an_hour(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.WAITING, ["update-point.wcm-waiting", "update-point.flag"])
    assert assessment.wait is not None
    assert (assessment.wait.ends_with, assessment.wait.patience, assessment.changes) == ("wait.wcm", minutes(15), ())


def test_after_a_change_that_wcm_is_not_told_of_it_waits_for_the_hourly_run() -> None:
    sessions = AFTER.log(Log.WCM, *words.WCM_HTTP).session(), AFTER.changed("Start-Synchronization").log(Log.WCM)
    for contoso in sessions:
        wait = contoso.assess(STEP).wait
        assert wait is not None
        assert wait.patience == minutes(75)


def test_patience_is_the_operators_to_say() -> None:
    wait = SET.asked(patience=Patience(wcm="2h")).assess(STEP).wait
    assert wait is not None
    assert wait.patience == timedelta(hours=2)


def test_a_failure_after_our_change_is_one_with_its_line_and_what_it_means() -> None:
    assessment = SET.goes_on(Log.WCM, *words.WCM_FAILS).assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.FAILED, ["update-point.wcm-failed", "error.permission", "update-point.flag"],
    )  # fmt: skip
    assert assessment.findings[0].seen == PRINCIPAL
    assert assessment.changes == ()


def test_a_failure_seen_without_a_session_is_one_too() -> None:
    for contoso in (AFTER.log(Log.WCM), AFTER):
        assessment = contoso.goes_on(Log.WCM, *words.WCM_FAILS).assess(STEP)
        assert (assessment.status, codes(assessment)[0]) == (Status.FAILED, "update-point.wcm-failed")


def test_a_failure_before_our_change_is_old_news() -> None:
    contoso = AFTER.log(Log.WCM, *words.WCM_FAILS).changed(FLAG)
    assert contoso.assess(STEP).status is Status.WAITING


@pytest.mark.parametrize("lines", [(), words.WCM_HTTP])
def test_silence_without_a_session_is_neither_success_nor_failure(lines: tuple[str, ...]) -> None:
    assessment = AFTER.log(Log.WCM, *lines).assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.CANNOT_TELL, ["update-point.wcm-silent", "update-point.flag"],
    )  # fmt: skip


def test_an_attempt_under_way_is_waited_for_without_a_session_too() -> None:
    assessment = AFTER.log(Log.WCM, *words.WCM_RUNS).assess(STEP)
    assert (assessment.status, assessment.findings[0].code) == (Status.WAITING, "update-point.wcm-waiting")


@pytest.mark.parametrize("contoso", [AFTER, SET])
def test_a_log_that_cannot_be_read_is_not_a_silent_one(contoso: Contoso) -> None:
    assessment = contoso.failing(WCM).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed", "update-point.flag"])
    assert assessment.findings[0].level is Level.ERROR


def test_an_api_whose_word_is_needed_and_could_not_be_had_is_shown_as_such() -> None:
    waiting = LOCAL.changed(FLAG).goes_on(Log.WCM, *words.WCM_LOCAL).failing(api_question(Role.SITE)).assess(STEP)
    assert (waiting.status, codes(waiting)[1], waiting.findings[1].level) == (
        Status.WAITING, "read.failed", Level.WARNING,
    )  # fmt: skip
    silent = LOCAL.failing(api_question(Role.SITE)).assess(STEP)
    assert (silent.status, codes(silent)[1]) == (Status.CANNOT_TELL, "read.failed")
