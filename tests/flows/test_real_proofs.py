"""Proofs look at what is served, not at flags: whatever else is bound, swapped or stopped shows."""

from __future__ import annotations

from datetime import timedelta

from tests.flows.desk import Desk
from wizard.tutorial import SECTIONS


def statuses(desk: Desk) -> dict[str, str]:
    return {section["key"]: section["status"] for section in desk.run("check", "--json").data["sections"]}


def codes(desk: Desk, key: str) -> list[str]:
    sections = desk.run("check", "--json").data["sections"]
    return [f["code"] for section in sections if section["key"] == key for f in section["findings"]]


def test_another_certificate_behind_the_same_binding_is_seen(done: Desk) -> None:
    """http.sys serves what it holds, whatever IIS says: binding, http.sys and what is served are separate checks."""
    done.fact("iis/http_sys/0.0.0.0:8531/certificate_hash", "certificate:web-management")
    assert statuses(done)["bind"] == "needs-change"
    assert done.run("check").code == 1
    planned = done.run("plan").out
    assert "httpsys/0.0.0.0:8531/CertificateHash" in planned
    assert done.run("apply").code == 0
    assert statuses(done)["bind"] == "satisfied"


def test_a_listener_that_is_gone_fails_the_proofs(done: Desk) -> None:
    done.fact("iis/pools/WsusPool/state", "Stopped")
    now = statuses(done)
    assert now["require-ssl"] == "failed"
    assert done.run("check").code == 4


def test_a_machine_that_loses_its_trust_fails_the_console(done: Desk) -> None:
    done.fact("site_machine/trusts", [])
    now = statuses(done)
    assert now["console"] == "failed"
    assert "api.refused" in codes(done, "console")
    assert done.run("check").code == 4


def test_the_clocks_of_the_lab_judge_validity(done: Desk) -> None:
    """A day after its end the certificate is refused, though every file and flag is as before."""
    with done.servers() as lab:
        lab._bench.write("clock", now=lab.now() + timedelta(days=800))
    assert done.run("check").code in {1, 4}
    assert statuses(done)["certificate"] != "satisfied"


def test_every_section_is_shown_whatever_fails(done: Desk) -> None:
    done.fact("site_machine/reachable", False)
    now = statuses(done)
    assert list(now) == [step.key for step in SECTIONS]
    assert "satisfied" not in {now["console"], now["software-update-point"], now["synchronization"]}
