"""From http to proven https and back, in both scenarios, with nothing going wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed, requiring
from wizard.engine.journal import Journal
from wizard.engine.records import (
    Agreed,
    Ended,
    Intent,
    Opened,
    Outcome,
    Record,
    SectionEnd,
    UndoBegun,
    Undone,
    WindowMark,
)
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.client import GetClientState
from wizard.operations.iis import GetSiteBinding, GetSslRequirement, TestHttpEndpoint, TestTlsEndpoint
from wizard.operations.model import Role
from wizard.operations.site import GetSoftwareUpdatePoint, GetSynchronizationStatus
from wizard.operations.wsus import GetWsusSetup, TestWsusConnection
from wizard.rules.place import SECURED
from wizard.tutorial import SECTIONS

HOST = "WSUS1.contoso.com"
KEYS = tuple(step.key for step in SECTIONS)
ROOT = Path(__file__).parents[2]


def test_apply_ends_in_0_with_wsus_on_https(done: Desk) -> None:
    setup = done.ask(GetWsusSetup().on(Role.WSUS))
    assert (setup.using_ssl, setup.port_number, setup.server_certificate_name) == (True, 8531, HOST.lower())
    flags = {place.key: place.own for place in done.ask(GetSslRequirement().on(Role.WSUS)).places}
    assert {key for key, own in flags.items() if own} == set(SECURED)
    assert {flags[key] for key in SECURED} == {"Ssl"}
    assert done.ask(GetSoftwareUpdatePoint().on(Role.SITE)).points[0].ssl
    assert done.ask(GetSynchronizationStatus().on(Role.SITE))[0].state == 6702
    assert done.ask(GetClientState().on(Role.CLIENT)).last_success_path == f"https://{HOST}:8531"


def test_apply_leaves_http_for_content_and_refuses_it_for_the_services(done: Desk) -> None:
    paths = ("/ClientWebService/client.asmx", "/Content/anonymousCheckFile.txt")
    answers = done.ask(TestHttpEndpoint(HOST, False, 8530, paths).on(Role.SITE))
    assert [answer.status for answer in answers] == [403, 200]
    assert done.ask(TestWsusConnection(HOST, True, 8531).on(Role.SITE)).connected


def test_apply_binds_the_certificate_that_it_requested_and_keeps_the_http_binding(done: Desk) -> None:
    site = next(s for s in done.ask(GetSiteBinding().on(Role.WSUS)) if s.name == "WSUS Administration")
    https = next(b for b in site.bindings if b.protocol == "https")
    assert [b.information for b in site.bindings if b.protocol == "http"] == ["*:8530:"]
    stored = {c.thumbprint: c for c in done.ask(GetPersonalCertificate().on(Role.WSUS))}
    assert stored[https.certificate_hash].friendly_name == "WSUS TLS"
    served = done.ask(TestTlsEndpoint(HOST, 8531).on(Role.CLIENT))
    assert (served.thumbprint, served.trusted, served.name_matches) == (https.certificate_hash, True, True)


def test_the_report_tells_what_changed_what_was_proven_and_how_to_rebind(done: Desk) -> None:
    text = (done.folder / "s0001.report.md").read_text(encoding="utf-8")
    told = done.run("report").out
    assert told.partition("## Commands")[0] == text.partition("## Commands")[0]
    for heading in ("## What changed", "## What was proven", "## The certificate, and when it ends", "## Commands"):
        assert heading in text, f"{heading} is missing in the report"
    for service in SECURED:
        assert f"require-ssl/{service}/Own" in text
    certificate = next(c for c in done.ask(GetPersonalCertificate().on(Role.WSUS)) if c.friendly_name == "WSUS TLS")
    assert certificate.thumbprint in text
    assert "valid until 20" in text
    assert "configuressl" in text, "what has to be done again after a rebind"
    assert "exit code 0" in text
    assert "undo s0001" in text


def test_the_report_names_the_machine_that_each_proof_was_seen_from(done: Desk) -> None:
    report = done.run("report").out
    proven = report.partition("## What was proven")[2].partition("\n## ")[0]
    for machine in ("WSUS1.contoso.com", "CM1.contoso.com", "PC1.contoso.com"):
        assert machine in proven


def test_the_answers_used_are_kept_as_a_file_for_the_next_server(done: Desk, tmp_path: Path) -> None:
    kept = done.folder / "s0001.answers.toml"
    assert "thumbprint" not in kept.read_text(encoding="utf-8"), "what it was settled to is of this server alone"
    following = Desk(tmp_path / "next")
    assert following.run("apply", "--answers", str(kept)).code == 0
    assert (following.folder / "s0001.answers.toml").read_bytes() == kept.read_bytes()


def test_the_journal_is_in_order_and_each_intent_stands_before_its_outcome(done: Desk) -> None:
    records = done.records()
    assert isinstance(records[0], Opened)
    assert records[0].target == "lab:first-run"
    assert isinstance(records[1], Agreed)
    assert isinstance(records[-1], Ended)
    assert records[-1].code == 0
    begun: list[str] = []
    for record in records:
        if isinstance(record, Intent):
            begun.append(record.change)
        elif isinstance(record, Outcome):
            assert record.change in begun, "an outcome without an intent before it"
            assert record.result == "done"
    ended = [r.change for r in records if isinstance(r, Outcome)]
    assert sorted(ended) == sorted(set(begun)), "every change that was begun has its outcome, once"
    agreed = next(r for r in records if isinstance(r, Agreed)).changes
    assert tuple(dict.fromkeys(begun)) == agreed, "made is what was agreed, in that order"


def test_the_journal_frames_the_changes_of_the_window(done: Desk) -> None:
    records = done.records()
    opened, closed = (i for i, r in enumerate(records) if isinstance(r, WindowMark))
    inside = [r.unit == "switch" for r in records[opened:closed] if isinstance(r, Intent)]
    outside = [r.unit == "switch" for r in (*records[:opened], *records[closed:]) if isinstance(r, Intent)]
    assert inside == [True] * 3
    assert not any(outside)
    marks = [r for r in records if isinstance(r, WindowMark)]
    assert [(m.state, m.how) for m in marks] == [("opened", "ours"), ("closed", "forwards")]


def test_the_last_pass_looks_at_every_section_again(done: Desk) -> None:
    ends = [r for r in done.records() if isinstance(r, SectionEnd)]
    assert tuple(end.section for end in ends[-len(KEYS) :]) == KEYS
    assert {end.status.value for end in ends[-len(KEYS) :]} == {"satisfied"}


def test_every_intent_has_the_former_values_that_its_undo_needs(done: Desk) -> None:
    for intent in (r for r in done.records() if isinstance(r, Intent)):
        assert [s.path for s in intent.former] == [s.path for s in intent.wanted]


def test_each_line_is_on_disk_before_its_change_is_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world on disk is looked at whenever the journal is about to be written: nothing has changed before that."""
    seen: list[tuple[Record, bool]] = []
    synced: list[int] = []
    fsync = os.fsync

    def forced(descriptor: int) -> None:
        synced.append(descriptor)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", forced)
    append = Journal.append

    def watched(journal: Journal, record: Record) -> None:
        before = len(synced)
        append(journal, record)
        if isinstance(record, Intent):
            assert len(synced) > before, "an intent that is not forced to disk"
            on_disk = desk.records()[-1]
            seen.append((record, on_disk == record))

    monkeypatch.setattr(Journal, "append", watched)
    assert desk.run("apply").code == 0
    assert len(seen) == 9
    assert all(same for _, same in seen)


