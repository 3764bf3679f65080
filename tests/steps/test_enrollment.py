"""Section 2, the request: who may ask, for what, and how a request that is under way stands."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.rules.certificates import NOW, issued, stored
from tests.rules.test_enrollment import AUTHENTICATED, AUTHORITY, OPERATOR, TEMPLATE, WSUS_SERVERS
from tests.steps.contoso import BEFORE, FQDN, GOOD
from tests.steps.observations import Contoso, codes
from wizard.lab.descriptors import template_descriptor
from wizard.operations.certificates import (
    CertificateRequest,
    InstallCertificate,
    NewCertificateRequest,
    PersonalCertificate,
    SubmitCertificateRequest,
)
from wizard.operations.model import Named, Role
from wizard.rules.answers import Certificate, Request
from wizard.rules.certificate import read_certificate
from wizard.rules.choice import STORE, TEMPLATES
from wizard.rules.findings import Level
from wizard.rules.requests import AUTHORITIES, IDENTITY, REQUESTS
from wizard.steps.assessment import Assessment, Change, Receipt, Status
from wizard.steps.certificate import ChooseCertificate

STEP = ChooseCertificate()
KEY = read_certificate(GOOD.raw).public_key
"""The key that all certificates of these tests carry."""
MADE = CertificateRequest(KEY, "WebServer", f"CN={FQDN}", (FQDN,), NOW.isoformat())
UNREADABLE = PersonalCertificate("AB" * 20, "bm90IGEgY2VydGlmaWNhdGU=", "", True, True)
RECEIPT = Receipt("0123456789ab", NOW.isoformat())


def wishing(contoso: Contoso, **wish: Any) -> Contoso:
    return contoso.asked(certificate=Certificate(request=Request(**wish)))


def template(enroll: tuple[str, ...] = (WSUS_SERVERS,), **changed: Any) -> Any:
    raw = template_descriptor(enroll, [AUTHENTICATED])
    return msgspec.structs.replace(TEMPLATE, security_descriptor=base64.b64encode(raw).decode(), **changed)


EMPTY = wishing(BEFORE.store())
"""An empty store, and the wish for a new certificate."""
UNDERWAY = EMPTY.bringing(request_key=KEY)


def request(**changed: Any) -> Contoso:
    """The session's own request, as the server tells of it."""
    return UNDERWAY.having(REQUESTS, (msgspec.structs.replace(MADE, **changed),))


def errors(assessment: Assessment) -> list[str]:
    return [f.code for f in assessment.findings if f.level is Level.ERROR]


def operations(assessment: Assessment) -> list[str]:
    return [change.operation.name for change in assessment.changes]


# --- what is planned ---


def test_a_request_is_three_changes_each_naming_what_the_one_before_brings() -> None:
    assessment = EMPTY.assess(STEP)
    assert assessment.status is Status.NEEDS_CHANGE
    make, submit, install = assessment.changes
    assert make.operation == NewCertificateRequest("WebServer", f"CN={FQDN}", (FQDN,), 2048, "WSUS TLS")
    assert submit.operation == SubmitCertificateRequest(Named("request.key"), AUTHORITY.config, True)
    assert install.operation == InstallCertificate(Named("request.key"), "WSUS TLS")
    assert [c.brings for c in assessment.changes] == [("request.key",), ("request.id",), ("certificate",)]
    assert {(c.repeatable, c.role, c.unit, c.former, c.wanted) for c in assessment.changes} == {
        (False, Role.WSUS, "", (), ())
    }


def test_all_that_was_wished_is_in_the_request() -> None:
    wish = {"subject": "CN=WSUS,O=Contoso", "names": ("WSUS.contoso.com", FQDN), "key_length": 4096,
            "friendly_name": "WSUS 2025"}  # fmt: skip
    make, _, install = wishing(BEFORE.store(), **wish).assess(STEP).changes
    names = (FQDN, "wsus.contoso.com")
    assert make.operation == NewCertificateRequest("WebServer", "CN=WSUS,O=Contoso", names, 4096, "WSUS 2025")
    assert install.operation == InstallCertificate(Named("request.key"), "WSUS 2025")


def test_the_names_of_the_answers_and_the_sites_own_name_are_in_it() -> None:
    contoso = EMPTY.asked(host_name="wsus.contoso.com", names=("updates.contoso.com",))
    make = contoso.assess(STEP).changes[0].operation
    assert isinstance(make, NewCertificateRequest)
    assert make.dns_name == ("wsus.contoso.com", FQDN, "updates.contoso.com")


