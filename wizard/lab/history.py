"""What the logs tell of the time before a lab was made: components that did their work as they always do."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from wizard.lab import client, logs, synchronization, wcm
from wizard.lab.scenario import HistoryFact, offset
from wizard.lab.world import Due, World
from wizard.operations.logs import Log
from wizard.operations.model import OperationError

_DAY = timedelta(days=1)


def with_history(world: World, fact: HistoryFact) -> World:
    """The world with its past in the logs, and with WCM's next round due."""
    now = world.created
    begin = now + offset(fact.wcm_since)
    last_wcm = now + offset(fact.last_wcm)
    for number, moment in enumerate(_times(begin, last_wcm, wcm.HOURLY)):
        world = _at(world, moment)
        world = logs.written(world, Log.WCM, wcm.messages(world, changed=number == 0, error=None))
    ends = _times(begin, now + offset(fact.last_synchronization), _DAY)
    for number, moment in enumerate(ends):
        fails = fact.synchronization_error if moment is ends[-1] else ""
        world = _synchronized(world, moment, full=number == 0, failing=fails)
    if world.client.installed:
        for moment in _times(begin, now + offset(fact.last_scan), _DAY):
            world = client.begun(_at(world, moment - client.TAKES))
            world = client.ended(_at(world, moment), "")
    return msgspec.structs.replace(world, now=now, due=(*world.due, Due(last_wcm + wcm.HOURLY, "wcm")))


def _synchronized(world: World, end: datetime, full: bool, failing: str) -> World:
    took = synchronization.FULL if full else synchronization.DELTA
    connected = end - took - synchronization.DATABASE
    world = _at(world, end if failing else connected)
    begun = (*synchronization.beginning(world, full), *wcm.connecting(world))
    sync = world.synchronization
    if failing:
        error = OperationError("WebException", "0x80131509", failing)
        told = (*begun, *synchronization.failing(world, error, synchronization.ORIGIN))
        sync = msgspec.structs.replace(sync, state=6703, changed=end, error_code=error.hresult)
        return msgspec.structs.replace(logs.written(world, Log.SYNC, told), synchronization=sync)
    told = (*begun, *wcm.connected(world), *synchronization.synchronizing(world))
    world = logs.written(world, Log.SYNC, told)
    world = _at(world, connected + took)
    world = logs.written(world, Log.SYNC, synchronization.through(world))
    world = _at(world, end)
    world = logs.written(world, Log.SYNC, synchronization.ending(world, end - connected))
    sync = msgspec.structs.replace(sync, state=6702, changed=end, last_success=end)
    return msgspec.structs.replace(world, synchronization=sync)


def _times(begin: datetime, last: datetime, every: timedelta) -> list[datetime]:
    """Moments that far apart, the last of them given; at least that one."""
    count = max(0, (last - begin) // every)
    return [last - every * number for number in range(count, -1, -1)]


def _at(world: World, moment: datetime) -> World:
    return msgspec.structs.replace(world, now=moment)
