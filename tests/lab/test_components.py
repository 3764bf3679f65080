"""WCM, the synchronization and the client do their work over the real network, and write what really came of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.lab.conftest import OfScenario
from tests.lab.contoso import CONFIGURE_SSL, REQUIRE_SSL, WSUS, ask, minutes, scanned, switched, synchronized
from wizard.lab.lab import Lab
from wizard.operations.client import GetClientState, StartClientScan
from wizard.operations.iis import SetSslRequirement
from wizard.operations.logs import GetLogTail, Log
from wizard.operations.model import OperationFailed, Role
from wizard.operations.site import GetSynchronizationStatus, SetSoftwareUpdatePoint, StartSynchronization

ROUND = minutes(61)
"""In which WCM runs once at least."""


def tail(lab: Lab, log: Log, after: int) -> list[str]:
    return [line.text for line in ask(lab, GetLogTail(log, after), log.role).lines]


def end(lab: Lab, log: Log) -> int:
    return ask(lab, GetLogTail(log), log.role).end


def position(lines: list[str], text: str) -> int:
    return next(number for number, line in enumerate(lines) if text in line)


def test_wcm_runs_every_hour_and_says_so(first_run: Lab) -> None:
    begin = end(first_run, Log.WCM)
    first_run.pause(timedelta(hours=5))
    lines = tail(first_run, Log.WCM, begin)
    assert sum("Successfully connected to server" in line for line in lines) == 5


@pytest.mark.parametrize(
    ("fact", "value", "cause"),
    [
        ("site_machine/trusts", [], "Could not establish trust relationship for the SSL/TLS secure channel."),
        ("iis/http_sys/0.0.0.0:8531/certificate_hash", "certificate:web-management", "Could not establish trust"),
        ("iis/sites/1806390885/state", "Stopped", "Unable to connect to the remote server"),
        ("iis/pools/WsusPool/state", "Stopped", "HTTP status 503"),
        ("iis/http_sys/0.0.0.0:8531/certificate_hash", "", "An unexpected error occurred on a send."),
        ("site/points/WSUS1.contoso.com/https_port", 444, "Unable to connect to the remote server"),
        ("site/administrators", [], "SecurityException: Request for principal permission failed."),
        ("site_machine/wsus_console", False, "Did not find supported version of assembly"),
        ("wsus/service_state", "Stopped", "WsusInvalidServerException"),
    ],
)
def test_a_failing_round_names_its_cause_above_the_generic_end(
    already_secure: Lab, fact: str, value: str | int | bool | list[str], cause: str
) -> None:
    already_secure.set_fact(fact, value)
    begin = end(already_secure, Log.WCM)
    already_secure.pause(ROUND)
    lines = tail(already_secure, Log.WCM, begin)
    generic = position(lines, "Remote configuration failed on WSUS Server.")
    assert cause in lines[generic - 1]
    assert position(lines, "Setting new configuration state to 3 (WSUS_CONFIG_FAILED)") > generic
    assert not any("Successfully connected" in line for line in lines)


def test_a_name_that_nobody_has_is_not_resolved(already_secure: Lab) -> None:
    already_secure.set_fact("site/points/WSUS1.contoso.com/name", "WSUS9.contoso.com")
    begin = end(already_secure, Log.WCM)
    already_secure.pause(ROUND)
    assert any("could not be resolved: 'WSUS9.contoso.com'" in line for line in tail(already_secure, Log.WCM, begin))


def test_wcm_is_well_again_once_the_cause_is_gone(already_secure: Lab) -> None:
    already_secure.set_fact("iis/pools/WsusPool/state", "Stopped")
    already_secure.pause(ROUND)
    assert already_secure.world.wcm.state == 3
    already_secure.set_fact("iis/pools/WsusPool/state", "Started")
    already_secure.pause(ROUND)
    assert already_secure.world.wcm.state == 2


def test_a_point_on_the_site_server_itself_is_not_named_in_wcm_log(lab_of: OfScenario) -> None:
    lab = lab_of('[site_machine]\nname = "WSUS1.contoso.com"\n[site]\nadministrators = ["CONTOSO\\\\WSUS1$"]\n')
    begin = end(lab, Log.WCM)
    lab.pause(ROUND)
    lines = tail(lab, Log.WCM, begin)
    assert any("Successfully connected to local WSUS server" in line for line in lines)
    assert not any("useSSL" in line for line in lines)


def test_a_change_that_is_taken_back_at_once_is_noticed_once(first_run: Lab) -> None:
    begin = end(first_run, Log.WCM)
    for enable in (True, False):
        ask(first_run, SetSoftwareUpdatePoint("PS1", WSUS, enable))
    first_run.pause(minutes(5))
    lines = tail(first_run, Log.WCM, begin)
    assert sum("SCF change notification" in line for line in lines) == 1
    assert first_run.world.wcm.state == 2


def states(lab: Lab) -> tuple[int, str]:
    (status,) = ask(lab, GetSynchronizationStatus())
    return status.state, status.error_code


def test_a_synchronization_goes_through_its_states_and_takes_its_time(first_run: Lab) -> None:
    switched(first_run)
    ask(first_run, StartSynchronization())
    seen: list[int] = []
    began = first_run.now()
    while not seen or seen[-1] != 6702:
        first_run.pause(minutes(1))
        if not seen or states(first_run)[0] != seen[-1]:
            seen.append(states(first_run)[0])
        assert first_run.now() - began < minutes(60)
    assert seen == [6704, 6705, 6702]
    assert minutes(35) < first_run.now() - began < minutes(45)
    assert datetime.fromisoformat(ask(first_run, GetSynchronizationStatus())[0].last_success) > began


def test_asked_for_again_while_it_runs_another_one_follows(first_run: Lab) -> None:
    begin = end(first_run, Log.SYNC)
    ask(first_run, StartSynchronization())
    first_run.pause(minutes(1))
    ask(first_run, StartSynchronization())
    first_run.pause(minutes(50))
    assert sum("Starting Sync" in line for line in tail(first_run, Log.SYNC, begin)) == 2


def test_asked_for_twice_before_it_begins_it_runs_once(first_run: Lab) -> None:
    begin = end(first_run, Log.SYNC)
    for _ in range(2):
        ask(first_run, StartSynchronization())
    first_run.pause(minutes(50))
    assert sum("Starting Sync" in line for line in tail(first_run, Log.SYNC, begin)) == 1


def test_a_synchronization_that_cannot_connect_fails_says_why_and_comes_again(already_secure: Lab) -> None:
    already_secure.set_fact("site_machine/trusts", [])
    begin = end(already_secure, Log.SYNC)
    ask(already_secure, StartSynchronization())
    already_secure.pause(minutes(1))
    lines = tail(already_secure, Log.SYNC, begin)
    assert position(lines, "Sync failed: The underlying connection was closed") < position(lines, "STATMSG: ID=6703")
    assert position(lines, "STATMSG: ID=6703") < position(lines, "Sync failed. Will retry in 60 minutes")
    assert states(already_secure) == (6703, "0x80131509")
    already_secure.set_fact("site_machine/trusts", ["Contoso Root CA"])
    already_secure.pause(minutes(80))
    assert states(already_secure) == (6702, "")


def test_a_wsus_that_breaks_down_under_the_synchronization_fails_it(already_secure: Lab) -> None:
    ask(already_secure, StartSynchronization())
    already_secure.pause(minutes(2))
    already_secure.set_fact("iis/pools/WsusPool/state", "Stopped")
    already_secure.pause(minutes(10))
    assert states(already_secure)[0] == 6703
    assert "HTTP status 503" in already_secure.world.logs.text(Log.SYNC)


def test_while_wcm_has_failed_wsus_counts_as_not_configured(already_secure: Lab) -> None:
    already_secure.set_fact("wcm/state", 3)
    begin = end(already_secure, Log.SYNC)
    ask(already_secure, StartSynchronization())
    already_secure.pause(minutes(1))
    lines = tail(already_secure, Log.SYNC, begin)
    assert any("Sync failed: WSUS server not configured. Please refer to WCM.log" in line for line in lines)


def test_a_child_site_does_not_start_synchronizations(lab_of: OfScenario) -> None:
    lab = lab_of("[site]\ntop_level = false\n")
    with pytest.raises(OperationFailed):
        ask(lab, StartSynchronization())


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("client_machine/trusts", [], "0x80072f8f"),
        ("iis/http_sys/0.0.0.0:8531/certificate_hash", "certificate:web-management", "0x80072f8f"),
        ("iis/http_sys/0.0.0.0:8531/certificate_hash", "", "0x80072efe"),
        ("iis/sites/1806390885/state", "Stopped", "0x80072efd"),
        ("iis/pools/WsusPool/state", "Stopped", "0x80244022"),
        ("client/location", "https://WSUS9.contoso.com:8531", "0x80072ee7"),
        ("client/location", "http://WSUS1.contoso.com:8530", "0x80244018"),
    ],
)
def test_a_scan_ends_with_the_code_of_what_happened_to_it(
    already_secure: Lab, fact: str, value: str | list[str], code: str
) -> None:
    already_secure.set_fact(fact, value)
    before = ask(already_secure, GetClientState()).last_success_path
    begin = end(already_secure, Log.UPDATE_HANDLER)
    scanned(already_secure)
    lines = tail(already_secure, Log.UPDATE_HANDLER, begin)
    assert any(f"Scan failed with error = {code}." in line and 'type="3"' in line for line in lines)
    assert not any("Successfully completed scan." in line for line in lines)
    assert ask(already_secure, GetClientState()).last_success_path == before


def test_a_scan_before_the_client_has_heard_of_it_still_goes_to_http(first_run: Lab) -> None:
    switched(first_run)
    scanned(first_run)
    assert "Scan failed with error = 0x80244018." in first_run.world.logs.text(Log.UPDATE_HANDLER)
    first_run.pause(minutes(10))
    scanned(first_run)
    assert ask(first_run, GetClientState()).last_success_path == "https://WSUS1.contoso.com:8531"


def test_a_second_trigger_joins_the_scan_that_runs(first_run: Lab) -> None:
    begin = end(first_run, Log.UPDATE_HANDLER)
    ask(first_run, StartClientScan())
    first_run.pause(minutes(1))
    ask(first_run, StartClientScan())
    first_run.pause(minutes(10))
    assert sum("Successfully" in line for line in tail(first_run, Log.UPDATE_HANDLER, begin)) == 1


def test_a_client_that_is_off_hears_of_the_address_once_it_is_on(first_run: Lab) -> None:
    first_run.set_fact("client_machine/reachable", False)
    switched(first_run)
    first_run.pause(timedelta(hours=3))
    assert first_run.world.client.location == "http://WSUS1.contoso.com:8530"
    first_run.set_fact("client_machine/reachable", True)
    first_run.pause(ROUND)
    assert first_run.world.client.location == "https://WSUS1.contoso.com:8531"


def test_without_the_client_there_is_nothing_to_trigger(lab_of: OfScenario) -> None:
    lab = lab_of("client_installed = false\n")
    assert lab.world.logs.text(Log.UPDATE_HANDLER) == ""
    assert not ask(lab, GetClientState()).client_installed
    with pytest.raises(OperationFailed):
        ask(lab, StartClientScan())


def test_the_window_as_the_site_sees_it(first_run: Lab) -> None:
    """Require SSL without the flag: WCM is refused within the hour, and well again once SSL is not required."""
    ask(first_run, REQUIRE_SSL)
    ask(first_run, CONFIGURE_SSL)
    first_run.pause(ROUND)
    assert (first_run.world.wcm.state, first_run.world.wsus.using_ssl) == (3, False)
    assert "HTTP status 403" in first_run.world.logs.text(Log.WCM)
    ask(first_run, SetSslRequirement(REQUIRE_SSL.place, ("",) * 5))
    first_run.pause(ROUND)
    assert first_run.world.wcm.state == 2


SITE_LINE = re.compile(
    r".+~  \$\$<SMS_[A-Z_]+><(\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d{3})([+-]\d+)><thread=\d+ \(0x[0-9A-F]+\)>"
)
CLIENT_LINE = re.compile(
    r'<!\[LOG\[.+\]LOG\]!><time="(\d\d:\d\d:\d\d\.\d{3})([+-]\d+)" date="(\d\d-\d\d-\d{4})" component="\w+" context="" '
    r'type="[13]" thread="\d+" file="[\w.:]+">'
)


def moment(line: str) -> datetime:
    """UTC of a line, by hand: local time and Windows' bias in minutes."""
    if found := SITE_LINE.fullmatch(line):
        local, bias = found[1], found[2]
    elif found := CLIENT_LINE.fullmatch(line):
        local, bias = f"{found[3]} {found[1]}", found[2]
    else:
        raise AssertionError(f"neither form: {line}")
    return datetime.strptime(local, "%m-%d-%Y %H:%M:%S.%f").replace(tzinfo=UTC) + timedelta(minutes=int(bias))


