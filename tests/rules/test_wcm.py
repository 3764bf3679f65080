"""WCM.log: how the newest attempt to configure WSUS stands, and where it went."""

from __future__ import annotations

import pytest

from tests.rules.lines import BEGAN, site
from wizard.rules.logs import Endpoint, Verdict
from wizard.rules.wcm import endpoints_named, wcm_verdict

HTTPS = Endpoint("https", "wsus1.contoso.com", 8531)
HTTP = Endpoint("http", "wsus1.contoso.com", 8530)

NOTICED = "SCF change notification triggered."
POPULATING = "Populating config from SCF"
PENDING = "Setting new configuration state to 1 (WSUS_CONFIG_PENDING)"
SUCCESS = "Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)"
FAILED = "Setting new configuration state to 3 (WSUS_CONFIG_FAILED)"
SUBSCRIPTION = "Setting new configuration state to 4 (WSUS_CONFIG_SUBSCRIPTION_PENDING)"
LOCAL = ("Attempting connection to local WSUS server", "Successfully connected to local WSUS server")
TRY_HTTPS = "Attempting connection to WSUS server: WSUS1.contoso.com, port: 8531, useSSL: True"
ON_HTTPS = "Successfully connected to server: WSUS1.contoso.com, port: 8531, useSSL: True"
TRY_HTTP = "Attempting connection to WSUS server: WSUS1.contoso.com, port: 8530, useSSL: False"
ON_HTTP = "Successfully connected to server: WSUS1.contoso.com, port: 8530, useSSL: False"
GENERIC = "Remote configuration failed on WSUS Server."
STATUS = 'STATMSG: ID=6600 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_WSUS_CONFIGURATION_MANAGER" SYS=CM1 SITE=PS1'
SLEEPS = "Waiting for changes for 60 minutes"
VERIFY = "Verify Upstream Server settings on the Active WSUS Server"
PRINCIPAL = (
    "System.Security.SecurityException: Request for principal permission failed.~~   "
    "at Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer(Object[] args)"
)
FORBIDDEN = "System.Net.WebException: The request failed with HTTP status 403: Forbidden.~~   at X"
CONSOLE = "Did not find supported version of assembly Microsoft.UpdateServices.Administration. 0x80131701"

BEGINS = (NOTICED, POPULATING, PENDING)


