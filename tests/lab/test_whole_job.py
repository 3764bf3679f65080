"""The whole tutorial by operations alone: what every log says at its end, and what stands at any point of it."""

from __future__ import annotations

from tests.lab.contoso import (
    CONFIGURE_SSL,
    ENABLE_SSL,
    REQUIRE_SSL,
    WSUS,
    ask,
    bind,
    enrolled,
    minutes,
    scanned,
    switched,
    synchronized,
)
from wizard.lab.lab import Lab
from wizard.operations.client import GetClientState
from wizard.operations.iis import TestHttpEndpoint, TestTlsEndpoint
from wizard.operations.logs import GetLogTail, Log
from wizard.operations.model import Role
from wizard.operations.site import GetSynchronizationStatus, SetSoftwareUpdatePoint
from wizard.operations.wsus import GetWsusSetup, TestWsusConnection

URL = "https://WSUS1.contoso.com:8531"


def new_lines(lab: Lab, log: Log, since: int) -> list[str]:
    return [line.text for line in ask(lab, GetLogTail(log, since), log.role).lines]


def has(lines: list[str], *texts: str) -> bool:
    """Each text stands in a line, in this order."""
    rest = iter(lines)
    return all(any(text in line for line in rest) for text in texts)


def test_the_whole_job_ends_with_https_success_in_every_log(first_run: Lab) -> None:
    ends = {log: ask(first_run, GetLogTail(log), log.role).end for log in Log}
    switched(first_run)
    synchronized(first_run)
    scanned(first_run)
    said = {log: new_lines(first_run, log, ends[log]) for log in Log}
    assert has(
        said[Log.WCM],
        "SCF change notification triggered.",
        "Setting new configuration state to 1 (WSUS_CONFIG_PENDING)",
        "Attempting connection to WSUS server: WSUS1.contoso.com, port: 8531, useSSL: True",
        "Successfully connected to server: WSUS1.contoso.com, port: 8531, useSSL: True",
        "Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)",
    )
    assert has(
        said[Log.SYNC],
        "Starting Sync",
        "Full sync required due to changes in main WSUS server location.",
        "STATMSG: ID=6701",
        URL,
        "Done synchronizing WSUS Server WSUS1.contoso.com",
        "Done synchronizing SMS with WSUS Server WSUS1.contoso.com",
        "STATMSG: ID=6702",
    )
    assert has(said[Log.LOCATION], f"WSUS Path='{URL}', Server='WSUS1.contoso.com'")
    assert has(
        said[Log.UPDATE_HANDLER],
        f"Enabling WUA Managed server policy to use server: {URL}",
        "Successfully completed scan.",
    )
    assert has(said[Log.SCAN_AGENT], "ScanByUpdateSource request received", "Scan completed successfully")
    assert ask(first_run, GetSynchronizationStatus())[0].state == 6702
    state = ask(first_run, GetClientState())
    assert (state.policy_server, state.scan_path, state.last_success_path) == (URL, URL, URL)


def test_a_second_synchronization_is_no_full_one_and_a_second_scan_keeps_its_policy(first_run: Lab) -> None:
    switched(first_run)
    for _ in range(2):
        synchronized(first_run)
        scanned(first_run)
    sync, handler = (first_run.world.logs.text(log) for log in (Log.SYNC, Log.UPDATE_HANDLER))
    assert "Full sync required" not in sync[sync.rindex("Starting Sync") :]
    assert f"Existing WUA Managed server was already set ({URL})" in handler[handler.rindex("Its a WSUS Update") :]


def statuses(lab: Lab, use_ssl: bool, *paths: str) -> list[int]:
    proof = TestHttpEndpoint(WSUS, use_ssl, 8531 if use_ssl else 8530, paths)
    return [answer.status for answer in ask(lab, proof, Role.SITE)]


PATHS = (
    "/ApiRemoting30/WebService.asmx",
    "/ClientWebService/client.asmx",
    "/SimpleAuthWebService/SimpleAuth.asmx",
    "/ServerSyncWebService/ServerSyncWebService.asmx",
    "/DssAuthWebService/DssAuthWebService.asmx",
    "/Content/anonymousCheckFile.txt",
    "/SelfUpdate/wuident.cab",
    "/nothing-there",
)


