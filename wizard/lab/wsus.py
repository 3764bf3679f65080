"""WSUS: its set-up values, configuressl, its API and its application pool."""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.lab import directory
from wizard.lab.bench import Bench
from wizard.lab.facts import Machine, Pool
from wizard.lab.network import Call
from wizard.lab.registry import does, refuse
from wizard.lab.world import World
from wizard.operations.fields import fields_of
from wizard.operations.model import OperationError, Role, Setting, Written
from wizard.operations.settings import settings_of
from wizard.operations.wsus import (
    ApplicationPool,
    GetApplicationPool,
    GetWsusSetup,
    InvokeConfigureSsl,
    SetApplicationPool,
    SetWsusSetup,
    TestWsusConnection,
    WsusConnection,
    WsusSetup,
)

API = "/ApiRemoting30/WebService.asmx"

_WEB = "WebException"
_TRUST = "The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel."
_PROBLEMS = {
    "name": "The remote name could not be resolved: '{host}'",
    "refused": "Unable to connect to the remote server",
    "handshake": "The underlying connection was closed: An unexpected error occurred on a send.",
    "closed": "The underlying connection was closed: The connection was closed unexpectedly.",
    "certificate": _TRUST,
}
_REASONS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable"}


@does(GetWsusSetup)
def get_wsus_setup(bench: Bench, operation: GetWsusSetup, role: Role) -> WsusSetup:
    wsus = bench.world.wsus
    names = (field.name for field in fields_of(WsusSetup))
    return WsusSetup(**{name: getattr(wsus, name) for name in names})


@does(InvokeConfigureSsl)
def invoke_configure_ssl(bench: Bench, operation: InvokeConfigureSsl, role: Role) -> Written:
    """Takes the https port from the WSUS site. Without an https binding it says so and leaves everything as it is."""
    if not bench.world.wsus.wsusutil_path:
        refuse("CommandNotFoundException", "0x80131501", "WsusUtil.exe is not there.")
    site = bench.world.wsus_site
    port = next((b.port for b in site.bindings if b.protocol == "https"), 0) if site else 0
    if not port:
        return Written(output="Fatal Error: The WSUS administration site has no https binding.", exit_code=1)
    former = _former(bench, ("UsingSSL", "PortNumber", "ServerCertificateName"))
    _set(bench, using_ssl=True)
    _set(bench, port_number=port)
    _set(bench, server_certificate_name=operation.host_name)
    return Written(former, f"URL: https://{operation.host_name}:{port}")


@does(SetWsusSetup)
def set_wsus_setup(bench: Bench, operation: SetWsusSetup, role: Role) -> Written:
    """Registry values have other names than results: UsingSSL is what reads as `wsus/UsingSsl`."""
    wanted = tuple(zip(operation.value_name, operation.value, strict=False))
    unknown = [name for name in operation.value_name if name.lower() not in _VALUES]
    if unknown or len(operation.value_name) != len(operation.value):
        refuse("ParameterBindingException", "0x80131501", f"Not a set-up value that can be written: {unknown}")
    former = _former(bench, operation.value_name)
    for name, value in wanted:
        field = _VALUES[name.lower()]
        _set(bench, **{field: _converted(field, value)})
    return Written(former)


@does(TestWsusConnection)
def test_wsus_connection(bench: Bench, operation: TestWsusConnection, role: Role) -> WsusConnection:
    world = bench.world
    return connect(
        bench,
        world.machine(role),
        operation.host_name,
        operation.port,
        operation.use_ssl,
        allowed=world.operator.wsus_administrator != "no",
    )


@does(GetApplicationPool)
def get_application_pool(bench: Bench, operation: GetApplicationPool, role: Role) -> ApplicationPool:
    pool = _pool(bench.world, operation.pool)
    return ApplicationPool(
        name=pool.name,
        state=pool.state,
        queue_length=pool.queue_length,
        idle_timeout_minutes=pool.idle_timeout_minutes,
        pinging_enabled=pool.pinging_enabled,
        private_memory_kb=pool.private_memory_kb,
        restart_minutes=pool.restart_minutes,
    )


