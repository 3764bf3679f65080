"""wsyncmgr.log: how the newest synchronization went, and over which URL."""

from __future__ import annotations

import pytest

from tests.rules.lines import site
from wizard.rules.logs import Endpoint, Verdict
from wizard.rules.synchronization import sync_verdict

HTTPS = Endpoint("https", "wsus1.contoso.com", 8531)
HTTP = Endpoint("http", "wsus1.contoso.com", 8530)


def status(number: int, more: str = "") -> str:
    return (
        f'STATMSG: ID={number} SEV=I LEV=M{more} SOURCE="SMS Server" COMP="SMS_WSUS_SYNC_MANAGER" SYS=CM1.contoso.com '
        'SITE=PS1 PID=432 TID=3404 GMTDATE=Mon Jun 02 09:00:46.304 2025 ISTR0="" NUMATTRS=0'
    )


REQUEST = "Performing sync on local request"
STARTING = "Starting Sync"
FULL = "Full sync required due to changes in main WSUS server location."
FOUND = "Found active SUP WSUS1.contoso.com from SCF File."
URL = "https://WSUS1.contoso.com:8531"
OLD_URL = "http://WSUS1.contoso.com:8530"
STARTED = status(6701)
DONE_WSUS = "Done synchronizing WSUS Server WSUS1.contoso.com"
SLEEPING = "Sleeping 2 more minutes for WSUS server sync results to become available"
DATABASE = "sync: Starting SMS database synchronization"
DONE_SMS = "Done synchronizing SMS with WSUS Server WSUS1.contoso.com"
DONE = status(6702)
SUCCEEDED = "Sync succeeded. Setting sync alert to canceled state on site PS1"
PRINCIPAL = (
    "Sync failed: Request for principal permission failed. "
    "Source: Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer"
)
NOT_CONFIGURED = "Sync failed: WSUS server not configured. Please refer to WCM.log for configuration error details."
STATUS_503 = "Sync failed: The request failed with HTTP status 503: Service Unavailable. Source: System.Web.Services"
FAILED = status(6703, " LE=0X8013150a")
RETRY = "Sync failed. Will retry in 60 minutes"
HARMLESS = "Failed to query WSUSCertificateData table for update source"

BEGIN = (REQUEST, STARTING, FULL, FOUND, URL, STARTED)
END = (DONE_WSUS, SLEEPING, DATABASE, status(6705), DONE_SMS, DONE, SUCCEEDED)


@pytest.mark.parametrize(
    ("lines", "state", "endpoint"),
    [
        ((), "none", None),
        ((SLEEPING, "Wakeup for a polling cycle"), "none", None),
        ((*BEGIN, *END), "succeeded", HTTPS),
        ((*BEGIN, HARMLESS, *END), "succeeded", HTTPS),  # red in CMTrace, and normal
        ((STARTING, FULL, FOUND, OLD_URL, STARTED, *END), "succeeded", HTTP),
        ((STARTING, FOUND, STARTED, *END), "succeeded", None),
        ((STARTING,), "running", None),
        (BEGIN, "running", HTTPS),
        ((*BEGIN, DONE_WSUS, SLEEPING, DATABASE), "running", HTTPS),
        ((*BEGIN, PRINCIPAL, FAILED, RETRY), "failed", HTTPS),
        ((*BEGIN, FAILED), "failed", HTTPS),
        ((STARTING, NOT_CONFIGURED, FAILED, RETRY), "failed", None),
        # the newest counts
        ((*BEGIN, *END, STARTING), "running", None),
        ((*BEGIN, PRINCIPAL, FAILED, RETRY, *BEGIN, *END), "succeeded", HTTPS),
        ((*BEGIN, *END, *BEGIN, STATUS_503, FAILED), "failed", HTTPS),
        ((STARTING, OLD_URL, STARTED, STARTING, URL, STARTED), "running", HTTPS),  # the first was cut off
        # a log that begins in the middle
        ((DONE_SMS, DONE), "succeeded", None),
        ((PRINCIPAL, FAILED), "failed", None),
        ((STARTED,), "running", None),
        ((DONE, STARTED), "running", None),
        # the main WSUS server comes first, its replicas after it
        ((STARTING, URL, "http://WSUS2.contoso.com:8530"), "running", HTTPS),
        # where updates come from is not where WSUS is
        ((*BEGIN, "Synchronizing from https://sws.update.microsoft.com"), "running", HTTPS),
        (
            (STARTING, "Attempting connection to WSUS server: WSUS1.contoso.com, port: 8530, useSSL: False"),
            "running",
            HTTP,
        ),
    ],
)
def test_how_the_newest_synchronization_stands(lines: tuple[str, ...], state: str, endpoint: Endpoint | None) -> None:
    verdict = sync_verdict(site(*lines))
    assert (verdict.state, verdict.endpoint) == (state, endpoint)


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        ((PRINCIPAL, FAILED, RETRY), PRINCIPAL, "0x8013150A"),  # the code is in the status message
        ((STATUS_503, FAILED, RETRY), STATUS_503, "503"),  # its own comes first
        ((NOT_CONFIGURED, status(6703), RETRY), NOT_CONFIGURED, ""),
        ((FAILED, RETRY), FAILED, "0x8013150A"),
    ],
)
def test_a_failure_is_told_by_its_own_words(lines: tuple[str, ...], line: str, code: str) -> None:
    verdict = sync_verdict(site(*BEGIN, *lines))
    assert (verdict.line, verdict.code) == (line, code)


def test_milestones_tell_how_far_it_is_and_leave_the_rest_out() -> None:
    records = site(*BEGIN, "sync: WSUS synchronizing categories, processed 3 out of 9 items (33%)", DATABASE)
    verdict = sync_verdict(records)
    assert [r.text for r in verdict.milestones] == [STARTING, FULL, FOUND, URL, STARTED, DATABASE]
    assert (verdict.line, verdict.position) == (DATABASE, records[-1].position)


def test_a_full_synchronization_after_a_change_of_the_address_is_no_failure() -> None:
    verdict = sync_verdict(site(STARTING, FULL))
    assert (verdict.state, verdict.code) == ("running", "")


def test_silence_is_no_verdict() -> None:
    assert sync_verdict(()) == Verdict()