@pytest.mark.parametrize(
    ("lines", "state", "endpoint"),
    [
        ((), "none", None),
        ((SLEEPS, VERIFY), "none", None),
        # a remote software update point names where it goes
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, VERIFY, SUCCESS, SLEEPS), "succeeded", HTTPS),
        ((*BEGINS, TRY_HTTP, ON_HTTP, SUCCESS), "succeeded", HTTP),
        # one on the site server does not
        ((*BEGINS, *LOCAL, SUCCESS), "succeeded", None),
        # on its way
        ((NOTICED,), "running", None),
        (BEGINS, "running", None),
        ((*BEGINS, TRY_HTTPS), "running", HTTPS),
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, SUBSCRIPTION, SLEEPS), "running", HTTPS),
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, SUBSCRIPTION, SUCCESS), "succeeded", HTTPS),
        # failed
        ((*BEGINS, TRY_HTTPS, PRINCIPAL, GENERIC, STATUS, FAILED, SLEEPS), "failed", HTTPS),
        ((*BEGINS, *LOCAL[:1], FORBIDDEN, GENERIC, FAILED), "failed", None),
        # the newest attempt counts
        ((*BEGINS, TRY_HTTP, ON_HTTP, SUCCESS, SLEEPS, *BEGINS), "running", None),
        ((*BEGINS, TRY_HTTP, ON_HTTP, SUCCESS, SLEEPS, *BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS), "succeeded", HTTPS),
        ((*BEGINS, TRY_HTTPS, PRINCIPAL, GENERIC, FAILED, SLEEPS, TRY_HTTPS, ON_HTTPS, SUCCESS), "succeeded", HTTPS),
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS, SLEEPS, TRY_HTTPS, FORBIDDEN, GENERIC, FAILED), "failed", HTTPS),
        ((*BEGINS, TRY_HTTP, NOTICED, PENDING, TRY_HTTPS, ON_HTTPS, SUCCESS), "succeeded", HTTPS),
        ((*BEGINS, TRY_HTTP, NOTICED), "running", None),  # begun anew: it has not said where it goes
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS, SLEEPS, TRY_HTTPS, NOTICED, SLEEPS), "succeeded", HTTPS),
        # the hourly look that changes nothing says nothing of its state: the attempt before it stands
        ((*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS, SLEEPS, TRY_HTTPS, ON_HTTPS, VERIFY, SLEEPS), "succeeded", HTTPS),
        ((TRY_HTTPS, ON_HTTPS, VERIFY, SLEEPS), "none", None),
        # a log that begins in the middle
        ((ON_HTTPS, SUCCESS), "succeeded", HTTPS),
        ((SUCCESS,), "succeeded", None),
        # the name in brackets decides, whatever the number
        (("Setting new configuration state to 5 (WSUS_CONFIG_FAILED)",), "failed", None),
        (("Setting new configuration state to 0 (WSUS_CONFIG_NONE)",), "none", None),
    ],
)
def test_how_the_newest_attempt_stands(lines: tuple[str, ...], state: str, endpoint: Endpoint | None) -> None:
    verdict = wcm_verdict(site(*lines))
    assert (verdict.state, verdict.endpoint) == (state, endpoint)


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        ((TRY_HTTPS, PRINCIPAL, GENERIC, STATUS, FAILED), PRINCIPAL, "SecurityException"),
        ((TRY_HTTPS, FORBIDDEN, GENERIC, STATUS, FAILED), FORBIDDEN, "403"),
        ((CONSOLE, GENERIC, STATUS, FAILED), CONSOLE, "0x80131701"),
        (
            (CONSOLE, "Supported WSUS version not found", STATUS, FAILED),
            "Supported WSUS version not found",
            "0x80131701",
        ),
        # what an earlier attempt found has nothing to do with it
        ((PRINCIPAL, TRY_HTTPS, FORBIDDEN, GENERIC, FAILED), FORBIDDEN, "403"),
        # nothing said above the generic end
        ((VERIFY, TRY_HTTPS, GENERIC, STATUS, FAILED), FAILED, ""),
        ((TRY_HTTPS, GENERIC, f"{STATUS} LE=0X8013150a", FAILED), FAILED, "0x8013150A"),
    ],
)
def test_a_failure_is_told_by_the_line_above_its_generic_end(lines: tuple[str, ...], line: str, code: str) -> None:
    verdict = wcm_verdict(site(*BEGINS, *lines))
    assert (verdict.state, verdict.line, verdict.code) == ("failed", line, code)


def test_a_verdict_stands_where_its_state_was_written() -> None:
    records = site(*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS, SLEEPS)
    verdict = wcm_verdict(records)
    assert (verdict.position, verdict.time) == (records[5].position, records[5].time)
    assert verdict.time is not None
    assert (verdict.time - BEGAN).seconds == 5
    assert (verdict.line, verdict.code) == (SUCCESS, "")
    assert [r.text for r in verdict.milestones] == [*BEGINS, TRY_HTTPS, ON_HTTPS, SUCCESS]


def test_silence_is_no_verdict() -> None:
    assert wcm_verdict(()) == Verdict("none", None, None, -1, "", "", ())


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ((), ()),
        ((*LOCAL, SUCCESS), ()),
        ((TRY_HTTP, ON_HTTP, TRY_HTTPS), (HTTP, HTTPS)),
        ((TRY_HTTPS, TRY_HTTP, ON_HTTP, TRY_HTTPS), (HTTP, HTTPS)),  # the newest last, each once
    ],
)
def test_every_place_named_the_newest_last(lines: tuple[str, ...], named: tuple[Endpoint, ...]) -> None:
    assert endpoints_named(site(*lines)) == named