@pytest.mark.parametrize("bias", [-60, 0, 240, -330])
def test_each_line_has_the_form_of_its_component_and_the_bias_of_the_machine(lab_of: OfScenario, bias: int) -> None:
    lab = lab_of(f"bias = {bias}\n")
    scanned(lab)
    synchronized(lab)
    for log in Log:
        moments = [moment(line) for line in tail(lab, log, -1)]
        assert moments == sorted(moments), f"{log.value} goes back in time"
        assert moments[0] < lab.world.created
        assert moments[-1] <= lab.now() + timedelta(seconds=1)
    assert f"{bias:+d}><thread=" in lab.world.logs.text(Log.WCM)


def test_positions_are_bytes_and_a_tail_continues_where_the_last_one_ended(first_run: Lab) -> None:
    first_run.set_fact("operator/name", "CONTOSO\\Jürgen")
    first_run.set_fact("logs/wcm", "äöü  $$<X>\r\nzweite\r\n")
    whole = ask(first_run, GetLogTail(Log.WCM), Role.SITE)
    assert [(line.position, line.text) for line in whole.lines] == [(15, "äöü  $$<X>"), (23, "zweite")]
    assert whole.end == 23
    assert [line.text for line in ask(first_run, GetLogTail(Log.WCM, 15), Role.SITE).lines] == ["zweite"]
    assert ask(first_run, GetLogTail(Log.WCM, 23), Role.SITE).lines == ()
    assert len(ask(first_run, GetLogTail(Log.WCM, 99), Role.SITE).lines) == 2, "a mark behind the end is an old file's"


def test_a_long_log_is_told_from_a_whole_line_on(first_run: Lab) -> None:
    first_run.set_fact("logs/wcm", "".join(f"line {number:06d}\r\n" for number in range(40_000)))
    found = ask(first_run, GetLogTail(Log.WCM), Role.SITE)
    assert found.lines[-1].text == "line 039999"
    assert 250_000 < found.end - found.lines[0].position < 256 * 1024
    assert re.fullmatch(r"line \d{6}", found.lines[0].text)


def test_a_log_is_on_the_disk_of_its_own_machine_alone(first_run: Lab) -> None:
    with pytest.raises(OperationFailed):
        ask(first_run, GetLogTail(Log.WCM), Role.CLIENT)
