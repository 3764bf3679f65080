"""The settings of a change on a page: what they are called, their values now and after."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.operations.model import Named
from wizard.reports.settings import in_words, label
from wizard.steps.assessment import Change

THUMBPRINT = re.compile(r"[0-9A-F]{40}")


def shortened(text: str, whole: bool = False) -> str:
    """A text with thumbprints shortened, unless they are wanted whole."""
    return text if whole else THUMBPRINT.sub(lambda found: short_thumbprint(found[0]), text)


def short_thumbprint(thumbprint: str) -> str:
    """Enough of a thumbprint to tell it from others beside it."""
    return f"{thumbprint[:6]}..{thumbprint[-4:]}"


def moved(change: Change, brought: Mapping[str, str], whole: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Label, value now and value after of each setting that a change moves. A name stands for what it has brought."""
    before = {setting.path: setting.value for setting in change.former}
    rows: list[tuple[str, str, str]] = []
    for wanted in change.wanted:
        value = brought.get(wanted.value.name, wanted.value) if isinstance(wanted.value, Named) else wanted.value
        now, after = in_words(wanted.path, before.get(wanted.path, "")), in_words(wanted.path, value)
        if now != after:
            rows.append((label(wanted.path), shortened(now, whole), shortened(after, whole)))
    return tuple(rows)
