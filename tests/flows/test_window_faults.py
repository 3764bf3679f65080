"""What goes wrong inside the switch window: it is closed, or said to be open, and never called satisfied."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, Ended, changed, requiring, window_is_open
from wizard.engine.records import WindowMark
from wizard.lab.facts import FactValue
from wizard.lab.faults import FaultKind

KINDS: tuple[FaultKind, ...] = ("fails", "hangs", "lies", "stops")

REQUIRE, CONFIGURE, POINT, BACK = (
    "Set-SslRequirement",
    "Invoke-ConfigureSsl",
    "Set-SoftwareUpdatePoint",
    "Set-WsusSetup",
)


def forwards_and_back(desk: Desk, before: dict[str, str]) -> None:
    """The way forward and the way back, from where a run has ended: the cause is gone."""
    desk.heal()
    again = desk.run("apply")
    assert again.code == 0, f"the same command does not lead on: {again.said}"
    assert len(desk.sessions()) == 1, "the same command is no resume"
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings()), "undo of the whole does not reach equal settings"


def assert_closed_backwards(ended: Ended, desk: Desk) -> None:
    assert ended.code == 4, ended.said
    assert ended.data["window_open"] is False
    assert not requiring(desk.world), "services refuse http behind a window that was closed backwards"
    assert not desk.world.point.ssl
    marks = [r for r in desk.records() if isinstance(r, WindowMark)]
    assert (marks[-1].state, marks[-1].how) == ("closed", "backwards")


@pytest.mark.parametrize("kind", ["fails", "stops"])
def test_a_window_that_cannot_be_closed_is_called_open(bound: Desk, before: dict[str, str], kind: FaultKind) -> None:
    bound.fault(CONFIGURE, "fails", times=0)
    bound.fault(REQUIRE, kind, at=2, times=0)     # the way back
    ended = bound.run("apply", "--json")
    assert (ended.code, ended.data["window_open"]) == (4, True)
    assert {"engine.window-still-open", "engine.undo.not-restored"} <= set(ended.errors)
    assert "SWITCH WINDOW STILL OPEN" in ended.err
    assert window_is_open(bound.world)
    shown = bound.run("sessions", "--json").data[-1]
    assert shown["window_open"], "the list of sessions does not name the open window"
    assert "switch window is open" in bound.run("report").out.lower()
    assert "SWITCH WINDOW OPEN" in bound.run("check").out
    forwards_and_back(bound, before)


@pytest.mark.parametrize("kind", ["lies", "stops"])
def test_registry_values_that_do_not_go_back_are_named_though_the_window_is_closed(
    bound: Desk, before: dict[str, str], kind: FaultKind
) -> None:
    bound.fault(POINT, "fails")
    bound.fault(BACK, kind, times=0)
    ended = bound.run("apply", "--json")
    assert_closed_backwards(ended, bound)
    left = bound.world.wsus.server_certificate_name != ""
    assert ("engine.undo.not-restored" in ended.errors) == left
    forwards_and_back(bound, before)


@pytest.mark.parametrize("kind", ["fails", "lies"])
def test_a_flag_that_does_not_go_back_is_named_and_http_answers_all_the_same(
    bound: Desk, before: dict[str, str], kind: FaultKind
) -> None:
    bound.fact("site/administrators", [])
    bound.fault(POINT, kind, at=2, times=0)
    ended = bound.run("apply", "--json")
    assert ended.code == 4
    assert {"update-point.wcm-failed", "engine.undo.not-restored"} <= set(ended.errors)
    assert not requiring(bound.world)
    bound.fact("site/administrators", ["CONTOSO\\CM1$"])
    bound.heal()
    bound.pass_time(75)
    forwards_and_back(bound, before)


CAUSES: dict[str, tuple[dict[str, FactValue], dict[str, FactValue]]] = {
    "the site server may not use the API": ({"site/administrators": []}, {"site/administrators": ["CONTOSO\\CM1$"]}),
    "the site server loses its trust": (
        {"site_machine/trusts": []},
        {"site_machine/trusts": ["Contoso Root CA"]},
    ),
    "the pool stops": ({"iis/pools/WsusPool/state": "Stopped"}, {"iis/pools/WsusPool/state": "Started"}),
    "the service stops": ({"wsus/service_state": "Stopped"}, {"wsus/service_state": "Running"}),
}


@pytest.mark.parametrize(("cause", "after"), [
    ("the site server may not use the API", POINT),
    ("the site server loses its trust", POINT),
    ("the pool stops", REQUIRE),
    ("the service stops", CONFIGURE),
])  # fmt: skip
def test_a_window_in_which_wcm_cannot_connect_is_closed_backwards(
    bound: Desk, before: dict[str, str], cause: str, after: str
) -> None:
    begins, ends = CAUSES[cause]
    bound.event(after, begins)
    ended = bound.run("apply", "--json")
    assert_closed_backwards(ended, bound)
    for path, value in ends.items():
        bound.fact(path, value)
    bound.pass_time(75)     # WCM runs hourly, and the gate wants its last word to be a success
    forwards_and_back(bound, before)


@pytest.mark.parametrize(
    ("machine", "after"),
    [("wsus_machine", REQUIRE), ("wsus_machine", POINT), ("site_machine", CONFIGURE), ("site_machine", POINT)],
)
def test_a_machine_that_goes_silent_in_the_window_is_never_taken_for_success(
    bound: Desk, before: dict[str, str], machine: str, after: str
) -> None:
    bound.event(after, {f"{machine}/reachable": False})
    ended = bound.run("apply", "--json")
    assert ended.code == 4, ended.said
    assert "read.failed" in ended.errors
    assert ended.data["window_open"] == bool(requiring(bound.world)), "open is said exactly where it is so"
    bound.fact(f"{machine}/reachable", True)
    bound.pass_time(75)
    forwards_and_back(bound, before)
