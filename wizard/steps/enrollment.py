"""The second half of section 2: a request in three changes, make the key, submit, install."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from wizard.operations.certificates import (
    InstallCertificate,
    NewCertificateRequest,
    RemoveCertificateRequest,
    SubmitCertificateRequest,
)
from wizard.operations.model import Named, Role
from wizard.rules.answers import Request
from wizard.rules.certificate import read_certificate
from wizard.rules.choice import CERTIFICATE, KEY, STORE, TEMPLATES
from wizard.rules.connection import explained
from wizard.rules.enrollment import EnrollVerdict
from wizard.rules.findings import Finding, Level, finding, of_reason
from wizard.rules.names import same_host
from wizard.rules.requests import (
    AUTHORITIES,
    IDENTITY,
    REQUEST_ID,
    REQUESTS,
    Route,
    open_request,
    route,
)
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Change, Receipt, Status, Wait, cannot_tell


def requested(seen: Seen, wish: Request, hosts: tuple[str, ...], listed: tuple[Finding, ...]) -> Assessment:
    """How the request stands: what is still to be done, or who it waits for."""
    for what, question in (
        ("templates", TEMPLATES), ("authorities", AUTHORITIES), ("identity", IDENTITY), ("requests", REQUESTS),
    ):  # fmt: skip
        if failed := seen.failed(question):
            return cannot_tell(what, failed, seen, *listed)
    machine = seen.machine(Role.WSUS)
    if KEY in seen.brought:
        return _underway(seen, wish, hosts, machine, listed)
    way = route(seen, wish)
    verdict = way.as_computer if wish.enroll_as == "computer" else way.as_user
    shown = (*_verdicts(way, wish, machine), *listed)
    if way.problems:
        return Assessment(
            Status.BLOCKED, (*(of_reason(problem, Level.ERROR, machine) for problem in way.problems), *shown)
        )
    if verdict is None or verdict.allowed is None:
        unclear = finding("request.enroll-unclear", Level.ERROR, machine, who=wish.enroll_as, template=wish.template)
        return Assessment(Status.CANNOT_TELL, (unclear, *shown))
    if not verdict.allowed:
        return Assessment(Status.BLOCKED, (finding("request.not-allowed", Level.ERROR, machine, who=wish.enroll_as,
                                                   template=wish.template), _to_ask_for(way, verdict, machine, wish),
                                           *shown))  # fmt: skip
    names = _names(wish, hosts)
    now = finding("request.planned", Level.INFO, machine, seen=", ".join(names), template=wish.template)
    return Assessment(Status.NEEDS_CHANGE, (now, *shown), _changes(wish, names, way))


def _to_ask_for(way: Route, verdict: EnrollVerdict, machine: str, wish: Request) -> Finding:
    """What the message for the people who run the CA is made of."""
    account, authority = verdict.reason.value("account"), way.authority.config if way.authority else ""
    shown = f"{account} | {wish.template} | {authority}"
    return finding("request.to-ask-for", Level.INFO, machine, seen=shown, account=account, template=wish.template)


def _names(wish: Request, hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.lower() for name in (*hosts, *wish.names)))


def offered(seen: Seen, wish: Request) -> tuple[Finding, ...]:
    """What could be requested here, and who may: shown also where nobody has asked for it yet."""
    if seen.read(TEMPLATES) is None or seen.read(AUTHORITIES) is None or seen.read(IDENTITY) is None:
        return ()
    return tuple(_verdicts(route(seen, wish), wish, seen.machine(Role.WSUS)))


def _verdicts(way: Route, wish: Request, machine: str) -> Iterator[Finding]:
    if way.authority:
        published = ", ".join(way.authority.templates)
        yield finding("request.published", Level.INFO, machine, seen=published, authority=way.authority.config,
                      templates=published)  # fmt: skip
    for who, verdict in (("computer", way.as_computer), ("user", way.as_user)):
        if verdict is not None:
            yield _verdict(who, verdict, wish, machine)


def _verdict(who: str, verdict: EnrollVerdict, wish: Request, machine: str) -> Finding:
    # The account that does not ask may lack the permission: shown, because the tutorial and the CA name different ones.
    level = Level.OK if verdict.allowed else Level.INFO
    allowed = {True: "yes", False: "no", None: "cannot tell"}[verdict.allowed]
    shown = f"{verdict.reason.code} {verdict.sid}".strip()
    why = of_reason(verdict.reason, level, machine).text
    return finding("request.may-enroll", level, machine, seen=shown, who=who, allowed=allowed,
                   template=wish.template, why=why)  # fmt: skip


def _changes(wish: Request, names: tuple[str, ...], way: Route) -> tuple[Change, ...]:
    subject = wish.subject or f"CN={names[0]}"
    new = NewCertificateRequest(wish.template, subject, names, wish.key_length, wish.friendly_name)
    return (
        Change("certificate", new, Role.WSUS, brings=(KEY,), repeatable=False),
        _submit(wish, way.authority.config if way.authority else wish.authority),
        _install(wish),
    )


def _submit(wish: Request, config: str) -> Change:
    operation = SubmitCertificateRequest(Named(KEY), config, wish.enroll_as == "computer")
    return Change("certificate", operation, Role.WSUS, brings=(REQUEST_ID,), repeatable=False)


def _install(wish: Request) -> Change:
    operation = InstallCertificate(Named(KEY), wish.friendly_name)
    return Change("certificate", operation, Role.WSUS, brings=(CERTIFICATE,), repeatable=False)


def _underway(
    seen: Seen, wish: Request, hosts: tuple[str, ...], machine: str, listed: tuple[Finding, ...]
) -> Assessment:
    request = open_request(seen)
    if request is None and _installed(seen):
        # Accepted by hand, or just before the process ended: nothing is left but to say so.
        return Assessment(Status.NEEDS_CHANGE, listed, (_install(wish),))
    if request is None:
        return Assessment(Status.FAILED, (finding("request.gone", Level.ERROR, machine), *listed))
    shown = f"{request.config} {request.request_id} {request.disposition} {request.code}".strip()
    if not request.disposition:
        way = route(seen, wish)
        made = finding("request.made", Level.INFO, machine, seen=request.public_key)
        config = way.authority.config if way.authority else wish.authority
        return Assessment(Status.NEEDS_CHANGE, (made, *listed), (_submit(wish, config), _install(wish)))
    if request.disposition == "issued":
        issued = finding("request.issued", Level.INFO, machine, seen=shown)
        return Assessment(Status.NEEDS_CHANGE, (issued, *listed), (_install(wish),))
    if request.disposition == "pending":
        pending = finding("request.pending", Level.INFO, machine, seen=shown, id=request.request_id,
                          authority=request.config)  # fmt: skip
        return Assessment(Status.WAITING, (pending, *listed), wait=Wait("wait.authority"))
    denied = finding("request.denied", Level.ERROR, machine, seen=shown, code=request.code, id=request.request_id)
    away = Change("certificate", RemoveCertificateRequest(Named(KEY)), Role.WSUS, repeatable=False)
    return Assessment(Status.BLOCKED, (denied, *explained(request.code, machine), *listed), tidying=away)


def brought_by_request(change: Change, receipt: Receipt | None, seen: Seen) -> dict[str, str] | None:
    """What one of the three changes has brought forth, by what the store and the CA show."""
    operation = change.operation
    if isinstance(operation, NewCertificateRequest):
        return _made(operation, receipt, seen) if receipt else None
    if isinstance(operation, SubmitCertificateRequest):
        request = open_request(seen)
        return {REQUEST_ID: request.request_id} if request and request.disposition else None
    if isinstance(operation, RemoveCertificateRequest):
        # What was brought forth is gone: nothing of this session stands any more, and a new request can be made.
        return {KEY: "", REQUEST_ID: ""} if seen.read(REQUESTS) is not None and open_request(seen) is None else None
    thumbprint = _installed(seen)
    # Its name is written behind the certificate itself: without it, installing is half done.
    named = isinstance(operation, InstallCertificate) and any(
        c.thumbprint == thumbprint and c.friendly_name == operation.friendly_name for c in seen.read(STORE) or ()
    )
    return {CERTIFICATE: thumbprint} if thumbprint and named else None


def _installed(seen: Seen) -> str:
    """Thumbprint of the certificate in the store that carries our request's key; empty while there is none."""
    key = seen.brought.get(KEY, "")
    for certificate in seen.read(STORE) or ():
        try:
            if key and read_certificate(certificate.raw).public_key == key:
                return certificate.thumbprint
        except ValueError:
            # Somebody's unreadable certificate, judged as such in the list; it is not the one looked for.
            continue
    return ""


def _made(operation: NewCertificateRequest, receipt: Receipt, seen: Seen) -> dict[str, str] | None:
    # The store keeps whole seconds.
    earliest = datetime.fromisoformat(receipt.time) - timedelta(seconds=1)
    for request in seen.read(REQUESTS) or ():
        same = request.template.lower() == operation.template.lower() and _same_names(request.names, operation.dns_name)
        if same and not request.disposition and datetime.fromisoformat(request.created) >= earliest:
            return {KEY: request.public_key}
    return None


def _same_names(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(one) == len(other) and all(any(same_host(a, b) for b in other) for a in one)
