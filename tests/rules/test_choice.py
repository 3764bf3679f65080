"""Which certificate is wanted: the answers held against the store, the binding and what the session brought."""

from __future__ import annotations

import msgspec
import pytest

from tests.rules.certificates import DAY, issued, stored
from tests.steps.contoso import AFTER, BEFORE, FQDN, GOOD, HTTP, HTTPS
from tests.steps.observations import Contoso
from wizard.operations.certificates import PersonalCertificate
from wizard.operations.model import CannotTell, Named, Text
from wizard.rules.answers import Certificate, Request
from wizard.rules.choice import STORE, TEMPLATES, Choice, choose, hosts, settled
from wizard.rules.place import Place, place

LONGER = stored(issued(ends=500 * DAY))
OTHER_NAME = stored(issued("CN=www.contoso.com", ["www.contoso.com"]))
OF_TEMPLATE = stored(issued(template_name="WEBSERVER"))
OF_OID = stored(issued(template_oid="1.3.6.1.4.1.311.21.8.1.2.3"))
OF_OTHER_OID = stored(issued(template_oid="1.3.6.1.4.1.311.21.8.9.9.9"))
NAMED_TOO = stored(issued(names=[FQDN, "WSUS.contoso.com"], template_name="WebServer"))
WISH = Certificate(request=Request())
MISSING = "0123456789ABCDEF0123456789ABCDEF01234567"


def there(contoso: Contoso) -> Place:
    found = place(contoso.all_seen(), contoso.answers)
    assert found is not None
    return found


def chosen(contoso: Contoso) -> Choice:
    choice = choose(contoso.all_seen(), contoso.answers, there(contoso))
    assert isinstance(choice, Choice)
    return choice


def thumbprint(wanted: PersonalCertificate | Text | None) -> Text | None:
    return wanted.thumbprint if isinstance(wanted, PersonalCertificate) else wanted


@pytest.mark.parametrize(
    ("contoso", "how", "wanted"),
    [
        (BEFORE, "none", None),
        (BEFORE.asked(certificate="best"), "best", GOOD),
        (BEFORE.store(GOOD, LONGER).asked(certificate="best"), "best", LONGER),
        (BEFORE.store(OTHER_NAME).asked(certificate="best"), "none", None),
        # what is bound and suitable satisfies
        (AFTER, "bound", GOOD),
        (AFTER.store(GOOD, LONGER).asked(certificate="best"), "bound", GOOD),
        (AFTER.asked(certificate=WISH), "bound", GOOD),
        (AFTER.asked(names=("wsus.contoso.org",)), "none", None),
        (AFTER.store(LONGER), "none", None),  # bound, but not in the store
        # what was asked for goes before all else
        (
            AFTER.store(GOOD, LONGER).asked(certificate=Certificate(LONGER.thumbprint)).bringing(certificate="AA"),
            "asked",
            LONGER,
        ),
        (AFTER.asked(certificate=Certificate(MISSING)), "asked", MISSING),
        # what the session brought, and what it is about to bring
        (AFTER.bringing(certificate=LONGER.thumbprint), "brought", Named("certificate")),
        (AFTER.bringing(request_key="AA"), "requested", Named("certificate")),
        (AFTER.bringing(request_key="AA", certificate=GOOD.thumbprint), "brought", Named("certificate")),
        # a wish, settled by the store or not
        (BEFORE.asked(certificate=WISH), "requested", Named("certificate")),
        (BEFORE.store(GOOD, OF_TEMPLATE).asked(certificate=WISH), "in-store", OF_TEMPLATE),
        (BEFORE.store(GOOD, OF_OID).asked(certificate=WISH), "in-store", OF_OID),
        (BEFORE.store(OF_OTHER_OID).asked(certificate=WISH), "requested", Named("certificate")),
        (
            BEFORE.store(OF_TEMPLATE).asked(certificate=Certificate(request=Request(template="Other"))),
            "requested",
            Named("certificate"),
        ),
        (
            BEFORE.store(OF_TEMPLATE).asked(certificate=Certificate(request=Request(names=(FQDN,)))),
            "in-store",
            OF_TEMPLATE,
        ),
        (
            BEFORE.store(OF_TEMPLATE, NAMED_TOO).asked(
                certificate=Certificate(request=Request(names=("wsus.CONTOSO.com",)))
            ),
            "in-store",
            NAMED_TOO,
        ),
    ],
)
def test_which_one_is_wanted_and_why(contoso: Contoso, how: str, wanted: PersonalCertificate | Text | None) -> None:
    choice = chosen(contoso)
    assert (choice.how, choice.thumbprint) == (how, thumbprint(wanted))


def test_nothing_is_bound_where_the_binding_has_no_certificate() -> None:
    empty = msgspec.structs.replace(HTTPS, certificate_hash="")
    assert chosen(AFTER.web_site(bindings=(HTTP, empty))).how == "none"
    assert chosen(AFTER.web_site(bindings=(HTTP,))).how == "none"


def test_the_chosen_ones_judgement_is_by_the_value_of_its_name() -> None:
    brought = chosen(BEFORE.bringing(certificate=GOOD.thumbprint))
    assert brought.judgement is not None
    assert brought.judgement.certificate == GOOD
    assert chosen(BEFORE.bringing(request_key="AA")).judgement is None
    assert chosen(BEFORE.asked(certificate=Certificate(MISSING))).judgement is None


def test_all_of_the_store_are_judged_the_suitable_first() -> None:
    judged = chosen(BEFORE.store(OTHER_NAME, GOOD, LONGER)).judgements
    assert [j.certificate for j in judged] == [LONGER, GOOD, OTHER_NAME]


def test_a_store_that_cannot_be_read_is_no_choice() -> None:
    contoso = BEFORE.failing(STORE)
    assert isinstance(choose(contoso.all_seen(), contoso.answers, there(contoso)), CannotTell)


def test_without_templates_a_later_version_is_not_recognised() -> None:
    """Section 2 says that templates could not be read before anything is requested."""
    assert chosen(BEFORE.store(OF_OID).failing(TEMPLATES).asked(certificate=WISH)).how == "requested"
    assert chosen(BEFORE.store(OF_TEMPLATE).failing(TEMPLATES).asked(certificate=WISH)).how == "in-store"


@pytest.mark.parametrize(
    ("contoso", "names"),
    [
        (BEFORE, (FQDN,)),
        (BEFORE.asked(host_name="WSUS.contoso.com"), ("wsus.contoso.com", FQDN)),
        (BEFORE.asked(names=("A.contoso.com", FQDN.upper())), (FQDN, "a.contoso.com")),
    ],
)
def test_every_name_that_must_be_covered_once(contoso: Contoso, names: tuple[str, ...]) -> None:
    assert hosts(contoso.answers, there(contoso)) == names


@pytest.mark.parametrize(
    ("contoso", "certificate"),
    [
        (BEFORE.asked(certificate="best"), GOOD),
        (AFTER, GOOD),
        (BEFORE, ""),
        (BEFORE.asked(certificate=WISH), ""),
        (AFTER.bringing(certificate=GOOD.thumbprint), ""),
    ],
)
def test_only_what_exists_is_settled_for_a_run(contoso: Contoso, certificate: PersonalCertificate | str) -> None:
    assert settled(chosen(contoso)) == thumbprint(certificate)
