"""Where a run can be killed: before, in the middle of and behind everything that it brings to disk."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

When = Literal["before", "half", "after"]
WHENS: tuple[When, ...] = get_args(When)


class Effect(msgspec.Struct, frozen=True):
    """Something that is brought to disk: a line of the journal, or a value (or event) of the lab's servers."""

    kind: Literal["journal", "commit"]
    what: str
    """The record with what tells it apart, or the lab's name for the value."""
    operation: str = ""
    """The change that writes the value; empty for a journal line and for what components do."""
    in_window: bool = False
    """The journal says that the switch window is open when it begins."""


class Point(msgspec.Struct, frozen=True):
    """One place to kill at: the nth effect of a run, counted from 1."""

    number: int
    when: When

    def __str__(self) -> str:
        return f"{self.number}:{self.when}"


def parse(text: str) -> Point:
    """A point as it stands on a command line. ValueError for anything else."""
    number, _, when = text.partition(":")
    return Point(int(number), msgspec.convert(when, When))


def all_points(effects: tuple[Effect, ...]) -> tuple[Point, ...]:
    """Every point of a run."""
    return tuple(Point(number, when) for number in range(1, len(effects) + 1) for when in WHENS)


def between_values(effects: tuple[Effect, ...]) -> tuple[Point, ...]:
    """Those inside the switch window where a change has written one value and not yet the next."""
    return tuple(
        Point(number, "after")
        for number, (effect, later) in enumerate(zip(effects, effects[1:], strict=False), 1)
        if effect.in_window and effect.operation and effect.operation == later.operation
    )


def sample(effects: tuple[Effect, ...], every: int) -> tuple[Point, ...]:
    """Every nth point, one of each sort of effect at each moment of it, and all that are between values in the window."""
    points = all_points(effects)
    chosen = {*points[::every], *between_values(effects)}
    seen: set[tuple[str, str, When]] = {_sort(effects, point) for point in chosen}
    for point in points:
        if (sort := _sort(effects, point)) not in seen:
            seen.add(sort)
            chosen.add(point)
    return tuple(point for point in points if point in chosen)


def _sort(effects: tuple[Effect, ...], point: Point) -> tuple[str, str, When]:
    effect = effects[point.number - 1]
    return effect.kind, effect.what.split()[0], point.when
