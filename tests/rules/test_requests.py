"""The way to a new certificate: which template, which CA, who may ask, and what stands in the way."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.rules.test_enrollment import AUTHORITY, OPERATOR, TEMPLATE
from tests.steps.contoso import BEFORE
from tests.steps.observations import Contoso
from tests.steps.test_enrollment import KEY, MADE, UNDERWAY, template
from wizard.operations.certificates import CertificationAuthority
from wizard.rules.answers import Request
from wizard.rules.choice import TEMPLATES
from wizard.rules.requests import AUTHORITIES, IDENTITY, REQUESTS, Route, open_request, route

FIRST = CertificationAuthority("CA0.contoso.com\\Contoso CA 0", "Contoso CA 0", False, ("webserver",))
LAST = CertificationAuthority("CA9.contoso.com\\Contoso CA 9", "Contoso CA 9", True, ("WebServer",))
USERS = CertificationAuthority("CA5.contoso.com\\Contoso CA 5", "Contoso CA 5", True, ("User",))


def way(contoso: Contoso, **wish: Any) -> Route:
    return route(contoso.all_seen(), Request(**wish))


def problems(contoso: Contoso, **wish: Any) -> list[str]:
    return [problem.code for problem in way(contoso, **wish).problems]


def test_a_healthy_forest_has_a_way_with_nothing_in_it() -> None:
    found = way(BEFORE)
    assert found.template is not None
    assert (found.template.name, found.authority, found.problems) == ("WebServer", AUTHORITY, ())
    assert found.as_computer is not None
    assert found.as_user is not None
    assert (found.as_computer.allowed, found.as_user.allowed) == (True, False)


def test_a_template_is_found_by_its_common_name_whatever_the_case() -> None:
    assert problems(BEFORE, template="WEBSERVER") == []
    assert problems(BEFORE, template="Web Server") == ["request.no-template"]  # its display name is not it


def test_without_a_template_nothing_else_is_judged() -> None:
    assert way(BEFORE, template="Other") == Route(None, None, way(BEFORE, template="Other").problems, None, None)
    assert problems(BEFORE.having(TEMPLATES, ())) == ["request.no-template"]


@pytest.mark.parametrize("order", [(LAST, FIRST, USERS), (USERS, FIRST, LAST)])
def test_of_several_authorities_it_is_always_the_same_one_reachable_or_not(
    order: tuple[CertificationAuthority, ...],
) -> None:
    found = way(BEFORE.having(AUTHORITIES, order))
    assert found.authority == FIRST
    assert [problem.code for problem in found.problems] == ["template.authority-unreachable"]


def test_the_authority_of_the_wish_is_taken_whatever_the_case() -> None:
    contoso = BEFORE.having(AUTHORITIES, (FIRST, LAST))
    assert way(contoso, authority="ca9.CONTOSO.com\\contoso ca 9").authority == LAST


def test_an_authority_of_the_wish_that_does_not_publish_the_template_is_named_so() -> None:
    contoso = BEFORE.having(AUTHORITIES, (FIRST, USERS))
    assert way(contoso, authority=USERS.config).authority == USERS
    assert problems(contoso, authority=USERS.config) == ["template.not-published"]


@pytest.mark.parametrize(
    ("contoso", "wish", "name"),
    [
        (BEFORE.having(AUTHORITIES, ()), {}, "WebServer"),
        (BEFORE.having(AUTHORITIES, (USERS,)), {}, "WebServer"),
        (BEFORE, {"authority": "CA7\\None"}, "CA7\\None"),
    ],
)
def test_no_authority_is_said_with_what_was_looked_for(contoso: Contoso, wish: dict[str, Any], name: str) -> None:
    (problem,) = way(contoso, **wish).problems
    assert (problem.code, problem.value("name")) == ("request.no-authority", name)


@pytest.mark.parametrize(
    ("minimum", "length", "found"),
    [
        (2048, 2048, []),
        (2048, 4096, []),
        (4096, 4096, []),
        (4096, 2048, ["request.key-too-small"]),
        (4096, 3072, ["request.key-too-small"]),
    ],
)
def test_a_key_has_the_templates_least_length(minimum: int, length: int, found: list[str]) -> None:
    assert problems(BEFORE.having(TEMPLATES, (template(minimal_key_size=minimum),)), key_length=length) == found


def test_everything_in_the_way_is_said_at_once() -> None:
    bad = msgspec.structs.replace(TEMPLATE, usages=(), name_flags=0, ra_signatures=2, minimal_key_size=4096)
    contoso = BEFORE.having(TEMPLATES, (bad,)).having(AUTHORITIES, ())
    assert sorted(problems(contoso)) == [
        "request.key-too-small", "request.no-authority", "template.no-server-authentication",
        "template.signatures-needed", "template.subject-from-directory",
    ]  # fmt: skip


def test_each_account_is_judged_for_itself() -> None:
    found = way(BEFORE.having(TEMPLATES, (template((OPERATOR,)),)))
    assert found.as_computer is not None
    assert found.as_user is not None
    assert (found.as_computer.allowed, found.as_user.allowed) == (False, True)


def test_accounts_that_could_not_be_read_have_no_verdict() -> None:
    found = way(BEFORE.failing(IDENTITY))
    assert (found.as_user, found.as_computer, found.problems) == (None, None, ())


# --- the session's own request ---


def test_the_open_request_is_the_one_with_our_key() -> None:
    other = msgspec.structs.replace(MADE, public_key="OTHER")
    assert open_request(UNDERWAY.having(REQUESTS, (other, MADE)).all_seen()) == MADE
    assert open_request(UNDERWAY.having(REQUESTS, (other,)).all_seen()) is None
    assert open_request(UNDERWAY.failing(REQUESTS).all_seen()) is None


@pytest.mark.parametrize("contoso", [BEFORE, BEFORE.bringing(request_key="")])
def test_without_a_key_of_ours_no_request_is_ours(contoso: Contoso) -> None:
    nameless = msgspec.structs.replace(MADE, public_key="")
    assert open_request(contoso.having(REQUESTS, (MADE, nameless)).all_seen()) is None
    assert KEY
