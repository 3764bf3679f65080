"""Every condition of the gate, unfulfilled on the servers: exit 6 with its name, and what its override is worth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.flows.desk import Desk, requiring
from tests.flows.test_gate import overriding
from wizard.operations.client import StartClientScan
from wizard.operations.model import Role
from wizard.operations.site import StartSynchronization

Meddling = Callable[[Desk], None]


def fact(path: str, value: str | bool | int | list[str]) -> Meddling:
    return lambda desk: desk.fact(path, value)


def failing(operation: str) -> Meddling:
    return lambda desk: desk.fault(operation, "fails", times=0)


def wcm_failed_last(desk: Desk) -> None:
    desk.fact("site/administrators", [])
    desk.pass_time(70)
    desk.fact("site/administrators", ["CONTOSO\\CM1$"])


def synchronization_failed_last(desk: Desk) -> None:
    """Between two rounds of WCM, which would fail too."""
    desk.fact("iis/pools/WsusPool/state", "Stopped")
    with desk.servers() as lab:
        lab.run(StartSynchronization().on(Role.SITE))
        lab.pause(timedelta(minutes=1))
    desk.fact("iis/pools/WsusPool/state", "Started")


def synchronization_runs(desk: Desk) -> None:
    with desk.servers() as lab:
        lab.run(StartSynchronization().on(Role.SITE))
        lab.pause(timedelta(minutes=1))


def scan_failed_last(desk: Desk) -> None:
    desk.fact("iis/pools/WsusPool/state", "Stopped")
    with desk.servers() as lab:
        lab.run(StartClientScan().on(Role.CLIENT))
        lab.pause(timedelta(minutes=4))
    desk.fact("iis/pools/WsusPool/state", "Started")


OPENED_BY_ITS_OVERRIDE = {
    "console-from-site": fact("wsus/https_api_before_configuressl", False),
    "no-synchronization": failing("Get-SynchronizationStatus"),
    "rights": fact("operator/edit_software_update_point", "unknown"),
    "healthy-wcm": wcm_failed_last,
    "healthy-synchronization": synchronization_failed_last,
    "healthy-client-scan": scan_failed_last,
}


@pytest.mark.parametrize("key", OPENED_BY_ITS_OVERRIDE)
def test_a_condition_blocks_names_its_override_and_gives_way_to_it(bound: Desk, key: str) -> None:
    OPENED_BY_ITS_OVERRIDE[key](bound)
    blocked = bound.run("apply", "--json")
    assert (blocked.code, blocked.data["section"], blocked.data["status"]) == (6, "require-ssl", "blocked")
    assert f'may be overridden: overrides = ["{key}"]' in blocked.err
    assert not requiring(bound.world)
    overridden = bound.run("apply", answers=overriding(key))
    assert f"overridden by your answers: {key}" in overridden.out
    assert "SWITCH WINDOW CLOSED == WCM has connected" in overridden.out, overridden.said
    assert overridden.code == 0, overridden.said


BLOCKED_FOR_GOOD = {
    "ports": (fact("site/points/WSUS1.contoso.com/http_port", 8999), "gate.ports.refused"),
    "tls-from-site": (fact("site_machine/trusts", []), "gate.tls-from-site.refused"),
    "no-synchronization": (synchronization_runs, "gate.no-synchronization.refused"),
    "rights": (fact("operator/edit_software_update_point", "no"), "gate.rights.refused"),
    "rights for configuressl": (fact("operator/wsus_administrator", "no"), "gate.rights.refused"),
    "console not tried": (failing("Test-WsusConnection"), "read.failed"),
}
"""What was read and is bad, or is never to be overridden."""

ALL = (
    "tls-from-wsus", "tls-from-site", "tls-from-client", "console-from-site", "no-synchronization", "rights",
    "healthy-services", "healthy-wcm", "healthy-synchronization", "healthy-client-scan",
)  # fmt: skip


@pytest.mark.parametrize("condition", BLOCKED_FOR_GOOD)
def test_a_condition_that_was_read_and_is_bad_blocks_whatever_is_overridden(bound: Desk, condition: str) -> None:
    meddle, code = BLOCKED_FOR_GOOD[condition]
    meddle(bound)
    blocked = bound.run("apply", "--json", answers=overriding(*ALL))
    assert blocked.code == 6, blocked.said
    assert code in blocked.errors
    assert not requiring(bound.world)


def test_a_stopped_service_that_is_overridden_fails_in_the_window_and_is_closed_backwards(bound: Desk) -> None:
    bound.fact("wsus/service_state", "Stopped")
    ended = bound.run("apply", "--json", answers=overriding("healthy-services", "console-from-site"))
    assert ended.code == 4, ended.said
    assert ended.data["window_open"] is False
    assert not requiring(bound.world)


def test_an_override_of_one_condition_opens_no_other(bound: Desk) -> None:
    scan_failed_last(bound)
    bound.fact("operator/edit_software_update_point", "unknown")
    blocked = bound.run("apply", "--json", answers=overriding("rights"))
    assert blocked.code == 6
    assert blocked.errors == ["gate.healthy-client-scan.refused"]


def test_plan_and_check_show_the_gate_with_what_would_override_it(bound: Desk) -> None:
    scan_failed_last(bound)
    planned = {c["key"]: c for c in bound.run("plan", "--json").data["gate"]}
    condition = planned["healthy-client-scan"]
    assert (condition["holds"], condition["overridable"]) == (False, True)
    assert planned["ports"]["override"] == "never"
    levels = {f["code"]: f["level"] for f in bound.run("check", "--json").data["gate"]}
    assert levels["gate.healthy-client-scan.refused"] == "error"


def test_overrides_that_were_used_are_kept_with_the_session(bound: Desk) -> None:
    scan_failed_last(bound)
    assert bound.run("apply", answers=overriding("healthy-client-scan")).code == 0
    kept = (bound.folder / "s0001.answers.toml").read_text(encoding="utf-8")
    assert "healthy-client-scan" in kept
