"""The sentences of a report, by code, from assets/text/report.toml and assets/text/left.toml.

Marks are those of the file, never of a value: `code` and **bold** are looked for before the placeholders are filled.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator

import msgspec

from wizard import resources
from wizard.reports.document import Line, Span, text_of
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

NUMBERS = {step.key: number for number, step in enumerate(SECTIONS, 1)}
MARKED = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*")


class LeftWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left for others: what it is, and how to find and do it."""

    what: str
    how: str


@functools.cache
def sentences() -> dict[str, str]:
    """The words of every code of a report."""
    return msgspec.convert(tomllib.loads(resources.read_text("text/report.toml")), dict[str, str])


@functools.cache
def left_words() -> dict[str, LeftWords]:
    """What is left for others, by code, in order."""
    return msgspec.convert(tomllib.loads(resources.read_text("text/left.toml")), dict[str, LeftWords])


def phrase(code: str, /, **values: object) -> Line:
    """The sentence of a code. KeyError where it or one of its values is not there: a fault of ours."""
    return filled(sentences()[code], **values)


def filled(template: str, /, **values: object) -> Line:
    """A sentence with its marks, its placeholders filled with text that marks nothing."""
    fill = {name: str(value) for name, value in values.items()}
    return tuple(Span(span.text.format_map(fill), span.mark) for span in _spans(template))


def say(code: str, /, **values: object) -> str:
    """The sentence of a code without its marks, to be a value of another one."""
    return text_of(phrase(code, **values))


def section_name(key: str) -> str:
    """Number and title of a section of the tutorial."""
    return say("section", number=NUMBERS[key], title=section_words(key).title)


def _spans(template: str) -> Iterator[Span]:
    end = 0
    for found in MARKED.finditer(template):
        if found.start() > end:
            yield Span(template[end : found.start()])
        yield Span(found["code"], "code") if found["code"] else Span(found["bold"], "bold")
        end = found.end()
    if end < len(template):
        yield Span(template[end:])
