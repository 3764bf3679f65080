"""Section 3: the https binding carries the chosen certificate, and exactly that one is served."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.rules.certificates import DAY, issued, stored
from tests.steps.contoso import AFTER, BEFORE, GOOD, HTTP, HTTPS, NO_TLS, SITE_ID, THUMBPRINT, tls, tls_question
from tests.steps.observations import Contoso, codes, only, values
from wizard.operations.iis import HttpSysBinding, SetSiteBinding, SiteBinding, WebSite
from wizard.operations.model import Named, OperationError, Role
from wizard.rules.answers import Certificate, Request
from wizard.rules.choice import STORE
from wizard.rules.evidence import EVIDENCE
from wizard.rules.findings import Level
from wizard.rules.place import SETUP, SITES
from wizard.steps.assessment import Status
from wizard.steps.bind import HTTP_SYS, Bind

STEP = Bind()
CHOSEN = BEFORE.asked(certificate=Certificate(thumbprint=THUMBPRINT))
OTHER = stored(issued(ends=500 * DAY))
PATH = f"binding/{SITE_ID}:https:8531"
REBOUND = AFTER.store(GOOD, OTHER).asked(certificate=Certificate(thumbprint=OTHER.thumbprint))
"""Bound is one certificate, chosen another."""


def bound_to(contoso: Contoso, **changed: Any) -> Contoso:
    return contoso.web_site(bindings=(HTTP, msgspec.structs.replace(HTTPS, **changed)))


def test_a_missing_binding_is_made_with_its_certificate_and_the_http_binding_is_kept() -> None:
    assessment = CHOSEN.assess(STEP)
    change = only(assessment)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["bind.none-yet", "bind.http-kept"])
    assert change.operation == SetSiteBinding(SITE_ID, 8531, "*:8531:", THUMBPRINT)
    assert (change.role, change.unit, change.evidence, change.tries) == (Role.WSUS, "", (), 1)
    assert values(change.former) == dict.fromkeys(values(change.wanted), "")
    assert values(change.wanted) == {
        f"{PATH}/Information": "*:8531:",
        f"{PATH}/CertificateHash": THUMBPRINT,
        "httpsys/0.0.0.0:8531/CertificateHash": THUMBPRINT,
    }


def test_a_binding_without_a_certificate_gets_one() -> None:
    assessment = bound_to(CHOSEN, certificate_hash="").assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_CHANGE, "bind.no-certificate-yet")
    assert values(only(assessment).former)[f"{PATH}/Information"] == "*:8531:"


def test_a_binding_with_another_certificate_is_rebound_and_its_former_one_kept_for_undo() -> None:
    assessment = REBOUND.assess(STEP)
    change = only(assessment)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_CHANGE, "bind.other-certificate")
    assert assessment.findings[0].seen == f"IIS {THUMBPRINT}, http.sys {THUMBPRINT}"
    assert values(change.former)[f"{PATH}/CertificateHash"] == THUMBPRINT
    assert values(change.wanted)[f"{PATH}/CertificateHash"] == OTHER.thumbprint


@pytest.mark.parametrize("held", [(), (HttpSysBinding("0.0.0.0:8531", "AA" * 20, "My", "{0}"),)])
def test_http_sys_with_another_certificate_than_iis_is_set_right(held: tuple[HttpSysBinding, ...]) -> None:
    assessment = AFTER.having(HTTP_SYS, held).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_CHANGE, "bind.other-certificate")
    shown = held[0].certificate_hash if held else "none"
    assert assessment.findings[0].seen == f"IIS {THUMBPRINT}, http.sys {shown}"


def test_a_binding_limited_to_an_address_keeps_it() -> None:
    contoso = bound_to(AFTER, information="10.0.0.5:8531:").having(HTTP_SYS, ())
    change = only(contoso.assess(STEP))
    assert change.operation == SetSiteBinding(SITE_ID, 8531, "10.0.0.5:8531:", THUMBPRINT)
    assert list(values(change.wanted)) == [
        f"{PATH}@10.0.0.5/Information", f"{PATH}@10.0.0.5/CertificateHash", "httpsys/10.0.0.5:8531/CertificateHash",
    ]  # fmt: skip


def test_port_443_goes_with_80() -> None:
    change = only(CHOSEN.web_site(bindings=(SiteBinding(SITE_ID, "http", "*:80:"),)).assess(STEP))
    assert change.operation == SetSiteBinding(SITE_ID, 443, "*:443:", THUMBPRINT)


def test_a_port_of_the_answers_is_taken_though_another_is_bound() -> None:
    change = only(AFTER.asked(https_port=9001, certificate="best").assess(STEP))
    assert change.operation == SetSiteBinding(SITE_ID, 9001, "*:9001:", THUMBPRINT)


@pytest.mark.parametrize(
    ("using_ssl", "ssl", "evidence"),
    [
        (False, False, ()),
        (True, False, EVIDENCE["Set-SoftwareUpdatePoint"]),
        (False, True, EVIDENCE["Set-SoftwareUpdatePoint"]),
    ],
)
def test_a_rebind_makes_earlier_proof_old_where_anybody_comes_by_https(
    using_ssl: bool, ssl: bool, evidence: object
) -> None:
    contoso = REBOUND.altered(SETUP, using_ssl=using_ssl).point(ssl=ssl)
    assert only(contoso.assess(STEP)).evidence == evidence


def test_a_certificate_yet_to_be_issued_stands_by_its_name_in_the_change() -> None:
    contoso = BEFORE.store().asked(certificate=Certificate(request=Request()))
    change = only(contoso.assess(STEP))
    assert change.operation == SetSiteBinding(SITE_ID, 8531, "*:8531:", Named("certificate"))
    assert values(change.wanted)[f"{PATH}/CertificateHash"] == Named("certificate")


def test_a_certificate_that_was_brought_and_is_bound_satisfies() -> None:
    assert AFTER.bringing(certificate=THUMBPRINT).assess(STEP).status is Status.SATISFIED


# --- what stands in the way ---


def test_no_chosen_certificate_blocks() -> None:
    assessment = BEFORE.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["bind.no-certificate"])


def test_no_wsus_site_blocks() -> None:
    assert CHOSEN.having(SITES, ()).assess(STEP).status is Status.BLOCKED


@pytest.mark.parametrize(
    ("contoso", "code"),
    [
        (CHOSEN.web_site(bindings=()), "before.http-binding.missing"),
        (bound_to(AFTER, information="*:8531:wsus1.contoso.com"), "bind.host-name"),
        (bound_to(AFTER, ssl_flags=1), "bind.host-name"),
        (
            CHOSEN.with_site(WebSite(1, "Default Web Site", "Started", (SiteBinding(1, "https", "*:8531:"),))),
            "bind.port-taken",
        ),
        (
            CHOSEN.with_site(WebSite(1, "Default Web Site", "Stopped", (SiteBinding(1, "http", "*:8531:"),))),
            "bind.port-taken",
        ),
    ],
)
def test_an_obstacle_blocks_and_nothing_is_changed(contoso: Contoso, code: str) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.BLOCKED, [code], ())


def test_another_sites_other_ports_are_no_obstacle() -> None:
    pipe = SiteBinding(1, "net.pipe", "*")
    other = WebSite(1, "Default Web Site", "Started", (SiteBinding(1, "http", "*:80:"), pipe))
    assert CHOSEN.with_site(other).assess(STEP).status is Status.NEEDS_CHANGE


@pytest.mark.parametrize("question", [HTTP_SYS, STORE])
def test_a_failed_read_is_a_verdict_of_its_own(question: Any) -> None:
    assessment = AFTER.failing(question).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed"])


# --- what is served ---


def test_exactly_the_chosen_certificate_is_served() -> None:
    assessment = AFTER.assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.SATISFIED, ["bind.served", "bind.http-kept", "bind.here"],
    )  # fmt: skip
    assert (assessment.findings[0].seen, assessment.findings[2].machine) == (THUMBPRINT, "PC9.contoso.com")


def test_the_handshake_is_tried_only_where_a_certificate_is_bound() -> None:
    assert tls_question(Role.WSUS) in AFTER.seen(STEP).results
    assert tls_question(Role.WSUS) not in CHOSEN.seen(STEP).results
    assert tls_question(Role.WSUS) not in bound_to(CHOSEN, certificate_hash="").seen(STEP).results


@pytest.mark.parametrize(
    ("proof", "code", "seen"),
    [
        (NO_TLS, "bind.no-answer", NO_TLS.error.text if NO_TLS.error else ""),
        (tls("", handshake=False, error=OperationError("IOException")), "bind.no-answer", "IOException"),
        (tls("", handshake=False), "bind.no-answer", ""),
        (tls("AA" * 20), "bind.serves-other", "AA" * 20),
    ],
)
def test_a_binding_that_reads_well_and_serves_otherwise_has_failed(proof: Any, code: str, seen: str) -> None:
    assessment = AFTER.having(tls_question(Role.WSUS), proof).assess(STEP)
    assert (assessment.status, assessment.findings[0].code, assessment.findings[0].seen) == (Status.FAILED, code, seen)


def test_a_handshake_that_could_not_be_tried_proves_nothing() -> None:
    assessment = AFTER.failing(tls_question(Role.WSUS)).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed", "bind.http-kept"])


@pytest.mark.parametrize(
    ("contoso", "code", "level"),
    [
        (AFTER.having(tls_question(Role.HERE), NO_TLS), "bind.here.no-answer", Level.INFO),
        (AFTER.failing(tls_question(Role.HERE)), "bind.here.no-answer", Level.INFO),
        (AFTER.having(tls_question(Role.HERE), tls("AA" * 20)), "bind.here.other", Level.WARNING),
    ],
)
def test_what_this_computer_sees_is_a_remark(contoso: Contoso, code: str, level: Level) -> None:
    assessment = contoso.assess(STEP)
    assert (assessment.status, assessment.findings[-1].code, assessment.findings[-1].level) == (
        Status.SATISFIED, code, level,
    )  # fmt: skip
