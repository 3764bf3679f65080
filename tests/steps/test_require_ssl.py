"""Section 4: Require SSL on exactly five services, by their own value, and proven by who is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.contoso import AFTER, ANSWERED, BEFORE, REFUSED, SERVED, http_question
from tests.steps.observations import Contoso, codes, only, values
from wizard.operations.iis import HttpAnswer, SetSslRequirement, SslFlags
from wizard.operations.model import OperationError, Role
from wizard.rules.findings import Level
from wizard.rules.place import SECURED, SITES
from wizard.rules.window import REQUIREMENT
from wizard.steps.assessment import Status
from wizard.steps.require_ssl import CONTENT, PATHS, RequireSsl

STEP = RequireSsl()
PLAIN, SECURE = http_question(use_ssl=False), http_question(use_ssl=True)
FIRST = PATHS["ApiRemoting30"]


def over_http(status: int, error: OperationError | None = None) -> Contoso:
    """One of the five answers so over http."""
    return AFTER.having(PLAIN, (HttpAnswer(FIRST, status, error), *REFUSED[1:], SERVED))


def test_all_five_are_set_in_one_change_of_the_switch() -> None:
    assessment = BEFORE.assess(STEP)
    change = only(assessment)
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["require-ssl.not-set"] * 5)
    assert change.operation == SetSslRequirement(SECURED, ("Ssl",) * 5)
    assert values(change.former) == {f"require-ssl/{name}/Own": "" for name in SECURED}
    assert values(change.wanted) == {f"require-ssl/{name}/Own": "Ssl" for name in SECURED}
    assert (change.role, change.unit, change.evidence) == (Role.WSUS, "switch", ())


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        ("None", "Ssl"),
        ("Ssl128", "Ssl, Ssl128"),  # other flags stay
        ("Ssl, SslNegotiateCert", "Ssl"),  # client certificates are ignored
        ("SslNegotiateCert, SslRequireCert, Ssl128", "Ssl, Ssl128"),
        ("~Ssl", "Ssl"),  # inherited: it would go with the site's
        ("~Ssl, Ssl128", "Ssl, Ssl128"),
    ],
)
def test_a_service_keeps_its_other_flags_and_gets_a_value_of_its_own(flags: str, wanted: str) -> None:
    change = only(AFTER.flags(ClientWebService=flags).assess(STEP))
    assert values(change.wanted)["require-ssl/ClientWebService/Own"] == wanted
    assert values(change.former)["require-ssl/ClientWebService/Own"] == ("" if flags.startswith("~") else flags)


def test_only_what_is_missing_is_named_and_the_whole_state_is_written() -> None:
    assessment = AFTER.flags(ApiRemoting30="~None").assess(STEP)
    assert codes(assessment) == ["require-ssl.not-set"]
    assert "ApiRemoting30" in assessment.findings[0].text
    assert values(only(assessment).wanted) == {f"require-ssl/{name}/Own": "Ssl" for name in SECURED}


@pytest.mark.parametrize("place", ["site", "Content", "SelfUpdate", "Inventory", "ReportingWebService"])
def test_what_must_answer_over_http_is_cleared_by_a_change_of_its_own(place: str) -> None:
    assessment = AFTER.flags(**{place: "Ssl, Ssl128"}).assess(STEP)
    key = "." if place == "site" else place
    assert (assessment.status, codes(assessment)) == (Status.NEEDS_CHANGE, ["require-ssl.stray"])
    assert assessment.findings[0].level is Level.WARNING
    assert only(assessment).operation == SetSslRequirement((key,), ("None",))
    assert values(only(assessment).former) == {f"require-ssl/{key}/Own": "Ssl, Ssl128"}


def test_the_five_are_set_before_the_site_lets_go_of_them() -> None:
    contoso = BEFORE.flags(site="Ssl", Content="Ssl", **dict.fromkeys(SECURED, "~Ssl"))
    first, *others = contoso.assess(STEP).changes
    assert values(first.wanted) == {f"require-ssl/{name}/Own": "Ssl" for name in SECURED}
    assert [list(values(change.wanted)) for change in others] == [["require-ssl/./Own"], ["require-ssl/Content/Own"]]


def test_an_inherited_value_is_cleared_where_it_is_set_and_nowhere_else() -> None:
    assessment = AFTER.flags(site="Ssl", Content="~Ssl").assess(STEP)
    assert [list(values(change.wanted)) for change in assessment.changes] == [["require-ssl/./Own"]]


def test_another_application_of_the_site_is_named_and_left_alone() -> None:
    requirement = AFTER.seen(STEP).read(REQUIREMENT)
    assert requirement is not None
    contoso = AFTER.altered(REQUIREMENT, places=(*requirement.places, SslFlags("Reports", "Ssl", "Ssl")))
    assessment = contoso.assess(STEP)
    assert (assessment.status, assessment.changes) == (Status.SATISFIED, ())
    assert "require-ssl.not-ours" in codes(assessment)


def test_names_of_services_do_not_differ_by_case() -> None:
    requirement = AFTER.seen(STEP).read(REQUIREMENT)
    assert requirement is not None
    places = tuple(SslFlags(p.key.upper(), p.own, p.effective) for p in requirement.places)
    assert AFTER.altered(REQUIREMENT, places=places).assess(STEP).status is Status.SATISFIED
    lacking = AFTER.altered(REQUIREMENT, places=places).flags(apiremoting30="~None")
    assert "require-ssl/APIREMOTING30/Own" in values(only(lacking.assess(STEP)).wanted)


def test_a_missing_service_blocks() -> None:
    requirement = AFTER.seen(STEP).read(REQUIREMENT)
    assert requirement is not None
    assessment = AFTER.altered(REQUIREMENT, places=requirement.places[:-6]).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["require-ssl.services-missing"])


def test_a_missing_site_blocks() -> None:
    assert AFTER.having(SITES, ()).assess(STEP).status is Status.BLOCKED


def test_flags_that_cannot_be_read_are_not_missing() -> None:
    assessment = AFTER.failing(REQUIREMENT).assess(STEP)
    assert (assessment.status, codes(assessment), assessment.changes) == (Status.CANNOT_TELL, ["read.failed"], ())


# --- the proof ---


def test_http_is_refused_https_answers_and_content_stays_open() -> None:
    assessment = AFTER.assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.SATISFIED,
        ["require-ssl.set", "require-ssl.content", "require-ssl.http-refused", "require-ssl.https"],
    )


def test_nothing_is_tried_before_all_five_are_set() -> None:
    assert PLAIN in AFTER.seen(STEP).results
    assert PLAIN not in AFTER.flags(ApiRemoting30="~Ssl").seen(STEP).results


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (over_http(200), "require-ssl.still-http", Status.FAILED),
        (over_http(401), "require-ssl.still-http", Status.FAILED),
        (over_http(503), "require-ssl.http-odd", Status.FAILED),
        (over_http(404), "require-ssl.http-odd", Status.FAILED),
        (over_http(0, OperationError("SocketException")), "require-ssl.http-odd", Status.CANNOT_TELL),
        (over_http(0), "require-ssl.http-odd", Status.CANNOT_TELL),
    ],
)
def test_any_answer_over_http_but_403_proves_nothing(answer: Contoso, code: str, status: Status) -> None:
    assessment = answer.assess(STEP)
    assert (assessment.status, assessment.findings[-1].code) == (status, code)
    assert FIRST in assessment.findings[-1].seen


def test_content_that_is_refused_is_a_warning() -> None:
    assessment = AFTER.having(PLAIN, (*REFUSED, HttpAnswer(CONTENT, 403))).assess(STEP)
    refused = next(f for f in assessment.findings if f.code == "require-ssl.content.refused")
    assert (assessment.status, refused.level) == (Status.SATISFIED, Level.WARNING)


def test_http_that_could_not_be_tried_proves_nothing() -> None:
    assessment = AFTER.failing(PLAIN).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed", "require-ssl.set"])


@pytest.mark.parametrize(
    ("contoso", "code"),
    [
        (AFTER.having(SECURE, (HttpAnswer(FIRST, 403), *ANSWERED[1:])), "require-ssl.https-odd"),
        (AFTER.having(SECURE, (HttpAnswer(FIRST, 0, OperationError("IOException")), *ANSWERED[1:])),
         "require-ssl.https-odd"),
        (AFTER.failing(SECURE), "read.failed"),
    ],
)  # fmt: skip
def test_https_that_does_not_answer_yet_is_a_warning(contoso: Any, code: str) -> None:
    assessment = contoso.assess(STEP)
    last = assessment.findings[-1]
    assert (assessment.status, last.code, last.level) == (Status.SATISFIED, code, Level.WARNING)
