"""Where a run can be killed: before, in the middle of and behind everything that it brings to disk."""

from __future__ import annotations

from itertools import pairwise
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
        for number, (effect, later) in enumerate(pairwise(effects), 1)
        if effect.in_window and effect.operation and effect.operation == later.operation
    )


def sample(effects: tuple[Effect, ...], every: int) -> tuple[Point, ...]:
    """Every nth point, one of each sort of effect, and all that are between two values in the switch window."""
    points = all_points(effects)
    sorts = dict.fromkeys(_sort(effect) for effect in effects)
    # The moments take turns, so that each is among them whatever sorts there are.
    of_each = {
        Point(next(n for n, effect in enumerate(effects, 1) if _sort(effect) == sort), WHENS[turn % len(WHENS)])
        for turn, sort in enumerate(sorts)
    }
    chosen = {*points[::every], *of_each, *between_values(effects)}
    return tuple(point for point in points if point in chosen)


def _sort(effect: Effect) -> tuple[str, str]:
    return effect.kind, effect.what.split()[0]
