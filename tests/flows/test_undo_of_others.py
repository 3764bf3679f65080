"""Undo and what is not ours: values of others, a site that cannot be asked, what changes behind its back."""

from __future__ import annotations

from tests.flows.desk import Desk, changed


def test_a_site_that_cannot_be_asked_keeps_the_https_that_it_needs(done: Desk, before: dict[str, str]) -> None:
    done.fact("site_machine/reachable", False)
    undone = done.run("undo", "--json")
    assert undone.code == 4
    assert "engine.undo.held-back" in [finding["code"] for finding in undone.data["findings"]]
    world = done.world
    assert world.point.ssl
    assert world.wsus.using_ssl, "the site comes by https, and nothing would answer"
    assert world.iis.http_sys
    done.fact("site_machine/reachable", True)
    assert done.run("undo").code == 0
    assert not changed(before, done.settings())


def test_what_a_colleague_does_after_a_rollback_is_not_undone_by_us(bound: Desk) -> None:
    bound.fault("Set-SoftwareUpdatePoint", "fails", times=0)
    assert bound.run("apply").code == 4
    bound.heal()
    bound.fact("wsus/server_certificate_name", "wsus1.contoso.com")
    assert bound.run("undo").code == 0
    assert bound.world.wsus.server_certificate_name == "wsus1.contoso.com"


def test_an_undo_of_a_server_that_is_away_does_not_begin(done: Desk) -> None:
    done.fact("wsus_machine/reachable", False)
    assert done.run("undo").code == 3
    done.fact("wsus_machine/reachable", True)
    assert done.run("apply").code == 0, "no undo was begun"
