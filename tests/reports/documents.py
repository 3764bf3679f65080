"""Documents for tests, and what can be read in their renderings: what is said, and nothing of how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wizard.reports.document import (
    Bullets,
    Code,
    Document,
    Fact,
    Facts,
    Heading,
    Item,
    Line,
    Paragraph,
    Span,
    Table,
    code,
    plain,
    text_of,
)
from wizard.reports.words import filled, say, sentences
from wizard.rules.inert import inert

HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></td></table><img src=x onerror=alert(1)>",
    "<!-- --> <b onclick='x'> &lt;i&gt; &amp; &#60;",
    "`` ` ``` ~~~",
    "a | b \\| c |\n| --- |",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe\u200b",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example>",
    "https://evil.example/ www.evil.example",
    "# not a heading",
    "1. no list", "- no list", "+ no list", "=== no heading", "> no quote", "    no code",
    "**no bold** *no* __no__ ~~no~~ $no$",
    "first line\nsecond line\r\n```\nthird line",
    "ends with a backslash \\",
    "{host} {no placeholder} %s",
)  # fmt: skip
"""What a server may say that is not meant well."""


def lines(document: Document, marked: bool = False) -> Iterator[str]:
    """Everything that a document says, in order; `marked` with what Markdown adds to it to be read."""
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                yield text_of(block.line)
            case Bullets():
                for item in block.items:
                    yield "[ ]" if marked and block.boxes else ""
                    yield from _item(item)
            case Facts():
                for fact in block.facts:
                    yield text_of(fact.label) + (":" if marked else "")
                    yield from _item(fact.item)
            case Table():
                for row in (block.head, *block.rows):
                    yield from (text_of(cell) for cell in row)
            case Code():
                yield block.text


def _item(item: Item) -> Iterator[str]:
    yield from (text_of(line) for line in (item.line, *item.more))


def packed(text: str) -> str:
    """Without any space: where a line is broken is a matter of looks."""
    return re.sub(r"\s", "", text)


def said(document: Document, marked: bool = False) -> str:
    """All of it, inert and packed."""
    return packed(inert("".join(lines(document, marked))))


class Page(HTMLParser):
    """What a browser makes of an HTML file."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.title = ""
        self.style = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "col"}:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1:] == [tag], f"</{tag}> where {self._open} is open"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        match self._open[-1:]:
            case ["title"]:
                self.title += data
            case ["style"]:
                self.style += data
            case _:
                self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def tokens(markdown: str) -> list[Token]:
    """What a reader of Markdown makes of it, inner parts too."""
    outer = MarkdownIt("commonmark").enable("table").parse(markdown)
    return [token for block in outer for token in (block, *(block.children or ()))]


def read(markdown: str) -> str:
    """All that it says, packed."""
    told = {"text", "code_inline", "fence", "code_block", "html_inline", "html_block"}
    return packed("".join(token.content for token in tokens(markdown) if token.type in told))


def with_everywhere(text: str) -> Document:
    """A document that has a text wherever a server's can stand."""
    line: Line = (Span("Read: "), *code(text), Span("."))
    strong: Line = (Span(text, "bold"), Span(" (from "), *plain(text), Span(")"))
    return Document(
        text,
        (
            Heading(1, plain(text)),
            Heading(3, plain(f"1. {text} (done)")),
            Paragraph(plain(text)),
            Paragraph(plain(text), "alert"),
            Facts((Fact(plain("Why"), Item(plain(text), (line, plain(text)))),)),
            Paragraph(line),
            Bullets((Item(strong, (plain(text), line)), Item(plain(text)))),
            Paragraph(plain("between"), "small"),
            Bullets((Item(plain(text)),), boxes=True),
            Table((plain("A"), plain("B")), ((plain(text), (*plain("x "), *code(text))),), (50, 50)),
            Code(text),
        ),
    )  # fmt: skip


def told(document: Document, code: str) -> bool:
    """Whether a sentence of assets/text/report.toml is in it, whatever its values are."""
    template = text_of(filled(re.sub(r"\{\w+\}", "\0", sentences()[code])))
    pattern = ".*".join(re.escape(part) for part in template.split("\0"))
    return any(re.search(pattern, line) for line in lines(document))


def section(document: Document, heading: str) -> Document:
    """What stands below the heading of a code, up to the next of its rank; nothing where there is no such heading."""
    wanted, found = say(heading), False
    blocks = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            found = text_of(block.line) == wanted
        elif found:
            blocks.append(block)
    return Document(document.title, tuple(blocks))
