"""On a real server nothing is changed or undone before the operator has seen exactly that: a digest says so."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, changed
from tests.flows.real import digest, really
from wizard.lab.facts import Machine
from wizard.lab.lab import Lab


def bound(lab: Lab) -> bool:
    """Behind section 3."""
    return bool(lab.world.iis.http_sys)


def test_apply_without_a_digest_is_refused_and_says_what_to_do(desk: Desk, before: dict[str, str]) -> None:
    refused = really(desk, "apply")
    assert refused.code == 2
    assert "--plan DIGEST" in refused.err
    assert desk.sessions() == []
    assert not changed(before, desk.settings())


def test_apply_with_the_digest_of_the_plan_does_it(desk: Desk) -> None:
    assert really(desk, "apply", "--plan", digest(desk)).code == 0


def test_a_plan_that_has_changed_since_is_refused(desk: Desk) -> None:
    seen = digest(desk)
    desk.fact("iis/sites/1806390885/places/ApiRemoting30/own", "Ssl")
    refused = really(desk, "apply", "--plan", seen)
    assert refused.code == 2
    assert digest(desk) in refused.err
    assert desk.sessions() == []


def test_where_nothing_is_to_be_changed_nothing_has_to_be_agreed_to(secure: Desk) -> None:
    assert really(secure, "apply").code == 0
    assert secure.sessions() == []


@pytest.mark.parametrize("again", ["without a digest", "the same command"])
def test_what_was_agreed_to_is_gone_on_with(desk: Desk, again: str) -> None:
    agreed = digest(desk)
    assert really(desk, "apply", "--plan", agreed, stop=bound).code == 130
    assert digest(desk) != agreed, "less is left to do"
    assert really(desk, "apply", *(() if again == "without a digest" else ("--plan", agreed))).code == 0


@pytest.mark.parametrize("again", ["without a digest", "the same command"])
def test_what_was_not_agreed_to_is_refused_on_resume(desk: Desk, again: str) -> None:
    agreed = digest(desk)
    assert really(desk, "apply", "--plan", agreed, stop=bound).code == 130
    desk.fact("iis/sites/1806390885/places/ClientWebService/own", "SslNegotiateCert")
    now = desk.settings()
    refused = really(desk, "apply", *(() if again == "without a digest" else ("--plan", agreed)))
    assert refused.code == 4
    assert f"apply --plan {digest(desk)}" in refused.err
    assert not changed(now, desk.settings())
    assert really(desk, "apply", "--plan", digest(desk)).code == 0


def test_undo_prints_its_list_and_wants_its_digest(desk: Desk, before: dict[str, str]) -> None:
    assert really(desk, "apply", "--plan", digest(desk)).code == 0
    made = desk.settings()
    refused = really(desk, "undo")
    assert refused.code == 2
    assert "UsingSsl" in refused.out
    assert not changed(made, desk.settings())
    listed = really(desk, "undo", "--json")
    assert (listed.code, listed.data["complete"]) == (2, False)
    assert listed.data["digest"] in refused.err
    assert really(desk, "undo", "--plan", "0" * 16).code == 2
    assert not changed(made, desk.settings())
    assert really(desk, "undo", "--plan", listed.data["digest"]).code == 0
    assert not changed(before, desk.settings())


def test_another_list_needs_another_word(desk: Desk) -> None:
    assert really(desk, "apply", "--plan", digest(desk)).code == 0
    agreed = really(desk, "undo", "--json").data["digest"]
    assert really(desk, "undo", "--plan", agreed, "--offer", "remove-certificate").code == 2
    assert desk.run("check").code == 0


def test_an_undo_that_was_begun_is_gone_on_with(desk: Desk, before: dict[str, str]) -> None:
    assert really(desk, "apply", "--plan", digest(desk)).code == 0
    desk.fault("Set-WsusSetup", "fails")
    assert really(desk, "undo", "--plan", really(desk, "undo", "--json").data["digest"]).code == 4
    desk.heal()
    assert really(desk, "undo").code == 0
    assert not changed(before, desk.settings())


@pytest.mark.parametrize("verb", ["check", "plan", "apply", "undo"])
@pytest.mark.parametrize("fact", ["", "elevated", "local_administrator"])
def test_who_works_and_whether_elevated_comes_first(done: Desk, verb: str, fact: str) -> None:
    if fact:
        assert fact in Machine.__struct_fields__
        done.fact(f"wsus_machine/{fact}", False)
    first = really(done, verb).out.splitlines()[0]
    assert done.world.operator.name in first
    assert first.split()[0] == ("STOP" if fact else "ok")


def test_a_server_that_does_not_tell_who_works_says_that_first(done: Desk) -> None:
    done.fault("Get-HostFacts", "fails")
    assert really(done, "check").out.splitlines()[0].startswith("  note")


def test_a_server_that_cannot_be_asked_is_not_asked_on(done: Desk) -> None:
    done.fact("wsus_machine/reachable", False)
    for verb in ("check", "plan", "apply", "undo"):
        ended = really(done, verb)
        assert (ended.code, ended.out) == (3, "")


def test_in_a_practice_lab_none_of_it_is_asked(desk: Desk) -> None:
    ended = desk.run("apply")
    assert ended.code == 0
    assert ended.out.startswith("practice lab")
    assert desk.run("undo").code == 0
