"""Section 2, the choice: which certificate of the store WSUS shall present, and what is said of the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rules.certificates import DAY, NOW, issued, stored
from tests.steps.contoso import AFTER, BEFORE, FQDN, GOOD
from tests.steps.observations import Contoso, codes
from wizard.operations.certificates import PersonalCertificate
from wizard.operations.model import Operation
from wizard.rules.answers import Certificate, Request
from wizard.rules.choice import STORE, TEMPLATES
from wizard.rules.findings import Level
from wizard.rules.place import SITES
from wizard.rules.requests import AUTHORITIES, IDENTITY, REQUESTS
from wizard.steps.assessment import Status
from wizard.steps.certificate import ChooseCertificate

STEP = ChooseCertificate()
LONGER = stored(issued(ends=500 * DAY))
OTHER_NAME = stored(issued("CN=www.contoso.com", ["www.contoso.com"]))
KEYLESS = stored(issued(ends=300 * DAY), has_private_key=False)
ENDS_SOON = stored(issued(ends=timedelta(days=20)))
UNREADABLE = PersonalCertificate("AB" * 20, "bm90IGEgY2VydGlmaWNhdGU=", "", True, True)
MISSING = "0123456789ABCDEF0123456789ABCDEF01234567"


def asked_for(certificate: PersonalCertificate | str) -> Certificate:
    return Certificate(thumbprint=certificate if isinstance(certificate, str) else certificate.thumbprint)


def asks(contoso: Contoso) -> set[type[Operation[object]]]:
    return {type(question.operation) for question in contoso.seen(STEP).results}


def test_the_bound_one_satisfies_without_an_answer() -> None:
    assessment = AFTER.assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.SATISFIED, ["certificate.chosen"])
    assert assessment.findings[0].seen == GOOD.thumbprint
    assert f"{NOW + 400 * DAY:%Y-%m-%d}" in assessment.findings[0].text


def test_a_better_one_than_the_bound_is_information_and_no_reason_to_change() -> None:
    assessment = AFTER.store(GOOD, LONGER).assess(STEP)
    assert (assessment.status, codes(assessment)) == (
        Status.SATISFIED, ["certificate.chosen", "certificate.also-suitable"],
    )  # fmt: skip
    assert (assessment.findings[0].seen, assessment.changes) == (GOOD.thumbprint, ())


def test_a_suitable_one_that_nobody_chose_is_proposed() -> None:
    assessment = BEFORE.store(GOOD, LONGER).assess(STEP)
    assert (assessment.status, assessment.answer) == (Status.NEEDS_ANSWER, "certificate")
    assert (assessment.findings[0].code, assessment.findings[0].seen) == ("certificate.choose", LONGER.thumbprint)


@pytest.mark.parametrize("store", [(), (OTHER_NAME, KEYLESS)], ids=["empty", "unsuitable"])
def test_nothing_suitable_asks_for_a_request(store: tuple[PersonalCertificate, ...]) -> None:
    assessment = BEFORE.store(*store).assess(STEP)
    assert (assessment.status, assessment.answer) == (Status.NEEDS_ANSWER, "certificate")
    assert assessment.findings[0].code == "certificate.request-one"


def test_every_unsuitable_one_stays_visible_with_its_reason() -> None:
    assessment = AFTER.store(GOOD, OTHER_NAME, KEYLESS, UNREADABLE).assess(STEP)
    assert assessment.status is Status.SATISFIED
    reasons = {f.seen.split()[0]: (f.code, f.level) for f in assessment.findings[1:]}
    assert reasons == {
        OTHER_NAME.thumbprint: ("certificate.wrong-names", Level.INFO),
        KEYLESS.thumbprint: ("certificate.no-private-key", Level.INFO),
        UNREADABLE.thumbprint: ("certificate.unreadable", Level.INFO),
    }


def test_what_is_said_of_a_certificate_names_it() -> None:
    store = AFTER.store(ENDS_SOON, LONGER, KEYLESS, UNREADABLE)
    assessment = store.asked(certificate=asked_for(ENDS_SOON)).assess(STEP)
    said = {f.code: f.text for f in assessment.findings}
    for code, certificate in (
        ("certificate.chosen", ENDS_SOON), ("certificate.expires-soon", ENDS_SOON),
        ("certificate.also-suitable", LONGER), ("certificate.no-private-key", KEYLESS),
    ):  # fmt: skip
        assert f" ({certificate.thumbprint[:6]}..{certificate.thumbprint[-4:]})" in said[code], code
    assert said["certificate.unreadable"].startswith(UNREADABLE.thumbprint[:6])


def test_best_takes_the_one_that_lasts_longest() -> None:
    assessment = BEFORE.store(GOOD, LONGER, OTHER_NAME).asked(certificate="best").assess(STEP)
    assert (assessment.status, assessment.findings[0].seen) == (Status.SATISFIED, LONGER.thumbprint)


def test_best_of_nothing_suitable_needs_another_answer() -> None:
    assessment = BEFORE.store(OTHER_NAME).asked(certificate="best").assess(STEP)
    assert (assessment.status, assessment.answer) == (Status.NEEDS_ANSWER, "certificate")


def test_the_one_asked_for_counts_though_another_is_bound() -> None:
    assessment = AFTER.store(GOOD, LONGER).asked(certificate=asked_for(LONGER)).assess(STEP)
    assert (assessment.status, assessment.findings[0].seen) == (Status.SATISFIED, LONGER.thumbprint)


def test_one_that_is_asked_for_and_not_there_blocks() -> None:
    assessment = AFTER.asked(certificate=asked_for(MISSING)).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.BLOCKED, "certificate.not-found")
    assert MISSING in assessment.findings[0].text


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (OTHER_NAME, "certificate.wrong-names"),
        (KEYLESS, "certificate.no-private-key"),
        (UNREADABLE, "certificate.unreadable"),
    ],
)
def test_an_unsuitable_one_that_is_asked_for_blocks_with_its_reason(
    certificate: PersonalCertificate, reason: str
) -> None:
    assessment = BEFORE.store(GOOD, certificate).asked(certificate=asked_for(certificate)).assess(STEP)
    assert assessment.status is Status.BLOCKED
    assert [(f.code, f.seen) for f in assessment.findings if f.level is Level.ERROR] == [
        (reason, certificate.thumbprint)
    ]


def test_a_suitable_one_with_a_drawback_satisfies_with_a_warning() -> None:
    assessment = BEFORE.store(ENDS_SOON).asked(certificate="best").assess(STEP)
    assert assessment.status is Status.SATISFIED
    assert [f.code for f in assessment.findings if f.level is Level.WARNING] == ["certificate.expires-soon"]


def test_the_names_of_the_answers_must_be_on_it_too() -> None:
    assessment = AFTER.asked(names=("wsus.contoso.org",)).assess(STEP)
    assert (assessment.status, codes(assessment)[0]) == (Status.NEEDS_ANSWER, "certificate.request-one")


def test_a_wish_is_settled_by_one_that_has_its_template_and_names() -> None:
    fits = stored(issued(names=[FQDN, "wsus.contoso.com"], template_name="WebServer"))
    wish = Certificate(request=Request(names=("WSUS.contoso.com",)))
    assessment = BEFORE.store(GOOD, fits).asked(certificate=wish).assess(STEP)
    assert (assessment.status, assessment.findings[0].seen) == (Status.SATISFIED, fits.thumbprint)


def test_one_of_a_later_template_is_known_by_its_oid() -> None:
    fits = stored(issued(template_oid="1.3.6.1.4.1.311.21.8.1.2.3"))
    assessment = BEFORE.store(fits).asked(certificate=Certificate(request=Request())).assess(STEP)
    assert (assessment.status, assessment.findings[0].seen) == (Status.SATISFIED, fits.thumbprint)


def test_the_way_to_a_new_one_is_looked_at_only_where_none_is_settled() -> None:
    request = {type(question.operation) for question in (AUTHORITIES, IDENTITY, REQUESTS)}
    assert not asks(AFTER) & request
    assert not asks(BEFORE.asked(certificate="best")) & request
    assert asks(BEFORE) >= request
    assert asks(AFTER.asked(certificate=asked_for(MISSING))) >= request
    assert not asks(BEFORE.failing(STORE)) & request


def test_a_server_without_the_wsus_site_blocks() -> None:
    assessment = BEFORE.having(SITES, ()).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.BLOCKED, ["before.site.missing"])


def test_a_store_that_cannot_be_read_is_no_empty_store() -> None:
    assessment = BEFORE.failing(STORE).assess(STEP)
    assert (assessment.status, codes(assessment)) == (Status.CANNOT_TELL, ["read.failed"])


def test_templates_that_cannot_be_read_matter_only_to_a_wish() -> None:
    contoso = BEFORE.failing(TEMPLATES)
    assert contoso.asked(certificate="best").assess(STEP).status is Status.SATISFIED
    assert contoso.asked(certificate=Certificate(request=Request())).assess(STEP).status is Status.CANNOT_TELL
