"""Section 9: a client's scan over https, by its three logs. Silence is never success."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.rules.certificates import NOW
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE
from tests.steps.observations import Contoso, codes, only
from wizard.operations.client import StartClientScan
from wizard.operations.iis_log import ClientRequest, ClientRequests, GetClientRequest
from wizard.operations.logs import Log
from wizard.operations.model import OperationError, Role
from wizard.rules.answers import Patience
from wizard.rules.evidence import CLIENT_LOGS, EVIDENCE, tail
from wizard.rules.findings import Level
from wizard.rules.place import SITES, holds_wsus
from wizard.steps.assessment import Assessment, Receipt, Status
from wizard.steps.client_scan import START, STATE, ClientScan, in_iis_log

STEP = ClientScan()
HANDLER, AGENT, LOCATION = Log.UPDATE_HANDLER, Log.SCAN_AGENT, Log.LOCATION
FLAG, STARTED_HERE = "Set-SoftwareUpdatePoint", "Start-ClientScan"
OVER_HTTP = AFTER.log(HANDLER, *words.SCAN_HTTP).log(LOCATION)
SWITCHED = OVER_HTTP.changed(FLAG)
"""The switch was just made; the client's last scan went over http."""
BEGUN = OVER_HTTP.changed(STARTED_HERE)
"""A scan was just started here."""


def test_it_is_started_once_by_a_change_that_moves_the_clients_logs() -> None:
    change = only(BEFORE.assess(STEP))
    assert (change.operation, change.role, change.evidence) == (StartClientScan(), Role.CLIENT, CLIENT_LOGS)
    assert (change.repeatable, change.unit, change.former, change.wanted, change.brings) == (False, "", (), (), ())
    assert EVIDENCE[change.operation.name] == change.evidence


@pytest.mark.parametrize(
    "contoso",
    [
        AFTER,
        SWITCHED.goes_on(HANDLER, *words.SCAN_HTTPS),
        BEGUN.goes_on(HANDLER, *words.SCAN_HTTPS),
        # the next one is under way: the success before it stands
        AFTER.goes_on(HANDLER, *words.SCAN_RUNS),
        AFTER.goes_on(AGENT, *words.REQUESTED),
    ],
)
def test_a_success_over_https_satisfies(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["client-scan.done"])
    assert assessment.findings[0].machine == "PC1.contoso.com"


@pytest.mark.parametrize(
    ("contoso", "code"),
    [
        (OVER_HTTP.log(HANDLER).log(AGENT), "client-scan.none-yet"),
        (OVER_HTTP, "client-scan.before"),
        (OVER_HTTP.log(HANDLER, *words.SCAN_HTTP_FAILS), "client-scan.before"),
        # a failure that went who knows where, of a scan that was not started here
        (OVER_HTTP.log(AGENT).log(HANDLER, words.SCAN_FAILS[-1]), "client-scan.before"),
        (SWITCHED, "client-scan.none-yet"),
        (SWITCHED.goes_on(HANDLER, *words.SCAN_HTTP), "client-scan.before"),
        (SWITCHED.goes_on(HANDLER, *words.SCAN_HTTP_FAILS), "client-scan.before"),
        (AFTER.changed(FLAG), "client-scan.none-yet"),
        (AFTER.log(LOCATION).log(HANDLER, *words.SCAN_HTTP_RUNS), "client-scan.before"),
    ],
)
def test_where_nothing_counts_a_scan_is_to_be_started(contoso: Contoso, code: str) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.NEEDS_CHANGE, [code], (START,))


def test_the_end_of_a_scan_over_http_is_no_success_over_https_because_the_client_was_sent_there_since() -> None:
    running = AFTER.log(LOCATION).log(HANDLER, *words.SCAN_HTTP_RUNS).changed(FLAG)
    ended = running.goes_on(LOCATION, *words.LOCATED, at=5).goes_on(HANDLER, words.SCAN_HTTPS[-1])
    assert ended.assess(STEP).status is Status.NEEDS_CHANGE


