"""`--json`: standard output is one document, narration goes elsewhere, and the keys are as promised."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk
from wizard.engine.records import Intent
from wizard.tutorial import SECTIONS

FINDING = {"level", "basis", "machine", "code", "text", "seen", "meaning", "do"}


def test_check_has_exactly_the_promised_keys(desk: Desk) -> None:
    data = desk.run("check", "--json").data
    assert set(data) == {"target", "satisfied", "gate", "sections"}
    assert data["target"] == "lab:first-run"
    assert data["satisfied"] is False
    assert [section["key"] for section in data["sections"]] == [step.key for step in SECTIONS]
    for section in data["sections"]:
        assert set(section) == {"key", "title", "status", "findings"}
        for finding in (*section["findings"], *data["gate"]):
            assert set(finding) == FINDING
            assert finding["level"] in {"ok", "info", "warning", "error"}
            assert finding["basis"] in {"verified", "assumed", "told"}


def test_a_section_behind_an_unsatisfied_one_waits_with_warnings_at_most(desk: Desk) -> None:
    sections = {section["key"]: section for section in desk.run("check", "--json").data["sections"]}
    assert sections["bind"]["status"] == sections["console"]["status"] == "waiting"
    assert sections["require-ssl"]["status"] == "needs-change"
    assert not [f for key in ("bind", "console") for f in sections[key]["findings"] if f["level"] == "error"]


def test_a_secure_server_is_satisfied_without_a_gate(secure: Desk) -> None:
    checked = secure.run("check", "--json")
    assert checked.code == 0
    assert checked.data["satisfied"] is True
    assert checked.data["gate"] == []
    assert {section["status"] for section in checked.data["sections"]} == {"satisfied"}


def test_nothing_is_written_to_a_secure_server(secure: Desk) -> None:
    world = secure.world
    applied = secure.run("apply", "--json")
    assert (applied.code, applied.data["session"]) == (0, "")
    assert secure.sessions() == []
    assert secure.world == world


def test_plan_has_all_that_a_change_board_wants(desk: Desk) -> None:
    data = desk.run("plan", "--json").data
    assert len(data["changes"]) == 9
    assert data["digest"] in desk.run("plan").out
    for change in data["changes"]:
        for part in ("id", "title", "command", "impact", "duration", "undo", "machine"):
            assert change[part], f"{change['operation']} has no {part}"
    switch = [change for change in data["changes"] if change["unit"] == "switch"]
    assert [change["safe_to_stop_after"] for change in switch] == [False, False, True]
    assert "wsus/UsingSsl: 1 -> 0" in data["undo"]
    assert {condition["override"] for condition in data["gate"]} == {
        "never", "if it was not read", "always possible, deliberately",
    }  # fmt: skip


def test_plan_reads_only_and_says_the_same_twice(desk: Desk) -> None:
    world = desk.world
    first, second = desk.run("plan", "--json").data, desk.run("plan", "--json").data
    assert first["digest"] == second["digest"]
    assert desk.world == world
    assert desk.sessions() == []


def test_what_plan_promised_is_what_apply_did(desk: Desk) -> None:
    planned = [change["id"] for change in desk.run("plan", "--json").data["changes"]]
    assert desk.run("apply").code == 0
    made = dict.fromkeys(r.change for r in desk.records() if isinstance(r, Intent))
    assert list(made) == planned
    emptied = desk.run("plan", "--json")
    assert (emptied.code, emptied.data["changes"]) == (0, [])


@pytest.mark.parametrize("verb", ["check", "plan", "apply", "sessions", "report", "labs", "operations", "undo"])
def test_standard_output_is_one_document(done: Desk, verb: str) -> None:
    ended = done.run(verb, "--json")
    assert ended.code == 0, ended.said
    assert ended.data is not None


def test_a_session_says_who_began_it(done: Desk) -> None:
    (session,) = done.run("sessions", "--json").data
    assert session["operator"] == done.world.operator.name != ""
    assert session["operator"] in done.run("sessions").said


def test_operations_are_the_catalogue(done: Desk) -> None:
    entries = {entry["name"]: entry for entry in done.run("operations", "--json").data}
    flags = entries["Set-SslRequirement"]
    assert (flags["kind"], flags["roles"]) == ("change", ["wsus"])
    assert [parameter["name"] for parameter in flags["parameters"]] == ["Place", "Flags"]
    fields = {field["name"]: field["setting"] for field in entries["Get-WsusSetup"]["fields"]}
    assert fields["UsingSsl"] is True
    assert fields["ContentFolder"] is False
