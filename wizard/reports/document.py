"""A report as data: blocks of lines, lines of marked text. What is in it is said once; how it looks is for a renderer.

Texts are as they were read. A renderer makes them inert and leaves no markup of theirs alive.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Mark = Literal["", "code", "bold"]


class Span(msgspec.Struct, frozen=True):
    """Text, and what it stands out as."""

    text: str
    mark: Mark = ""


Line = tuple[Span, ...]


class Block(msgspec.Struct, frozen=True, tag=True):
    """Base of what a document is made of."""


class Heading(Block, frozen=True):
    """1 is the title of the document, 2 a section, 3 a part of one."""

    level: Literal[1, 2, 3]
    line: Line


class Paragraph(Block, frozen=True):
    """A thought. `small` is for those who look it up; `good`, `wait` and `alert` say how things stand."""

    line: Line
    tone: Literal["", "small", "good", "wait", "alert"] = ""


class Item(msgspec.Struct, frozen=True):
    """An entry of a list, and what is said of it below."""

    line: Line
    more: tuple[Line, ...] = ()


class Bullets(Block, frozen=True):
    """Entries; with `boxes` to be ticked off."""

    items: tuple[Item, ...]
    boxes: bool = False


class Fact(msgspec.Struct, frozen=True):
    """What is asked, and what is so."""

    label: Line
    item: Item


class Facts(Block, frozen=True):
    """The main points, each by its name."""

    facts: tuple[Fact, ...]


class Table(Block, frozen=True):
    """Rows below a head."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    parts: tuple[int, ...]
    """How wide the columns are beside each other, in parts of a hundred."""


class Code(Block, frozen=True):
    """To be copied as it stands."""

    text: str


class Document(msgspec.Struct, frozen=True):
    """A whole report."""

    title: str
    blocks: tuple[Heading | Paragraph | Bullets | Facts | Table | Code, ...]


def text_of(line: Line) -> str:
    """What a line says, without its marks."""
    return "".join(span.text for span in line)


def plain(text: object) -> Line:
    """A line without marks."""
    return (Span(str(text)),)


def code(text: object) -> Line:
    """A line that is a value, as it was read or is to be typed."""
    return (Span(str(text), "code"),)


def bold(line: Line) -> Line:
    """The line, standing out."""
    return tuple(Span(span.text, span.mark or "bold") for span in line)