@pytest.mark.parametrize(
    "contoso",
    [
        AFTER.log(HANDLER, *words.SCAN_RUNS),
        SWITCHED.goes_on(HANDLER, *words.SCAN_HTTP_RUNS),
        BEGUN.goes_on(AGENT, *words.REQUESTED),
    ],
)
def test_one_under_way_is_waited_for(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (
        Status.WAITING, ["client-scan.running"], (),
    )  # fmt: skip
    assert assessment.wait is not None
    assert (assessment.wait.ends_with, assessment.wait.look_every, assessment.wait.patience) == (
        "wait.scan", timedelta(minutes=1), timedelta(hours=2),
    )  # fmt: skip


def test_a_scan_started_here_that_no_log_shows_is_silence_and_not_success() -> None:
    assessment = BEGUN.asked(patience=Patience(scan="30m")).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (
        Status.WAITING, ["client-scan.silent"], (START,),
    )  # fmt: skip
    assert assessment.wait is not None
    assert assessment.wait.patience == timedelta(minutes=30)


@pytest.mark.parametrize("lines", [words.SCAN_HTTP, words.SCAN_HTTP_FAILS])
def test_a_client_that_still_asks_over_http_follows_later_whatever_that_ended_with(lines: tuple[str, ...]) -> None:
    assessment = BEGUN.goes_on(HANDLER, *lines).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (
        Status.WAITING, ["client-scan.still-http"], (START,),
    )  # fmt: skip
    assert assessment.findings[0].level is Level.INFO


@pytest.mark.parametrize(
    "contoso",
    [
        AFTER.log(HANDLER, *words.SCAN_FAILS),
        AFTER.goes_on(HANDLER, *words.SCAN_FAILS),  # the success before it does not stand
        SWITCHED.goes_on(HANDLER, *words.SCAN_FAILS),
        BEGUN.goes_on(HANDLER, *words.SCAN_FAILS),
        BEGUN.goes_on(HANDLER, words.SCAN_FAILS[-1]),  # ours, wherever it went
    ],
)
def test_a_failure_over_https_or_of_one_started_here_is_told_with_its_line_and_meaning(contoso: Contoso) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (
        Status.FAILED, ["client-scan.failed", "error.certificate-refused"], (START,),
    )  # fmt: skip
    assert assessment.findings[0].seen == words.SCAN_FAILS[-1]


# --- remarks ---


@pytest.mark.parametrize("computer", ["WSUS1", "wsus1.CONTOSO.com"])
def test_the_servers_own_client_is_shown_as_not_representative(computer: str) -> None:
    assessment = AFTER.altered(STATE, computer=computer).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["client-scan.done", "client-scan.own-client"])
    assert assessment.findings[1].level is Level.WARNING


def test_the_policys_server_is_shown() -> None:
    assessment = AFTER.altered(STATE, policy_server="http://WSUS1.contoso.com:8530").assess(STEP)
    assert codes(assessment) == ["client-scan.done", "client-scan.policy"]
    assert assessment.findings[1].seen == "http://WSUS1.contoso.com:8530"


# --- what cannot be read, and where nothing can be scanned ---


@pytest.mark.parametrize("question", [STATE, SITES, *(tail(log) for log in CLIENT_LOGS)])
def test_a_failed_read_is_a_verdict_of_its_own_that_keeps_its_place_in_the_plan(question: Any) -> None:
    assessment = AFTER.failing(question).assess(STEP)
    assert (assessment.status, assessment.changes) == (Status.CANNOT_TELL, (START,))
    more = ["client-scan.unknown-address"] if question == STATE else []
    assert codes(assessment) == ["read.failed", *more]


# --- where the client cannot be asked, the IIS log of the WSUS site can ---

UNREACHABLE = SWITCHED.failing(STATE, error=OperationError("Unreachable", "", "PC1 does not answer."))
PATH = "/ClientWebService/client.asmx"


def logged(contoso: Contoso, *requests: ClientRequest) -> Assessment:
    """The client's address is known, and these requests of it are in the log."""
    question = in_iis_log(contoso.seen(STEP), contoso.answers)
    assert question is not None
    return contoso.having(question, ClientRequests(("10.0.0.51",), requests)).assess(STEP)


