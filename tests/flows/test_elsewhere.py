"""Site and client on other computers, which this version does not ask: what that costs, and what is left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.desk import Desk, changed
from tests.flows.real import Without, WithoutClient, digest, really
from wizard.engine.guide import Guide
from wizard.engine.store import Store
from wizard.opening import example_answers
from wizard.operations.model import Role
from wizard.rules.answers import OVERRIDES
from wizard.steps.assessment import Status


def sections(data: Any) -> dict[str, str]:
    """Status by section."""
    return {section["key"]: section["status"] for section in data["sections"]}


def codes(data: Any, key: str) -> list[str]:
    """Codes of what a section found."""
    return [f["code"] for section in data["sections"] if section["key"] == key for f in section["findings"]]


def test_the_server_alone_is_judged_and_the_cost_is_told(desk: Desk) -> None:
    checked = really(desk, "check", "--json", kind=Without)
    assert checked.code == 1
    assert sections(checked.data)["before-you-start"] == "satisfied"
    assert "before.update-point.elsewhere" in codes(checked.data, "before-you-start")
    assert sections(checked.data)["certificate"] == "needs-answer"
    for key in ("software-update-point", "synchronization", "client-scan"):
        assert "read.elsewhere" in codes(checked.data, key)
    unknown = [f["code"] for f in checked.data["gate"] if f["level"] == "error"]
    assert set(unknown) == {"read.elsewhere"}


def test_what_is_elsewhere_is_not_told_as_a_read_that_failed(desk: Desk) -> None:
    said = really(desk, "check", kind=Without).said
    assert "Could not read" not in said
    assert "Traceback" not in said


def test_a_plan_without_the_site_is_not_complete_and_nothing_is_applied(desk: Desk, before: dict[str, str]) -> None:
    planned = really(desk, "plan", "--json", kind=Without)
    assert planned.code == 5
    assert [g["key"] for g in planned.data["gate"] if g["holds"] is None and not g["overridable"]][:2] == [
        "sup-name-on-certificate",
        "ports",
    ]
    applied = really(desk, "apply", "--json", "--plan", planned.data["digest"], kind=Without)
    assert (applied.code, applied.data["section"], applied.data["status"]) == (
        5, "software-update-point", "cannot-tell",
    )  # fmt: skip
    assert desk.sessions() == []
    assert not changed(before, desk.settings())


def test_page_by_page_sections_1_to_3_can_be_done_and_the_switch_cannot(desk: Desk) -> None:
    with Without.open(desk.lab, desk.state / "labs") as servers:
        guide = Guide.open(servers, Store(desk.state, servers.name, lambda _: None), lambda _: None)
        view = guide.answer(example_answers(desk.lab))
        for section in ("certificate", "bind"):
            while changes := view.changes(section):
                guide.agree(changes[0].id)
                view = guide.make(section, lambda: False)
        assert [view.assessment(key).status for key in ("before-you-start", "certificate", "bind")] == [
            Status.SATISFIED
        ] * 3
        for planned in view.switch:
            view = guide.agree(planned.id)
        assert not view.ready_to_switch
        assert guide.switch(lambda: False)[0] is None


def test_a_server_that_is_done_as_far_as_can_be_seen_opens_no_window(done: Desk) -> None:
    sessions, settings = done.sessions(), done.settings()
    applied = really(done, "apply", kind=Without)
    assert applied.code == 5
    assert "SWITCH WINDOW" not in applied.said.replace("SWITCH WINDOW STILL OPEN", "")
    assert done.sessions() == sessions
    assert not changed(settings, done.settings())


def test_an_undo_puts_back_what_is_here_and_names_what_is_elsewhere(done: Desk) -> None:
    listed = really(done, "undo", "--json", kind=Without).data
    undone = really(done, "undo", "--json", "--plan", listed["digest"], kind=Without)
    assert undone.code == 4
    assert "read.elsewhere" in [f["code"] for f in undone.data["findings"]]


def test_without_a_client_everything_else_can_be_done_with_a_word_for_the_gate(desk: Desk) -> None:
    overrides = f"overrides = {[key for key in OVERRIDES if 'client' in key]}\n".replace("'", '"')
    answers = f"{overrides}[certificate.request]\n"
    planned = really(desk, "plan", "--json", kind=WithoutClient, answers=answers).data
    assert [c["operation"] for c in planned["changes"] if c["role"] == Role.CLIENT.value] == []
    applied = really(desk, "apply", "--json", "--plan", planned["digest"], kind=WithoutClient, answers=answers)
    assert (applied.code, applied.data["section"], applied.data["status"]) == (5, "client-scan", "cannot-tell")
    assert [s["status"] for s in applied.data["sections"]][:-1] == ["satisfied"] * 8


@pytest.mark.parametrize("verb", ["check", "plan", "apply", "undo", "sessions", "report"])
def test_no_verb_breaks(done: Desk, verb: str) -> None:
    assert "Traceback" not in really(done, verb, kind=Without).said


def test_the_digest_without_the_site_is_not_the_one_with_it(desk: Desk) -> None:
    assert digest(desk, Without) != digest(desk)
