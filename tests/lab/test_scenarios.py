"""Scenarios: facts of a server in a file, a message for whoever writes one, and what happens at its time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.lab.conftest import OfScenario
from tests.lab.contoso import REQUIRE_SSL, WSUS, ask, failing, minutes
from wizard.lab import creation, labs
from wizard.lab.errors import LabError, ScenarioError
from wizard.lab.lab import Lab
from wizard.lab.scenario import Scenario, offset, parse_scenario
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.iis import TestTlsEndpoint
from wizard.operations.model import Role
from wizard.operations.site import GetSynchronizationStatus
from wizard.operations.wsus import GetApplicationPool, GetWsusSetup

SUMMARY = 'summary = "x"\n'


def test_every_lab_has_a_line_about_it() -> None:
    assert {"first-run", "already-secure"} <= {lab.name for lab in labs.labs()}
    for lab in labs.labs():
        assert lab.summary
        assert "\n" not in lab.summary


@pytest.mark.parametrize("name", ["nothing-of-the-kind", "../first-run", "", "First-Run", "a/b", "-x"])
def test_a_name_that_no_lab_has_is_answered_with_those_that_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(LabError, match=r"already-secure.*first-run"):
        Lab.open(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["test.toml", "summary"]),
        ("summary =", ["test.toml", "not TOML"]),
        (SUMMARY + "\nfoo = 1\n", ["line 3", "`foo`"]),
        (SUMMARY + "[wsus]\nusing_ssl = 3\n", ["line 3", "true or false", "wsus.using_ssl"]),
        (SUMMARY + "[wsus]\nport_number = 'x'\n", ["line 3", "a whole number", "wsus.port_number"]),
        (SUMMARY + "[history]\nlast_scan = 'soon'\n", ["line 3", "an offset from the lab's creation", "`-3d`"]),
        (SUMMARY + "[[fault]]\noperation = 'x'\nkind = 'boom'\n", ["line 4", "'fails', 'hangs', 'lies', 'stops'"]),
        (SUMMARY + "[[fault]]\noperation = 'x'\nkind = 'lies'\nat = 0\n", ["line 5", ">= 1"]),
        (SUMMARY + "[operator]\nwsus_administrator = 'perhaps'\n", ["line 3", "'yes', 'no', 'unknown'"]),
        (SUMMARY + "wsus = 3\n", ["line 2", "a table", "a whole number"]),
    ],
)
def test_a_wrong_file_is_told_with_its_line_and_what_is_expected(text: str, words: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "test.toml")
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ('[[certificates]]\nlabel = "a"\nsubject = "CN=a"\nissuer = "Nobody"\n', "'a'"),
        ('[[certificates]]\nlabel = "a"\nsubject = "CN=a"\ntemplate = "Nothing"\n', "'a'"),
        ('[[certificates]]\nlabel = "a"\nsubject = "what"\n', "'a' cannot be made"),
        ('[[certificates]]\nlabel = "a"\nsubject = "CN=a"\nnot_after = "-900d"\n', "'a' cannot be made"),
        ('[iis]\ncertificate = "b"\n', "'b' is to be bound"),
        ("[iis.own]\nApiRemoting31 = 'Ssl'\n", "apiremoting31"),
        ('[site_machine]\ntrusts = ["Nobody"]\n', "CM1.contoso.com"),
        ('[[templates]]\npermissions = [{ who = "CONTOSO\\\\Nobody", rights = ["read"] }]\n', "CONTOSO\\Nobody"),
        ('[[fault]]\noperation = "Get-Everything"\nkind = "lies"\n', "'Get-Everything'"),
        ('[[event]]\nstart = "wcm"\n', "`at` or `after`"),
        ('[[event]]\nafter = "Get-Everything"\nstart = "wcm"\n', "'Get-Everything'"),
        ('[[event]]\nat = "1h"\nfacts = { "wsus/nothing" = 1 }\n', "wsus/nothing"),
        ('[[event]]\nat = "1h"\nfacts = { "wsus/port_number" = "x" }\n', "wsus/port_number"),
        ('[[event]]\nat = "1h"\nfacts = { "iis/pools/Other/state" = "x" }\n', "iis/pools/Other/state"),
        ('[[event]]\nat = "1h"\nfacts = { "iis/pools" = "x" }\n', "iis/pools"),
        ('[[event]]\nat = "1h"\nfacts = { "iis/pools/WsusPool" = "x" }\n', "iis/pools/WsusPool"),
        ('[[event]]\nat = "1h"\nfacts = { "wsus/port_number/x" = 1 }\n', "wsus/port_number/x"),
        ('[[event]]\nat = "1h"\nfacts = { "wsus/content_folder" = "certificate:b" }\n', "'b'"),
    ],
)
def test_facts_that_contradict_each_other_are_named(lab_of: OfScenario, facts: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        lab_of(facts)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("-3d", timedelta(days=-3)), ("+400d", timedelta(days=400)), ("2h", timedelta(hours=2)), ("-30m", minutes(-30))],
)
def test_offsets(text: str, duration: timedelta) -> None:
    assert offset(text) == duration


def test_dates_count_from_the_creation_of_the_lab() -> None:
    created = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    world = creation.create(labs.scenario("already-secure"), "already-secure", created)
    assert (world.created, world.now) == (created, created)
    assert world.synchronization.last_success == created - timedelta(hours=5)
    assert "date=\"05-06-2031\"" in world.logs.wuahandler


def test_making_a_lab_is_quick_once_its_keys_are_there(tmp_path: Path) -> None:
    for name in ("first-run", "already-secure"):
        Lab.open(name, tmp_path, fresh=True).close()
        began = time.process_time()
        Lab.open(name, tmp_path, fresh=True).close()
        assert time.process_time() - began < 0.5


def test_first_run_is_a_healthy_wsus_on_http_without_a_certificate_that_would_do(first_run: Lab) -> None:
    setup = ask(first_run, GetWsusSetup())
    assert (setup.using_ssl, setup.port_number, setup.sql_server_name) == (False, 8530, "MICROSOFT##WID")
    assert [c.chain_status for c in ask(first_run, GetPersonalCertificate())] == [("UntrustedRoot",)]
    pool = ask(first_run, GetApplicationPool("WsusPool"))
    assert (pool.state, pool.queue_length, pool.private_memory_kb) == ("Started", 1000, 1_843_200)
    assert "useSSL: True" not in first_run.world.logs.wcm


def test_already_secure_has_been_proven_over_https_for_a_week(already_secure: Lab) -> None:
    logs = already_secure.world.logs
    assert logs.wcm.count("Successfully connected to server: WSUS1.contoso.com, port: 8531, useSSL: True") == 168
    assert "useSSL: False" not in logs.wcm + logs.wsyncmgr
    assert "http://" not in logs.wuahandler
    assert already_secure.now() - timedelta(hours=24) < datetime.fromisoformat(
        ask(already_secure, GetSynchronizationStatus())[0].last_success
    )
    assert ask(already_secure, TestTlsEndpoint(WSUS, 8531), Role.CLIENT).trusted


def test_a_pool_that_there_is_not_is_an_error_and_not_an_empty_answer(first_run: Lab) -> None:
    with failing():
        ask(first_run, GetApplicationPool("OtherPool"))


def test_a_last_synchronization_that_failed_is_in_its_log_and_its_status(lab_of: OfScenario) -> None:
    lab = lab_of('[history]\nsynchronization_error = "The operation has timed out"\n')
    (status,) = ask(lab, GetSynchronizationStatus())
    assert (status.state, status.error_code) == (6703, "0x80131509")
    assert status.last_success < status.changed
    assert lab.world.logs.wsyncmgr.rindex("Sync failed: The operation has timed out") > lab.world.logs.wsyncmgr.rindex(
        "STATMSG: ID=6702"
    )


def test_a_dated_event_happens_at_its_time(lab_of: OfScenario) -> None:
    lab = lab_of('[[event]]\nat = "10m"\nfacts = { "wsus/service_state" = "Stopped" }\n')
    lab.pause(minutes(9))
    assert ask(lab, GetWsusSetup()).service_state == "Running"
    lab.pause(minutes(1))
    assert ask(lab, GetWsusSetup()).service_state == "Stopped"


def test_an_event_follows_the_nth_run_of_an_operation_once(lab_of: OfScenario) -> None:
    lab = lab_of('[[event]]\nafter = "Get-WsusSetup"\nrun = 2\nfacts = { "wsus/port_number" = 80 }\n')
    assert [ask(lab, GetWsusSetup()).port_number for _ in range(2)] == [8530, 8530]
    assert ask(lab, GetWsusSetup()).port_number == 80
    lab.set_fact("wsus/port_number", 8530)
    ask(lab, GetWsusSetup())
    assert ask(lab, GetWsusSetup()).port_number == 8530


def test_an_event_follows_a_run_that_failed_too(lab_of: OfScenario) -> None:
    lab = lab_of(
        '[[fault]]\noperation = "Set-SslRequirement"\nkind = "fails"\n'
        '[[event]]\nafter = "Set-SslRequirement"\nfacts = { "wsus/port_number" = 80 }\n'
    )
    with failing():
        ask(lab, REQUIRE_SSL)
    assert lab.world.wsus.port_number == 80


def test_a_colleague_binds_another_certificate_between_two_steps(lab_of: OfScenario) -> None:
    lab = lab_of(
        '[[certificates]]\nlabel = "other"\nsubject = "CN=other"\n'
        '[iis]\ncertificate = "other"\n'
        '[[certificates]]\nlabel = "mine"\nsubject = "CN=mine"\n'
        '[[event]]\nafter = "Set-SslRequirement"\n'
        'facts = { "iis/http_sys/0.0.0.0:8531/certificate_hash" = "certificate:mine" }\n'
    )
    first = ask(lab, TestTlsEndpoint(WSUS, 8531)).thumbprint
    ask(lab, REQUIRE_SSL)
    second = ask(lab, TestTlsEndpoint(WSUS, 8531)).thumbprint
    assert {first, second} == {stored.thumbprint for stored in lab.world.store}


@pytest.mark.parametrize(
    ("start", "log", "words"),
    [
        ("wcm", "wcm", "Successfully connected"),
        ("synchronization", "wsyncmgr", "Found local sync request file"),
        ("location", "locationservices", "Calling back"),
        ("scan", "scanagent", "ScanByUpdateSource"),
    ],
)
def test_an_event_starts_a_component(lab_of: OfScenario, start: str, log: str, words: str) -> None:
    lab = lab_of(f'[[event]]\nat = "1m"\nstart = "{start}"\n')
    before = len(getattr(lab.world.logs, log))
    lab.pause(minutes(1))
    assert words in getattr(lab.world.logs, log)[before:]


def test_events_happen_in_the_order_of_their_time_whatever_the_pause(lab_of: OfScenario) -> None:
    facts = (
        '[[event]]\nat = "20m"\nfacts = { "wsus/port_number" = 20 }\n'
        '[[event]]\nat = "10m"\nfacts = { "wsus/port_number" = 10 }\n'
    )
    lab = lab_of(facts)
    lab.pause(timedelta(days=1))
    assert lab.world.wsus.port_number == 20


def test_time_passes_only_by_pausing_and_never_backwards(first_run: Lab) -> None:
    began = first_run.now()
    ask(first_run, REQUIRE_SSL)
    assert first_run.now() == began
    first_run.pause(timedelta(hours=-1))
    assert first_run.now() == began
    first_run.pause(timedelta(seconds=90))
    assert first_run.now() == began + timedelta(seconds=90)


def test_a_scenario_without_anything_but_its_summary_is_a_healthy_contoso(lab_of: OfScenario) -> None:
    lab = lab_of("")
    lab.pause(timedelta(days=1))
    assert lab.world.wcm.state == 2
    assert parse_scenario('summary = "of a test"', "test.toml") == Scenario("of a test")