@does(SetApplicationPool)
def set_application_pool(bench: Bench, operation: SetApplicationPool, role: Role) -> Written:
    """Value by value, as Set-ItemProperty writes them. Recycling is over at once here: nobody waits for an answer."""
    read = get_application_pool(bench, GetApplicationPool(operation.pool), role)
    fields = [field for field in fields_of(type(operation)) if field.name != "pool"]
    given = {field.encode_name: field.name for field in fields if getattr(operation, field.name) is not None}
    former = tuple(s for s in settings_of(read) if s.path.rpartition("/")[2] in given)
    for name in given.values():
        old = _pool(bench.world, operation.pool)
        new = msgspec.structs.replace(old, **{name: getattr(operation, name)})
        if new != old:
            pools = tuple(new if pool is old else pool for pool in bench.world.iis.pools)
            bench.write(f"pool {name}", iis=msgspec.structs.replace(bench.world.iis, pools=pools))
    return Written(former)


def connect(bench: Bench, machine: Machine, host: str, port: int, use_ssl: bool, allowed: bool) -> WsusConnection:
    """A connection by the API, made by a machine of the lab over its real network; `allowed`: as a WSUS administrator.

    ApiRemoting30 refusing somebody who does not sign in is what is healthy: signing in comes behind that.
    """
    if not machine.wsus_console:
        text = "Did not find supported version of assembly Microsoft.UpdateServices.Administration."
        return WsusConnection(False, use_ssl, error=OperationError("FileNotFoundException", "0x80131701", text))
    call = bench.network.call(machine, host, port, use_ssl, API)
    if call.status != 401:
        return _unreached(call, host, use_ssl)
    if not allowed:
        text = "Request for principal permission failed."
        return WsusConnection(False, use_ssl, error=OperationError("SecurityException", "0x8013150A", text))
    if not _answers(bench.world, use_ssl):
        text = "The WSUS server is not valid or does not answer."
        return WsusConnection(False, use_ssl, error=OperationError("WsusInvalidServerException", "0x80131500", text))
    return WsusConnection(True, use_ssl, version=bench.world.wsus.version)


def site_is_allowed(world: World) -> bool:
    """The site server's account is in WSUS Administrators (failures, F22)."""
    return directory.is_among(world, directory.account_of(world.site_machine), world.site.administrators)


def _answers(world: World, use_ssl: bool) -> bool:
    wsus = world.wsus
    return wsus.service_state == "Running" and (wsus.using_ssl or not use_ssl or wsus.https_api_before_configuressl)


def _unreached(call: Call, host: str, use_ssl: bool) -> WsusConnection:
    if call.status:
        reason = f"The request failed with HTTP status {call.status}: {_REASONS.get(call.status, '')}".rstrip(": ")
        return WsusConnection(
            False, use_ssl, error=OperationError(_WEB, "0x80131509", f"{reason}."), http_status=call.status
        )
    text = _PROBLEMS[call.problem].format(host=host)
    return WsusConnection(False, use_ssl, error=OperationError(_WEB, "0x80131509", text))


def _pool(world: World, name: str) -> Pool:
    pool = next((pool for pool in world.iis.pools if pool.name.lower() == name.lower()), None)
    if pool is None:
        refuse("ItemNotFoundException", "0x80131501", f"There is no application pool called '{name}'.")
    return pool


_VALUES = {
    "usingssl": "using_ssl",
    "portnumber": "port_number",
    "servercertificatename": "server_certificate_name",
}


def _converted(field: str, value: str) -> bool | int | str:
    if field == "server_certificate_name":
        return value
    if value and not value.isdecimal():
        refuse("ParameterBindingException", "0x80131501", f"'{value}' is not a number.")
    return bool(int(value or 0)) if field == "using_ssl" else int(value or 0)


def _former(bench: Bench, names: tuple[str, ...]) -> tuple[Setting, ...]:
    wanted = {name.lower() for name in names}
    read = settings_of(get_wsus_setup(bench, GetWsusSetup(), Role.WSUS))
    return tuple(s for s in read if s.path.rpartition("/")[2].lower() in wanted)


def _set(bench: Bench, **value: Any) -> None:
    """One value, if it is not so yet."""
    changed = msgspec.structs.replace(bench.world.wsus, **value)
    if changed != bench.world.wsus:
        bench.write(f"wsus {next(iter(value))}", wsus=changed)
