"""The client's three logs: how its newest scan went, and over which URL."""

from __future__ import annotations

import pytest

from tests.rules.lines import client
from wizard.rules.logs import Endpoint, Verdict
from wizard.rules.scan import scan_verdict

HTTPS = Endpoint("https", "wsus1.contoso.com", 8531)
HTTP = Endpoint("http", "wsus1.contoso.com", 8530)

SOURCE = "Its a WSUS Update Source type ({3C1B3A55-0C6A-4A3B-8D6E-6F5D6D1B0F11}), adding it."
NEW_HTTPS = "Enabling WUA Managed server policy to use server: https://WSUS1.contoso.com:8531"
NEW_HTTP = "Enabling WUA Managed server policy to use server: http://WSUS1.contoso.com:8530"
KEPT_HTTPS = (
    "Existing WUA Managed server was already set (https://WSUS1.contoso.com:8531), skipping Group Policy registration."
)
KEPT_HTTP = (
    "Existing WUA Managed server was already set (http://WSUS1.contoso.com:8530), skipping Group Policy registration."
)
SEARCHING = "Async searching of updates using WUAgent started."
SEARCHED = "Async searching completed."
DONE = "Successfully completed scan."
WITH_ERRORS = "Received 'SucceededWithErrors' code from WUA during search, error = 0x80240033."


def ended(code: str) -> tuple[str, str]:
    return f"OnSearchComplete - Failed to end search job. Error = {code}.", f"Scan failed with error = {code}."


OVERWRITTEN = (
    "Group policy settings were overwritten by a higher authority (Domain Controller) "
    "to: Server http://wsus1.contoso.com:8530 and Policy ENABLED"
)
NOT_ADDED = "Failed to Add Update Source for WUAgent of type (2) and id ({3C1B3A55}). Error = 0x87d00692."


@pytest.mark.parametrize(
    ("lines", "state", "endpoint", "code"),
    [
        ((), "none", None, ""),
        (("CWuaHandler::SetCategoriesForStateReportingExclusion called",), "none", None, ""),
        ((SOURCE, NEW_HTTPS, SEARCHING, SEARCHED, DONE), "succeeded", HTTPS, ""),
        ((SOURCE, KEPT_HTTPS, SEARCHING, SEARCHED, DONE), "succeeded", HTTPS, ""),
        ((SOURCE, KEPT_HTTP, SEARCHING, SEARCHED, DONE), "succeeded", HTTP, ""),  # a success, yet over http
        ((SOURCE, KEPT_HTTP, SEARCHING, *ended("0x80244018")), "failed", HTTP, "0x80244018"),
        ((SOURCE, NEW_HTTPS, SEARCHING, *ended("0x80072f8f")), "failed", HTTPS, "0x80072F8F"),
        ((SOURCE, NEW_HTTPS, SEARCHING, ended("0x80072f8f")[0]), "failed", HTTPS, "0x80072F8F"),
        ((SOURCE, NEW_HTTPS), "running", HTTPS, ""),
        ((SOURCE, NEW_HTTPS, SEARCHING), "running", HTTPS, ""),
        ((SOURCE, NEW_HTTPS, SEARCHING, SEARCHED), "running", HTTPS, ""),  # silence is never success
        # part of it failed: that is a failure, even where the next line says otherwise
        ((SOURCE, KEPT_HTTPS, SEARCHING, SEARCHED, WITH_ERRORS), "failed", HTTPS, "0x80240033"),
        ((SOURCE, KEPT_HTTPS, SEARCHING, SEARCHED, WITH_ERRORS, DONE), "failed", HTTPS, "0x80240033"),
        # Group Policy holds another address
        ((SOURCE, NEW_HTTPS, OVERWRITTEN, NOT_ADDED), "failed", HTTPS, "0x87D00692"),
        # the newest counts
        (
            (SOURCE, KEPT_HTTP, SEARCHING, *ended("0x80244018"), SOURCE, NEW_HTTPS, SEARCHING, DONE),
            "succeeded",
            HTTPS,
            "",
        ),
        ((SOURCE, NEW_HTTPS, SEARCHING, DONE, SOURCE, KEPT_HTTPS, SEARCHING), "running", HTTPS, ""),
        ((SOURCE, NEW_HTTPS, SEARCHING, DONE, SEARCHING, *ended("0x80072ee2")), "failed", HTTPS, "0x80072EE2"),
        # the policy of an earlier scan still holds
        ((NEW_HTTPS, SEARCHING, DONE, SEARCHING, DONE), "succeeded", HTTPS, ""),
        # a log that begins in the middle
        ((SEARCHED, DONE), "succeeded", None, ""),
        ((ended("0x80244022")[1],), "failed", None, "0x80244022"),
    ],
)
def test_how_the_newest_scan_stands_by_the_handler(
    lines: tuple[str, ...], state: str, endpoint: Endpoint | None, code: str
) -> None:
    verdict = scan_verdict((), (), client(lines))
    assert (verdict.state, verdict.endpoint, verdict.code) == (state, endpoint, code)


def test_a_verdict_stands_where_the_handler_decided() -> None:
    records = client((SOURCE, NEW_HTTPS, SEARCHING, SEARCHED, DONE))
    verdict = scan_verdict((), (), records)
    assert (verdict.line, verdict.position, verdict.time) == (DONE, records[-1].position, records[-1].time)
    assert [r.text for r in verdict.milestones] == [SOURCE, NEW_HTTPS, SEARCHING, DONE]


