"""Reads, proofs and ways back that go wrong: each ends in a name of its own, and never in a second request."""

from __future__ import annotations

import pytest

from tests.flows.desk import Desk, changed, requiring
from tests.flows.test_window_faults import KINDS, forwards_and_back
from wizard.engine.records import Restoring
from wizard.lab.faults import FaultKind
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.model import Role


@pytest.mark.parametrize("kind", KINDS)
def test_no_second_request_is_sent_and_no_second_key_made_after_a_fault(desk: Desk, kind: FaultKind) -> None:
    desk.fault("Install-Certificate", kind, times=2)
    while desk.run("apply").code == 4:
        assert len(desk.world.database) == 1
    assert desk.run("check").code == 0
    assert len(desk.world.database) == 1
    assert not desk.world.requests
    stored = [c.friendly_name for c in desk.ask(GetPersonalCertificate().on(Role.WSUS))]
    assert stored.count("WSUS TLS") == 1


@pytest.mark.parametrize(("operation", "section", "code"), [
    ("Get-HostFacts", "before-you-start", 5),
    ("Get-PersonalCertificate", "certificate", 5),
    ("Get-CertificateRequest", "certificate", 5),
    ("Get-HttpSysBinding", "bind", 5),
    ("Get-SslRequirement", "require-ssl", 5),
    ("Get-LogTail", "require-ssl", 6),
    ("Get-SynchronizationStatus", "require-ssl", 6),
    ("Get-OperatorRights", "require-ssl", 6),
    ("Get-ClientState", "client-scan", 5),
    ("Test-TlsEndpoint", "bind", 5),
    ("Test-WsusConnection", "require-ssl", 6),
    ("Test-HttpEndpoint", "require-ssl", 4),
])  # fmt: skip
def test_a_read_or_proof_that_fails_is_shown_as_one_at_the_section_that_needs_it(
    desk: Desk, operation: str, section: str, code: int
) -> None:
    desk.fault(operation, "fails", times=0)
    ended = desk.run("apply", "--json")
    assert (ended.code, ended.data["section"]) == (code, section), ended.said
    assert "read.failed" in ended.errors
    assert ended.data["window_open"] is False


@pytest.mark.parametrize("at", [3, 4, 5, 6])
def test_a_store_that_cannot_be_read_once_is_no_missing_effect(desk: Desk, at: int) -> None:
    """A failed read is never "nothing found": the key or the certificate was made."""
    desk.fault("Get-PersonalCertificate", "fails", at=at)
    ended = desk.run("apply", "--json")
    assert "engine.no-effect" not in ended.errors
    assert ended.code in {0, 5}, ended.said
    assert desk.run("apply").code == 0
    assert len(desk.world.database) == 1


@pytest.mark.parametrize("operation", ["Get-SslRequirement", "Get-WsusSetup", "Get-SoftwareUpdatePoint"])
def test_undo_of_what_cannot_be_read_writes_nothing_there_and_says_so(
    done: Desk, before: dict[str, str], operation: str
) -> None:
    done.fault(operation, "fails", times=0)
    undone = done.run("undo", "--json")
    assert (undone.code, undone.data["complete"]) == (4, False)
    assert "read.failed" in undone.errors
    refused = done.run("apply")
    assert refused.code == 6
    assert "half done" in refused.err
    done.heal()
    assert done.run("undo").code == 0, "the same undo again finishes it"
    assert not changed(before, done.settings())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "operation", ["Set-SslRequirement", "Set-SoftwareUpdatePoint", "Set-WsusSetup", "Set-SiteBinding"]
)
def test_undo_whose_write_goes_wrong_is_a_success_exactly_where_it_reads_back(
    done: Desk, before: dict[str, str], operation: str, kind: FaultKind
) -> None:
    done.fault(operation, kind)
    undone = done.run("undo", "--json")
    back = not changed(before, done.settings())
    assert (undone.code == 0) == back
    if not back:
        assert {"engine.undo.not-restored", "engine.undo.not-proven"} & set(undone.errors)
        assert done.run("undo").code == 0
    assert not changed(before, done.settings())
    assert not requiring(done.world)


def test_undo_restarts_wsus_also_where_that_was_cut_off_behind_its_values(done: Desk) -> None:
    """The values read as before by then; that WSUS works with them shows nowhere."""
    done.fault("Set-WsusSetup", "stops")
    assert done.run("undo").code == 0
    calls = [record.call.operation for record in done.records() if isinstance(record, Restoring)]
    assert calls.count("Set-WsusSetup") == 2


def test_undo_says_so_where_wsus_may_not_have_been_restarted(done: Desk, before: dict[str, str]) -> None:
    done.fault("Set-WsusSetup", "stops", times=0)
    undone = done.run("undo", "--json")
    assert (undone.code, undone.errors) == (4, ["engine.undo.not-restarted"])
    assert not changed(before, done.settings())


def test_undo_that_has_to_wait_for_wcm_in_vain_says_so_and_goes_on(done: Desk, before: dict[str, str]) -> None:
    done.fact("site/administrators", [])
    undone = done.run("undo", "--json")
    assert undone.code == 4
    assert "engine.undo.not-proven" in undone.errors
    assert not changed(before, done.settings()), "what could be put back is"
    done.fact("site/administrators", ["CONTOSO\\CM1$"])
    again = done.run("undo")
    assert again.code == 0, again.said


def test_a_lying_flag_is_no_way_through_the_window(bound: Desk, before: dict[str, str]) -> None:
    bound.fault("Get-SslRequirement", "lies", at=2, times=0)
    ended = bound.run("apply", "--json")
    assert ended.code == 4
    assert "engine.no-effect" in ended.errors
    forwards_and_back(bound, before)
