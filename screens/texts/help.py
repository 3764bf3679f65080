"""Help for what is focused: its words, those of the section, and the keys."""

from __future__ import annotations

from rich.console import RenderableType

from screens.texts.layout import paragraph, plain, stacked
from screens.texts.words import say
from wizard.steps.describe import section_words
from wizard.steps.help import help_words


def help_text(code: str, section: str) -> tuple[str, RenderableType]:
    """Title and text. On a section's page the section explains itself first."""
    words, keys = help_words(code), help_words("keys")
    parts: list[RenderableType] = []
    if section and code == "section":
        more = section_words(section)
        parts += [plain(more.title, "bold"), paragraph(more.more), ""]
    parts += [plain(words.title, "bold"), paragraph(words.text), ""]
    parts += [plain(say("help.keys"), "bold"), paragraph(keys.text)]
    return say("key.help"), stacked(*parts)
