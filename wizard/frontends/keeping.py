"""What is kept beside a journal: the report, and the answers for the next server."""

from __future__ import annotations

from pathlib import Path

from wizard.engine.session import Session
from wizard.frontends.context import Context
from wizard.reports.markdown import report
from wizard.rules.answers import encode_answers


def keep(context: Context, session: Session) -> tuple[Path, Path]:
    """Write both."""
    report_file = context.store.beside(session.id, "report.md")
    report_file.write_text(report(session, context.command), encoding="utf-8", newline="\n")
    answers_file = context.store.beside(session.id, "answers.toml")
    answers_file.write_text(encode_answers(session.given), encoding="utf-8", newline="\n")
    return report_file, answers_file


def keep_last(context: Context) -> None:
    """Write what a run left out whose process ended between the last line of its journal and its report."""
    sessions = [session for session in context.store.sessions() if session.changed_anything]
    if sessions and sessions[-1].state in {"finished", "stopped", "undone"}:
        keep(context, sessions[-1])
