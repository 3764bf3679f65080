"""Stops and sudden ends in process: the exact moment is chosen, the signal is a real one."""

from __future__ import annotations

import signal

import pytest

from tests.flows.desk import Desk, changed, requiring
from tests.flows.test_stops import after_configuressl
from tests.flows.test_waiting import wcm_is_silent
from wizard.engine.records import Ended, WindowMark
from wizard.lab.bench import Bench
from wizard.lab.lab import Lab


def raising(monkeypatch: pytest.MonkeyPatch, value: str, times: int = 1) -> None:
    """Ctrl+C, that many times, as soon as a value has reached the servers' disk; once only."""
    commit, left = Bench.commit, [times]

    def watched(bench: Bench, what: str) -> None:
        commit(bench, what)
        if what == value:
            while left[0]:
                left[0] -= 1
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Bench, "commit", watched)


@pytest.mark.parametrize(("value", "forwards"), [
    ("sslFlags of ApiRemoting30", False),
    ("wsus using_ssl", True),
    ("SSLWSUS", True),
])  # fmt: skip
def test_ctrl_c_in_the_window_closes_it_first(
    bound: Desk, before: dict[str, str], monkeypatch: pytest.MonkeyPatch, value: str, forwards: bool
) -> None:
    handler = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patched:
        raising(patched, value)
        ended = bound.run("apply")
    assert ended.code == 130, ended.said
    assert "Stopping at the next safe place" in ended.out
    assert bool(requiring(bound.world)) == forwards == bound.world.point.ssl
    marks = [r for r in bound.records() if isinstance(r, WindowMark)]
    assert (marks[-1].state, marks[-1].how) == ("closed", "forwards" if forwards else "backwards")
    assert signal.getsignal(signal.SIGINT) is handler, "the handlers of before are back"
    back = bound.copy("back")
    assert back.run("undo").code == 0
    assert not changed(before, back.settings())
    assert bound.run("apply").code == 0
    assert len(bound.sessions()) == 1


@pytest.mark.parametrize(
    "value", ["sslFlags of ClientWebService", "wsus port_number", "SSLWSUS", "binding certificate"]
)
def test_a_second_ctrl_c_ends_at_once_and_the_same_command_names_what_is_half_done(
    desk: Desk, before: dict[str, str], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    with monkeypatch.context() as patched:
        raising(patched, value, times=2)
        ended = desk.run("apply")
    assert ended.code == 130
    assert "Stopped at once" in ended.err
    assert not isinstance(desk.records()[-1], Ended), "a run that ended at once did not write its end"
    back = desk.copy("back")
    undone = back.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, back.settings())
    resumed = desk.run("apply")
    assert resumed.code == 0, resumed.said
    assert "Half done:" in resumed.out
    if value != "binding certificate":
        assert "ended inside the switch window" in resumed.out
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


def test_a_stop_behind_configuressl_goes_back_where_wcm_stays_silent(
    bound: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wcm_is_silent(monkeypatch)
    ended = bound.run("apply", "--json", stop=after_configuressl)
    assert ended.code in {4, 130}, ended.said
    assert ended.data["window_open"] is False
    assert not requiring(bound.world)
    assert not bound.world.point.ssl


@pytest.mark.parametrize("during", ["synchronization", "scan"])
def test_a_stop_while_waiting_behind_the_window_is_obeyed_and_resumed(bound: Desk, during: str) -> None:
    def running(lab: Lab) -> bool:
        return lab.world.synchronization.running if during == "synchronization" else lab.world.client.scanning

    stopped = bound.run("apply", stop=running)
    assert stopped.code == 130, stopped.said
    assert requiring(bound.world)
    resumed = bound.run("apply")
    assert resumed.code == 0, resumed.said
    assert bound.world.logs.wsyncmgr.count("Found local sync request file") == 1, "a second one was started"


def test_a_stop_that_comes_when_all_is_done_does_no_harm(bound: Desk) -> None:
    """Asked for behind the scan: the last look is made or left, nothing is put back."""
    stopped = bound.run("apply", stop=lambda lab: lab.world.client.last_success_path.startswith("https"))
    assert stopped.code in {0, 130}
    assert bound.run("check").code == 0
