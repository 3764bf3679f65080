"""Section 3: bind the certificate in IIS, keep the http binding, and prove what is served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.operations.iis import (
    GetHttpSysBinding,
    SetSiteBinding,
    SiteBinding,
    TlsEndpoint,
    binding_settings,
    http_sys_address,
)
from wizard.operations.model import CannotTell, Question, Role
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE, TEMPLATES, Choice, choose
from wizard.rules.evidence import served_anew
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import tls
from wizard.rules.place import PLACE_READS, POINTS, Place, others_on_port, place, unread_place, update_point
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Change, Status, Step, cannot_tell, differing, formerly

HTTP_SYS = GetHttpSysBinding().on(Role.WSUS)


class Bind(Step):
    """The https binding of the WSUS site carries the chosen certificate, and exactly that one is served."""

    key = "bind"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield from (STORE, TEMPLATES, HTTP_SYS)
        where = place(seen, answers)
        if where and where.https and where.https.certificate_hash:
            yield tls(where, Role.WSUS)
            yield tls(where, Role.HERE)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        if failed := seen.failed(HTTP_SYS):
            return cannot_tell("httpsys", failed, seen)
        if failed := seen.failed(STORE):
            return cannot_tell("store", failed, seen)
        where = place(seen, answers)
        choice = choose(seen, answers, where) if where else None
        machine = seen.machine(Role.WSUS)
        if where is None or choice is None or isinstance(choice, CannotTell) or choice.thumbprint is None:
            return Assessment(Status.BLOCKED, (finding("bind.no-certificate", Level.ERROR, machine),))
        if obstacles := tuple(_obstacles(seen, answers, where, machine)):
            # What only has to be named in the answers leaves the plan as it is: the change is agreed to with others.
            only_unnamed = all(found.code == "bind.port-shared" for found in obstacles)
            planned = _bound(seen, answers, where, choice, machine).changes if only_unnamed else ()
            return Assessment(Status.BLOCKED, obstacles, planned)
        return _bound(seen, answers, where, choice, machine)


def _obstacles(seen: Seen, answers: Answers, where: Place, machine: str) -> Iterator[Finding]:
    if where.http is None:
        yield finding("before.http-binding.missing", Level.ERROR, machine)
    for site, binding in others_on_port(seen, where):
        shown = f"{binding.protocol} {binding.information}"
        if not binding.by_name:
            yield finding("bind.port-taken", Level.ERROR, machine, seen=shown, site=site.name, port=binding.port)
        elif binding.information.lower() not in {named.lower() for named in answers.keep_bindings}:
            yield finding(
                "bind.port-shared", Level.ERROR, machine, seen=shown, site=site.name, port=binding.port,
                binding=binding.information,
            )  # fmt: skip
    if where.https and (where.https.host or where.https.ssl_flags):
        yield finding("bind.host-name", Level.ERROR, machine, seen=where.https.information)


def _bound(seen: Seen, answers: Answers, where: Place, choice: Choice, machine: str) -> Assessment:
    assert choice.thumbprint is not None
    information = where.https.information if where.https else f"*:{where.https_port}:"
    wanted = binding_settings(where.site.id, where.https_port, information, choice.thumbprint)
    former = formerly(seen, wanted)
    thumbprint = seen.value(choice.thumbprint)
    kept = finding("bind.http-kept", Level.OK, machine, seen=where.http.information if where.http else "")
    shared = tuple(
        finding("bind.shared-kept", Level.OK, machine, seen=binding.information, site=site.name)
        for site, binding in others_on_port(seen, where)
    )
    now = tuple(type(s)(s.path, seen.value(s.value)) for s in wanted)
    if not thumbprint or differing(former, now):
        operation = SetSiteBinding(where.site.id, where.https_port, information, choice.thumbprint)
        evidence = served_anew(seen, update_point(seen.read(POINTS), seen, answers))
        change = Change("bind", operation, Role.WSUS, former, wanted, evidence=evidence)
        return Assessment(Status.NEEDS_CHANGE, (_present(seen, where.https, machine), kept, *shared), (change,))
    return _served(seen, where, thumbprint, machine, (kept, *shared))


def _present(seen: Seen, https: SiteBinding | None, machine: str) -> Finding:
    if https is None:
        return finding("bind.none-yet", Level.INFO, machine)
    if not https.certificate_hash:
        return finding("bind.no-certificate-yet", Level.INFO, machine, seen=https.information)
    address = http_sys_address(https.information, https.port)
    served = next((e.certificate_hash for e in seen.read(HTTP_SYS) or () if e.address == address), "none")
    shown = f"IIS {https.certificate_hash}, http.sys {served}"
    return finding("bind.other-certificate", Level.INFO, machine, seen=shown, thumbprint=https.certificate_hash)


def _served(seen: Seen, where: Place, thumbprint: str, machine: str, kept: tuple[Finding, ...]) -> Assessment:
    question = tls(where, Role.WSUS)
    proof = seen[question]
    if isinstance(proof, CannotTell):
        return cannot_tell("tls", proof, seen, *kept)
    if not proof.handshake:
        shown = proof.error.text or proof.error.type if proof.error else ""
        return Assessment(Status.FAILED, (finding("bind.no-answer", Level.ERROR, machine, seen=shown), *kept))
    if proof.thumbprint != thumbprint:
        other = finding("bind.serves-other", Level.ERROR, machine, seen=proof.thumbprint, thumbprint=thumbprint)
        return Assessment(Status.FAILED, (other, *kept))
    proven = finding("bind.served", Level.OK, machine, seen=thumbprint, thumbprint=thumbprint, port=where.https_port)
    return Assessment(Status.SATISFIED, (proven, *kept, *_from_here(seen, where, thumbprint)))


def _from_here(seen: Seen, where: Place, thumbprint: str) -> Iterator[Finding]:
    proof: TlsEndpoint | None = seen.read(tls(where, Role.HERE))
    here = seen.machine(Role.HERE)
    if proof is None or not proof.handshake:
        yield finding("bind.here.no-answer", Level.INFO, here)
    elif proof.thumbprint == thumbprint:
        yield finding("bind.here", Level.OK, here, seen=proof.thumbprint)
    else:
        yield finding("bind.here.other", Level.WARNING, here, seen=proof.thumbprint, thumbprint=thumbprint)
