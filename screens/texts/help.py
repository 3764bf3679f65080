"""Help for what is focused: its words, those of the section, and the keys."""

from __future__ import annotations

from rich.console import RenderableType

from screens.texts.layout import labelled, paragraph, plain, stacked
from screens.texts.words import say
from wizard.steps.help import help_words, terms
from wizard.steps.sections import section_words


def help_text(code: str, section: str) -> tuple[str, RenderableType]:
    """Title and text. On a section's page the section explains itself first."""
    words = help_words(code)
    parts: list[RenderableType] = []
    if section and code == "section":
        more = section_words(section)
        parts += [plain(more.title, "bold"), paragraph(more.more), ""]
    parts += [plain(words.title, "bold"), paragraph(words.text), ""]
    keys = (line.partition(": ") for line in help_words("keys").text.splitlines())
    parts += [plain(say("help.keys"), "bold"), labelled((key, text) for key, _, text in keys), ""]
    parts += [plain(say("help.terms"), "bold")]
    for term in terms():
        parts += [plain(term.name, "bold"), paragraph(term.text, indent=2)]
    return say("key.help"), stacked(*parts)