def test_undo_goes_back_to_equal_settings(done: Desk, before: dict[str, str]) -> None:
    assert done.settings() != before
    undone = done.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, done.settings())
    assert not requiring(done.world)
    assert isinstance(done.records()[-1], Undone)


def test_undo_shows_its_plan_before_anything_is_put_back(done: Desk) -> None:
    said = done.run("undo").out
    assert "sup/wsus1.contoso.com/Ssl: 1 -> 0" in said
    assert said.index("sup/wsus1.contoso.com/Ssl: 1 -> 0") < said.index("putting back")


def test_undo_keeps_the_order_services_flag_registry_binding(done: Desk) -> None:
    done.run("undo")
    records = done.records()
    begun = next(i for i, r in enumerate(records) if isinstance(r, UndoBegun))
    calls = [r.call.operation for r in records[begun:] if hasattr(r, "call")]
    assert calls == ["Set-SslRequirement", "Set-SoftwareUpdatePoint", "Set-WsusSetup", "Set-SiteBinding"]


def test_undo_leaves_the_certificate_in_the_store_and_says_so(done: Desk) -> None:
    undone = done.run("undo", "--json")
    assert "engine.undo.certificate-stays" in [f["code"] for f in undone.data["findings"]]
    names = [c.friendly_name for c in done.ask(GetPersonalCertificate().on(Role.WSUS))]
    assert "WSUS TLS" in names
    thumbprint = next(c.thumbprint for c in done.world.store if c.friendly_name == "WSUS TLS")
    assert thumbprint in done.run("report", "s0001").out


