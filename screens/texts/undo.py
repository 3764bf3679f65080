"""The page of an undo: what would be put back, in which order, and what stays."""

from __future__ import annotations

from rich.console import RenderableType

from screens.look.glyphs import Look
from screens.texts.findings import listed
from screens.texts.layout import labelled, paragraph, plain, stacked, table
from screens.texts.settings import shortened
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.engine.undo import undo_remarks
from wizard.engine.undo_list import AwaitWcm, Remove, Restore, UndoList
from wizard.reports.settings import in_words, label
from wizard.rules.findings import Finding


def undo_text(view: View | None, what: UndoList | None, machine: str, look: Look, details: bool) -> RenderableType:
    """The page before it is done."""
    if view is None:
        return stacked(plain(say("undo.title"), "bold"), "", paragraph(say("looking")))
    session = view.undoable
    if session is None or what is None:
        return stacked(plain(say("undo.title"), "bold"), "", paragraph(say("undo.nothing")))
    remarks = tuple(undo_remarks(session, what, machine))
    return stacked(
        plain(say("undo.title"), "bold"),
        paragraph(say("undo.what", session=session.id)),
        labelled((say(f"label.{name}"), say(f"undo.{name}")) for name in ("impact", "takes", "way-back")),
        "",
        table((say("column.setting"), say("column.we-wrote"), say("column.back-to")), _rows(what)),
        "" if remarks else None,
        listed(remarks, look, details) if remarks else None,
    )


def _rows(what: UndoList) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for entry in what.entries:
        if isinstance(entry, Restore):
            values = [v for v in entry.values if v.former != v.wrote]
            for value in values:
                wrote, former = (shortened(in_words(value.path, text)) for text in (value.wrote, value.former))
                rows.append((label(value.path), wrote, former))
        elif isinstance(entry, AwaitWcm):
            rows.append((say("undo.await-wcm"), "", ""))
        elif isinstance(entry, Remove):
            rows.append((say("undo.remove"), "", say("undo.removed")))
    return rows


def undone_text(left: tuple[Finding, ...], look: Look, details: bool) -> RenderableType:
    """How it went."""
    return stacked(
        plain(say("undo.done" if not left else "undo.not-all"), "bold"),
        "",
        listed(left, look, details) if left else paragraph(say("undo.done-what")),
    )
