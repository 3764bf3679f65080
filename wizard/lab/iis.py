"""IIS and http.sys of the WSUS server: what they answer, what they are set to, and setting it."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wizard.lab.bench import Bench
from wizard.lab.registry import does, refuse
from wizard.lab.sites import Binding, HttpSysEntry, Iis, Place, WebSite
from wizard.lab.world import World
from wizard.operations import iis as catalogue
from wizard.operations.iis import (
    BackupIisConfiguration,
    GetHttpSysBinding,
    GetSiteBinding,
    GetSslRequirement,
    HttpSysBinding,
    SetSiteBinding,
    SetSslRequirement,
    SiteBinding,
    SiteChild,
    SslFlags,
    SslRequirement,
    binding_settings,
    http_sys_address,
)
from wizard.operations.model import Role, Setting, Written
from wizard.operations.settings import settings_of

_NOT_FOUND = ("ItemNotFoundException", "0x80131501")

_ANSWERS = {
    "/apiremoting30/webservice.asmx": 401,
    "/clientwebservice/client.asmx": 200,
    "/clientwebservice/wusserverversion.xml": 200,
    "/simpleauthwebservice/simpleauth.asmx": 200,
    "/serversyncwebservice/serversyncwebservice.asmx": 200,
    "/dssauthwebservice/dssauthwebservice.asmx": 200,
    "/reportingwebservice/reportingwebservice.asmx": 200,
    "/content/anonymouscheckfile.txt": 200,
    "/content/": 403,
    "/selfupdate/wuident.cab": 404,
}
"""To somebody who does not sign in (facts, 10.2). Recent servers have no self-update cabinet any more."""


def scheme_of(world: World, port: int) -> Literal["http", "https"] | None:
    """How a port is listened on; None where no binding of a started site asks for it."""
    protocols = {b.protocol for site in _started(world) for b in site.bindings if _on(b, port)}
    return "https" if "https" in protocols else "http" if "http" in protocols else None


def answer(world: World, port: int, scheme: str, path: str) -> int:
    """Status of an anonymous GET: first http.sys and the pool, then Require SSL, then what is there."""
    asked = [(b, s) for s in _started(world) for b in s.bindings if _on(b, port)]
    # Who comes by the name of WSUS is led to the line without a name; the others are for their own names.
    _, site = min(asked, key=lambda found: bool(found[0].host), default=(None, None))
    if site is None:
        return 404
    place = _place(site, path.lstrip("/").split("/")[0])
    pool = place.pool if place and place.is_application else site.pool
    if not any(p.name == pool and p.state == "Started" for p in world.iis.pools):
        return 503
    flags = {flag.strip().lower() for flag in effective(site, place).split(",")}
    if ("ssl" in flags and scheme == "http") or "sslrequirecert" in flags:
        return 403
    if site.id != world.wsus.site_id:
        return 200 if path == "/" else 404
    return _ANSWERS.get(path.lower(), 404) if place else 404


def effective(site: WebSite, place: Place | None) -> str:
    """The flags that hold at a place: its own, else those of its site, else none."""
    return (place.own if place else "") or site.own or "None"


def certificate_on(world: World, port: int) -> str:
    """Thumbprint that http.sys serves on a port: by the address of the line, else by any; empty where there is none."""
    all_lines = (b for site in _started(world) for b in site.bindings if b.protocol == "https" and b.port == port)
    lines = (line for line in all_lines if not line.by_name)
    addresses = (*(http_sys_address(line.information, port) for line in lines), f"0.0.0.0:{port}")
    return next((hash_ for address in addresses if (hash_ := _served(world, address))), "")


@does(GetSiteBinding)
def get_site_binding(bench: Bench, operation: GetSiteBinding, role: Role) -> tuple[catalogue.WebSite, ...]:
    return tuple(_as_read(site) for site in bench.world.iis.sites)


@does(GetHttpSysBinding)
def get_http_sys_binding(bench: Bench, operation: GetHttpSysBinding, role: Role) -> tuple[HttpSysBinding, ...]:
    return tuple(
        HttpSysBinding(e.address, e.certificate_hash, e.store_name, e.application_id, e.negotiate_client_certificate)
        for e in bench.world.iis.http_sys
    )


@does(SetSiteBinding)
def set_site_binding(bench: Bench, operation: SetSiteBinding, role: Role) -> Written:
    site = next((s for s in bench.world.iis.sites if s.id == operation.site_id), None)
    if site is None:
        refuse(*_NOT_FOUND, f"There is no web site with the id {operation.site_id}.")
    if operation.information and not re.fullmatch(rf".*:{operation.port}:[^:]*", operation.information):
        refuse("ArgumentException", "0x80070057", f"'{operation.information}' is no binding of port {operation.port}.")
    old = _https(site, operation.port) or Binding("https", "")
    address = http_sys_address(operation.information or old.information, operation.port)
    former = (
        *binding_settings(site.id, operation.port, old.information, old.certificate_hash)[:2],
        Setting(f"httpsys/{address}/CertificateHash", _served(bench.world, address)),
    )
    _write_line(bench, operation)
    _write_certificate(bench, operation, address)
    return Written(former)


def _write_line(bench: Bench, operation: SetSiteBinding) -> None:
    site = _site(bench.world, operation.site_id)
    old = _https(site, operation.port)
    if operation.information == (old.information if old else ""):
        return
    others = tuple(b for b in site.bindings if b is not old)
    line = msgspec.structs.replace(old or Binding("https", ""), information=operation.information)
    bindings = (*others, line) if operation.information else others
    bench.write("binding line", iis=_with_site(bench.world.iis, msgspec.structs.replace(site, bindings=bindings)))


def _write_certificate(bench: Bench, operation: SetSiteBinding, address: str) -> None:
    """On the line and in http.sys at once, as AddSslCertificate does. Only a key that works can be bound."""
    site = _site(bench.world, operation.site_id)
    line = _https(site, operation.port)
    wanted = str(operation.thumbprint).upper() if line else ""
    if _served(bench.world, address) == wanted and (line is None or line.certificate_hash == wanted):
        return
    if wanted and not any(c.thumbprint == wanted and c.key and not c.broken_key for c in bench.world.store):
        refuse("COMException", "0x80070520", "A specified logon session does not exist.")
    bench.write("binding certificate", iis=_with_certificate(bench.world.iis, site, line, address, wanted))


def with_bound(world: World, thumbprint: str) -> World:
    """The world after somebody has bound a certificate on the https line of the WSUS site, if there is one."""
    site = world.wsus_site
    port = next((b.port for b in site.bindings if b.protocol == "https" and not b.by_name), 0) if site else 0
    line = _https(site, port) if site else None
    if site is None or line is None:
        return world
    bound = _with_certificate(world.iis, site, line, http_sys_address(line.information, port), thumbprint)
    return msgspec.structs.replace(world, iis=bound)


def _with_certificate(iis: Iis, site: WebSite, line: Binding | None, address: str, thumbprint: str) -> Iis:
    entries = tuple(e for e in iis.http_sys if e.address != address)
    if thumbprint:
        entries = (*entries, HttpSysEntry(address, thumbprint))
    if line:
        bound = msgspec.structs.replace(line, certificate_hash=thumbprint, store_name="My" if thumbprint else "")
        site = msgspec.structs.replace(site, bindings=tuple(bound if b is line else b for b in site.bindings))
    return msgspec.structs.replace(_with_site(iis, site), http_sys=entries)


@does(GetSslRequirement)
def get_ssl_requirement(bench: Bench, operation: GetSslRequirement, role: Role) -> SslRequirement:
    site = bench.world.wsus_site
    if site is None:
        refuse(*_NOT_FOUND, f"There is no web site with the id {bench.world.wsus.site_id}.")
    places = (SslFlags(place.name, place.own, effective(site, place)) for place in site.places)
    return SslRequirement(site.name, (SslFlags(".", site.own, effective(site, None)), *places))


@does(SetSslRequirement)
def set_ssl_requirement(bench: Bench, operation: SetSslRequirement, role: Role) -> Written:
    if len(operation.place) != len(operation.flags):
        refuse("ArgumentException", "0x80070057", "There must be as many flags as places.")
    read = get_ssl_requirement(bench, GetSslRequirement(), role)
    by_name = {flags.key.lower(): flags for flags in read.places}
    for place in operation.place:
        if place.lower() not in by_name:
            refuse(*_NOT_FOUND, f"'{read.site_name}' has no application or directory called '{place}'.")
    former = settings_of(tuple(by_name[place.lower()] for place in operation.place))
    for place, own in zip(operation.place, operation.flags, strict=True):
        known = by_name[place.lower()]
        if known.own != own:
            _write_own(bench, known.key, own)
    return Written(former)


def _write_own(bench: Bench, key: str, own: str) -> None:
    site = _site(bench.world, bench.world.wsus.site_id)
    if key == ".":
        changed = msgspec.structs.replace(site, own=own)
    else:
        places = (msgspec.structs.replace(p, own=own) if p.name == key else p for p in site.places)
        changed = msgspec.structs.replace(site, places=tuple(places))
    bench.write(f"sslFlags of {key}", iis=_with_site(bench.world.iis, changed))


@does(BackupIisConfiguration)
def backup_iis_configuration(bench: Bench, operation: BackupIisConfiguration, role: Role) -> Written:
    known = bench.world.iis.backups
    if any(name.lower() == operation.backup_name.lower() for name in known):
        refuse("COMException", "0x800700B7", f"There is a backup called '{operation.backup_name}' already.")
    bench.write("backup of IIS", iis=msgspec.structs.replace(bench.world.iis, backups=(*known, operation.backup_name)))
    return Written()


def _with_site(iis: Iis, site: WebSite) -> Iis:
    return msgspec.structs.replace(iis, sites=tuple(site if s.id == site.id else s for s in iis.sites))


def _served(world: World, address: str) -> str:
    return next((entry.certificate_hash for entry in world.iis.http_sys if entry.address == address), "")


def _site(world: World, site_id: int) -> WebSite:
    return next(site for site in world.iis.sites if site.id == site_id)


def _https(site: WebSite, port: int) -> Binding | None:
    """The https line of a port; of several the one that is not limited to a host name. One by name is never ours."""
    found = [b for b in site.bindings if b.protocol == "https" and b.port == port and not b.by_name]
    return min(found, key=lambda b: bool(b.host), default=None)


def _on(binding: Binding, port: int) -> bool:
    return binding.protocol in {"http", "https"} and binding.port == port


def _started(world: World) -> tuple[WebSite, ...]:
    return tuple(site for site in world.iis.sites if site.state == "Started")


def _place(site: WebSite, name: str) -> Place | None:
    return next((place for place in site.places if place.name.lower() == name.lower()), None)


def _as_read(site: WebSite) -> catalogue.WebSite:
    return catalogue.WebSite(
        id=site.id,
        name=site.name,
        state=site.state,
        bindings=tuple(
            SiteBinding(site.id, b.protocol, b.information, b.certificate_hash, b.store_name, b.ssl_flags)
            for b in site.bindings
        ),
        children=tuple(SiteChild(p.name, p.is_application, p.pool) for p in site.places),
    )
