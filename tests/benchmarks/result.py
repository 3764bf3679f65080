"""What a measurement comes to."""

from __future__ import annotations

import msgspec


class Result(msgspec.Struct, frozen=True):
    """One number, and what it should be."""

    name: str
    value: float
    unit: str
    goal: str
    """In words; empty where there is none."""
    holds: bool | None
    """None where there is no goal."""


def at_most(name: str, value: float, unit: str, goal: float) -> Result:
    """A number that should not be larger."""
    return Result(name, round(value, 2), unit, f"at most {goal:g}", value <= goal)


def measured(name: str, value: float, unit: str) -> Result:
    """A number without a goal."""
    return Result(name, round(value, 2), unit, "", None)
