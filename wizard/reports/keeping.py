"""What is kept beside a session: its report, as text and for a browser, and its answers for the next server."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wizard.engine.session import Session
from wizard.engine.store import Store
from wizard.reports.html import html_report
from wizard.reports.markdown import report
from wizard.rules.answers import encode_answers
from wizard.state import patiently


class Kept(msgspec.Struct, frozen=True):
    """Paths of the files."""

    markdown: Path
    html: Path
    answers: Path


def keep(store: Store, session: Session, command: str) -> Kept:
    """Write all of them. `command` reaches the target, up to the verb."""
    kept = Kept(*(store.beside(session.id, ending) for ending in ("report.md", "report.html", "answers.toml")))
    _write(kept.markdown, report(session, command))
    _write(kept.html, html_report(session, command))
    _write(kept.answers, encode_answers(session.given))
    return kept


def newest_of(store: Store) -> Session | None:
    """The newest session that changed something, put back or not."""
    changed = [session for session in store.sessions() if session.changed_anything]
    return changed[-1] if changed else None


def _write(path: Path, text: str) -> None:
    patiently(lambda: path.write_text(text, encoding="utf-8", newline="\n"))
