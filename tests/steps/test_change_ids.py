"""A change's id is the same at planning and at its turn: what was agreed to is what is made."""

from __future__ import annotations

import msgspec
import pytest

from tests.rules.certificates import DAY, NOW
from tests.steps import words
from tests.steps.contoso import AFTER, BEFORE, BOUND, FQDN, GOOD, HTTP, THUMBPRINT
from tests.steps.observations import Contoso, only
from tests.steps.test_enrollment import KEY, MADE
from tests.steps.test_every_section import STATES
from wizard.operations.logs import Log
from wizard.operations.model import Setting
from wizard.rules.answers import Answers, Certificate, Request, checked
from wizard.rules.choice import STORE
from wizard.rules.place import HOST, SECURED, SETUP, SITES
from wizard.rules.requests import REQUESTS
from wizard.rules.window import REQUIREMENT
from wizard.steps.assessment import Change, Step
from wizard.steps.bind import HTTP_SYS, Bind
from wizard.steps.configure_wsus import ConfigureWsus
from wizard.steps.require_ssl import RequireSsl
from wizard.tutorial import SECTIONS

FLAG = "Set-SoftwareUpdatePoint"


def wanted(contoso: Contoso) -> list[Change]:
    """The changes of all sections in order, with all that is offered."""
    assessments = (contoso.assess(step) for step in SECTIONS)
    return [change for a in assessments for change in (*a.offers, *a.changes)]


def ids(contoso: Contoso) -> list[str]:
    return [change.id for change in wanted(contoso)]


def the_job() -> list[Contoso]:
    """Contoso at planning and after each of the changes, with a request for a certificate in it."""
    planned = BEFORE.store().asked(certificate=Certificate(request=Request()))
    planned = planned.flags(site="Ssl, Ssl128", **dict.fromkeys(SECURED, "~Ssl, Ssl128"))
    made = planned.bringing(request_key=KEY).having(REQUESTS, (MADE,))
    issued = msgspec.structs.replace(MADE, request_id="17", disposition="issued")
    submitted = made.bringing(request_id="17").having(REQUESTS, (issued,))
    installed = submitted.bringing(certificate=THUMBPRINT).having(REQUESTS, ()).store(GOOD)
    bound = installed.every({q: r for q, r in BOUND.results.items() if q not in {REQUIREMENT, STORE}})
    required = bound.flags(**dict.fromkeys(SECURED, "Ssl, Ssl128"))
    cleared = required.flags(site="None")
    configured = cleared.every({SETUP: AFTER.results[SETUP]})
    flagged = configured.changed(FLAG).point(ssl=True).goes_on(Log.WCM, *words.WCM_HTTPS)
    synchronized = flagged.changed("Start-Synchronization").goes_on(Log.SYNC, *words.SYNC_HTTPS)
    scanned = synchronized.changed("Start-ClientScan").goes_on(Log.UPDATE_HANDLER, *words.SCAN_HTTPS)
    return [planned, made, submitted, installed, bound, required, cleared, configured, flagged, synchronized, scanned]


JOB = the_job()


def test_every_change_keeps_its_id_until_it_is_made_and_is_gone_then() -> None:
    planned = ids(JOB[0])
    assert len(planned) == len(JOB) - 1
    for made, contoso in enumerate(JOB):
        assert ids(contoso) == planned[made:], [change.operation.name for change in wanted(contoso)]


def test_no_two_changes_of_a_plan_have_the_same_id() -> None:
    for contoso in (JOB[0], *STATES.values()):
        assert len(set(ids(contoso))) == len(ids(contoso))


