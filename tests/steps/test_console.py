"""Section 6: the API over https, from the WSUS server and from the site server."""

from __future__ import annotations

import pytest

from tests.rules.certificates import HOST
from tests.steps.contoso import AFTER, CONNECTED, NO_API, api_question
from tests.steps.observations import CM, codes
from wizard.operations.model import Role
from wizard.operations.wsus import WsusConnection
from wizard.rules.findings import Level
from wizard.rules.place import SITES
from wizard.steps.assessment import Status
from wizard.steps.console import Console

STEP = Console()
BOTH = ((Role.WSUS, HOST), (Role.SITE, CM))


def test_both_machines_connect() -> None:
    assessment = AFTER.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["console.connected"] * 2)
    assert [(f.machine, f.seen) for f in assessment.findings] == [(m, CONNECTED.version) for _, m in BOTH]
    assert {f.level for f in assessment.findings} == {Level.OK}
    assert assessment.changes == ()


@pytest.mark.parametrize(("role", "machine"), BOTH)
@pytest.mark.parametrize(
    ("connection", "code"),
    [(NO_API, "error.refused"), (WsusConnection(False, True, http_status=403), "error.http-403")],
)
def test_a_refusal_names_the_machine_and_what_its_code_means(
    role: Role, machine: str, connection: WsusConnection, code: str
) -> None:
    assessment = AFTER.having(api_question(role), connection).assess(STEP)
    assert (assessment.status, codes(assessment)[:2]) == (Status.FAILED, ["api.refused", code])
    assert assessment.findings[0].machine == machine


@pytest.mark.parametrize(("role", "machine"), BOTH)
def test_a_connection_that_could_not_be_tried_proves_nothing(role: Role, machine: str) -> None:
    assessment = AFTER.failing(api_question(role)).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.CANNOT_TELL, "read.failed")
    assert assessment.findings[0].machine == machine


def test_it_asks_by_the_name_that_the_site_uses() -> None:
    contoso = AFTER.asked(host_name="WSUS.contoso.com")
    asked = contoso.seen(STEP).results
    assert all(api_question(role) in asked for role, _ in BOTH)


def test_no_wsus_site_blocks() -> None:
    assessment = AFTER.having(SITES, ()).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["before.site.missing"])


def test_a_place_that_cannot_be_read_is_not_missing() -> None:
    assert AFTER.failing(SITES).assess(STEP).status is Status.CANNOT_TELL
