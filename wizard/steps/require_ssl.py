"""Section 4: Require SSL on the five web services that need it, and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.operations.iis import SetSslRequirement, SslFlags, TestHttpEndpoint
from wizard.operations.model import CannotTell, Question, Role
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding, Level, finding, unread
from wizard.rules.place import PLACE_READS, SECURED, Place, place, unread_place
from wizard.rules.seen import Seen
from wizard.rules.ssl_flags import clearing, requires_ssl, requiring, set_as_wanted
from wizard.rules.window import REQUIREMENT
from wizard.steps.assessment import Assessment, Change, Status, Step, cannot_tell

PATHS = {
    "ApiRemoting30": "/ApiRemoting30/WebService.asmx",
    "ClientWebService": "/ClientWebService/client.asmx",
    "DssAuthWebService": "/DssAuthWebService/DssAuthWebService.asmx",
    "ServerSyncWebService": "/ServerSyncWebService/ServerSyncWebService.asmx",
    "SimpleAuthWebService": "/SimpleAuthWebService/SimpleAuth.asmx",
}
OPEN = frozenset({".", "content", "selfupdate", "inventory", "reportingwebservice"})
"""Of WSUS, and must not require it; `.` is the site itself. Other applications of a shared site are not ours."""
CONTENT = "/Content/anonymousCheckFile.txt"
"""Must go on answering over http: update files are signed, and WSUS serves them that way (facts, 10.2)."""


def over(where: Place, use_ssl: bool) -> Question[Any]:
    """How the five services (and, over http, the content) answer to an anonymous caller."""
    port = where.https_port if use_ssl else where.http_port
    paths = tuple(PATHS.values()) if use_ssl else (*PATHS.values(), CONTENT)
    return TestHttpEndpoint(where.reached_as, use_ssl, port, paths).on(Role.WSUS)


class RequireSsl(Step):
    """A service counts as set only by its own value; an inherited one would go with the site's."""

    key = "require-ssl"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield REQUIREMENT
        requirement, where = seen.read(REQUIREMENT), place(seen, answers)
        if requirement and where and all(set_as_wanted(p.own) for p in _five(requirement.places)):
            yield over(where, use_ssl=False)
            yield over(where, use_ssl=True)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        requirement, where = seen[REQUIREMENT], place(seen, answers)
        machine = seen.machine(Role.WSUS)
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        if isinstance(requirement, CannotTell):
            return cannot_tell("requirement", requirement, seen)
        five = _five(requirement.places)
        if where is None or len(five) != len(SECURED):
            names = ", ".join(p.key for p in requirement.places)
            error = finding("require-ssl.services-missing", Level.ERROR, machine, seen=names)
            return Assessment(Status.BLOCKED, (error,))
        missing = tuple(p for p in five if not set_as_wanted(p.own))
        required = tuple(p for p in requirement.places if p not in five and requires_ssl(p.own))
        stray = tuple(p for p in required if p.key.lower() in OPEN)
        shown = tuple(_shown(missing, stray, tuple(p for p in required if p not in stray), machine))
        # The five first, then what should not have it: in between, nobody is let in who was not before.
        changes = [_write(tuple((p.key, requiring(p.own or p.effective)) for p in five), five)] if missing else []
        changes += [_write(((p.key, clearing(p.own)),), (p,)) for p in stray]
        if changes:
            return Assessment(Status.NEEDS_CHANGE, shown, tuple(changes))
        return _proven(seen, where, machine, shown)


def _five(places: tuple[SslFlags, ...]) -> tuple[SslFlags, ...]:
    by_key = {p.key.lower(): p for p in places}
    return tuple(by_key[name.lower()] for name in SECURED if name.lower() in by_key)


def _write(wanted: tuple[tuple[str, str], ...], places: tuple[SslFlags, ...]) -> Change:
    operation = SetSslRequirement(tuple(key for key, _ in wanted), tuple(flags for _, flags in wanted))
    settings = operation.settings()
    before = {p.key: p.own for p in places}
    former = tuple(type(s)(s.path, before[key]) for s, (key, _) in zip(settings, wanted, strict=True))
    return Change("require-ssl", operation, Role.WSUS, former, settings, unit="switch")


def _shown(
    missing: tuple[SslFlags, ...], stray: tuple[SslFlags, ...], others: tuple[SslFlags, ...], machine: str
) -> Iterator[Finding]:
    for place_ in missing:
        shown = f"own {place_.own or 'none'}, in effect {place_.effective}"
        yield finding("require-ssl.not-set", Level.INFO, machine, seen=shown, service=place_.key)
    for place_ in stray:
        name = "the site itself" if place_.key == "." else place_.key
        yield finding("require-ssl.stray", Level.WARNING, machine, seen=place_.own, place=name)
    for place_ in others:
        yield finding("require-ssl.not-ours", Level.INFO, machine, seen=place_.own, place=place_.key)


def _proven(seen: Seen, where: Place, machine: str, shown_before: tuple[Finding, ...]) -> Assessment:
    plain, secure = seen[over(where, use_ssl=False)], seen[over(where, use_ssl=True)]
    found = [finding("require-ssl.set", Level.OK, machine, seen=", ".join(SECURED)), *shown_before]
    if isinstance(plain, CannotTell):
        return cannot_tell("http", plain, seen, *found)
    for answer in plain:
        shown = f"{answer.path} {answer.status or (answer.error.type if answer.error else '')}"
        if answer.path == CONTENT:
            good = answer.status == 200
            code = "require-ssl.content" + ("" if good else ".refused")
            found.append(finding(code, Level.OK if good else Level.WARNING, machine, seen=shown))
        elif answer.status in {200, 401}:
            found.append(finding("require-ssl.still-http", Level.ERROR, machine, seen=shown, path=answer.path))
            return Assessment(Status.FAILED, tuple(found))
        elif answer.status != 403:
            # No 403, so Require SSL is not what was seen at work: a stopped pool, a listener that is not there.
            found.append(finding("require-ssl.http-odd", Level.ERROR, machine, seen=shown, path=answer.path))
            return Assessment(Status.FAILED if answer.status else Status.CANNOT_TELL, tuple(found))
    found.append(finding("require-ssl.http-refused", Level.OK, machine, seen="403"))
    if isinstance(secure, CannotTell):
        found.append(unread("https", secure.error, machine, Level.WARNING))
    elif refused := [a for a in secure if a.status not in {200, 401}]:
        shown = ", ".join(f"{a.path} {a.status}" for a in refused)
        found.append(finding("require-ssl.https-odd", Level.WARNING, machine, seen=shown))
    else:
        found.append(finding("require-ssl.https", Level.OK, machine, seen="200, 401"))
    return Assessment(Status.SATISFIED, tuple(found))