@pytest.mark.parametrize(
    "host",
    [
        {"dns_host_name": "wsus1"},
        {"dns_host_name": "WSUS1.contoso.com"},
        {"domain": "CONTOSO.COM"},
        {"computer_name": "wsus1"},
        {"culture": "fr-FR", "user": "CONTOSO\\somebody"},
    ],
)
def test_how_the_machine_writes_its_name_does_not_count(host: dict[str, str]) -> None:
    assert ids(JOB[0].altered(HOST, **host)) == ids(JOB[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answers("best", host_name=FQDN), Answers("best", host_name="WSUS1.Contoso.com")),
        (Answers("best"), Answers("best", host_name=FQDN)),
        (
            Answers(Certificate(thumbprint=THUMBPRINT)),
            checked(Answers(Certificate(thumbprint="\u200e" + " ".join(THUMBPRINT.lower())))),
        ),
        (Answers("best"), Answers(Certificate(thumbprint=THUMBPRINT))),  # what "best" came to
        (Answers("best"), Answers("best", http_port=8530, https_port=8531)),
        (
            Answers(Certificate(request=Request(names=("wsus.contoso.com",)))),
            Answers(Certificate(request=Request(names=("WSUS.contoso.com", FQDN.upper())))),
        ),
    ],
)
def test_answers_that_mean_the_same_plan_the_same(one: Answers, other: Answers) -> None:
    assert ids(msgspec.structs.replace(BEFORE, answers=one)) == ids(msgspec.structs.replace(BEFORE, answers=other))


def test_neither_the_clock_nor_a_log_is_in_an_id() -> None:
    step = Bind()
    chosen = BEFORE.asked(certificate="best")
    seen = chosen.seen(step)
    later = msgspec.structs.replace(seen, now=NOW + DAY)
    assert step.assess(later, chosen.answers).changes[0].id == step.assess(seen, chosen.answers).changes[0].id
    assert ids(JOB[0].goes_on(Log.WCM, *words.WCM_RUNS).goes_on(Log.SYNC, *words.SYNC_HTTP)) == ids(JOB[0])


def test_what_is_done_and_what_was_before_make_the_id() -> None:
    change = only(BEFORE.assess(ConfigureWsus()))
    other_former = msgspec.structs.replace(change, former=(Setting("wsus/UsingSsl", "1"), *change.former[1:]))
    other_act = msgspec.structs.replace(change, operation=type(change.operation)("wsus2.contoso.com"))
    unessential = msgspec.structs.replace(change, evidence=(Log.WCM,), tries=1, unit="", offer="x")
    assert len({change.id, other_former.id, other_act.id}) == 3
    assert unessential.id == change.id


@pytest.mark.parametrize(
    ("step", "before", "halfway"),
    [
        (RequireSsl(), BEFORE, BEFORE.flags(ApiRemoting30="Ssl", ClientWebService="Ssl")),
        (
            RequireSsl(),
            BEFORE.flags(**dict.fromkeys(SECURED, "~Ssl, Ssl128")),
            BEFORE.flags(**{**dict.fromkeys(SECURED, "~Ssl, Ssl128"), "ApiRemoting30": "Ssl, Ssl128"}),
        ),
        (
            RequireSsl(),
            BEFORE.flags(**dict.fromkeys(SECURED, "SslNegotiateCert, Ssl128")),
            BEFORE.flags(**{**dict.fromkeys(SECURED, "SslNegotiateCert, Ssl128"), "ApiRemoting30": "Ssl, Ssl128"}),
        ),
        (ConfigureWsus(), BEFORE, BEFORE.altered(SETUP, using_ssl=True)),
        (ConfigureWsus(), BEFORE, BEFORE.altered(SETUP, using_ssl=True, port_number=8531)),
        (
            Bind(),
            BEFORE.asked(certificate="best"),
            BOUND.asked(certificate="best").having(HTTP_SYS, ()).web_site(
                bindings=(HTTP, type(HTTP)(HTTP.site_id, "https", "*:8531:"))
            ),
        ),
        (Bind(), BEFORE.asked(certificate="best"), BOUND.asked(certificate="best").having(HTTP_SYS, ())),
    ],
)  # fmt: skip
def test_a_change_that_stopped_between_two_values_is_the_same_act_to_the_same_end(
    step: Step, before: Contoso, halfway: Contoso
) -> None:
    """By this it is found as begun: its id and its first former values are kept then."""
    planned, left = only(before.assess(step)), only(halfway.assess(step))
    assert (left.act, left.act.text, left.wanted) == (planned.act, planned.act.text, planned.wanted)
    assert left.former != planned.former


def test_a_change_as_data_is_the_change() -> None:
    for contoso in STATES.values():
        for change in wanted(contoso):
            assert change.act.question() == change.operation.on(change.role)


def test_without_the_wsus_site_nothing_is_planned() -> None:
    assert wanted(BEFORE.having(SITES, ())) == []
