"""The gate: what is not fulfilled is named with its override, and only that kind of override opens it."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, changed, window_is_open

ASK = '[certificate.request]\nnames = ["WSUS1"]\n'


def overriding(*names: str) -> str:
    return f"overrides = {list(names)}\n{ASK}".replace("'", '"')


@pytest.mark.parametrize(("path", "value", "condition"), [
    ("client_machine/reachable", False, "tls-from-client"),
    ("iis/pools/WsusPool/state", "Stopped", "healthy-services"),
])  # fmt: skip
def test_a_condition_that_is_not_fulfilled_blocks_and_names_its_override(
    bound: Desk, path: str, value: str | bool, condition: str
) -> None:
    bound.fact(path, value)
    blocked = bound.run("apply")
    assert blocked.code == 6, blocked.said
    assert f'overrides = ["{condition}"]' in blocked.said
    assert not window_is_open(bound.world)


def test_a_client_that_is_off_at_the_gate_can_be_overridden_and_waits_in_section_9(bound: Desk) -> None:
    bound.fact("client_machine/reachable", False)
    answers = overriding("tls-from-client", "healthy-client-scan")
    ended = bound.run("apply", answers=answers)
    assert ended.code == 5, ended.said
    assert "SWITCH WINDOW CLOSED == WCM" in ended.said
    bound.fact("client_machine/reachable", True)
    # Its first scan still goes to the address it knew; it waits, and follows at its next one.
    codes = [bound.run("apply", answers=answers).code for _ in range(2)]
    assert codes[-1] == 0, codes


def test_ports_that_do_not_agree_can_never_be_overridden(bound: Desk) -> None:
    bound.fact("site_machine/reachable", True)
    with bound.servers() as lab:
        point = lab.world.point.name
    bound.fact(f"site/points/{point}/https_port", 8999)
    for answers in ("", overriding("tls-from-client", "healthy-services")):
        blocked = bound.run("apply", answers=answers)
        assert blocked.code == 6, blocked.said
        assert "cannot be overridden" in blocked.said


def test_there_is_no_override_for_what_is_never_overridden(bound: Desk) -> None:
    refused = bound.run("apply", answers=overriding("ports"))
    assert refused.code == 2
    assert "no override 'ports'" in refused.err


def test_tls_that_was_tried_and_failed_cannot_be_overridden(bound: Desk) -> None:
    bound.fact("client_machine/trusts", [])
    blocked = bound.run("apply", answers=overriding("tls-from-client"))
    assert blocked.code == 6, blocked.said
    assert "PC1.contoso.com cannot connect" in blocked.said


def test_the_name_that_wsus_will_call_itself_is_tried_before_the_window(desk: Desk, before: dict[str, str]) -> None:
    """A wrong host_name must not be found out inside the window."""
    blocked = desk.run("apply", answers=f'host_name = "wsus9.contoso.com"\n{ASK}')
    assert blocked.code == 6, blocked.said
    assert "wsus9.contoso.com" in blocked.said
    assert "SWITCH WINDOW OPEN" not in blocked.said
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


def test_check_shows_what_is_asked_later_as_information(desk: Desk) -> None:
    gate = {finding["code"]: finding["level"] for finding in desk.run("check", "--json").data["gate"]}
    assert gate["gate.tls-from-site.later"] == "info"
    assert gate["gate.ports"] == "ok"
