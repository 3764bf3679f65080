"""The gate: each condition holds, is refused, or could not be read, and says how far it may be overridden."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.certificates import HOST, issued, stored
from tests.steps import words
from tests.steps.contoso import (
    AFTER,
    BOUND,
    GOOD,
    NO_API,
    POOL,
    api_question,
    tls,
    tls_question,
)
from tests.steps.observations import CM, Contoso
from wizard.operations.host import OperatorRights
from wizard.operations.logs import Log
from wizard.operations.model import OperationError, Role
from wizard.operations.site import SynchronizationStatus
from wizard.operations.topology import DownstreamServer, FrontEndServer, GetDownstreamServer
from wizard.operations.wsus import WsusConnection
from wizard.rules.answers import OVERRIDES, Certificate
from wizard.rules.choice import STORE
from wizard.rules.conditions import conditions, findings
from wizard.rules.evidence import CLIENT_LOGS, tail
from wizard.rules.findings import Level
from wizard.rules.gate import (
    RIGHTS_ON_SITE,
    RIGHTS_ON_WSUS,
    SYNCHRONIZATION,
    Condition,
    Override,
    blocks,
    gate_reads,
    overridable,
    pool_of,
)
from wizard.rules.place import POINTS, SETUP, place
from wizard.rules.seen import Seen
from wizard.rules.topology import FRONT_ENDS

READY = BOUND.asked(certificate="best")
"""Sections 1 to 3 are done, everything is well over http: the window may open."""
KEYS = [
    "sup-name-on-certificate", "ports", "tls-from-wsus", "tls-from-site", "tls-from-client", "console-from-site",
    "no-synchronization", "rights", "downstream-servers", "healthy-services", "healthy-wcm",
    "healthy-synchronization", "healthy-client-scan",
]  # fmt: skip
NEVER, IF_NOT_READ, DELIBERATELY = Override.NEVER, Override.IF_NOT_READ, Override.DELIBERATELY
API = api_question(Role.SITE)


def seen(contoso: Contoso) -> Seen:
    return contoso.observed(lambda answers, now: gate_reads(now, answers))


def gate(contoso: Contoso) -> dict[str, Condition]:
    return {condition.key: condition for condition in conditions(seen(contoso), contoso.answers)}


def blocking(contoso: Contoso) -> list[str]:
    return [key for key, condition in gate(contoso).items() if blocks(condition, contoso.answers.overrides)]


def status(state: int) -> tuple[SynchronizationStatus, ...]:
    return (SynchronizationStatus(HOST, state, ""),)


def test_a_healthy_server_passes_with_every_condition_in_order() -> None:
    found = gate(READY)
    assert list(found) == KEYS
    assert {c.holds for c in found.values()} == {True}
    assert {c.finding.level for c in found.values()} == {Level.OK}
    assert blocking(READY) == []


def test_every_condition_that_can_be_overridden_is_one_of_the_answers() -> None:
    # Other front ends are asked for only where the database is a SQL Server.
    assert set(OVERRIDES) <= {*KEYS, "other-front-ends"}
    assert set(KEYS) - set(OVERRIDES) == {"sup-name-on-certificate", "ports"}


def test_the_findings_are_the_conditions_in_their_order() -> None:
    found = conditions(seen(READY), READY.answers)
    assert findings(found) == tuple(condition.finding for condition in found)


# --- what is refused ---

FOREIGN = stored(issued("CN=www.contoso.com", ["www.contoso.com"]))
SUBJECT_ONLY = stored(issued(names=()))


@pytest.mark.parametrize(
    ("contoso", "key", "override"),
    [
        (
            AFTER.store(GOOD, FOREIGN).asked(certificate=Certificate(FOREIGN.thumbprint)),
            "sup-name-on-certificate",
            NEVER,
        ),
        (READY.point(http_port=80, https_port=443), "ports", NEVER),
        (READY.point(https_port=443), "ports", NEVER),
        (READY.point(http_port=80), "ports", NEVER),
        *(
            (READY.having(tls_question(role), proof), f"tls-from-{role.value}", IF_NOT_READ)
            for role in (Role.WSUS, Role.SITE, Role.CLIENT)
            for proof in (
                tls("", handshake=False, error=OperationError("IOException", text="aborted")),
                tls(trusted=False, chain_status=("UntrustedRoot",)),
                tls(name_matches=False),
            )
        ),
        (READY.having(API, WsusConnection(False, True, http_status=403)), "console-from-site", DELIBERATELY),
        (READY.having(API, NO_API), "console-from-site", DELIBERATELY),
        (READY.having(API, WsusConnection(False, True)), "console-from-site", DELIBERATELY),
        *(
            (READY.having(SYNCHRONIZATION, status(state)), "no-synchronization", IF_NOT_READ)
            for state in (6701, 6704, 6705, 6706)
        ),
        (READY.having(RIGHTS_ON_WSUS, OperatorRights("x", False, None)), "rights", NEVER),
        (READY.having(RIGHTS_ON_SITE, OperatorRights("x", None, False)), "rights", NEVER),
        (READY.failing(RIGHTS_ON_WSUS).having(RIGHTS_ON_SITE, OperatorRights("x", None, False)), "rights", NEVER),
        (READY.altered(SETUP, service_state="Stopped"), "healthy-services", DELIBERATELY),
        (READY.altered(POOL, state="Stopped"), "healthy-services", DELIBERATELY),
        (READY.web_site(state="Stopped"), "healthy-services", DELIBERATELY),
        (READY.log(Log.WCM, *words.WCM_FAILS), "healthy-wcm", DELIBERATELY),
        (READY.log(Log.WCM), "healthy-wcm", DELIBERATELY),
        (READY.log(Log.WCM, *words.WCM_HTTPS), "healthy-wcm", DELIBERATELY),  # not what is configured now
        (READY.log(Log.SYNC, *words.SYNC_HTTP_FAILS), "healthy-synchronization", DELIBERATELY),
        (READY.log(Log.SYNC), "healthy-synchronization", DELIBERATELY),
        (READY.log(Log.UPDATE_HANDLER, *words.SCAN_HTTP_FAILS), "healthy-client-scan", DELIBERATELY),
        (READY.log(Log.UPDATE_HANDLER, *words.SCAN_HTTP_RUNS), "healthy-client-scan", DELIBERATELY),
    ],
)
def test_a_refused_condition_blocks_alone_and_can_be_overridden_as_it_says(
    contoso: Contoso, key: str, override: Override
) -> None:
    condition = gate(contoso)[key]
    assert (condition.holds, condition.override) == (False, override)
    assert (condition.finding.code, condition.finding.level) == (f"gate.{key}.refused", Level.ERROR)
    assert key in blocking(contoso)
    assert overridable(condition) is (override is DELIBERATELY)
    assert (key in blocking(contoso.asked(overrides=tuple(OVERRIDES)))) is (override is not DELIBERATELY)


@pytest.mark.parametrize(
    ("contoso", "key"),
    [
        (AFTER.store(SUBJECT_ONLY).asked(certificate=Certificate(SUBJECT_ONLY.thumbprint)), "sup-name-on-certificate"),
        (READY.having(SYNCHRONIZATION, ()), "no-synchronization"),  # never one
        (READY.having(SYNCHRONIZATION, status(6703)), "no-synchronization"),
        (READY.having(SYNCHRONIZATION, status(6707)), "no-synchronization"),
        # by the scheme that is configured now, and under way again
        (READY.goes_on(Log.WCM, *words.WCM_RUNS), "healthy-wcm"),
        (AFTER, "healthy-wcm"),
        (READY.log(Log.WCM, *words.WCM_LOCAL), "healthy-wcm"),
        (READY.goes_on(Log.SYNC, *words.SYNC_LOCAL_RUNS), "healthy-synchronization"),
        # a success over https, before an undo, is healthy
        (READY.log(Log.SYNC, *words.SYNC_HTTPS), "healthy-synchronization"),
        (READY.log(Log.UPDATE_HANDLER, *words.SCAN_HTTPS), "healthy-client-scan"),
        # how healthy it was before is told by all lines, not by those behind a mark
        (READY.changed("Set-SoftwareUpdatePoint"), "healthy-wcm"),
        (READY.changed("Set-SoftwareUpdatePoint"), "healthy-synchronization"),
        (READY.changed("Set-SoftwareUpdatePoint"), "healthy-client-scan"),
    ],
)
def test_what_is_well_holds(contoso: Contoso, key: str) -> None:
    assert (gate(contoso)[key].holds, gate(contoso)[key].finding.code) == (True, f"gate.{key}")


def test_a_refusal_by_the_api_may_be_overridden_only_where_tls_itself_is_proven_from_there() -> None:
    refused = READY.having(API, WsusConnection(False, True, http_status=403))
    for proof in (tls(trusted=False), tls(name_matches=False), tls(handshake=False)):
        assert gate(refused.having(tls_question(Role.SITE), proof))["console-from-site"].override is NEVER
    assert gate(refused.failing(tls_question(Role.SITE)))["console-from-site"].override is NEVER


def test_what_was_seen_is_shown() -> None:
    def shown(contoso: Contoso, key: str) -> str:
        return gate(contoso)[key].finding.seen

    assert shown(READY.point(https_port=443), "ports") == "8530/443"
    assert shown(READY.having(API, WsusConnection(False, True, http_status=403)), "console-from-site") == "403"
    assert shown(READY.having(API, NO_API), "console-from-site") == "0x8007274D"
    untrusted = tls(trusted=False, name_matches=False, chain_status=("UntrustedRoot", "NotTimeValid"))
    question = tls_question(Role.CLIENT)
    assert shown(READY.having(question, untrusted), "tls-from-client") == "name, UntrustedRoot, NotTimeValid"
    broken = tls("", handshake=False, error=OperationError("IOException", text="aborted"))
    assert shown(READY.having(question, broken), "tls-from-client") == "aborted"
    assert shown(READY, "rights") == "section 5: yes, section 7: yes"
    assert shown(READY.failing(RIGHTS_ON_WSUS), "rights").startswith("COMException")
    no = READY.failing(RIGHTS_ON_WSUS).having(RIGHTS_ON_SITE, OperatorRights("x", None, False))
    assert shown(no, "rights") == "section 5: unknown, section 7: no"
    stopped = READY.altered(POOL, state="Stopped")
    assert shown(stopped, "healthy-services") == "WsusService Running, site Started, WsusPool Stopped"


@pytest.mark.parametrize(
    ("key", "machine"),
    [("ports", CM), ("tls-from-wsus", HOST), ("tls-from-site", CM), ("tls-from-client", "PC1.contoso.com"),
     ("healthy-wcm", CM), ("healthy-client-scan", "PC1.contoso.com")],
)  # fmt: skip
def test_each_condition_names_the_machine_it_was_seen_from(key: str, machine: str) -> None:
    assert gate(READY)[key].finding.machine == machine


# --- what was not read ---


@pytest.mark.parametrize(
    ("question", "key", "override"),
    [
        (POINTS, "sup-name-on-certificate", NEVER),
        (POINTS, "ports", NEVER),
        (STORE, "sup-name-on-certificate", NEVER),
        (tls_question(Role.WSUS), "tls-from-wsus", IF_NOT_READ),
        (tls_question(Role.SITE), "tls-from-site", IF_NOT_READ),
        (tls_question(Role.CLIENT), "tls-from-client", IF_NOT_READ),
        (API, "console-from-site", NEVER),
        (SYNCHRONIZATION, "no-synchronization", IF_NOT_READ),
        (RIGHTS_ON_WSUS, "rights", IF_NOT_READ),
        (RIGHTS_ON_SITE, "rights", IF_NOT_READ),
        (POOL, "healthy-services", DELIBERATELY),
        (tail(Log.WCM), "healthy-wcm", DELIBERATELY),
        (tail(Log.SYNC), "healthy-synchronization", DELIBERATELY),
        *((tail(log), "healthy-client-scan", DELIBERATELY) for log in CLIENT_LOGS),
    ],
)
def test_what_was_not_read_neither_holds_nor_is_refused(question: Any, key: str, override: Override) -> None:
    contoso = READY.failing(question)
    condition = gate(contoso)[key]
    assert (condition.holds, condition.override, condition.finding.code) == (None, override, "read.failed")
    assert "COMException 0x80070005" in condition.finding.seen
    assert key in blocking(contoso)
    assert overridable(condition) is (override is not NEVER)
    assert (key in blocking(contoso.asked(overrides=(key,) if key in OVERRIDES else ()))) is (override is NEVER)


def test_rights_that_the_machine_does_not_know_were_not_read() -> None:
    contoso = READY.having(RIGHTS_ON_SITE, OperatorRights("CONTOSO\\operator", None, None))
    assert (gate(contoso)["rights"].holds, gate(contoso)["rights"].override) == (None, IF_NOT_READ)


def test_an_update_point_that_is_not_there_is_nothing_to_compare_with() -> None:
    found = gate(READY.point(name="WSUS2.contoso.com"))
    assert (found["ports"].holds, found["sup-name-on-certificate"].holds) == (None, None)
    assert found["ports"].finding.seen == "NotRead"


def test_a_service_that_names_no_pool_leaves_its_health_unknown() -> None:
    contoso = READY.web_site(children=tuple(type(c)(c.name, c.is_application) for c in _children(READY)))
    assert gate(contoso)["healthy-services"].holds is None


def _children(contoso: Contoso) -> Any:
    where = place(contoso.all_seen(), contoso.answers)
    assert where is not None
    assert pool_of(where) == "WsusPool"
    return where.site.children


def test_other_front_ends_are_judged_where_they_were_read_and_only_active_ones_count() -> None:
    on_sql = READY.altered(SETUP, sql_server_name="SQL1.contoso.com")
    servers = (
        FrontEndServer(HOST, True, True), FrontEndServer("WSUS2.contoso.com", True, False),
        FrontEndServer("OLD.contoso.com", False, False),
    )  # fmt: skip
    shared = gate(on_sql.having(FRONT_ENDS, servers))["other-front-ends"]
    assert (shared.holds, shared.override, shared.finding.seen) == (False, DELIBERATELY, "WSUS2.contoso.com")
    assert gate(on_sql.having(FRONT_ENDS, servers[:1]))["other-front-ends"].holds
    assert "other-front-ends" not in gate(on_sql.failing(FRONT_ENDS)), "section 1 shows the failed read"


def test_servers_downstream_are_asked_for_over_the_address_of_now() -> None:
    question = GetDownstreamServer(HOST.lower(), False, 8530).on(Role.WSUS)
    below = gate(READY.having(question, (DownstreamServer("LYON.contoso.com", True),)))["downstream-servers"]
    assert (below.holds, below.override, below.finding.seen) == (False, DELIBERATELY, "LYON.contoso.com")
    assert "downstream-servers" not in gate(READY.failing(question))
