"""What somebody has changed since we wrote it."""

from __future__ import annotations

from rich.console import RenderableType

from screens.texts.layout import plain, stacked, table
from screens.texts.settings import shortened
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.reports.settings import in_words, label


def differences_text(view: View, section: str = "") -> RenderableType | None:
    """What somebody changed since, in a section or anywhere: as we wrote it, and as it is now. None for nothing."""
    paths = {s.path for i in view.session.standing if section in {"", i.section} for s in i.wanted}
    rows = [
        (label(d.path), shortened(in_words(d.path, d.ours)), shortened(in_words(d.path, d.now)))
        for d in view.differences
        if d.path in paths
    ]
    if not rows:
        return None
    return stacked(
        plain(say("back.differences-title"), "bold"),
        table((say("column.setting"), say("column.ours"), say("column.now")), rows),
    )
