"""The site: its software update point, and starting a synchronization."""

from __future__ import annotations

import msgspec

from wizard.lab import synchronization, wcm
from wizard.lab.bench import Bench
from wizard.lab.facts import Point
from wizard.lab.registry import does, refuse
from wizard.lab.world import World, iso
from wizard.operations.model import Role, Written
from wizard.operations.settings import settings_of
from wizard.operations.site import (
    GetSoftwareUpdatePoint,
    GetSynchronizationStatus,
    SetSoftwareUpdatePoint,
    Site,
    SoftwareUpdatePoint,
    StartSynchronization,
    SynchronizationStatus,
)


@does(GetSoftwareUpdatePoint)
def get_software_update_point(bench: Bench, operation: GetSoftwareUpdatePoint, role: Role) -> Site:
    world = bench.world
    return Site(
        site_code=world.site.code,
        site_server=world.site_machine.name,
        provider=world.site_machine.name,
        top_level=world.site.top_level,
        points=tuple(_as_read(world, point) for point in world.site.points),
    )


@does(SetSoftwareUpdatePoint)
def set_software_update_point(bench: Bench, operation: SetSoftwareUpdatePoint, role: Role) -> Written:
    world = bench.world
    point = next((p for p in world.site.points if p.name.lower() == operation.host_name.lower()), None)
    if point is None or operation.site_code.lower() != world.site.code.lower():
        refuse("ItemNotFoundException", "0x80131501", "No object corresponds to the specified parameters.")
    former = settings_of(_as_read(world, point))
    if point.ssl != operation.enable_ssl:
        changed = msgspec.structs.replace(point, ssl=operation.enable_ssl)
        points = tuple(changed if p is point else p for p in world.site.points)
        others = tuple(due for due in world.due if due.do != "wcm-change")
        noticed = msgspec.structs.replace(world, due=others).with_due(wcm.AFTER_CHANGE, "wcm-change")
        bench.write("SSLWSUS", site=msgspec.structs.replace(world.site, points=points), due=noticed.due)
    return Written(former)


@does(GetSynchronizationStatus)
def get_synchronization_status(
    bench: Bench, operation: GetSynchronizationStatus, role: Role
) -> tuple[SynchronizationStatus, ...]:
    """The lab synchronizes its first software update point, as a site does with its active one."""
    sync = bench.world.synchronization
    return (
        SynchronizationStatus(
            name=bench.world.point.name,
            state=sync.state,
            changed=iso(sync.changed),
            last_success=iso(sync.last_success),
            error_code=sync.error_code,
        ),
    )


@does(StartSynchronization)
def start_synchronization(bench: Bench, operation: StartSynchronization, role: Role) -> Written:
    if not bench.world.site.top_level:
        refuse("InvalidOperationException", "0x80131509", "A synchronization is started at the top-level site.")
    synchronization.ask(bench)
    bench.commit("synchronization asked for")
    return Written()


def _as_read(world: World, point: Point) -> SoftwareUpdatePoint:
    return SoftwareUpdatePoint(point.name, world.site.code, point.ssl, point.http_port, point.https_port)
