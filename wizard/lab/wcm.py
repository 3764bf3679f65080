"""WSUS Configuration Manager: connects to WSUS as the software update point says, and writes WCM.log."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from wizard.lab import language, logs, wsus
from wizard.lab.bench import Bench
from wizard.lab.world import Wcm, World
from wizard.operations.logs import Log
from wizard.operations.model import OperationError

HOURLY = timedelta(minutes=60)
AFTER_CHANGE = timedelta(seconds=90)
"""From the change of a software update point to when WCM notices it."""
"""From a new address to when the test client asks the management point again."""

_COMPONENT = "SMS_WSUS_CONFIGURATION_MANAGER"


def run(bench: Bench, changed: bool) -> None:
    """One round, hourly or behind a change of the flag.

    Without the flag it first sets a WSUS that is on https back to http, whatever IIS makes of its connection then. The
    name that configuressl has left stays.
    """
    world = bench.world
    point = world.point
    if not point.ssl and world.wsus.using_ssl:
        back = msgspec.structs.replace(world.wsus, using_ssl=False, port_number=point.http_port)
        bench.put(wsus=back)
    port = point.https_port if point.ssl else point.http_port
    machine = world.site_machine
    connection = wsus.connect(bench, machine, point.name, port, point.ssl, wsus.site_is_allowed(world))
    world = logs.written(bench.world, Log.WCM, messages(world, changed, connection.error))
    bench.put(logs=world.logs, wcm=Wcm(2 if connection.connected else 3))
    _again_in_an_hour(bench)
    if connection.connected:
        publish(bench)


def publish(bench: Bench) -> None:
    """The management point tells clients the present address; the test client hears of it a little later."""
    world = bench.world
    bench.put(published=world.url)
    if world.client.location != world.url and not any(due.do == "location" for due in world.due):
        learns = timedelta(minutes=world.client_machine.hears_after_minutes)
        bench.put(due=bench.world.with_due(learns, "location").due)


def messages(world: World, changed: bool, error: OperationError | None) -> tuple[str, ...]:
    """The lines of one round. What decided a failure stands above a tail that is always the same (failures, F22)."""
    begun = (
        (
            "SCF change notification triggered.",
            "Populating config from SCF",
            "Setting new configuration state to 1 (WSUS_CONFIG_PENDING)",
        )
        if changed
        else ("Wait timed out after 60 minutes while waiting for at least one trigger event.", "Timed Out...")
    )
    found = (
        f"Found supported assembly Microsoft.UpdateServices.Administration version 4.0.0.0, "
        f"file version {world.wsus.version}",
        "Supported WSUS version found",
    )
    return (*begun, *found, *connecting(world), *_ended(world, error))


def connecting(world: World) -> tuple[str, ...]:
    """The line of an attempt; a software update point on the site server itself is not named in it (facts, 8.4)."""
    if is_local(world):
        return ("Attempting connection to local WSUS server",)
    return (f"Attempting connection to WSUS server: {address(world)}",)


def connected(world: World) -> tuple[str, ...]:
    """The line of a success."""
    if is_local(world):
        return ("Successfully connected to local WSUS server",)
    return (f"Successfully connected to server: {address(world)}",)


def is_local(world: World) -> bool:
    """The software update point is on the site server."""
    return world.point.name.lower() == world.site_machine.name.lower()


def address(world: World) -> str:
    """Name, port and scheme as the site's components write them."""
    point = world.point
    return f"{point.name}, port: {point.https_port if point.ssl else point.http_port}, useSSL: {point.ssl}"


def exception(error: OperationError) -> str:
    """A .NET exception as one record; `~~` joins its lines (failures, B 3)."""
    spaces = {
        "WebException": "System.Net",
        "SecurityException": "System.Security",
        "FileNotFoundException": "System.IO",
    }
    space = spaces.get(error.type, "Microsoft.UpdateServices.Administration")
    origin = "Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer(Object[] args)"
    return f"{space}.{error.type}: {error.text}~~   at {origin}"


def _ended(world: World, error: OperationError | None) -> tuple[str, ...]:
    if error is None:
        return (
            *connected(world),
            "Verify Upstream Server settings on the Active WSUS Server",
            "No changes - WSUS Server settings are correctly configured and Upstream Server is set to Microsoft Update",
            "Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)",
            "Waiting for changes for 60 minutes",
        )
    return (
        exception(language.answered(error, world.site_machine.culture)),
        "Remote configuration failed on WSUS Server.",
        logs.status_message(world, 6600, "E", _COMPONENT, world.now, world.point.name),
        "Setting new configuration state to 3 (WSUS_CONFIG_FAILED)",
        "Waiting for changes for 60 minutes",
    )


def _again_in_an_hour(bench: Bench) -> None:
    others = tuple(due for due in bench.world.due if due.do != "wcm")
    bench.put(due=others)
    bench.put(due=bench.world.with_due(HOURLY, "wcm").due)
