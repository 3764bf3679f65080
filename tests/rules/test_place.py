"""Where WSUS is: its site by id and contents, its ports, and the names it goes by."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.contoso import AFTER, BEFORE, CHILDREN, FQDN, HTTP, HTTPS, SITE_ID
from tests.steps.observations import Contoso
from wizard.operations.iis import SiteBinding, SiteChild, WebSite
from wizard.operations.site import SoftwareUpdatePoint
from wizard.rules.logs import Endpoint
from wizard.rules.place import (
    CONTENTS,
    HOST,
    PLACE_READS,
    POINTS,
    SETUP,
    SITES,
    Place,
    place,
    unread_place,
    update_point,
    wsus_site,
)

HOST_HEADER = SiteBinding(SITE_ID, "https", "*:8531:wsus.contoso.com")


def where(contoso: Contoso) -> Place | None:
    return place(contoso.all_seen(), contoso.answers)


def there(contoso: Contoso) -> Place:
    found = where(contoso)
    assert found is not None
    return found


def bound(*bindings: SiteBinding, **answers: Any) -> Place:
    return there(AFTER.web_site(bindings=bindings).asked(**answers))


def on(protocol: str, port: int, address: str = "*") -> SiteBinding:
    return SiteBinding(SITE_ID, protocol, f"{address}:{port}:")


def test_a_healthy_server_has_a_place() -> None:
    found = there(AFTER)
    assert (found.host_name, found.reached_as, found.http, found.https) == (FQDN, FQDN, HTTP, HTTPS)
    assert found.secure == Endpoint("https", FQDN, 8531)
    assert found.plain == Endpoint("http", FQDN, 8530)


# --- the site ---


@pytest.mark.parametrize(
    ("site", "is_it"),
    [
        (WebSite(SITE_ID, "WSUS Administration", "Started", (), CHILDREN), True),
        (WebSite(SITE_ID, "Default Web Site", "Stopped", (), CHILDREN), True),  # a name proves nothing
        (WebSite(1, "WSUS Administration", "Started", (), CHILDREN), False),
        (WebSite(SITE_ID, "WSUS Administration", "Started", (), ()), False),
        (WebSite(SITE_ID, "x", "Started", (), tuple(SiteChild(name.upper(), True) for name in CONTENTS)), True),
        (WebSite(SITE_ID, "x", "Started", (), (SiteChild("ClientWebService", True),)), False),
    ],
)
def test_the_site_is_known_by_its_id_and_by_what_is_below_it(site: WebSite, is_it: bool) -> None:
    contoso = AFTER.having(SITES, (WebSite(7, "Other", "Started"), site))
    assert (wsus_site(contoso.all_seen()) is site) == is_it
    assert (where(contoso) is not None) == is_it


@pytest.mark.parametrize("question", [HOST, SETUP, SITES])
def test_without_host_setup_or_sites_there_is_no_place(question: Any) -> None:
    assert where(AFTER.failing(question)) is None


def test_without_the_site_server_the_place_goes_by_the_machines_name() -> None:
    assert there(AFTER.failing(POINTS)).reached_as == FQDN


# --- ports ---


@pytest.mark.parametrize(
    ("bindings", "ports"),
    [
        ((on("http", 8530), on("https", 8531)), (8530, 8531)),
        ((on("http", 8530),), (8530, 8531)),
        ((on("http", 80),), (80, 443)),
        ((on("http", 9000),), (9000, 9001)),
        ((on("https", 8531),), (8530, 8531)),
        ((on("https", 443),), (80, 443)),
        ((), (8530, 8531)),
        ((on("http", 8080), on("https", 443)), (8080, 443)),  # as it is: section 1 says that they are no pair
        ((on("https", 9001), on("https", 8531), on("http", 8530)), (8530, 8531)),  # the lowest
        ((SiteBinding(SITE_ID, "net.pipe", "*"), on("http", 8530)), (8530, 8531)),
    ],
)
def test_ports_are_those_of_the_bindings_else_the_pairs(
    bindings: tuple[SiteBinding, ...], ports: tuple[int, int]
) -> None:
    found = bound(*bindings)
    assert (found.http_port, found.https_port) == ports


def test_a_binding_for_any_host_goes_before_one_for_a_host_name() -> None:
    anyone = on("https", 8532)
    assert bound(HTTP, HOST_HEADER, anyone).https == anyone
    assert bound(HTTP, HOST_HEADER).https == HOST_HEADER


def test_a_port_of_the_answers_chooses_the_binding_or_the_port_of_a_new_one() -> None:
    found = bound(HTTP, HTTPS, on("https", 9001), https_port=9001)
    assert (found.https, found.https_port) == (on("https", 9001), 9001)
    missing = bound(HTTP, HTTPS, http_port=80, https_port=443)
    assert (missing.http, missing.https, missing.http_port, missing.https_port) == (None, None, 80, 443)


# --- names ---


@pytest.mark.parametrize(
    ("contoso", "host_name", "reached_as"),
    [
        (BEFORE, FQDN, FQDN),
        (BEFORE.asked(host_name="WSUS.Contoso.com"), "wsus.contoso.com", FQDN),
        (BEFORE.point(name="wsus.contoso.com").asked(host_name="WSUS.contoso.com"), *["wsus.contoso.com"] * 2),
        (BEFORE.point(name="WSUS2.contoso.com"), FQDN, FQDN),
        # a stale name that WSUS was once given decides nothing
        (AFTER.altered(SETUP, server_certificate_name="old.contoso.com"), FQDN, FQDN),
    ],
)
def test_what_it_calls_itself_and_what_it_is_called(contoso: Contoso, host_name: str, reached_as: str) -> None:
    found = there(contoso)
    assert (found.host_name, found.reached_as) == (host_name, reached_as)


def test_the_update_point_is_the_one_on_this_machine_whatever_the_case() -> None:
    others = SoftwareUpdatePoint("WSUS2.contoso.com", "PS1", ssl=False, http_port=8530, https_port=8531)
    ours = SoftwareUpdatePoint("wsus1.CONTOSO.com.", "PS1", ssl=False, http_port=8530, https_port=8531)
    contoso = BEFORE.altered(POINTS, points=(others, ours))
    seen = contoso.all_seen()
    assert update_point(seen.read(POINTS), seen, contoso.answers) == ours
    assert update_point(None, seen, contoso.answers) is None


def test_the_update_point_is_found_by_the_targets_name_where_the_machine_cannot_say_its_own() -> None:
    contoso = BEFORE.failing(HOST)
    seen = contoso.all_seen()
    assert update_point(seen.read(POINTS), seen, contoso.answers) is not None


def test_an_alias_of_the_answers_finds_the_update_point_too() -> None:
    contoso = BEFORE.point(name="wsus.contoso.com")
    seen = contoso.all_seen()
    assert update_point(seen.read(POINTS), seen, contoso.answers) is None
    asked = contoso.asked(host_name="wsus.contoso.com").answers
    assert update_point(seen.read(POINTS), seen, asked) is not None


# --- what could not be read ---


@pytest.mark.parametrize("question", PLACE_READS)
def test_a_failed_read_of_the_place_is_named(question: Any) -> None:
    failed = unread_place(AFTER.failing(question).all_seen())
    assert failed is not None
    assert failed.question == question


def test_where_all_was_read_nothing_failed() -> None:
    assert unread_place(AFTER.all_seen()) is None
