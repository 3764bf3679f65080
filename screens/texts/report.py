"""The report on a page: the same document as the saved files, laid out for the width there is."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import labelled, paragraph, plain, stacked, table
from wizard.engine.session import Session
from wizard.reports.content import content
from wizard.reports.document import Bullets, Code, Facts, Heading, Item, Line, Paragraph, Table, text_of


def report_text(session: Session, command: str, look: Look) -> RenderableType:
    """The report of a session. `command` reaches the target, up to the verb."""
    return stacked(*(part for block in content(session, command).blocks for part in (*_block(block, look), "")))


def _block(block: object, look: Look) -> Iterator[RenderableType]:
    match block:
        case Heading():
            yield plain(text_of(block.line), "bold reverse" if block.level == 1 else "bold")
        case Paragraph():
            yield _text(block.line, "dim" if block.tone == "small" else "")
        case Bullets():
            sign = look.check(False) if block.boxes else look.bullet
            yield labelled(((sign, _item(item)) for item in block.items), width=3)
        case Facts():
            yield labelled(((text_of(fact.label), _item(fact.item)) for fact in block.facts), width=16)
        case Table():
            rows = ([_text(cell) for cell in row] for row in block.rows)
            yield table([text_of(cell) for cell in block.head], rows, first=3)
        case Code():
            yield paragraph(block.text, "bold", indent=2)


def _item(item: Item) -> Text:
    return Text("\n").join([_text(item.line), *(_text(line, "dim") for line in item.more)])


def _text(line: Line, style: str = "") -> Text:
    return Text.assemble(*(plain(span.text, "bold" if span.mark == "bold" else style) for span in line))
