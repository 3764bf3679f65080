"""Text in columns, for any width: paragraphs, labelled lines, tables. All of it inert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from screens.look.glyphs import Look
from wizard.rules.inert import inert

LABEL = 10
"""Cells of a label, so that what stands beside them stands in one line on every page."""


def plain(text: str, style: str = "") -> Text:
    """Text as it is: no markup, no escape sequence, nothing that steers a terminal."""
    return Text(inert(text), style=style)


def marked(look: Look, kind: str, text: str, style: str = "", indent: int = 0) -> Text:
    """The sign of a kind in its colour, and a text beside it in its own."""
    return Text.assemble(" " * indent, (look.sign(kind), look.style(kind)), " ", plain(text, style))


def pointed(look: Look, kind: str, text: str, style: str = "", indent: int = 0) -> RenderableType:
    """The same for a text of several lines: all of them begin behind the sign."""
    grid = Table.grid()
    grid.add_column(width=indent + 2)
    grid.add_column(overflow="fold")
    sign = Text.assemble(" " * indent, (look.sign(kind), look.style(kind)))
    grid.add_row(sign, plain(text, style))
    return grid


def paragraph(text: str, style: str = "", indent: int = 0) -> RenderableType:
    """A paragraph, wrapped, its lines indented alike."""
    if not indent:
        return plain(text, style)
    grid = Table.grid()
    grid.add_column(width=indent)
    grid.add_column(overflow="fold")
    grid.add_row("", plain(text, style))
    return grid


def labelled(rows: Iterable[tuple[str, Text | str]], width: int = LABEL, style: str = "bold") -> RenderableType:
    """Labels at the left, text wrapped beside them."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=width)
    grid.add_column(overflow="fold", ratio=1)
    for label, text in rows:
        grid.add_row(plain(label, style), text if isinstance(text, Text) else plain(text))
    return grid


def apart(left: Text, right: Text) -> RenderableType:
    """One text at the left, the other at the right end of the line."""
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(left, right)
    return grid


def table(headings: Sequence[str], rows: Iterable[Sequence[Text | str]], first: int = 12) -> RenderableType:
    """A table without lines: headings bold, columns as wide as they need; the first at least so many cells."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=1)
    for index, _ in enumerate(headings):
        grid.add_column(overflow="fold", min_width=6 if index else first)
    if any(headings):
        grid.add_row("", *(plain(heading, "bold") for heading in headings))
    for row in rows:
        grid.add_row("", *(cell if isinstance(cell, Text) else plain(cell) for cell in row))
    return grid


def stacked(*parts: RenderableType | None) -> Group:
    """Parts below each other; None is nothing, an empty text is an empty line."""
    return Group(*(part for part in parts if part is not None))
