"""Every kind of fault at every change: a named end, the window closed, a way forward and a way back.

Every operation, also those that read, in three scenarios, each on and back: `python -m tests.scenarios faults`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed, window_is_open
from wizard.lab.faults import FaultKind
from wizard.lab.lab import Lab

KINDS: tuple[FaultKind, ...] = ("fails", "hangs", "lies", "stops")
ALWAYS, ONCE = 0, 1

BEFORE = ("New-CertificateRequest", "Submit-CertificateRequest", "Install-Certificate", "Set-SiteBinding")
WINDOW = ("Set-SslRequirement", "Invoke-ConfigureSsl", "Set-SoftwareUpdatePoint")
ONE_VALUE = ("New-CertificateRequest", "Submit-CertificateRequest", "Set-SiteBinding")
AFTER = ("Start-Synchronization", "Start-ClientScan")

MADE_ALL_THE_SAME = frozenset({
    *((operation, "stops") for operation in (*ONE_VALUE, "Set-SoftwareUpdatePoint", "Start-ClientScan")),
})  # fmt: skip
"""One value, written and not reported: what reads back decides, so these are done."""
SILENT = frozenset({(operation, "lies") for operation in AFTER})
"""A start that says it began and did not: nothing in the log, and patience ends. Waiting, not failed."""


def expected(operation: str, kind: FaultKind, times: int) -> int:
    if (operation, kind) in MADE_ALL_THE_SAME:
        return 0
    if operation == "Invoke-ConfigureSsl" and times == ONCE:
        return 0  # tried once more
    return 5 if (operation, kind) in SILENT else 4


FAULTS: tuple[tuple[str, FaultKind, int], ...] = (
    *((operation, kind, ONCE) for operation in WINDOW for kind in KINDS),
    *((operation, kind, ALWAYS) for operation in WINDOW for kind in ("fails", "lies")),
    # Outside the window each does some harm of its own, and one of each kind is enough.
    *((operation, "stops", ONCE) for operation in (*BEFORE, *AFTER)),
    *zip(BEFORE, KINDS, (ALWAYS, ONCE, ALWAYS, ONCE), strict=True),
    *((operation, "lies", ALWAYS) for operation in AFTER),
)


@pytest.mark.parametrize(("operation", "kind", "times"), FAULTS)
def test_a_fault_at_a_change(
    desk: Desk, before: dict[str, str], operation: str, kind: FaultKind, times: int
) -> None:
    desk.fault(operation, kind, times=times)
    ended = desk.run("apply")
    assert ended.code == expected(operation, kind, times), ended.said
    assert not window_is_open(desk.world), "the switch window was left open"
    assert "STILL OPEN" not in ended.said
    if operation in WINDOW and ended.code:
        assert "SWITCH WINDOW CLOSED == backwards" in ended.said
    desk.heal()
    if times == ONCE:
        forward = desk.run("apply")
        assert forward.code == 0, forward.said
    undone = desk.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, desk.settings())


@pytest.mark.parametrize("kind", KINDS)
def test_a_way_back_that_fails_too_is_said_loudly(desk: Desk, kind: FaultKind) -> None:
    """The flag cannot be set, and then Require SSL cannot be cleared."""
    desk.fault("Set-SoftwareUpdatePoint", "fails", times=ALWAYS)
    desk.fault("Set-SslRequirement", kind, at=2, times=ALWAYS)
    ended = desk.run("apply", "--json")
    assert ended.code == 4
    assert ended.data["window_open"] is window_is_open(desk.world)
    if ended.data["window_open"]:
        assert "STILL OPEN" in ended.err
    desk.heal()
    again = desk.run("apply")
    assert again.code == 0, again.said


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_way_back_that_failed_undo_finishes_it(desk: Desk, before: dict[str, str], kind: FaultKind) -> None:
    desk.fault("Invoke-ConfigureSsl", "fails", times=ALWAYS)
    desk.fault("Set-SslRequirement", kind, at=2, times=ALWAYS)
    assert desk.run("apply").code == 4
    desk.heal()
    undone = desk.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, desk.settings())
    assert not window_is_open(desk.world)


READS: dict[str, FaultKind] = {
    "Get-SslRequirement": "lies", "Get-WsusSetup": "fails", "Get-SoftwareUpdatePoint": "lies",
    "Get-SiteBinding": "fails", "Get-PersonalCertificate": "fails", "Get-LogTail": "lies",
    "Test-TlsEndpoint": "lies", "Test-HttpEndpoint": "fails", "Test-WsusConnection": "lies",
}  # fmt: skip


@pytest.mark.parametrize(("operation", "kind"), READS.items())
def test_a_read_or_proof_that_goes_wrong_for_good(
    desk: Desk, before: dict[str, str], operation: str, kind: FaultKind
) -> None:
    """Whatever it says: never a false satisfied, never an open window that nobody speaks of."""
    desk.fault(operation, kind, at=4, times=ALWAYS)
    ended = desk.run("apply")
    if ended.code == 0:
        healed = desk.copy("healed")
        healed.heal()
        assert healed.run("check").code == 0, f"satisfied, but not so:\n{ended.said}"
    assert not window_is_open(desk.world) or "STILL OPEN" in ended.said
    desk.heal()
    if kind == "fails":
        assert desk.run("apply").code == 0
    if desk.sessions():
        assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


def test_a_plan_that_cannot_be_read_whole_is_not_begun(desk: Desk, before: dict[str, str]) -> None:
    desk.fault("Get-SslRequirement", "fails")
    ended = desk.run("apply")
    assert ended.code == 5
    assert desk.sessions() == []
    assert not changed(before, desk.settings())
    desk.fault("Get-SslRequirement", "fails")
    planned = desk.run("plan")
    assert planned.code == 5
    assert "not complete" in planned.said


def test_wcm_that_cannot_connect_closes_the_window_backwards(bound: Desk, before: dict[str, str]) -> None:
    """The site server loses its trust in the CA just when its flag is set."""
    seen: list[bool] = []

    def distrust(lab: object) -> bool:
        assert isinstance(lab, Lab)
        if lab.world.point.ssl and not seen:
            seen.append(True)
            lab.set_fact("site_machine/trusts", [])
        return False

    ended = bound.run("apply", stop=distrust)
    assert seen, "the flag was never set"
    assert ended.code == 4, ended.said
    assert "WCM" in ended.said
    assert not window_is_open(bound.world)


def test_wcm_that_stays_silent_spends_its_patience(bound: Desk) -> None:
    answers = '[patience]\nwcm = "0s"\n[certificate.request]\nnames = ["WSUS1"]\n'
    ended = bound.run("apply", answers=answers)
    assert ended.code == 4, ended.said
    assert not window_is_open(bound.world)
    assert bound.run("apply", answers=answers.replace("0s", "15m")).code == 0


def test_an_unreachable_server_ends_in_3_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.fact("wsus_machine/reachable", False)
    for verb in ("check", "plan", "apply"):
        ended = desk.run(verb)
        assert ended.code == 3, ended.said
        assert "cannot be reached" in ended.err
    assert desk.sessions() == []
