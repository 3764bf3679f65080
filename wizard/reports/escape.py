"""Text of a server in Markdown: shown, never obeyed."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.rules.inert import inert

SPECIAL = frozenset("\\`*_[]<>|#")


def cell(text: str) -> str:
    """One line that Markdown leaves alone, also in a table."""
    flat = " ".join(inert(text).split())
    return "".join(f"\\{char}" if char in SPECIAL else char for char in flat)


def code(text: str) -> Iterator[str]:
    """A block of code, fenced longer than any fence in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield fence
    yield inert(text)
    yield fence
