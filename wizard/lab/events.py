"""The lab's clock: components that are due, and what a scenario makes happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from wizard.lab import ca, client, iis, synchronization, wcm
from wizard.lab.bench import Bench
from wizard.lab.errors import ScenarioError
from wizard.lab.facts import FactValue
from wizard.lab.world import Component, Due, Event, World

S = TypeVar("S", bound=msgspec.Struct)

_COMPONENTS: dict[Component, Callable[[Bench], None]] = {
    "wcm": lambda bench: wcm.run(bench, changed=False),
    "wcm-change": lambda bench: wcm.run(bench, changed=True),
    "sync-begin": synchronization.begin,
    "sync-database": synchronization.reach_database,
    "sync-end": synchronization.end,
    "location": client.ask_location,
    "scan-end": client.end_scan,
}
_STARTS: dict[str, Callable[[Bench], None]] = {
    "wcm": lambda bench: wcm.run(bench, changed=False),
    "synchronization": synchronization.ask,
    "location": client.ask_location,
    "scan": client.scan,
    "approval": ca.approve,
}
_LABEL = "certificate:"


def pause(bench: Bench, duration: timedelta) -> None:
    """Moves the clock. What is due on the way happens at its time, each thing brought to disk as a whole."""
    end = bench.world.now + max(duration, timedelta())
    while (first := min(bench.world.due, key=lambda due: due.at, default=None)) and first.at <= end:
        others = tuple(due for due in bench.world.due if due is not first)
        bench.put(now=max(bench.world.now, first.at), due=others)
        _do(bench, first)
        bench.commit(f"event {first.do}")
    if bench.world.now != end:
        bench.write("clock", now=end)


def after_run(bench: Bench, operation: str) -> None:
    """Counts a run of an operation, for the events that wait for it."""
    waiting = [e for e in bench.world.events if e.after == operation and e.left > 0]
    if not waiting:
        return
    bench.put(events=tuple(_counted(e) if e in waiting else e for e in bench.world.events))
    for event in waiting:
        if event.left == 1:
            _happen(bench, event)
    bench.commit(f"event after {operation}")


def with_fact(world: World, path: str, value: FactValue) -> World:
    """The world with one fact changed: `wsus/service_state`, `iis/pools/WsusPool/state`.

    An item of a list is named by its first field. `certificate:LABEL` stands for the thumbprint of a certificate in the
    store. ScenarioError where there is no such fact, or the value does not fit.
    """
    if isinstance(value, str) and value.startswith(_LABEL):
        label = value.removeprefix(_LABEL)
        value = next((c.thumbprint for c in world.store if c.label == label), "")
        if not value:
            raise ScenarioError(f"{path}: no certificate has the label {label!r}")
    return _with(world, path.split("/"), value, path)


def _do(bench: Bench, due: Due) -> None:
    if due.do == "event":
        _happen(bench, bench.world.events[due.event])
    else:
        _COMPONENTS[due.do](bench)


def _happen(bench: Bench, event: Event) -> None:
    for path, value in event.facts.items():
        bench.world = with_fact(bench.world, path, value)
    if event.bind:
        bound = next(c.thumbprint for c in bench.world.store if c.label == event.bind)
        bench.world = iis.with_bound(bench.world, bound)
    if event.start:
        _STARTS[event.start](bench)


def _counted(event: Event) -> Event:
    return msgspec.structs.replace(event, left=event.left - 1)


def _with(struct: S, steps: list[str], value: FactValue, path: str) -> S:
    """A struct with the fact below it changed."""
    name, *rest = steps
    field = next((f for f in msgspec.structs.fields(struct) if f.name == name), None)
    if field is None:
        raise ScenarioError(f"{path}: there is no fact {name!r}")
    inner = getattr(struct, name)
    if not rest:
        try:
            return msgspec.structs.replace(struct, **{name: msgspec.convert(value, field.type)})
        except msgspec.ValidationError as error:
            raise ScenarioError(f"{path}: {error}") from None
    if isinstance(inner, msgspec.Struct):
        return msgspec.structs.replace(struct, **{name: _with(inner, rest, value, path)})
    chosen = next((item for item in _items(inner) if _name_of(item) == rest[0]), None)
    if chosen is None or len(rest) < 2:
        raise ScenarioError(f"{path}: {name!r} has no {rest[0]!r} with a fact of its own")
    changed = _with(chosen, rest[1:], value, path)
    return msgspec.structs.replace(struct, **{name: tuple(changed if item is chosen else item for item in inner)})


def _items(value: Any) -> tuple[msgspec.Struct, ...]:
    return tuple(item for item in value if isinstance(item, msgspec.Struct)) if isinstance(value, tuple) else ()


def _name_of(item: msgspec.Struct) -> str:
    return str(getattr(item, msgspec.structs.fields(item)[0].name))
