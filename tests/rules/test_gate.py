"""The gate before there is a certificate, a binding or a place: what cannot be asked yet is information."""

from __future__ import annotations

import pytest

from tests.rules.certificates import issued, stored
from tests.rules.test_conditions import READY, blocking, gate, seen
from tests.steps.contoso import BEFORE, FQDN, GOOD, HTTP, tls_question
from tests.steps.observations import Contoso
from wizard.operations.iis import SiteBinding
from wizard.operations.model import Role
from wizard.rules.answers import OVERRIDES, Certificate, Request
from wizard.rules.conditions import conditions
from wizard.rules.findings import Level
from wizard.rules.place import SETUP, SITES, place


def test_before_a_certificate_is_bound_what_needs_it_is_information() -> None:
    found = gate(BEFORE.asked(certificate="best"))
    later = {key: c.asked_after for key, c in found.items() if c.asked_after}
    assert later == dict.fromkeys(["tls-from-wsus", "tls-from-site", "tls-from-client", "console-from-site"], "bind")
    assert {c.finding.level for key, c in found.items() if key in later} == {Level.INFO}
    assert found["sup-name-on-certificate"].holds is True
    assert all(found[key].finding.code == f"gate.{key}.later" for key in later)


@pytest.mark.parametrize(
    "contoso",
    [
        BEFORE,
        BEFORE.store().asked(certificate=Certificate(request=Request())),
        BEFORE.asked(certificate=Certificate("0123456789ABCDEF0123456789ABCDEF01234567")),
    ],
)
def test_before_there_is_a_certificate_its_names_cannot_be_asked(contoso: Contoso) -> None:
    condition = gate(contoso)["sup-name-on-certificate"]
    assert (condition.holds, condition.asked_after) == (None, "certificate")


def test_another_certificate_than_the_bound_one_is_not_tried() -> None:
    other = stored(issued())
    contoso = READY.store(GOOD, other).asked(certificate=Certificate(other.thumbprint))
    assert gate(contoso)["tls-from-wsus"].asked_after == "bind"
    assert tls_question(Role.SITE) not in seen(contoso).results


@pytest.mark.parametrize("contoso", [READY.having(SITES, ()), READY.failing(SITES), READY.failing(SETUP)])
def test_without_a_place_there_is_one_condition_and_it_is_never_overridden(contoso: Contoso) -> None:
    found = gate(contoso)
    assert list(found) == ["ports"]
    assert (found["ports"].holds, found["ports"].asked_after) == (None, "before-you-start")
    assert blocking(contoso.asked(overrides=tuple(OVERRIDES))) == ["ports"]


def test_ports_are_compared_with_those_of_iis() -> None:
    web = (SiteBinding(HTTP.site_id, "http", "*:80:"), SiteBinding(HTTP.site_id, "https", "*:443:", GOOD.thumbprint))
    contoso = READY.web_site(bindings=web).point(http_port=80, https_port=443)
    where = place(contoso.all_seen(), contoso.answers)
    assert where is not None
    assert where.secure.url == f"https://{FQDN}:443"
    ports = {c.key: c for c in conditions(contoso.all_seen(), contoso.answers)}["ports"]
    assert (ports.holds, ports.finding.seen) == (True, "80/443")