def request(minutes: int = 1, port: int = 8531, status: int = 200) -> ClientRequest:
    """A request so long after the switch."""
    time = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ClientRequest(time, "10.0.0.51", port, PATH, status, 0)


def test_a_request_that_was_answered_over_https_after_the_switch_satisfies() -> None:
    assessment = logged(UNREACHABLE, request(-60, 8530), request(5), request(6, status=503))
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["client-scan.in-iis-log", "read.failed"])
    assert [finding.machine for finding in assessment.findings] == ["WSUS1.contoso.com", "PC1.contoso.com"]
    assert assessment.findings[1].level is Level.WARNING


@pytest.mark.parametrize(
    "requests", [(), (request(-1),), (request(0),), (request(5, 8530),), (request(5, status=403),), (request(5, 443),)]
)
def test_no_request_an_older_one_one_over_http_or_one_refused_is_waited_behind(requests: tuple[ClientRequest]) -> None:
    assessment = logged(UNREACHABLE, *requests)
    assert (assessment.status, assessment.changes) == (Status.WAITING, ())
    assert codes(assessment) == ["client-scan.not-in-iis-log", "read.failed"]


def test_before_anything_was_changed_silence_in_the_log_is_not_waited_behind() -> None:
    assessment = logged(AFTER.failing(STATE))
    assert (assessment.status, assessment.changes) == (Status.CANNOT_TELL, (START,))
    assert logged(AFTER.failing(STATE), request(-600)).status is Status.SATISFIED


def test_a_client_that_answers_but_cannot_be_read_is_not_waited_behind() -> None:
    assert logged(SWITCHED.failing(STATE)).status is Status.CANNOT_TELL


def test_a_log_that_cannot_be_read_is_named_beside_the_client() -> None:
    question = in_iis_log(UNREACHABLE.seen(STEP), UNREACHABLE.answers)
    assert question is not None
    assessment = UNREACHABLE.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed", "read.failed"])


def test_the_log_is_asked_only_where_the_client_cannot_be() -> None:
    assert in_iis_log(SWITCHED.seen(STEP), SWITCHED.answers) is None
    named = UNREACHABLE.asked(client="PC7.contoso.com")
    question = in_iis_log(named.seen(STEP), named.answers)
    assert question is not None
    site = next(site for site in named.seen(STEP).read(SITES) or () if holds_wsus(site))
    assert question.operation == GetClientRequest(site.id, "PC7.contoso.com")


# --- where nothing can be scanned ---


def test_a_computer_without_the_configuration_manager_client_blocks() -> None:
    assessment = AFTER.altered(STATE, client_installed=False).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["client-scan.no-client"])


def test_no_wsus_site_blocks() -> None:
    assessment = AFTER.having(SITES, ()).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["before.site.missing"])


# --- what a start has brought ---


@pytest.mark.parametrize(
    ("log", "lines", "brought"),
    [
        (HANDLER, (), None),
        (HANDLER, ("CWuaHandler::SetCategoriesForStateReportingExclusion called",), None),
        (AGENT, words.REQUESTED, {}),
        (HANDLER, words.SCAN_HTTP_RUNS, {}),
        (HANDLER, words.SCAN_FAILS, {}),
        (LOCATION, words.LOCATED, None),  # an answer is no scan
    ],
)
def test_a_start_is_done_when_a_scan_shows_behind_its_mark(log: Log, lines: tuple[str, ...], brought: object) -> None:
    after = OVER_HTTP.goes_on(log, *lines)
    assert STEP.brought(START, OVER_HTTP.receipt(*CLIENT_LOGS), after.seen(STEP)) == brought


def test_without_mark_or_log_nothing_was_brought() -> None:
    receipt = AFTER.receipt(*CLIENT_LOGS)
    after = AFTER.goes_on(HANDLER, *words.SCAN_HTTPS)
    assert STEP.brought(START, None, after.seen(STEP)) is None
    assert STEP.brought(START, Receipt(receipt.change, receipt.time, receipt.marks[:2]), after.seen(STEP)) is None
    assert STEP.brought(START, receipt, after.failing(tail(LOCATION)).seen(STEP)) is None
