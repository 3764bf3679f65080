"""A whole undo of a session: which list, and carrying it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wizard.engine.events import Event
from wizard.engine.journal import Journal
from wizard.engine.observe import Observer
from wizard.engine.records import UndoBegun, Undone
from wizard.engine.session import Session
from wizard.engine.undo import Undoer
from wizard.engine.undo_list import UndoList, undo_list
from wizard.engine.way_back_folder import WayBackFolder
from wizard.operations.model import Role
from wizard.operations.target import Target
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.window import window, window_reads


def list_of(session: Session, offers: Iterable[str]) -> UndoList:
    """The undo list of a session, with the offers that were taken."""
    remove = session.brought.get("certificate", "") if "remove-certificate" in offers else ""
    return undo_list([(intent.former, intent.wanted) for intent in session.standing], remove)


def carry_out_undo(
    target: Target, journal: Journal, session: Session, what: UndoList, listener: Callable[[Event], None]
) -> tuple[Finding, ...]:
    """Put it all back, in order. What stays different; empty where all of it reads back.

    ServerUnreachable where the WSUS server cannot be asked: then nothing was begun.
    """
    observer = Observer(target)
    observer.demand_server(observer.observe([lambda answers, so_far: window_reads(so_far, answers)], session.answers))
    journal.append(UndoBegun(what.digest))
    undoer = Undoer(observer, journal, session.answers, listener)
    left = undoer.work_off(what) or undoer.changed_since(what)
    seen = observer.observe([lambda answers, so_far: window_reads(so_far, answers)], session.answers)
    if window(seen, session.answers) != "closed":
        # It was found open and is given back as it was found; or nobody can tell, which is said as loudly.
        left = (*left, finding("engine.window-still-open", Level.ERROR, target.machine(Role.WSUS)))
    journal.append(Undone(not left, left))
    WayBackFolder(target, journal, listener).again()
    return left
