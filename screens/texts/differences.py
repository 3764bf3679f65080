"""What somebody has changed since we wrote it."""

from __future__ import annotations

from rich.console import RenderableType

from screens.texts.layout import plain, stacked, table
from screens.texts.settings import shortened
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.reports.settings import in_words, label


def differences_text(view: View) -> RenderableType:
    """What somebody changed since: as we wrote it, and as it is now."""
    rows = [
        (label(d.path), shortened(in_words(d.path, d.ours)), shortened(in_words(d.path, d.now)))
        for d in view.differences
    ]
    return stacked(
        plain(say("back.differences-title"), "bold"),
        table((say("column.setting"), say("column.ours"), say("column.now")), rows),
    )