def test_a_search_with_errors_may_name_its_code_in_the_next_line() -> None:
    lines = ("Received 'SucceededWithErrors' code from WUA during search.", "Error code 0x80240033", DONE)
    verdict = scan_verdict((), (), client((SEARCHING, *lines)))
    assert (verdict.state, verdict.code, verdict.line) == ("failed", "0x80240033", lines[0])


MESSAGE = (
    "Message received: '<?xml version='1.0' ?>\n<UpdateSourceMessage MessageType='ScanByUpdateSource'>\n"
    "</UpdateSourceMessage>'"
)
EXECUTES = "ScanJob({4CD06388}): CScanJob::Execute - successfully requested Scan, ScanType=1"
AGENT_FAILS = "ScanJob({4CD06388}): CScanJob::Execute- Failed at AddUpdateSource, Error = 0x87d00692"
SENT_HTTPS = (
    "ScanJob({4CD06388}): CScanJob::OnLocationUpdate- Received Location=<https://WSUS1.contoso.com:8531>, Version=38"
)
SENT_HTTP = (
    "ScanJob({4CD06388}): CScanJob::OnLocationUpdate- Received Location=http://WSUS1.contoso.com:8530, Version=38"
)
SUCCEEDED = client((SOURCE, KEPT_HTTPS, SEARCHING, DONE))


def test_a_request_newer_than_the_last_result_is_a_scan_under_way() -> None:
    assert scan_verdict(client([MESSAGE], begins=60), (), SUCCEEDED).state == "running"
    assert scan_verdict(client([MESSAGE], begins=60), (), ()).state == "running"
    assert scan_verdict(client([EXECUTES], begins=60), (), SUCCEEDED).state == "running"


def test_a_request_older_than_the_last_result_was_answered_by_it() -> None:
    verdict = scan_verdict(client([MESSAGE, EXECUTES]), (), SUCCEEDED)
    assert (verdict.state, verdict.endpoint) == ("succeeded", HTTPS)
    assert scan_verdict(client([EXECUTES], begins=3), (), SUCCEEDED).state == "succeeded"  # in the same moment


def test_a_scan_that_the_handler_is_at_keeps_its_url_whatever_the_agent_adds() -> None:
    verdict = scan_verdict(client([EXECUTES], begins=60), (), client((SOURCE, KEPT_HTTPS, SEARCHING)))
    assert (verdict.state, verdict.endpoint) == ("running", HTTPS)


def test_a_request_may_end_before_the_handler_is_asked() -> None:
    verdict = scan_verdict(client([MESSAGE, AGENT_FAILS], begins=60), (), SUCCEEDED)
    assert (verdict.state, verdict.code, verdict.line) == ("failed", "0x87D00692", AGENT_FAILS)


PATH_HTTPS = "WSUS Path='https://WSUS1.contoso.com:8531', Server='WSUS1.contoso.com', Version='38'"
PATH_HTTP = "WSUS Path='http://WSUS2.contoso.com:8530', Server='WSUS2.contoso.com', Version='38'"
ANSWER = "Calling back with the following WSUS locations"


@pytest.mark.parametrize(
    ("agent", "location", "endpoint"),
    [
        ((), (), None),
        ((), (ANSWER, PATH_HTTPS), HTTPS),
        ((), (PATH_HTTPS,), HTTPS),
        ((), (ANSWER, PATH_HTTP, ANSWER, PATH_HTTPS), HTTPS),  # the newest answer
        ((), (ANSWER, PATH_HTTP, PATH_HTTPS), None),  # an answer of two kinds does not tell which was taken
        ((SENT_HTTPS,), (ANSWER, PATH_HTTP, PATH_HTTPS), HTTPS),  # what the agent took does
        ((SENT_HTTP,), (), HTTP),
        ((SENT_HTTP, SENT_HTTPS), (), HTTPS),
    ],
)
def test_where_the_handler_names_no_url_the_location_tells(
    agent: tuple[str, ...], location: tuple[str, ...], endpoint: Endpoint | None
) -> None:
    handler = client([SEARCHING, DONE], begins=30)
    assert scan_verdict(client(agent), client(location), handler).endpoint == endpoint


def test_a_location_that_came_after_the_scan_says_nothing_of_it() -> None:
    failed = client([SEARCHING, *ended("0x80244018")])
    assert scan_verdict((), client([PATH_HTTPS], begins=60), failed).endpoint is None


def test_a_success_that_began_before_the_lines_did_may_have_gone_elsewhere_than_the_location_says() -> None:
    verdict = scan_verdict((), client([PATH_HTTPS]), client([SEARCHED, DONE], begins=30))
    assert (verdict.state, verdict.endpoint) == ("succeeded", None)


def test_what_the_handler_says_goes_before_the_location() -> None:
    handler = client([KEPT_HTTP, SEARCHING, DONE], begins=30)
    assert scan_verdict(client([SENT_HTTPS]), client([PATH_HTTPS]), handler).endpoint == HTTP


def test_silence_is_no_verdict() -> None:
    assert scan_verdict((), (), ()) == Verdict()
