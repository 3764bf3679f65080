"""A world made from a scenario: keys and certificates, IIS, and the logs of the time before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from wizard.lab import directory, events, pki
from wizard.lab.errors import ScenarioError
from wizard.lab.history import with_history
from wizard.lab.scenario import CertificateFact, EventFact, IisFact, Scenario, offset
from wizard.lab.sites import Binding, HttpSysEntry, Iis, Place, WebSite
from wizard.lab.world import (
    VERSION,
    Ca,
    Client,
    Due,
    Event,
    Fault,
    StoredCertificate,
    Synchronization,
    Wcm,
    World,
    url,
)
from wizard.operations.catalogue import BY_NAME

_APPLICATIONS = (
    "ApiRemoting30",
    "ClientWebService",
    "DssAuthWebService",
    "Inventory",
    "ReportingWebService",
    "ServerSyncWebService",
    "SimpleAuthWebService",
)
_DIRECTORIES = ("Content", "SelfUpdate")
"""What post-installation makes below the site (facts, 1.6)."""

_ROOT_AGE = timedelta(days=3650)
_ROOT_LIFE = timedelta(days=3650)
_CA_AGE = timedelta(days=1500)
_CA_LIFE = timedelta(days=2000)


def create(scenario: Scenario, name: str, created: datetime | None = None) -> World:
    """The world of a scenario. ScenarioError where its facts contradict each other."""
    now = (created or datetime.now(UTC)).replace(microsecond=0)
    cas = tuple(_cas(scenario, now))
    store = tuple(_stored(scenario, fact, cas, now) for fact in scenario.certificates)
    address = url(scenario.site.points[0], scenario.site.points[0].ssl)
    world = World(
        version=VERSION,
        name=name,
        created=now,
        now=now,
        bias=scenario.bias,
        operator=scenario.operator,
        wsus_machine=scenario.wsus_machine,
        site_machine=scenario.site_machine,
        client_machine=scenario.client_machine,
        groups=scenario.groups,
        templates=scenario.templates,
        authorities=scenario.authorities,
        cas=cas,
        store=store,
        wsus=scenario.wsus,
        iis=_iis(scenario, store),
        site=scenario.site,
        wcm=Wcm(),
        synchronization=Synchronization(6702, None, None, address),
        client=Client(scenario.client_installed, address, "", "", ""),
        published=address,
        faults=tuple(Fault(f.operation, f.kind, f.at, f.times) for f in scenario.fault),
        events=tuple(_event(fact) for fact in scenario.event),
        due=tuple(
            Due(now + offset(fact.at), "event", number) for number, fact in enumerate(scenario.event) if fact.at
        ),
    )
    _check(scenario, world)
    return with_history(world, scenario.history)


@lru_cache(maxsize=64)
def _key(label: str, bits: int = 2048) -> bytes:
    """Keys that a scenario brings along are the same in every lab of a process: making one takes long."""
    return pki.make_key(bits)


def _cas(scenario: Scenario, now: datetime) -> Iterator[Ca]:
    roots: dict[str, pki.Authority] = {}
    for authority in scenario.authorities:
        if authority.root not in roots:
            root = pki.make_authority(authority.root, now - _ROOT_AGE, now + _ROOT_LIFE, None, _key(authority.root))
            roots[authority.root] = root
            yield Ca(root.name, "", root.certificate, root.key)
        ca = pki.make_authority(
            authority.name, now - _CA_AGE, now + _CA_LIFE, roots[authority.root], _key(authority.name)
        )
        yield Ca(ca.name, authority.root, ca.certificate, ca.key)


def _stored(scenario: Scenario, fact: CertificateFact, cas: tuple[Ca, ...], now: datetime) -> StoredCertificate:
    key = _key(f"certificate {fact.label}", fact.key_length)
    usages = None if fact.no_usages else fact.usages
    begin, end = now + offset(fact.not_before), now + offset(fact.not_after)
    template = next((t for t in scenario.templates if t.name == fact.template), None)
    issuer = next((ca for ca in cas if ca.name == fact.issuer), None)
    if (fact.template and not template) or (fact.issuer and not issuer):
        raise ScenarioError(f"the certificate {fact.label!r} names an issuer or a template that the scenario lacks")
    try:
        if issuer is None:
            certificate = pki.self_signed(key, fact.subject, fact.names, begin, end, usages)
        else:
            certificate = pki.issue(
                pki.Authority(issuer.name, issuer.certificate, issuer.key),
                pki.public_key_of(key),
                fact.subject,
                fact.names,
                begin,
                end,
                usages,
                template_name=template.name if template and template.schema_version == 1 else "",
                template_oid=template.oid if template and template.schema_version > 1 else "",
            )
    except ValueError as error:
        why = str(error) or f"{fact.subject!r} is no subject, expected one such as CN=WSUS1.contoso.com"
        raise ScenarioError(f"the certificate {fact.label!r} cannot be made: {why}") from None
    return StoredCertificate(
        thumbprint=pki.thumbprint(certificate),
        certificate=certificate,
        friendly_name=fact.friendly_name,
        key=None if fact.key == "none" else key,
        broken_key=fact.key == "broken",
        label=fact.label,
    )


def _iis(scenario: Scenario, store: tuple[StoredCertificate, ...]) -> Iis:
    fact = scenario.iis
    bound = next((c for c in store if c.label == fact.certificate), None)
    if fact.certificate and (bound is None or not fact.https):
        raise ScenarioError(f"the certificate {fact.certificate!r} is to be bound, but it or the https line is missing")
    own = {name.lower(): flags for name, flags in fact.own.items()}
    names = {".", *(name.lower() for name in (*_APPLICATIONS, *_DIRECTORIES))}
    if strays := own.keys() - names:
        raise ScenarioError(f"iis.own names places that the WSUS site does not have: {', '.join(sorted(strays))}")
    https = Binding("https", fact.https, bound.thumbprint if bound else "", "My" if bound else "")
    named = tuple(_https_line(information) for information in fact.others)
    bindings = (*((Binding("http", fact.http),) if fact.http else ()), *((https,) if fact.https else ()), *named)
    site = WebSite(
        id=scenario.wsus.site_id,
        name=fact.site_name,
        state=fact.site_state,
        pool=fact.pool.name,
        bindings=bindings,
        places=tuple(_places(fact, own)),
        own=own.get(".", ""),
    )
    others = (
        WebSite(
            id=other.id,
            name=other.name,
            state=other.state,
            pool="DefaultAppPool",
            bindings=(*(Binding("http", i) for i in other.http), *(_https_line(i) for i in other.https)),
        )
        for other in fact.sites
    )
    default_pool = msgspec.structs.replace(fact.pool, name="DefaultAppPool", state="Started", private_memory_kb=0)
    all_named = (*named, *(_https_line(i) for other in fact.sites for i in other.https))
    entries = (
        *((HttpSysEntry(f"0.0.0.0:{https.port}", bound.thumbprint),) if bound else ()),
        *(HttpSysEntry(f"{b.host}:{b.port}", b.certificate_hash) for b in all_named if b.by_name),
    )
    return Iis((*others, site), (default_pool, fact.pool), entries)


def _https_line(information: str) -> Binding:
    """An https line of others: one with a host name has its certificate by that name (SNI), which is not ours."""
    host = information.rpartition(":")[2]
    foreign = hashlib.sha1(host.encode(), usedforsecurity=False).hexdigest().upper() if host else ""
    return Binding("https", information, foreign, "My" if host else "", 1 if host else 0)


def _places(fact: IisFact, own: dict[str, str]) -> Iterator[Place]:
    for name in sorted((*_APPLICATIONS, *_DIRECTORIES)):
        is_application = name in _APPLICATIONS
        yield Place(name, is_application, fact.pool.name if is_application else "", own.get(name.lower(), ""))


def _event(fact: EventFact) -> Event:
    return Event(fact.after, fact.run if fact.after else 0, fact.facts, fact.start, fact.bind)


def _check(scenario: Scenario, world: World) -> None:
    """What a type cannot say: names that have to lead somewhere, events that can happen."""
    known = {ca.name for ca in world.cas}
    for machine in (world.wsus_machine, world.site_machine, world.client_machine):
        if strays := {*machine.trusts, *machine.knows} - known:
            raise ScenarioError(f"{machine.name} trusts an authority that the scenario lacks: {', '.join(strays)}")
    for template in world.templates:
        try:
            directory.as_read(world, template)
        except LookupError as error:
            raise ScenarioError(f"the template {template.name!r}: {error.args[0]}") from None
    for operation in (*(f.operation for f in world.faults), *(e.after for e in world.events if e.after)):
        if operation not in BY_NAME:
            raise ScenarioError(f"{operation!r} is no operation of the catalogue")
    for fact in scenario.event:
        if bool(fact.at) == bool(fact.after):
            raise ScenarioError("an event has either `at` or `after`")
        if fact.bind and fact.bind not in {certificate.label for certificate in world.store}:
            raise ScenarioError(f"an event binds {fact.bind!r}, but no certificate has this label")
        for path, value in fact.facts.items():
            events.with_fact(world, path, value)
