"""WSUS Synchronization Manager: synchronizes over the address of the software update point, and writes wsyncmgr.log."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from wizard.lab import language, logs, wcm, wsus
from wizard.lab.bench import Bench
from wizard.lab.world import Synchronization, World
from wizard.operations.logs import Log
from wizard.operations.model import OperationError

PICKED_UP = timedelta(seconds=10)
"""From the file that asks for it to its beginning."""
FULL = timedelta(minutes=36)
"""WSUS itself, when its address is new to the site."""
DELTA = timedelta(minutes=6)
DATABASE = timedelta(minutes=4)
"""From WSUS into the site's database."""
RETRY = timedelta(minutes=60)

_COMPONENT = "SMS_WSUS_SYNC_MANAGER"
ORIGIN = "Microsoft.UpdateServices.Administration.AdminProxy.CreateUpdateServer"

_NOT_CONFIGURED = OperationError(
    type="WsusNotConfigured",
    hresult="0x80004005",
    text="WSUS server not configured. Please refer to WCM.log for configuration error details.",
)


def ask(bench: Bench) -> None:
    """Somebody asks for a synchronization. While one runs, another is noted and follows."""
    world = bench.world
    sync = world.synchronization
    world = logs.written(world, Log.SYNC, ("Wakeup by inbox drop", "Found local sync request file"))
    bench.put(logs=world.logs)
    if sync.running:
        bench.put(synchronization=msgspec.structs.replace(sync, asked_again=True))
    elif not any(due.do == "sync-begin" and due.at <= world.now + PICKED_UP for due in world.due):
        bench.put(due=world.with_due(PICKED_UP, "sync-begin").due)


def begin(bench: Bench) -> None:
    """Connects; a WSUS that answers is then busy for a while."""
    world = bench.world
    sync = msgspec.structs.replace(world.synchronization, running=True, began=world.now)
    others = tuple(due for due in world.due if due.do != "sync-begin")
    bench.put(synchronization=sync, due=others)
    full = sync.address != world.url
    said = beginning(world, full)
    if world.wcm.state != 2:
        _fail(bench, _NOT_CONFIGURED, "CWSyncMgr::DoSync", said)
        return
    said = (*said, *wcm.connecting(world))
    if error := _tried(bench):
        _fail(bench, error, ORIGIN, said)
        return
    _say(bench, (*said, *wcm.connected(world), *synchronizing(world)))
    _state(bench, 6704)
    bench.put(due=bench.world.with_due(FULL if full else DELTA, "sync-database").due)


def reach_database(bench: Bench) -> None:
    """WSUS is done, if it still answers; its updates go into the site's database."""
    if error := _tried(bench):
        _fail(bench, error, ORIGIN)
        return
    _say(bench, through(bench.world))
    _state(bench, 6705)
    bench.put(due=bench.world.with_due(DATABASE, "sync-end").due)


def end(bench: Bench) -> None:
    """Done: the address is known now, and clients are told it."""
    world = bench.world
    sync = world.synchronization
    _say(bench, ending(world, world.now - (sync.began or world.now)))
    bench.put(
        synchronization=msgspec.structs.replace(
            sync, state=6702, changed=world.now, last_success=world.now, address=world.url, error_code=""
        )
    )
    wcm.publish(bench)
    _stop(bench)


def beginning(world: World, full: bool) -> tuple[str, ...]:
    """Up to the connection."""
    site = world.site_machine.name
    return (
        "Starting Sync",
        "Performing sync on local request",
        *(("Full sync required due to changes in main WSUS server location.",) if full else ()),
        f"Read SUPs from SCF for {site}",
        f"Found {len(world.site.points)} SUPs",
        f"Found active SUP {world.point.name} from SCF File.",
        logs.status_message(world, 6701, "I", _COMPONENT, world.now),
    )


def synchronizing(world: World) -> tuple[str, ...]:
    """Once WSUS is busy."""
    return (
        f"Synchronizing WSUS server {world.point.name} ...",
        "sync: Starting WSUS synchronization",
        world.url,
        logs.status_message(world, 6704, "I", _COMPONENT, world.now),
    )


def through(world: World) -> tuple[str, ...]:
    """When WSUS is done."""
    return (
        f"Done synchronizing WSUS Server {world.point.name}",
        "Sleeping 2 more minutes for WSUS server sync results to become available",
        logs.status_message(world, 6705, "I", _COMPONENT, world.now),
        f"Synchronizing SMS database with WSUS server {world.point.name} ...",
        "sync: Starting SMS database synchronization",
        world.url,
    )


def ending(world: World, took: timedelta) -> tuple[str, ...]:
    """When all is done."""
    minutes, seconds = divmod(int(took.total_seconds()), 60)
    return (
        f"Done synchronizing SMS with WSUS Server {world.point.name}",
        logs.status_message(world, 6702, "I", _COMPONENT, world.now),
        f"Sync succeeded. Setting sync alert to canceled state on site {world.site.code}",
        f"Sync time: 0d{minutes // 60:02d}h{minutes % 60:02d}m{seconds:02d}s",
    )


def failing(world: World, error: OperationError, origin: str) -> tuple[str, ...]:
    """When it fails. The status message carries the HRESULT (failures, F22)."""
    text = language.spoken(error.text, world.site_machine.culture)
    status = logs.status_message(world, 6703, "E", _COMPONENT, world.now, text)
    return (
        f"Sync failed: {text} Source: {origin}",
        f"{status} LE=0X{error.hresult[2:].lower()}",
        "Sync failed. Will retry in 60 minutes",
        f"Setting sync alert to active state on site {world.site.code}",
    )


def _tried(bench: Bench) -> OperationError | None:
    world = bench.world
    point = world.point
    port = point.https_port if point.ssl else point.http_port
    allowed = wsus.site_is_allowed(world)
    return wsus.connect(bench, world.site_machine, point.name, port, point.ssl, allowed).error


def _say(bench: Bench, messages: tuple[str, ...]) -> None:
    bench.put(logs=logs.written(bench.world, Log.SYNC, messages).logs)


def _state(bench: Bench, state: int) -> None:
    sync = bench.world.synchronization
    bench.put(synchronization=msgspec.structs.replace(sync, state=state, changed=bench.world.now))


def _fail(bench: Bench, error: OperationError, origin: str, said: tuple[str, ...] = ()) -> None:
    _say(bench, (*said, *failing(bench.world, error, origin)))
    _state(bench, 6703)
    sync = bench.world.synchronization
    bench.put(synchronization=msgspec.structs.replace(sync, error_code=error.hresult))
    bench.put(due=bench.world.with_due(RETRY, "sync-begin").due)
    _stop(bench)


def _stop(bench: Bench) -> None:
    """Not running any more; what was asked for meanwhile begins."""
    sync: Synchronization = bench.world.synchronization
    bench.put(synchronization=msgspec.structs.replace(sync, running=False, began=None, asked_again=False))
    if sync.asked_again:
        bench.put(due=bench.world.with_due(PICKED_UP, "sync-begin").due)
