"""`sessions` and `report`."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.engine.codes import Exit
from wizard.engine.session import State
from wizard.frontends.context import Context
from wizard.reports.html import html_report
from wizard.reports.markdown import report
from wizard.rules.inert import inert


class SessionShown(msgspec.Struct, frozen=True):
    """A session in the list."""

    session: str
    operator: str
    """Account that began it; empty where that is not known."""
    state: State | Literal["newer version"]
    """`newer version`: written by one, and opened for reading only."""
    changes: int
    window_open: bool
    ended: int | None
    """Exit code of its last run; null where that did not end by itself."""


class ReportShown(msgspec.Struct, frozen=True):
    """What `report --json` gives."""

    session: str
    state: State
    markdown: str
    html: str


def show_sessions(context: Context) -> Exit:
    """Every session of the target, oldest first."""
    known = (
        SessionShown(
            session.id,
            session.opened.operator,
            session.state,
            len({intent.change for intent in session.intents}),
            session.window_open,
            session.ended.code if session.ended else None,
        )
        for session in context.store.sessions()
    )
    newer = (SessionShown(n.id, "", "newer version", n.changes, n.window_open, None) for n in context.store.newer())
    shown = tuple(sorted((*known, *newer), key=lambda session: session.session))
    if context.options.json:
        context.data(shown)
        return Exit.SATISFIED
    if not shown:
        context.narration.say(f"No session of {context.target.name}.")
    for session in shown:
        unknown = "cannot be told" if session.state == "newer version" else "did not end by itself"
        ended = unknown if session.ended is None else f"exit code {session.ended}"
        window = ", SWITCH WINDOW OPEN" if session.window_open else ""
        by = f", begun by {session.operator}" if session.operator else ""
        context.narration.say(f"{session.session}  {session.state:<9} {session.changes} changes, {ended}{window}{by}")
    return Exit.SATISFIED


def show_report(context: Context) -> Exit:
    """The report of a session, made from its journal."""
    session = context.chosen()
    markdown, html = report(session, context.command), html_report(session, context.command)
    if context.options.json:
        context.data(ReportShown(session.id, session.state, markdown, html))
    else:
        print(inert(html if context.options.html else markdown), file=context.out, flush=True)
    return Exit.SATISFIED
