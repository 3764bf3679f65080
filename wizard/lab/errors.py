"""What is wrong with a lab itself: for whoever called it, not for the engine."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot be had. Its text says why and what to do."""


class ScenarioError(LabError):
    """A scenario that cannot be: says where and what is expected instead."""
