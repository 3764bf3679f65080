"""What the scripts' side cannot do on a PowerShell for Windows under Wine."""

from __future__ import annotations

import sys
from collections.abc import Collection

import pytest


def needs_keys() -> None:
    """The stand-in's certificates have keys."""
    if sys.platform == "win32":
        pytest.skip("Wine lets .NET use no private key")


def needs_programs(request: pytest.FixtureRequest, cases: Collection[str] = ()) -> None:
    """The stand-ins of programs are functions, found by the full path of an empty file."""
    given = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    name = getattr(given.get("case"), "name", "")
    if sys.platform == "win32" and (not cases or (given.get("outcomes") == "scripts" and name in cases)):
        pytest.skip("a PowerShell for Windows starts the file, and no function of its name")
