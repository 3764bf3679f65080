"""The switch window: whoever comes by http is refused, and the site does not come by https yet."""

from __future__ import annotations

import pytest

from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE, BOUND, NO_API, api_question
from tests.steps.observations import Contoso
from wizard.operations.logs import Log
from wizard.operations.model import Role
from wizard.rules.evidence import tail
from wizard.rules.place import POINTS, SECURED, SITES
from wizard.rules.seen import Seen
from wizard.rules.window import REQUIREMENT, requiring_services, window, window_reads

FLAG = "Set-SoftwareUpdatePoint"
API = api_question(Role.SITE)
NO_FLAG = AFTER.point(ssl=False)
JUST_SET = AFTER.log(Log.WCM, *words.WCM_HTTP).changed(FLAG)
LOCAL = AFTER.log(Log.WCM, *words.WCM_LOCAL)
BY_HAND = AFTER.flags(**dict.fromkeys(SECURED, "~None"))
"""All done, and then Require SSL taken away by hand."""


def seen(contoso: Contoso) -> Seen:
    """What the window asks for."""
    return contoso.observed(lambda answers, seen: window_reads(seen, answers))


@pytest.mark.parametrize(
    ("contoso", "state"),
    [
        (BEFORE, "closed"),
        (BOUND, "closed"),
        (AFTER, "closed"),
        (BY_HAND, "closed"),
        (BY_HAND.point(ssl=False), "closed"),
        # Require SSL without the flag: one service is enough, an inherited value too
        (NO_FLAG, "open"),
        (BEFORE.flags(ClientWebService="Ssl"), "open"),
        (BEFORE.flags(ClientWebService="~Ssl, Ssl128"), "open"),
        (BEFORE.flags(Content="Ssl"), "closed"),  # not one of the five
        (AFTER.point(name="WSUS2.contoso.com"), "open"),  # there is no update point whose flag would be on
        # the flag is on: WCM's word since it was set
        (JUST_SET, "open"),
        (JUST_SET.goes_on(Log.WCM, *words.WCM_RUNS), "open"),
        (JUST_SET.goes_on(Log.WCM, *words.WCM_FAILS), "open"),
        (JUST_SET.goes_on(Log.WCM, *words.WCM_HTTP), "open"),
        (JUST_SET.goes_on(Log.WCM, *words.WCM_HTTPS), "closed"),
        (AFTER.changed(FLAG), "open"),  # a success of before proves nothing
        (AFTER.log(Log.WCM), "open"),
        (AFTER.log(Log.WCM, *words.WCM_HTTP), "open"),
        (LOCAL, "closed"),
        (LOCAL.changed(FLAG).goes_on(Log.WCM, *words.WCM_LOCAL), "closed"),
        (LOCAL.having(API, NO_API), "open"),
        # what cannot be read
        (AFTER.failing(REQUIREMENT), "cannot-tell"),
        (AFTER.failing(POINTS), "cannot-tell"),
        (AFTER.failing(SITES), "cannot-tell"),
        (AFTER.failing(tail(Log.WCM)), "cannot-tell"),
        (NO_FLAG.failing(tail(Log.WCM)), "open"),  # the flag is off, whatever WCM says
        (BEFORE.failing(POINTS), "closed"),  # nobody is refused
    ],
)
def test_open_is_refusing_http_before_the_site_comes_by_https(contoso: Contoso, state: str) -> None:
    assert window(seen(contoso), contoso.answers) == state


def test_a_rebind_of_this_session_does_not_open_a_window() -> None:
    """Its mark makes old proof count no more for section 7, yet nobody is refused who was not before."""
    contoso = AFTER.changed(FLAG)
    since = {log: type(mark)(mark.mark, "Set-SiteBinding") for log, mark in contoso.since.items()}
    rebound = type(contoso)(contoso.results, contoso.answers, since, contoso.brought, True)
    assert window(seen(rebound), rebound.answers) == "closed"


def test_the_api_is_asked_only_where_anybody_is_refused() -> None:
    assert API in seen(AFTER).results
    assert API not in seen(BEFORE).results


@pytest.mark.parametrize(
    ("contoso", "services"),
    [
        (AFTER, SECURED),
        (BEFORE, ()),
        (BEFORE.flags(SimpleAuthWebService="~Ssl", Content="Ssl", site="Ssl"), ("SimpleAuthWebService",)),
    ],
)
def test_the_services_that_refuse_http_by_what_is_in_effect(contoso: Contoso, services: tuple[str, ...]) -> None:
    found = requiring_services(contoso.all_seen().read(REQUIREMENT))
    assert tuple(place.key for place in found) == services


def test_of_flags_that_were_not_read_nothing_is_said() -> None:
    assert requiring_services(None) == ()
