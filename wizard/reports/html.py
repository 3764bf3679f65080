"""A report as one HTML file that needs nothing else: no script, no picture, no address. For a browser and for paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from wizard import resources
from wizard.engine.session import Session
from wizard.reports.content import content
from wizard.reports.document import Bullets, Code, Document, Facts, Heading, Item, Line, Paragraph, Span, Table
from wizard.reports.escape import one_line
from wizard.rules.inert import inert

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""For the browser: nothing is fetched and nothing runs, whatever the text says."""

MARKS = {"code": "code", "bold": "strong"}


def html_report(session: Session, command: str) -> str:
    """The report of a session. `command` reaches the target."""
    return html(content(session, command))


def html(document: Document) -> str:
    """A document as HTML, in ASCII: however it is written to a file or a pipe, a browser reads it right."""
    lines = (
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8" />',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        f"<title>{_shown(document.title)}</title>",
        f"<style>\n{resources.read_text('report.css')}</style>",
        "</head>",
        "<body>",
        *(line for block in document.blocks for line in _block(block)),
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _block(block: object) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{_line(block.line)}</h{block.level}>"
        case Paragraph(tone=""):
            yield f"<p>{_line(block.line)}</p>"
        case Paragraph():
            yield f'<p class="{block.tone}">{_line(block.line)}</p>'
        case Bullets():
            yield '<ul class="boxes">' if block.boxes else "<ul>"
            box = '<span class="box">&#160;</span>' if block.boxes else ""
            yield from (f"<li>{box}{_item(item)}</li>" for item in block.items)
            yield "</ul>"
        case Facts():
            yield '<table class="facts">'
            for fact in block.facts:
                yield f'<tr><th scope="row">{_line(fact.label)}</th><td>{_item(fact.item)}</td></tr>'
            yield "</table>"
        case Table():
            yield "<table>"
            yield "".join(f'<col style="width: {part}%" />' for part in block.parts)
            yield f"<thead>{_row(block.head, 'th')}</thead>"
            yield "<tbody>"
            yield from (_row(row, "td") for row in block.rows)
            yield "</tbody>"
            yield "</table>"
        case Code():
            yield f"<pre>{_safe(inert(block.text))}</pre>"


def _item(item: Item) -> str:
    return _line(item.line) + "".join(f'<div class="more">{_line(line)}</div>' for line in item.more)


def _row(cells: Iterable[Line], kind: str) -> str:
    scope = ' scope="col"' if kind == "th" else ""
    return f"<tr>{''.join(f'<{kind}{scope}>{_line(cell)}</{kind}>' for cell in cells)}</tr>"


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line).strip()


def _span(span: Span) -> str:
    text = _shown(span.text)
    if span.mark not in MARKS or not text.strip():
        return text
    return f"<{MARKS[span.mark]}>{text}</{MARKS[span.mark]}>"


def _shown(text: str) -> str:
    return _safe(one_line(text))


def _safe(text: str) -> str:
    # The two that are no characters, to XML either.
    return re.sub("[\ufffe\uffff]", lambda found: f"&lt;U+{ord(found[0]):04X}&gt;", escape(text))
