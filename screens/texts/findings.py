"""Findings on a page: what was found, from which machine, how sure, what it means and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import plain
from screens.texts.settings import shortened
from screens.texts.words import say
from wizard.rules.findings import Basis, Finding, Level

KINDS = {Level.OK: "done", Level.INFO: "info", Level.WARNING: "note", Level.ERROR: "failed"}


def seen_from(found: Finding) -> str:
    """The machine, and how sure it is where it was not read back just now."""
    host = found.machine.split(".")[0]
    return host if found.basis is Basis.VERIFIED else f"{host}, {say(f'basis.{found.basis.value}')}"


def listed(found: Iterable[Finding], look: Look, details: bool) -> RenderableType:
    """One line a finding, those that hinder with their meaning and what to do; with details all of them."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", overflow="fold", max_width=26)
    for one in found:
        kind = KINDS[one.level]
        sign = Text(f" {look.sign(kind)}", style=look.style(kind))
        grid.add_row(sign, _text(one, details), plain(seen_from(one), "dim"))
    return grid


def _text(found: Finding, details: bool) -> Text:
    hinders = found.level in {Level.ERROR, Level.WARNING}
    text = plain(found.text, "bold" if found.level is Level.ERROR else "")
    if (details or found.level is Level.ERROR) and found.seen:
        text.append_text(plain("\n" + say("finding.seen", seen=shortened(found.seen, details)), "dim"))
    if details or hinders:
        for code, part in (("finding.means", found.meaning), ("finding.do", found.do)):
            if part:
                text.append_text(plain("\n" + say(code, text=part)))
    return text


def weightiest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then the rest in their order."""
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.OK: 2, Level.INFO: 3}
    return tuple(sorted(found, key=lambda one: order[one.level]))
