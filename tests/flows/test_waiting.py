"""Waiting in the server's time: what is silent, what follows later, and what is undone by others at the very end."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, changed, requiring
from wizard.lab import events
from wizard.lab.bench import Bench
from wizard.lab.facts import FactValue


def silent(bench: Bench) -> None:
    """A component that does nothing when it is due."""


def wcm_is_silent(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for component in ("wcm", "wcm-change"):
        monkeypatch.setitem(events._COMPONENTS, component, silent)
    return monkeypatch


def test_a_wcm_that_says_nothing_spends_its_patience_and_the_window_closes_backwards(
    bound: Desk, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    began = bound.world.now
    with monkeypatch.context() as patched:
        wcm_is_silent(patched)
        ended = bound.run("apply", "--json")
    assert (ended.code, ended.data["section"]) == (4, "software-update-point"), ended.said
    assert ended.data["window_open"] is False
    codes = [f["code"] for f in ended.data["findings"]]
    assert "engine.patience-spent" in codes
    assert "engine.undo.not-proven" in codes, "that WCM has not set WSUS back is said"
    assert not requiring(bound.world)
    minutes = (bound.world.now - began).total_seconds() / 60
    assert 15 + 75 <= minutes <= 15 + 75 + 5, "patience is counted in the server's time"
    bound.pass_time(75)
    bound.pass_time(75)
    again = bound.run("apply")
    assert again.code == 0, again.said
    assert bound.run("undo").code == 0
    assert not changed(before, bound.settings())


def test_patience_for_wcm_is_an_answer(bound: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wcm_is_silent(monkeypatch)
    ended = bound.run("apply", answers='[certificate.request]\nnames = ["WSUS1"]\n[patience]\nwcm = "40m"\n')
    assert ended.code == 4
    assert "at most 40 min" in ended.out


def test_a_client_that_still_asks_http_is_waited_for_and_follows_later(
    bound: Desk, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(events._COMPONENTS, "location", silent)
        ended = bound.run("apply", "--json")
    assert (ended.code, ended.data["section"], ended.data["status"]) == (5, "client-scan", "waiting"), ended.said
    assert ended.data["window_open"] is False
    assert bound.world.client.scan_path.startswith("http://")
    shown = bound.run("sessions", "--json").data[0]
    assert (shown["state"], shown["ended"]) == ("stopped", 5)
    bound.pass_time(75)     # WCM's hourly word reaches the management point, and that the client
    resumed = bound.run("apply")
    assert resumed.code == 0, resumed.said
    assert bound.world.client.last_success_path.startswith("https://")
    assert bound.run("undo").code == 0
    assert not changed(before, bound.settings())


def test_a_scan_that_never_ends_is_no_success(bound: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events._COMPONENTS, "scan-end", silent)
    ended = bound.run("apply", "--json")
    assert (ended.code, ended.data["section"], ended.data["status"]) == (5, "client-scan", "waiting")


def test_a_synchronization_that_never_ends_is_no_success_and_is_followed_on(
    bound: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(events._COMPONENTS, "sync-database", silent)
        ended = bound.run("apply", "--json")
    assert (ended.code, ended.data["section"], ended.data["status"]) == (5, "synchronization", "waiting")
    assert bound.world.logs.wsyncmgr.count("Found local sync request file") == 1
    assert bound.run("apply").code == 5, "it is the same one that is still waited for"
    assert bound.world.logs.wsyncmgr.count("Found local sync request file") == 1, "a second one was started"


RESETS: dict[str, dict[str, FactValue]] = {
    "WSUS is back on http": {"wsus/using_ssl": False, "wsus/port_number": 8530},
    "the flag is off": {"site/points/WSUS1.contoso.com/ssl": False},
    "a service lets http in": {"iis/sites/1806390885/places/ClientWebService/own": "None"},
    "another certificate is served": {"iis/http_sys/0.0.0.0:8531/certificate_hash": "certificate:web-management"},
    "the pool is stopped": {"iis/pools/WsusPool/state": "Stopped"},
}


@pytest.mark.parametrize("what", RESETS)
def test_what_is_undone_behind_our_back_is_seen_in_the_last_pass(bound: Desk, what: str) -> None:
    bound.event("Start-ClientScan", RESETS[what])     # the scan itself may well end in a success before
    ended = bound.run("apply")
    assert ended.code != 0, f"{what}, and all is said to be satisfied:\n{ended.said}"
    assert bound.run("check").code != 0