def test_undo_removes_the_certificate_only_where_the_offer_is_taken(done: Desk, before: dict[str, str]) -> None:
    undone = done.run("undo", "--offer", "remove-certificate")
    assert undone.code == 0, undone.said
    assert "WSUS TLS" not in [c.friendly_name for c in done.ask(GetPersonalCertificate().on(Role.WSUS))]
    assert not changed(before, done.settings())


def test_apply_after_undo_works_again_and_so_does_its_undo(done: Desk, before: dict[str, str]) -> None:
    after = done.settings()
    assert done.run("undo").code == 0
    again = done.run("apply")
    assert again.code == 0, again.said
    assert done.sessions() == ["s0001", "s0002"]
    assert not changed(after, done.settings())
    assert done.run("undo").code == 0
    assert not changed(before, done.settings())


def test_apply_after_undo_takes_the_certificate_that_stayed(done: Desk) -> None:
    done.run("undo")
    stored = len(done.world.store)
    assert done.run("apply").code == 0
    assert len(done.world.store) == stored, "a second certificate was requested"


def test_a_second_apply_changes_nothing_and_adds_no_session(done: Desk) -> None:
    before, journal = done.world, done.journal().read_bytes()
    again = done.run("apply")
    assert again.code == 0
    assert "Nothing was changed" in again.out
    assert done.sessions() == ["s0001"]
    assert done.journal().read_bytes() == journal
    assert done.world == before


def test_apply_with_the_digest_of_the_plan_is_agreed_by_it(desk: Desk) -> None:
    digest = desk.run("plan", "--json").data["digest"]
    assert desk.run("apply", "--plan", digest).code == 0
    agreed = next(r for r in desk.records() if isinstance(r, Agreed))
    assert (agreed.by, agreed.digest) == ("digest", digest)


def test_plan_and_check_change_nothing(desk: Desk) -> None:
    before = desk.world
    for command, code in (("plan", 1), ("check", 1)):
        assert desk.run(command).code == code
        assert desk.run(command, "--json").code == code
    assert desk.world == before
    assert not desk.sessions()


def test_check_in_a_new_process_sees_the_changed_server(done: Desk) -> None:
    command = [sys.executable, "-m", "wizard", "--lab", "first-run", "--state-dir", str(done.state)]
    checked = subprocess.run([*command, "check"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    fresh = subprocess.run(
        [*command, "--fresh", "check"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert fresh.returncode == 1, "a lab begun anew is on http"


def test_check_of_a_finished_run_is_0_and_its_plan_empty(done: Desk) -> None:
    assert done.run("check").code == 0
    planned = done.run("plan", "--json")
    assert (planned.code, planned.data["changes"]) == (0, [])


def test_check_after_undo_is_1_and_its_window_closed(done: Desk) -> None:
    done.run("undo")
    checked = done.run("check")
    assert checked.code == 1, checked.out
    assert "SWITCH WINDOW OPEN" not in checked.out


def test_already_secure_is_satisfied_without_a_change_or_a_session(secure: Desk) -> None:
    before = secure.world
    for command in ("check", "plan", "apply"):
        assert secure.run(command).code == 0, command
    assert secure.world == before
    assert not secure.sessions()


def test_already_secure_has_nothing_to_undo_and_says_so(secure: Desk) -> None:
    ended = secure.run("undo")
    assert ended.code == 2
    assert "No session" in ended.err


def test_without_a_verb_a_lab_runs_the_whole_job(desk: Desk) -> None:
    ended = desk.run()
    assert ended.code == 0
    assert "Everything is satisfied" in ended.out


def test_apply_prints_every_section_in_order_as_it_goes(desk: Desk) -> None:
    lines = desk.run("apply").out.splitlines()
    told = [line for line in lines if line[:1].isdecimal()]
    assert [line.partition(".")[0] for line in told] == [str(number) for number in range(1, len(KEYS) + 1)]
