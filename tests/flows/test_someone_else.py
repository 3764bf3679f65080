"""Somebody changes a value meanwhile: it is named and left alone, between plan and run, runs, and before an undo."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, changed
from wizard.lab.bench import Bench
from wizard.rules.place import SECURED

SERVICE = "iis/sites/1806390885/places/ApiRemoting30/own"
THEIRS = "SslNegotiateCert"
"""Not as before, not as we write it, and http is let in: no window of theirs."""
PATH = "require-ssl/ApiRemoting30/Own"


class Killed(BaseException):
    """The process ends here, as if by kill -9."""


def killed_before(desk: Desk, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run, and die just before a value of the servers reaches their disk."""
    commit = Bench.commit

    def dying(bench: Bench, what: str) -> None:
        if what == value:
            raise Killed
        commit(bench, what)

    with monkeypatch.context() as patched:
        patched.setattr(Bench, "commit", dying)
        with pytest.raises(Killed):
            desk.run("apply")


def test_a_value_changed_between_plan_and_run_is_another_plan(desk: Desk) -> None:
    digest = desk.run("plan", "--json").data["digest"]
    desk.fact(SERVICE, THEIRS)
    world = desk.world
    refused = desk.run("apply", "--plan", digest)
    assert refused.code == 2
    assert digest in refused.err
    assert desk.run("plan", "--json").data["digest"] in refused.err
    assert desk.world == world
    assert not desk.sessions()


def test_a_value_changed_between_two_runs_is_named_and_nothing_is_done(bound: Desk) -> None:
    bound.fact(SERVICE, THEIRS)
    world = bound.world
    refused = bound.run("apply")
    assert refused.code == 4, refused.said
    assert PATH in refused.err
    assert THEIRS in refused.err
    assert bound.world == world


def test_what_was_changed_between_two_runs_can_be_agreed_to_by_digest(bound: Desk) -> None:
    bound.fact(SERVICE, THEIRS)
    digest = bound.run("plan", "--json").data["digest"]
    assert digest in bound.run("apply").err, "the refusal names the digest that would agree"
    assert bound.run("apply", "--plan", digest).code == 0
    assert bound.run("undo").code == 0
    site = bound.world.wsus_site
    assert site is not None
    own = next(place.own for place in site.places if place.name == "ApiRemoting30")
    assert own == THEIRS, "undo goes back to what was there before our change"


def test_a_value_of_a_change_that_was_begun_is_left_to_whoever_wrote_it(
    bound: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither as before nor as wanted: it is somebody else's, and the run stops."""
    killed_before(bound, "sslFlags of ClientWebService", monkeypatch)
    bound.fact(SERVICE, THEIRS)
    ended = bound.run("apply", "--json")
    assert ended.code == 4, ended.said
    assert PATH in ended.said
    site = bound.world.wsus_site
    assert site is not None
    assert {place.name: place.own for place in site.places}["ApiRemoting30"] == THEIRS


def test_undo_leaves_what_reads_otherwise_alone_and_puts_back_the_rest(done: Desk, before: dict[str, str]) -> None:
    done.fact(SERVICE, THEIRS)
    undone = done.run("undo", "--json")
    assert (undone.code, undone.data["complete"]) == (4, False)
    left = next(f for f in undone.data["findings"] if f["code"] == "engine.undo.left-alone")
    assert PATH in left["seen"]
    assert THEIRS in left["seen"]
    assert changed(before, done.settings()) == {PATH: ("", THEIRS)}


def test_undo_skips_what_somebody_has_put_back_already(done: Desk, before: dict[str, str]) -> None:
    done.fact(SERVICE, "")
    undone = done.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, done.settings())


def test_undo_leaves_a_binding_whole_that_carries_somebody_elses_certificate(done: Desk) -> None:
    for path in ("iis/sites/1806390885/bindings/https/certificate_hash", "iis/http_sys/0.0.0.0:8531/certificate_hash"):
        done.fact(path, "certificate:web-management")
    other = next(c.thumbprint for c in done.world.store if c.label == "web-management")
    undone = done.run("undo", "--json")
    assert undone.code == 4
    assert "engine.undo.left-alone" in undone.errors
    after = done.settings()
    assert after["binding/1806390885:https:8531/CertificateHash"] == other
    assert after["httpsys/0.0.0.0:8531/CertificateHash"] == other
    assert (after["wsus/UsingSsl"], after["sup/wsus1.contoso.com/Ssl"]) == ("0", "0")


def test_undo_leaves_a_name_that_somebody_gave_to_wsus(done: Desk) -> None:
    done.fact("wsus/server_certificate_name", "updates.contoso.com")
    undone = done.run("undo", "--json")
    assert undone.code == 4
    after = done.settings()
    assert after["wsus/ServerCertificateName"] == "updates.contoso.com"
    assert (after["wsus/UsingSsl"], after["wsus/PortNumber"]) == ("0", "8530")


def test_an_undo_that_left_something_can_be_run_again_and_says_the_same(done: Desk) -> None:
    done.fact(SERVICE, THEIRS)
    assert done.run("undo").code == 4
    again = done.run("undo", "--json")
    assert again.code == 4
    assert "engine.undo.left-alone" in again.errors
    done.fact(SERVICE, "")
    assert done.run("undo").code == 0


def test_somebody_who_does_the_rest_by_hand_is_welcome(bound: Desk, before: dict[str, str]) -> None:
    """The five services, in the console meanwhile: what is satisfied is not written again, and undo leaves it."""
    for name in SECURED:
        bound.fact(f"iis/sites/1806390885/places/{name}/own", "Ssl")
    assert "SWITCH WINDOW OPEN" in bound.run("check").out
    ended = bound.run("apply")
    assert ended.code == 0, ended.said
    undone = bound.run("undo", "--json")
    assert undone.code == 4, "a window that was found open is given back as it was found, and named"
    assert "engine.window-still-open" in undone.errors
