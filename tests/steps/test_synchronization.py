"""Section 8: a synchronization over https, by wsyncmgr.log, from its beginning to its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.rules.test_synchronization import DONE, DONE_SMS, PRINCIPAL
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE, NO_API, api_question
from tests.steps.observations import CM, Contoso, codes, only
from wizard.operations.logs import Log
from wizard.operations.model import Role
from wizard.operations.site import StartSynchronization
from wizard.rules.answers import Patience
from wizard.rules.evidence import EVIDENCE, tail
from wizard.rules.findings import Basis
from wizard.rules.place import SITES
from wizard.steps.assessment import Receipt, Status
from wizard.steps.synchronization import START, Synchronization

STEP = Synchronization()
SYNC = tail(Log.SYNC)
API = api_question(Role.SITE)
FLAG, STARTED_HERE = "Set-SoftwareUpdatePoint", "Start-Synchronization"
SWITCHED = AFTER.log(Log.SYNC, *words.SYNC_HTTP).changed(FLAG)
"""The switch was just made; the log ends with the last synchronization over http."""
BEGUN = AFTER.log(Log.SYNC, *words.SYNC_HTTP).changed(STARTED_HERE)
"""One was just started here."""


def test_it_is_started_once_by_a_change_that_moves_only_its_own_log() -> None:
    change = only(BEFORE.assess(STEP))
    assert (change.operation, change.role, change.evidence) == (StartSynchronization(), Role.SITE, (Log.SYNC,))
    assert (change.repeatable, change.unit, change.former, change.wanted, change.brings) == (False, "", (), (), ())
    assert EVIDENCE[change.operation.name] == change.evidence


# --- success ---


@pytest.mark.parametrize(
    ("contoso", "basis"),
    [
        (AFTER, Basis.VERIFIED),
        (SWITCHED.goes_on(Log.SYNC, *words.SYNC_HTTPS), Basis.VERIFIED),
        (BEGUN.goes_on(Log.SYNC, *words.SYNC_HTTPS), Basis.VERIFIED),
        # a SUP on the site server names no address: the flag and the API have to say it
        (AFTER.log(Log.SYNC, *words.SYNC_LOCAL), Basis.ASSUMED),
        (BEGUN.goes_on(Log.SYNC, *words.SYNC_LOCAL), Basis.ASSUMED),
        # another is under way: the success before it stands
        (AFTER.goes_on(Log.SYNC, *words.SYNC_HTTPS[:4]), Basis.VERIFIED),
        # a log that is too long to be read back to the beginning
        (AFTER.log(Log.SYNC, DONE_SMS, DONE), Basis.ASSUMED),
    ],
)
def test_a_success_over_https_satisfies(contoso: Contoso, basis: Basis) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["synchronization.done"])
    assert (assessment.findings[0].basis, assessment.findings[0].machine) == (basis, CM)


@pytest.mark.parametrize("contoso", [AFTER.point(ssl=False), AFTER.having(API, NO_API)])
def test_a_success_that_names_no_address_proves_nothing_without_flag_and_api(contoso: Contoso) -> None:
    assessment = contoso.log(Log.SYNC, *words.SYNC_LOCAL).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["synchronization.by-other"])


@pytest.mark.parametrize("contoso", [AFTER.log(Log.SYNC), BEGUN])
def test_an_api_that_could_not_be_asked_is_a_failed_read_and_not_http(contoso: Contoso) -> None:
    assessment = contoso.goes_on(Log.SYNC, *words.SYNC_LOCAL).failing(API).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed"])


@pytest.mark.parametrize("contoso", [SWITCHED, BEGUN])
def test_the_end_of_one_that_began_before_the_mark_proves_nothing(contoso: Contoso) -> None:
    running = AFTER.log(Log.SYNC, *words.SYNC_HTTP_RUNS)
    operation = next(iter(contoso.since.values())).operation
    assessment = running.changed(operation).goes_on(Log.SYNC, DONE_SMS, DONE).assess(STEP)
    assert assessment.status is not Status.SATISFIED
    assert "synchronization.done" not in codes(assessment)


# --- not yet ---


@pytest.mark.parametrize(
    ("contoso", "code"),
    [
        (AFTER.log(Log.SYNC), "synchronization.none-yet"),
        (AFTER.log(Log.SYNC, *words.SYNC_HTTP), "synchronization.by-other"),
        (AFTER.log(Log.SYNC, *words.SYNC_HTTP_RUNS), "synchronization.by-other"),
        (AFTER.log(Log.SYNC, *words.SYNC_HTTP_FAILS), "synchronization.by-other"),
        # a failure that went who knows where, of one that was not started here
        (AFTER.having(API, NO_API).log(Log.SYNC, *words.SYNC_LOCAL_FAILS), "synchronization.by-other"),
        (SWITCHED, "synchronization.none-yet"),
        (SWITCHED.goes_on(Log.SYNC, *words.SYNC_HTTP), "synchronization.by-other"),
        (AFTER.changed(FLAG), "synchronization.none-yet"),  # old proof is about the old configuration
    ],
)
def test_where_nothing_counts_one_is_to_be_started(contoso: Contoso, code: str) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.NEEDS_CHANGE, [code], (START,))


@pytest.mark.parametrize(
    "contoso",
    [
        AFTER.log(Log.SYNC, *words.SYNC_HTTPS[:6]),  # over https, whoever began it
        SWITCHED.goes_on(Log.SYNC, *words.SYNC_HTTP_RUNS),
        BEGUN.goes_on(Log.SYNC, *words.SYNC_LOCAL_RUNS),
        BEGUN.goes_on(Log.SYNC, *words.SYNC_HTTPS[:6]),
    ],
)
def test_one_under_way_is_waited_for(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.WAITING, ["synchronization.running"])
    assert assessment.changes == ()
    assert assessment.wait is not None
    assert (assessment.wait.ends_with, assessment.wait.look_every, assessment.wait.patience) == (
        "wait.synchronization", timedelta(minutes=5), timedelta(hours=6),
    )  # fmt: skip


def test_one_started_here_that_does_not_show_yet_is_waited_for() -> None:
    assessment = BEGUN.asked(patience=Patience(synchronization="90m")).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.WAITING, ["synchronization.not-begun"])
    assert assessment.changes == (START,)
    assert assessment.wait is not None
    assert assessment.wait.patience == timedelta(minutes=90)


# --- failed ---


@pytest.mark.parametrize(
    "contoso",
    [
        AFTER.log(Log.SYNC, *words.SYNC_FAILS),
        AFTER.goes_on(Log.SYNC, *words.SYNC_FAILS),  # the success before it does not stand
        SWITCHED.goes_on(Log.SYNC, *words.SYNC_FAILS),
        BEGUN.goes_on(Log.SYNC, *words.SYNC_FAILS),
        BEGUN.having(API, NO_API).goes_on(Log.SYNC, *words.SYNC_LOCAL_FAILS),  # ours, wherever it went
        BEGUN.failing(API).goes_on(Log.SYNC, *words.SYNC_LOCAL_FAILS),
    ],
)
def test_a_failure_over_https_or_of_one_started_here_is_a_failure(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.FAILED, ["synchronization.failed", "error.permission"])
    assert (assessment.findings[0].seen, assessment.changes) == (PRINCIPAL, (START,))


@pytest.mark.parametrize("lines", [words.SYNC_HTTP, words.SYNC_HTTP_FAILS])
def test_one_started_here_that_went_over_http_is_a_failure(lines: tuple[str, ...]) -> None:
    assessment = BEGUN.goes_on(Log.SYNC, *lines).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.FAILED, ["synchronization.over-http"])
    assert assessment.changes == (START,)


# --- what cannot be read, and where WSUS is not ---


@pytest.mark.parametrize("question", [SYNC, SITES])
def test_a_failed_read_is_a_verdict_of_its_own_that_keeps_its_place_in_the_plan(question: Any) -> None:
    assessment = AFTER.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.CANNOT_TELL, ["read.failed"], (START,))


def test_no_wsus_site_blocks() -> None:
    assessment = AFTER.having(SITES, ()).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.BLOCKED, ["before.site.missing"], ())


# --- what a start has brought ---


@pytest.mark.parametrize(
    ("lines", "brought"),
    [
        ((), None),
        (("Wakeup for a polling cycle",), None),
        (words.SYNC_HTTPS[:2], {}),
        (words.SYNC_FAILS, {}),
        (words.SYNC_HTTP, {}),  # whoever began it: it is the newest
        ((DONE_SMS, DONE), None),  # the end of one that began before ours
    ],
)
def test_a_start_is_done_when_one_begins_behind_its_mark(lines: tuple[str, ...], brought: object) -> None:
    before = AFTER.log(Log.SYNC, *words.SYNC_HTTP)
    after = before.goes_on(Log.SYNC, *lines)
    assert STEP.brought(START, before.receipt(Log.SYNC), after.seen(STEP)) == brought


def test_without_mark_or_log_nothing_was_brought() -> None:
    receipt = AFTER.receipt(Log.SYNC)
    after = AFTER.goes_on(Log.SYNC, *words.SYNC_HTTPS)
    assert STEP.brought(START, None, after.seen(STEP)) is None
    assert STEP.brought(START, Receipt(receipt.change, receipt.time), after.seen(STEP)) is None
    assert STEP.brought(START, receipt, after.failing(SYNC).seen(STEP)) is None
