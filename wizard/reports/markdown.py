"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.session import Session
from wizard.reports.content import content
from wizard.reports.document import (
    Bullets,
    Code,
    Document,
    Facts,
    Heading,
    Item,
    Line,
    Paragraph,
    Span,
    Table,
    text_of,
)
from wizard.reports.escape import block_of_code, escaped, span_of_code, unbegun


def report(session: Session, command: str) -> str:
    """The report of a session. `command` reaches the target."""
    return markdown(content(session, command))


def markdown(document: Document) -> str:
    """A document as Markdown, a block at a time with a blank line between."""
    return "\n".join(line for block in document.blocks for line in (*_block(block), ""))


def _block(block: object) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {_line(block.line)}"
        case Paragraph(tone="" | "small"):
            yield unbegun(_line(block.line))
        case Paragraph():
            yield f"> {unbegun(_line(block.line))}"
        case Bullets():
            for item in block.items:
                yield from _item(item, "- [ ] " if block.boxes else "- ")
        case Facts():
            for fact in block.facts:
                label = (Span(f"{text_of(fact.label)}:", "bold"), Span(" "))
                yield from _item(Item((*label, *fact.item.line), fact.item.more), "- ")
        case Table():
            yield _row(block.head)
            yield "|" + "---|" * len(block.head)
            yield from (_row(row) for row in block.rows)
        case Code():
            yield from block_of_code(block.text)


def _item(item: Item, mark: str) -> Iterator[str]:
    lines = [unbegun(_line(line)) for line in (item.line, *item.more)]
    # A backslash at the end keeps the next line apart. With nothing behind it, it would be seen: no empty lines.
    yield mark + "\\\n  ".join(line for line in lines if line)


def _row(cells: tuple[Line, ...]) -> str:
    return f"| {' | '.join(_line(cell, in_table=True) for cell in cells)} |"


def _line(line: Line, in_table: bool = False) -> str:
    return "".join(_span(span, in_table) for span in line).strip()


def _span(span: Span, in_table: bool) -> str:
    text = escaped(span.text)
    if not span.mark or not text.strip():
        return text
    if span.mark == "code":
        return span_of_code(span.text, in_table)
    # Stars beside a space would stay stars.
    return f"{text[: -len(text.lstrip())]}**{text.strip()}**{text[len(text.rstrip()) :]}"