def test_both_accounts_verdicts_are_shown_though_only_one_asks() -> None:
    shown = {f.text: f.level for f in EMPTY.assess(STEP).findings if f.code == "request.may-enroll"}
    assert len(shown) == 2
    assert sorted(level.value for level in shown.values()) == ["info", "ok"]


def test_what_could_be_requested_is_shown_before_anybody_asks() -> None:
    assessment = BEFORE.store().assess(STEP)
    assert assessment.status is Status.NEEDS_ANSWER
    assert codes(assessment).count("request.may-enroll") == 2
    published = next(f for f in assessment.findings if f.code == "request.published")
    assert (published.seen, published.level) == ("WebServer", Level.INFO)
    assert "request.published" not in codes(BEFORE.store().having(AUTHORITIES, ()).assess(STEP))
    unread = BEFORE.store().failing(IDENTITY).assess(STEP)
    assert (unread.status, "request.may-enroll" in codes(unread)) == (Status.NEEDS_ANSWER, False)


# --- what stands in the way ---


@pytest.mark.parametrize(
    "question", [STORE, TEMPLATES, AUTHORITIES, IDENTITY, REQUESTS], ids=lambda question: question.operation.name
)
@pytest.mark.parametrize("contoso", [EMPTY, UNDERWAY], ids=["planned", "underway"])
def test_a_read_that_failed_is_no_missing_template_and_no_missing_permission(contoso: Contoso, question: Any) -> None:
    assessment = contoso.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.CANNOT_TELL, "read.failed")
    assert assessment.changes == ()


@pytest.mark.parametrize(
    ("contoso", "code"),
    [
        (wishing(BEFORE.store(), template="Webserver2"), "request.no-template"),
        (EMPTY.having(AUTHORITIES, ()), "request.no-authority"),
        (
            EMPTY.having(AUTHORITIES, (msgspec.structs.replace(AUTHORITY, templates=("User",)),)),
            "request.no-authority",
        ),
        (wishing(BEFORE.store(), authority="CA9\\Other CA"), "request.no-authority"),
        (EMPTY.having(TEMPLATES, (template(minimal_key_size=4096),)), "request.key-too-small"),
        (EMPTY.having(TEMPLATES, (template(usages=()),)), "template.no-server-authentication"),
        (EMPTY.having(TEMPLATES, (template(name_flags=0),)), "template.subject-from-directory"),
        (EMPTY.having(TEMPLATES, (template(ra_signatures=1),)), "template.signatures-needed"),
        (
            EMPTY.having(AUTHORITIES, (msgspec.structs.replace(AUTHORITY, reachable=False),)),
            "template.authority-unreachable",
        ),
        (EMPTY.having(TEMPLATES, (template((OPERATOR,)),)), "request.not-allowed"),
        (wishing(BEFORE.store(), enroll_as="user"), "request.not-allowed"),
    ],
)
def test_what_stands_in_the_way_blocks_and_is_named(contoso: Contoso, code: str) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, errors(assessment), assessment.changes) == (Status.BLOCKED, [code], ())


def test_a_permission_that_cannot_be_told_is_not_a_refusal() -> None:
    assessment = EMPTY.having(TEMPLATES, (msgspec.structs.replace(TEMPLATE, security_descriptor="AAAA"),)).assess(STEP)
    assert (assessment.status, errors(assessment)) == (Status.CANNOT_TELL, ["request.enroll-unclear"])


def test_the_user_asks_where_that_is_wished_and_allowed() -> None:
    contoso = wishing(BEFORE.store(), enroll_as="user").having(TEMPLATES, (template((OPERATOR,)),))
    submit = contoso.assess(STEP).changes[1].operation
    assert submit == SubmitCertificateRequest(Named("request.key"), AUTHORITY.config, False)


# --- under way ---


def test_a_request_that_was_made_is_still_to_be_submitted_and_installed() -> None:
    assessment = request().assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_CHANGE, "request.made")
    assert operations(assessment) == ["Submit-CertificateRequest", "Install-Certificate"]


def test_an_issued_one_is_still_to_be_installed() -> None:
    assessment = request(config=AUTHORITY.config, request_id="17", disposition="issued").assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_CHANGE, "request.issued")
    assert operations(assessment) == ["Install-Certificate"]


def test_a_pending_one_waits_for_the_ca_manager_without_patience() -> None:
    assessment = request(config=AUTHORITY.config, request_id="17", disposition="pending").assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.WAITING, "request.pending")
    assert assessment.wait is not None
    assert (assessment.wait.ends_with, assessment.wait.patience, assessment.changes) == ("wait.authority", None, ())


