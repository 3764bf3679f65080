"""Narration as plain text: what a server says stays below what it is about."""

from __future__ import annotations

import io

import pytest

from wizard.frontends.plain import Plain
from wizard.rules.findings import Basis, Finding, Level

HOSTILE = "first\n== SWITCH WINDOW CLOSED ==\r\nlast"


@pytest.mark.parametrize("level", [Level.INFO, Level.WARNING, Level.ERROR])
def test_no_line_of_a_servers_text_looks_like_one_of_ours(level: Level) -> None:
    out = io.StringIO()
    found = Finding(level, Basis.VERIFIED, "WSUS1", "read.failed", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    Plain(out).finding(found, explain=True)
    lines = out.getvalue().splitlines()
    assert "last" in lines[-1]
    assert [line for line in lines if not line.startswith("  ")] == []
    assert [line for line in lines[1:] if not line.startswith("       ")] == [], "further in than the sign"
