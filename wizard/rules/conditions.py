"""The conditions of the gate, each judged from what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from wizard.operations.host import OperatorRights
from wizard.operations.iis import TestTlsEndpoint, TlsEndpoint
from wizard.operations.logs import Log
from wizard.operations.model import CannotTell, OperationError, Question, Role
from wizard.operations.wsus import GetApplicationPool
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE, choose
from wizard.rules.evidence import belongs, decided, tail
from wizard.rules.findings import Basis, Finding, Level, finding, unread, worded
from wizard.rules.gate import (
    RIGHTS_ON_SITE,
    RIGHTS_ON_WSUS,
    SYNCHRONIZATION,
    Condition,
    Override,
    bound,
    own_name,
    pool_of,
    tls,
)
from wizard.rules.logs import Record, Verdict, records
from wizard.rules.names import covered
from wizard.rules.place import POINTS, SETUP, Place, place, update_point
from wizard.rules.scan import scan_verdict
from wizard.rules.seen import Seen
from wizard.rules.synchronization import sync_verdict
from wizard.rules.topology import FRONT_ENDS, downstream, other_front_ends
from wizard.rules.wcm import wcm_verdict
from wizard.rules.wcm_proof import api_from_site

NEVER, IF_NOT_READ, DELIBERATELY = Override.NEVER, Override.IF_NOT_READ, Override.DELIBERATELY
RUNNING_STATES = frozenset({6701, 6704, 6705, 6706})
"""Status messages of a synchronization on its way (facts, 8.3)."""


def conditions(seen: Seen, answers: Answers) -> tuple[Condition, ...]:
    """Every condition, in the order in which it is shown. Without a place only that: section 1 names why."""
    where = place(seen, answers)
    if where is None:
        return (_later("ports", NEVER, "before-you-start", seen),)
    return (
        _name(seen, answers, where),
        _ports(seen, answers, where),
        *(_tls(seen, answers, where, role) for role in (Role.WSUS, Role.SITE, Role.CLIENT)),
        _console(seen, answers, where),
        _no_synchronization(seen),
        _rights(seen),
        *_other_servers(seen, where),
        _services(seen, where),
        *_healthy_logs(seen, answers, where),
    )


def _later(key: str, override: Override, section: str, seen: Seen) -> Condition:
    shown = finding(f"gate.{key}.later", Level.INFO, seen.machine(Role.WSUS), basis=Basis.ASSUMED)
    return Condition(key, None, override, shown, asked_after=section)


def _judged(
    key: str, holds: bool, override: Override, machine: str, seen_text: str, /, **values: object
) -> Condition:
    code = f"gate.{key}" + ("" if holds else ".refused")
    shown = worded(code, Level.OK if holds else Level.ERROR, machine, seen_text, Basis.VERIFIED, values)
    return Condition(key, holds, override, shown)


def _unread(key: str, override: Override, machine: str, error: OperationError | None) -> Condition:
    return Condition(key, None, override, unread(key, error or OperationError("NotRead"), machine))


def _failed(seen: Seen, question: Question[Any]) -> OperationError | None:
    result = seen.failed(question)
    return result.error if result else None


def _name(seen: Seen, answers: Answers, where: Place) -> Condition:
    key, site = "sup-name-on-certificate", seen.machine(Role.SITE)
    point = update_point(seen.read(POINTS), seen, answers)
    if point is None:
        return _unread(key, NEVER, site, _failed(seen, POINTS))
    choice = choose(seen, answers, where) if STORE in seen.results else None
    if choice is None or isinstance(choice, CannotTell):
        return _unread(key, NEVER, seen.machine(Role.WSUS), _failed(seen, STORE))
    if choice.judgement is None or choice.judgement.facts is None:
        return _later(key, NEVER, "certificate", seen)
    facts = choice.judgement.facts
    names = facts.names if facts.has_names else (facts.common_name,)
    return _judged(key, covered(names, point.name), NEVER, site, ", ".join(names), name=point.name)


def _ports(seen: Seen, answers: Answers, where: Place) -> Condition:
    point = update_point(seen.read(POINTS), seen, answers)
    site = seen.machine(Role.SITE)
    if point is None:
        return _unread("ports", NEVER, site, _failed(seen, POINTS))
    agree = (point.http_port, point.https_port) == (where.http_port, where.https_port)
    return _judged(
        "ports",
        agree,
        NEVER,
        site,
        f"{point.http_port}/{point.https_port}",
        site_ports=f"{point.http_port} and {point.https_port}",
        iis_ports=f"{where.http_port} and {where.https_port}",
    )


def _tls(seen: Seen, answers: Answers, where: Place, role: Role) -> Condition:
    key, question = f"tls-from-{role.value}", tls(where, role)
    if not bound(seen, answers, where):
        return _later(key, IF_NOT_READ, "bind", seen)
    for asked in (*(own_name(where) if role is Role.WSUS else ()), question):
        condition = _tls_by_name(seen, asked, role)
        if not condition.holds:
            break
    return condition


def _tls_by_name(seen: Seen, question: Question[TlsEndpoint], role: Role) -> Condition:
    key, machine = f"tls-from-{role.value}", seen.machine(role)
    proof = seen.read(question)
    if proof is None:
        return _unread(key, IF_NOT_READ, machine, _failed(seen, question))
    host = question.operation.host_name if isinstance(question.operation, TestTlsEndpoint) else ""
    holds = proof.handshake and proof.name_matches and proof.trusted
    shown = ", ".join(proof.chain_status) or (proof.error.text if proof.error else proof.thumbprint)
    if proof.handshake and not proof.name_matches:
        shown = f"name, {shown}"
    return _judged(key, holds, IF_NOT_READ, machine, shown, machine=machine, host=host)


def _console(seen: Seen, answers: Answers, where: Place) -> Condition:
    key, machine, question = "console-from-site", seen.machine(Role.SITE), api_from_site(where.secure)
    if not bound(seen, answers, where):
        return _later(key, DELIBERATELY, "bind", seen)
    connection = seen.read(question)
    if connection is None:
        return _unread(key, NEVER, machine, _failed(seen, question))
    proof = seen.read(tls(where, Role.SITE))
    # Nobody knows what a real WSUS answers before configuressl, so a refusal beside proven TLS may be overridden.
    override = DELIBERATELY if proof and proof.handshake and proof.name_matches and proof.trusted else NEVER
    error = connection.error
    shown = str(connection.http_status or (error.hresult or error.type if error else ""))
    return _judged(key, connection.connected, override, machine, shown, machine=machine)


def _no_synchronization(seen: Seen) -> Condition:
    key, machine, status = "no-synchronization", seen.machine(Role.SITE), seen.read(SYNCHRONIZATION)
    if status is None:
        return _unread(key, IF_NOT_READ, machine, _failed(seen, SYNCHRONIZATION))
    running = [entry for entry in status if entry.state in RUNNING_STATES]
    return _judged(key, not running, IF_NOT_READ, machine, ", ".join(f"{e.name}: {e.state}" for e in status))


def _rights(seen: Seen) -> Condition:
    on_wsus, on_site = seen.read(RIGHTS_ON_WSUS), seen.read(RIGHTS_ON_SITE)
    may = (_may(on_wsus, "wsus_administrator"), _may(on_site, "edit_software_update_point"))
    user = (on_wsus or on_site or OperatorRights("", None, None)).user
    shown = f"section 5: {_word(may[0])}, section 7: {_word(may[1])}"
    if False in may:
        return _judged("rights", False, NEVER, seen.machine(Role.SITE), shown, user=user)
    if None in may:
        error = _failed(seen, RIGHTS_ON_WSUS) or _failed(seen, RIGHTS_ON_SITE)
        return _unread("rights", IF_NOT_READ, seen.machine(Role.SITE), error)
    return _judged("rights", True, IF_NOT_READ, seen.machine(Role.SITE), shown, user=user)


def _may(rights: OperatorRights | None, field: str) -> bool | None:
    value: bool | None = getattr(rights, field, None)
    return value


def _word(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def _other_servers(seen: Seen, where: Place) -> Iterator[Condition]:
    """Judged where they were read. Where not, section 1 says so: most sites have no other server."""
    machine = seen.machine(Role.WSUS)
    if seen.read(FRONT_ENDS) is not None:
        others = other_front_ends(seen)
        yield _judged(
            "other-front-ends", not others, DELIBERATELY, machine, ", ".join(others), names=", ".join(others)
        )
    if (below := seen.read(downstream(seen, where))) is not None:
        names = ", ".join(server.name for server in below)
        yield _judged("downstream-servers", not below, DELIBERATELY, machine, names, names=names)


def _services(seen: Seen, where: Place) -> Condition:
    key, machine = "healthy-services", seen.machine(Role.WSUS)
    question = GetApplicationPool(pool_of(where)).on(Role.WSUS)
    setup, pool = seen.read(SETUP), seen.read(question)
    if setup is None or pool is None:
        return _unread(key, DELIBERATELY, machine, _failed(seen, question) or _failed(seen, SETUP))
    shown = f"WsusService {setup.service_state}, site {where.site.state}, {pool.name} {pool.state}"
    well = {setup.service_state, where.site.state, pool.state} <= {"Running", "Started"}
    return _judged(key, well, DELIBERATELY, machine, shown)


def _healthy_logs(seen: Seen, answers: Answers, where: Place) -> Iterator[Condition]:
    point = update_point(seen.read(POINTS), seen, answers)
    configured = where.secure if point and point.ssl else where.plain
    for key, logs, verdict in (
        ("healthy-wcm", (Log.WCM,), partial(decided, wcm_verdict)),
        ("healthy-synchronization", (Log.SYNC,), partial(decided, sync_verdict)),
        ("healthy-client-scan", (Log.SCAN_AGENT, Log.LOCATION, Log.UPDATE_HANDLER), scan_verdict),
    ):
        read = [seen.read(tail(log)) for log in logs]
        machine = seen.machine(logs[0].role)
        if any(result is None for result in read):
            error = next((e for log in logs if (e := _failed(seen, tail(log)))), None)
            yield _unread(key, DELIBERATELY, machine, error)
        else:
            # All lines, not only those behind a mark: this is about how healthy things were before.
            lines: list[tuple[Record, ...]] = [records(log, r) for log, r in zip(logs, read, strict=True) if r]
            judged: Verdict = verdict(*lines)
            # WCM by the scheme that is configured; the others by either: a success over https, before an undo, is well.
            places = (configured,) if logs == (Log.WCM,) else (where.plain, where.secure)
            here = judged.endpoint is None or any(belongs(judged.endpoint, place) for place in places)
            well = judged.state == "succeeded" and here
            yield _judged(key, well, DELIBERATELY, machine, judged.line, state=judged.state)


def findings(found: tuple[Condition, ...]) -> tuple[Finding, ...]:
    """The conditions as findings, as `check` and `plan` show them."""
    return tuple(condition.finding for condition in found)