@pytest.mark.parametrize("disposition", ["denied", "error"])
def test_a_denied_one_blocks_with_what_its_code_means(disposition: str) -> None:
    assessment = request(request_id="17", disposition=disposition, code="0x80094012").assess(STEP)
    assert (assessment.status, errors(assessment)) == (Status.BLOCKED, ["request.denied"])
    assert "error.template-denied" in codes(assessment)


def test_a_request_that_is_gone_with_nothing_installed_is_a_failure() -> None:
    assessment = UNDERWAY.assess(STEP)
    assert (assessment.status, errors(assessment), assessment.changes) == (Status.FAILED, ["request.gone"], ())


def test_one_installed_by_hand_is_only_to_be_acknowledged() -> None:
    assessment = UNDERWAY.store(UNREADABLE, GOOD).assess(STEP)
    assert (assessment.status, operations(assessment)) == (Status.NEEDS_CHANGE, ["Install-Certificate"])


def test_while_a_request_is_under_way_no_other_suitable_one_takes_its_place() -> None:
    contoso = UNDERWAY.having(REQUESTS, (msgspec.structs.replace(MADE, public_key="OTHER"),)).store(GOOD)
    assessment = contoso.bringing(request_key="OTHER").assess(STEP)
    assert operations(assessment) == ["Submit-CertificateRequest", "Install-Certificate"]


def test_what_was_brought_satisfies() -> None:
    assessment = UNDERWAY.store(GOOD).bringing(certificate=GOOD.thumbprint).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.SATISFIED, "certificate.chosen")


def test_what_was_brought_and_has_vanished_is_a_failure() -> None:
    assessment = UNDERWAY.bringing(certificate=GOOD.thumbprint).assess(STEP)
    assert (assessment.status, errors(assessment)) == (Status.FAILED, ["request.gone"])


# --- what a change has brought forth ---


def change(index: int) -> Change:
    return EMPTY.assess(STEP).changes[index]


def test_a_made_request_is_known_by_its_template_its_names_and_the_time_of_the_receipt() -> None:
    seen = EMPTY.having(REQUESTS, (MADE,)).seen(STEP)
    assert STEP.brought(change(0), RECEIPT, seen) == {"request.key": KEY}


@pytest.mark.parametrize(
    "other",
    [
        {"template": "WebServer2"},
        {"names": ("wsus2.contoso.com",)},
        {"names": (FQDN, "wsus2.contoso.com")},
        {"disposition": "issued"},
        {"created": (NOW - timedelta(hours=1)).isoformat()},
    ],
)
def test_somebody_elses_request_is_not_taken_for_ours(other: dict[str, Any]) -> None:
    seen = EMPTY.having(REQUESTS, (msgspec.structs.replace(MADE, **other),)).seen(STEP)
    assert STEP.brought(change(0), RECEIPT, seen) is None


def test_the_case_of_template_and_names_does_not_count_nor_the_fraction_of_a_second() -> None:
    moment = (NOW - timedelta(milliseconds=700)).isoformat()
    same = msgspec.structs.replace(MADE, template="webserver", names=(FQDN.upper(),), created=moment)
    seen = EMPTY.having(REQUESTS, (same,)).seen(STEP)
    assert STEP.brought(change(0), RECEIPT, seen) == {"request.key": KEY}


def test_without_a_receipt_no_request_is_ours() -> None:
    seen = EMPTY.having(REQUESTS, (MADE,)).seen(STEP)
    assert STEP.brought(change(0), None, seen) is None


def test_submitting_brings_the_number_that_the_ca_gave() -> None:
    submitted = request(request_id="17", disposition="pending")
    assert STEP.brought(change(1), None, submitted.seen(STEP)) == {"request.id": "17"}
    assert STEP.brought(change(1), RECEIPT, request().seen(STEP)) is None
    assert STEP.brought(change(1), RECEIPT, EMPTY.having(REQUESTS, (MADE,)).seen(STEP)) is None


def test_installing_brings_the_certificate_that_carries_our_key() -> None:
    named = msgspec.structs.replace(GOOD, friendly_name="WSUS TLS")
    assert STEP.brought(change(2), None, UNDERWAY.store(UNREADABLE, named).seen(STEP)) == {
        "certificate": GOOD.thumbprint
    }
    assert STEP.brought(change(2), None, UNDERWAY.store(UNREADABLE).seen(STEP)) is None
    assert STEP.brought(change(2), None, EMPTY.store(stored(issued())).seen(STEP)) is None


def test_a_certificate_without_the_name_it_was_to_have_is_installed_by_half() -> None:
    assert STEP.brought(change(2), None, UNDERWAY.store(GOOD).seen(STEP)) is None
