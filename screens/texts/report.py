"""The report on a page."""

from __future__ import annotations

from rich.console import RenderableType

from screens.look.glyphs import Look
from screens.texts.layout import plain
from wizard.engine.session import Session
from wizard.reports.markdown import report


def report_text(session: Session, command: str, look: Look) -> RenderableType:
    """The same content as the saved files."""
    return plain(report(session, command))
