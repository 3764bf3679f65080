"""What is kept beside a journal: the report, and the answers for the next server."""

from __future__ import annotations

from wizard.engine.session import Session
from wizard.frontends.context import Context
from wizard.reports import keeping
from wizard.reports.keeping import Kept


def keep(context: Context, session: Session) -> Kept:
    """Write all of it."""
    return keeping.keep(context.store, session, context.command)


def keep_last(context: Context) -> None:
    """Write what a run left out whose process ended between the last line of its journal and its report."""
    sessions = [session for session in context.store.sessions() if session.changed_anything]
    if sessions and sessions[-1].state in {"finished", "stopped", "undone"}:
        keep(context, sessions[-1])