def test_every_path_answers_as_iis_does_before_and_after_require_ssl(first_run: Lab) -> None:
    before = [401, 200, 200, 200, 200, 200, 404, 404]
    bind(first_run, enrolled(first_run))
    assert statuses(first_run, False, *PATHS) == before
    ask(first_run, REQUIRE_SSL)
    assert statuses(first_run, False, *PATHS) == [403, 403, 403, 403, 403, 200, 404, 404]
    assert statuses(first_run, True, *PATHS) == before


def test_the_bound_certificate_is_what_every_machine_is_served_and_trusts(first_run: Lab) -> None:
    thumbprint = enrolled(first_run)
    bind(first_run, thumbprint)
    for role in (Role.WSUS, Role.SITE, Role.CLIENT):
        seen = ask(first_run, TestTlsEndpoint(WSUS, 8531), role)
        assert (seen.thumbprint, seen.name_matches, seen.trusted, seen.chain_status) == (thumbprint, True, True, ())
    assert ask(first_run, TestTlsEndpoint(WSUS, 8531), Role.HERE).thumbprint == thumbprint


def test_the_api_is_refused_over_http_from_require_ssl_on_and_answers_over_https(first_run: Lab) -> None:
    bind(first_run, enrolled(first_run))
    assert ask(first_run, TestWsusConnection(WSUS, False, 8530), Role.SITE).connected
    ask(first_run, REQUIRE_SSL)
    refused = ask(first_run, TestWsusConnection(WSUS, False, 8530), Role.SITE)
    assert (refused.connected, refused.http_status) == (False, 403)
    assert ask(first_run, TestWsusConnection(WSUS, True, 8531), Role.SITE).connected


def test_whether_the_api_answers_over_https_before_configuressl_is_a_fact_of_the_server(first_run: Lab) -> None:
    bind(first_run, enrolled(first_run))
    first_run.set_fact("wsus/https_api_before_configuressl", False)
    assert not ask(first_run, TestWsusConnection(WSUS, True, 8531), Role.SITE).connected
    ask(first_run, CONFIGURE_SSL)
    assert ask(first_run, TestWsusConnection(WSUS, True, 8531), Role.SITE).connected


def test_configuressl_takes_the_port_of_the_https_line_and_prints_the_url(first_run: Lab) -> None:
    written = ask(first_run, CONFIGURE_SSL)
    setup = ask(first_run, GetWsusSetup())
    assert (setup.using_ssl, setup.port_number, setup.server_certificate_name) == (True, 8531, WSUS)
    assert (written.output, written.exit_code) == (f"URL: {URL}", 0)


def test_without_the_flag_wcm_sets_wsus_back_to_http_within_the_hour(first_run: Lab) -> None:
    bind(first_run, enrolled(first_run))
    ask(first_run, CONFIGURE_SSL)
    first_run.pause(minutes(60))
    setup = ask(first_run, GetWsusSetup())
    assert (setup.using_ssl, setup.port_number, setup.server_certificate_name) == (False, 8530, WSUS)


def test_a_flag_that_is_taken_away_again_brings_everything_back_to_http(already_secure: Lab) -> None:
    ask(already_secure, SetSoftwareUpdatePoint("PS1", WSUS, False))
    already_secure.pause(minutes(2))
    assert already_secure.world.wcm.state == 3, "http was refused while SSL was required"
    assert not already_secure.world.wsus.using_ssl
    for place in already_secure.world.iis.sites[-1].places:
        already_secure.set_fact(f"iis/sites/1806390885/places/{place.name}/own", "")
    already_secure.pause(minutes(75))
    assert already_secure.world.wcm.state == 2
    scanned(already_secure)
    assert ask(already_secure, GetClientState()).last_success_path == "http://WSUS1.contoso.com:8530"


def test_the_flag_alone_changes_nothing_but_what_wcm_then_does(first_run: Lab) -> None:
    ask(first_run, ENABLE_SSL)
    assert first_run.world.wcm.state == 2
    first_run.pause(minutes(2))
    assert first_run.world.wcm.state == 3, "nobody answers over https yet"
