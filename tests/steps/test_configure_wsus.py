"""Section 5: what WSUS says of itself decides, and a connection that proves it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.contoso import AFTER, BEFORE, CONNECTED, FQDN, NO_API, api_question
from tests.steps.observations import Contoso, codes, only, values
from wizard.operations.model import OperationError, Role, Written
from wizard.operations.wsus import InvokeConfigureSsl, WsusConnection
from wizard.rules.evidence import EVIDENCE
from wizard.rules.findings import Level
from wizard.rules.place import POINTS, SETUP, SITES
from wizard.steps.assessment import Status
from wizard.steps.configure_wsus import ConfigureWsus

STEP = ConfigureWsus()
API = api_question(Role.WSUS)
RAN = InvokeConfigureSsl(FQDN).on(Role.WSUS)
FORBIDDEN = WsusConnection(False, True, http_status=403)


def with_output(output: str, exit_code: int = 0) -> Contoso:
    """The change was made in this run, and this is what it printed."""
    return AFTER.having(RAN, Written(output=output, exit_code=exit_code))


def remarks(contoso: Contoso) -> list[str]:
    """Warnings, with everything of the run in sight, the output of changes too."""
    assessment = STEP.assess(contoso.all_seen(), contoso.answers)
    assert assessment.status is Status.SATISFIED
    return [f.code for f in assessment.findings if f.level is Level.WARNING]


def test_wsus_is_told_its_name_in_a_change_of_the_switch_that_may_be_tried_twice() -> None:
    assessment = BEFORE.assess(STEP)
    change = only(assessment)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["configure-wsus.not-yet"])
    assert (change.operation, change.role) == (InvokeConfigureSsl(FQDN), Role.WSUS)
    assert (change.unit, change.tries, change.evidence) == ("switch", 2, ())
    assert values(change.former) == {
        "wsus/UsingSsl": "0", "wsus/PortNumber": "8530", "wsus/ServerCertificateName": "",
    }  # fmt: skip
    assert values(change.wanted) == {
        "wsus/UsingSsl": "1", "wsus/PortNumber": "8531", "wsus/ServerCertificateName": FQDN,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{"using_ssl": False}, {"port_number": 8530}, {"server_certificate_name": "wsus2.contoso.com"}]
)
def test_each_of_the_three_values_counts(changed: dict[str, Any]) -> None:
    assessment = AFTER.altered(SETUP, **changed).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["configure-wsus.not-yet"])


def test_the_case_of_the_name_does_not_count() -> None:
    assert AFTER.altered(SETUP, server_certificate_name="WSUS1.CONTOSO.com").assess(STEP).status is Status.SATISFIED


def test_the_name_of_the_answers_goes_before_the_machines() -> None:
    change = only(AFTER.asked(host_name="WSUS.contoso.com").assess(STEP))
    assert change.operation == InvokeConfigureSsl("wsus.contoso.com")


@pytest.mark.parametrize(
    ("using_ssl", "ssl", "evidence"),
    [(False, False, ()), (False, True, EVIDENCE["Set-SoftwareUpdatePoint"]), (True, True, ())],
)
def test_going_over_to_https_makes_earlier_proof_old_where_the_site_comes_by_https(
    using_ssl: bool, ssl: bool, evidence: object
) -> None:
    contoso = AFTER.altered(SETUP, using_ssl=using_ssl, port_number=8530).point(ssl=ssl)
    assert only(contoso.assess(STEP)).evidence == evidence


def test_read_back_and_connected_it_is_done() -> None:
    assessment = AFTER.assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.SATISFIED, ["configure-wsus.connected", "configure-wsus.read-back"],
    )  # fmt: skip
    assert assessment.findings[0].seen == CONNECTED.version


def test_the_connection_is_tried_only_where_the_values_read_well() -> None:
    assert API in AFTER.seen(STEP).results
    assert API not in BEFORE.seen(STEP).results


@pytest.mark.parametrize(("connection", "explained"), [(FORBIDDEN, "error.http-403"), (NO_API, "error.refused")])
def test_values_that_read_well_without_a_connection_have_failed_and_may_be_tried_again(
    connection: WsusConnection, explained: str
) -> None:
    assessment = AFTER.having(API, connection).assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.FAILED, ["api.refused", explained, "configure-wsus.read-back"],
    )  # fmt: skip
    assert not assessment.changes, "without a try of this run, configuressl is not what is missing"
    tried = Written(output=f"URL: https://{FQDN}:8531")
    again = AFTER.having(API, connection).having(RAN, tried)
    assessment = STEP.assess(again.all_seen(), again.answers)
    assert (only(assessment).operation, only(assessment).tries) == (InvokeConfigureSsl(FQDN), 2)


def test_a_refusal_that_nobody_knows_is_shown_as_it_came() -> None:
    odd = WsusConnection(False, True, error=OperationError("", text="?"))
    assert codes(AFTER.having(API, odd).assess(STEP)) == ["api.refused", "configure-wsus.read-back"]
    assert codes(AFTER.having(API, WsusConnection(False, True)).assess(STEP))[0] == "api.refused"


def test_a_connection_that_could_not_be_tried_proves_nothing() -> None:
    assessment = AFTER.failing(API).assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.CANNOT_TELL, ["read.failed", "configure-wsus.read-back"],
    )  # fmt: skip


@pytest.mark.parametrize("question", [SETUP, POINTS])
def test_values_that_cannot_be_read_are_not_wrong(question: Any) -> None:
    assessment = AFTER.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.CANNOT_TELL, ["read.failed"], ())


def test_no_wsus_site_blocks() -> None:
    assessment = AFTER.having(SITES, ()).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["before.site.missing"])


@pytest.mark.parametrize(
    ("contoso", "found"),
    [
        (AFTER, []),
        (with_output(f"URL: https://{FQDN}:8531"), []),
        (with_output("URL: https://WSUS1.contoso.com:8531"), []),
        (with_output("URL: https://wsus1.contoso.com:8531", exit_code=1), ["configure-wsus.odd-output"]),
        (with_output("Das WSUS-Verwaltungstool"), ["configure-wsus.odd-output"]),
    ],
)
def test_odd_output_beside_a_good_read_back_is_a_warning(contoso: Contoso, found: list[str]) -> None:
    assert remarks(contoso) == found


def test_a_name_that_is_not_the_machines_own_is_a_warning() -> None:
    alias = (
        AFTER.asked(host_name="wsus.contoso.com")
        .altered(SETUP, server_certificate_name="wsus.contoso.com")
        .having(api_question(Role.WSUS, "wsus.contoso.com"), CONNECTED)
    )
    assert remarks(alias) == ["configure-wsus.alias"]
