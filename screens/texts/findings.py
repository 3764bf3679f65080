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
from wizard.rules.errors import explains
from wizard.rules.findings import Basis, Finding, Level

KINDS = {Level.OK: "done", Level.INFO: "info", Level.WARNING: "note", Level.ERROR: "failed"}


def seen_from(found: Finding) -> str:
    """The machine, and how sure it is where it was not read back just now."""
    host = found.machine.split(".")[0]
    return host if found.basis is Basis.VERIFIED else f"{host}, {say(f'basis.{found.basis.value}')}"


def listed(
    found: Iterable[Finding], look: Look, details: bool, asked: Finding | None = None
) -> RenderableType:
    """One line a finding, those that hinder with their meaning and what to do; with details all of them.

    `asked` is one that is explained like those that hinder: what a page is about just now.
    """
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", overflow="fold", max_width=26)
    before: Finding | None = None
    for one in found:
        kind = KINDS[one.level]
        sign = Text(f" {look.sign(kind)}", style=look.style(kind))
        again = before is not None and (before.code, before.meaning, before.do) == (one.code, one.meaning, one.do)
        text = _text(one, details, explained=one is asked, again=again)
        grid.add_row(sign, text, plain(seen_from(one), "dim"))
        before = one
    return grid


def hinders(found: Finding) -> bool:
    """It keeps something from being done, or is worth a thought; or it says what the code of a failure means."""
    return found.level in {Level.ERROR, Level.WARNING} or explains(found.code)


def _text(found: Finding, details: bool, explained: bool, again: bool) -> Text:
    """`again`: what it means and what to do was said just before, of another one like it."""
    text = plain(found.text, "bold" if found.level is Level.ERROR else "")
    if (details or found.level is Level.ERROR) and found.seen:
        # Logs of the site write ~~ where a line ends; what follows is where in a program it happened.
        seen = found.seen if details else found.seen.partition("~~")[0]
        text.append_text(plain("\n" + say("finding.seen", seen=shortened(seen, details)), "dim"))
    if not again and (details or explained or hinders(found)):
        # What a code means is said by its text already; what stands before it has a meaning of its own.
        meaning = "" if explains(found.code) and not details else found.meaning
        for code, part in (("finding.means", meaning), ("finding.do", found.do)):
            if part:
                text.append_text(plain("\n" + say(code, text=part)))
    return text


def weightiest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors and what their codes mean, then warnings, then the rest in their order."""
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.OK: 2, Level.INFO: 3}
    every = tuple(found)
    meant = Level.ERROR if any(one.level is Level.ERROR for one in every) else Level.WARNING
    return tuple(sorted(every, key=lambda one: order[meant if explains(one.code) else one.level]))
