"""Section 1: considerations, limitations and prerequisites. Shows and judges; what it would change is an offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from wizard.operations.host import GetStrongCrypto, HostFacts
from wizard.operations.model import CannotTell, Question, Role
from wizard.operations.settings import settings_of
from wizard.operations.wsus import ApplicationPool, GetApplicationPool, SetApplicationPool, WsusSetup
from wizard.rules.answers import Answers
from wizard.rules.database import database
from wizard.rules.findings import Basis, Finding, Level, finding, unread
from wizard.rules.gate import pool_of
from wizard.rules.identity import identity
from wizard.rules.names import is_dns_name
from wizard.rules.place import (
    HOST,
    PLACE_READS,
    POINTS,
    SETUP,
    SITES,
    Place,
    place,
    site_elsewhere,
    unread_place,
    update_point,
    wsus_site,
)
from wizard.rules.ports import is_pair
from wizard.rules.seen import Seen
from wizard.rules.topology import FRONT_ENDS, downstream, other_front_ends, topology_reads
from wizard.steps.assessment import Assessment, Change, Step, cannot_tell, formerly, judged

BEST_POOL: dict[str, Any] = {
    "queue_length": 2000,
    "idle_timeout_minutes": 0,
    "pinging_enabled": False,
    "private_memory_kb": 0,
    "restart_minutes": 0,
}
"""Best practice for the application pool (facts, 1.7)."""

CRYPTO = GetStrongCrypto().on(Role.WSUS)


class BeforeYouStart(Step):
    """Whether this server is one that the tutorial is about, and what the operator should know before the rest."""

    key = "before-you-start"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        yield CRYPTO
        if (where := place(seen, answers)) and pool_of(where):
            yield _pool_question(where)
        yield from topology_reads(seen, where)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        offers = tuple(_offers(seen, answers))
        return msgspec.structs.replace(self._judge(seen, answers), offers=offers)

    def _judge(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        host, setup = seen.read(HOST), seen.read(SETUP)
        assert host is not None
        assert setup is not None
        machine = seen.machine(Role.WSUS)
        return judged([
            *_prerequisites(host, setup, machine),
            *_software_update_point(seen, setup, answers, machine),
            *_site(seen, answers, machine),
            *_shown(seen, answers, host, setup, machine),
        ])


def _prerequisites(host: HostFacts, setup: WsusSetup, machine: str) -> Iterator[Finding]:
    checks = (
        ("wsus-role", setup.role_installed, setup.version),
        ("post-install", setup.post_install_done and setup.content_folder_exists, setup.content_folder),
        ("wsusutil", bool(setup.wsusutil_path), setup.wsusutil_path),
        ("powershell", host.is_64_bit and _version(host.powershell_version) == (5, 1), host.powershell_version),
        ("language-mode", host.language_mode == "FullLanguage", host.language_mode),
        ("domain-member", host.part_of_domain, host.domain),
        ("fqdn", is_dns_name(host.fqdn) and "." in host.fqdn, host.fqdn),
    )
    yield identity(host, machine)
    for name, good, shown in checks:
        code = f"before.{name}" + ("" if good else ".missing")
        yield finding(code, Level.OK if good else Level.ERROR, machine, seen=shown, shown=shown)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdecimal())


def _software_update_point(seen: Seen, setup: WsusSetup, answers: Answers, machine: str) -> Iterator[Finding]:
    site = seen.read(POINTS)
    point = update_point(site, seen, answers)
    if elsewhere := site_elsewhere(seen):
        yield finding("before.update-point.elsewhere", Level.WARNING, "", seen=elsewhere.error.text)
    elif point is None:
        names = ", ".join(p.name for p in site.points) if site else ""
        yield finding("before.update-point.missing", Level.ERROR, seen.machine(Role.SITE), seen=names)
    elif not setup.software_update_point_installed:
        yield finding("before.update-point.not-here", Level.WARNING, machine, seen=point.name)
    else:
        yield finding("before.update-point", Level.OK, seen.machine(Role.SITE), seen=point.name, name=point.name)
    others = tuple(p for p in (site.points if site else ()) if point and p != point)
    if http := ", ".join(p.name for p in others if not p.ssl):
        yield finding("before.update-points.others", Level.WARNING, seen.machine(Role.SITE), seen=http, names=http)
    if https := ", ".join(p.name for p in others if p.ssl):
        yield finding("before.update-points.others-ssl", Level.INFO, seen.machine(Role.SITE), seen=https, names=https)


def _site(seen: Seen, answers: Answers, machine: str) -> Iterator[Finding]:
    site, where = wsus_site(seen), place(seen, answers)
    if site is None or where is None:
        sites = ", ".join(f"{s.id} {s.name}" for s in seen.read(SITES) or ())
        yield finding("before.site.missing", Level.ERROR, machine, seen=sites)
        return
    yield finding("before.site", Level.OK, machine, seen=f"{site.id} {site.name}", name=site.name, id=site.id)
    if where.http is None:
        bindings = ", ".join(f"{b.protocol} {b.information}" for b in site.bindings)
        yield finding("before.http-binding.missing", Level.ERROR, machine, seen=bindings)
        return
    good = is_pair(where.http_port, where.https_port)
    code = "before.ports" if good else "before.ports.no-pair"
    shown = f"{where.http_port}/{where.https_port}"
    level = Level.OK if good else Level.ERROR
    yield finding(code, level, machine, seen=shown, http=where.http_port, https=where.https_port)


def _shown(seen: Seen, answers: Answers, host: HostFacts, setup: WsusSetup, machine: str) -> Iterator[Finding]:
    told = Basis.ASSUMED
    yield finding("before.load", Level.INFO, machine, basis=told)
    yield finding("before.content", Level.INFO, machine, basis=told)
    yield finding("before.trust", Level.INFO, machine, basis=told)
    where = database(setup.sql_server_name, host)
    level = Level.WARNING if where == "remote" else Level.INFO
    yield finding(f"before.database.{where}", level, machine, seen=setup.sql_server_name, name=setup.sql_server_name)
    yield from _other_servers(seen, answers, machine)
    if place_ := place(seen, answers):
        yield from _pool(seen, place_, machine)
    yield from _strong_crypto(seen, machine)


def _other_servers(seen: Seen, answers: Answers, machine: str) -> Iterator[Finding]:
    """Shown here, judged at the gate."""
    if failed := seen.failed(FRONT_ENDS):
        yield unread("front-ends", failed.error, machine, Level.WARNING)
    elif others := other_front_ends(seen):
        names = ", ".join(others)
        yield finding("before.front-ends", Level.WARNING, machine, seen=names, names=names)
    where = place(seen, answers)
    question = downstream(seen, where) if where else None
    if question is None or question not in seen.results:
        return
    if failed := seen.failed(question):
        yield unread("downstream", failed.error, machine, Level.WARNING)
    elif below := seen.read(question):
        names = ", ".join(server.name for server in below)
        yield finding("before.downstream", Level.WARNING, machine, seen=names, names=names)


def _pool(seen: Seen, where: Place, machine: str) -> Iterator[Finding]:
    question = _pool_question(where)
    pool = seen.read(question)
    if pool is None:
        if failed := seen.failed(question):
            yield unread("pool", failed.error, machine, Level.WARNING)
        return
    for field, best in BEST_POOL.items():
        if (value := getattr(pool, field)) != best:
            yield finding(
                "before.pool-value", Level.INFO, machine, seen=str(value), pool=pool.name, value=value, best=best,
                name=_pool_name(pool, field),
            )  # fmt: skip


def _offers(seen: Seen, answers: Answers) -> Iterator[Change]:
    """The pool's values as best practice has them: good advice, and nothing that TLS needs."""
    where = place(seen, answers)
    pool = seen.read(_pool_question(where)) if where else None
    if pool and (best := msgspec.structs.replace(pool, **BEST_POOL)) != pool:
        wanted = settings_of(best)
        operation = SetApplicationPool(pool.name, **BEST_POOL)
        former = formerly(seen, wanted)
        yield Change(BeforeYouStart.key, operation, Role.WSUS, former, wanted, offer="application-pool")


def _pool_question(where: Place) -> Question[ApplicationPool]:
    return GetApplicationPool(pool_of(where)).on(Role.WSUS)


def _pool_name(pool: ApplicationPool, field: str) -> str:
    index = pool.__struct_fields__.index(field)
    return pool.__struct_encode_fields__[index]


def _strong_crypto(seen: Seen, machine: str) -> Iterator[Finding]:
    values = seen[CRYPTO]
    if isinstance(values, CannotTell):
        yield unread("crypto", values.error, machine, Level.WARNING)
        return
    if values and all(value.value == "1" for value in values):
        yield finding("before.strong-crypto.set", Level.OK, machine, seen=f"{len(values)} values, all 1")
    for value in values:
        if value.value != "1":
            shown = value.value or "absent"
            yield finding("before.strong-crypto", Level.INFO, machine, seen=shown, path=value.path, name=value.name)
