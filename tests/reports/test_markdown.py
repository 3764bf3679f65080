"""The Markdown: read by a reader of Markdown, in which nothing of a server is alive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.reports.conftest import STATES, SessionOf
from tests.reports.documents import HOSTILE, read, said, tokens, with_everywhere
from wizard.reports.content import content
from wizard.reports.document import Code, Document, Paragraph, Table, code, plain
from wizard.reports.markdown import markdown, report

COMMAND = "wsus-tls --lab first-run"
ALIVE = {"html_inline", "html_block", "link_open", "image", "code_block", "hr", "em_open", "ordered_list_open"}
MARKS = "`*_[]()<>#|\\~-+=.:&;!${}019 \n\tax"


@pytest.mark.parametrize("state", [*STATES, "killed"])
def test_a_reader_finds_all_of_it_and_nothing_that_is_alive(session_of: SessionOf, state: str) -> None:
    session = session_of(state)
    text = report(session, COMMAND)
    assert not {token.type for token in tokens(text)} & ALIVE
    assert read(text) == said(content(session, COMMAND), marked=True)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_server_says_is_shown_and_nothing_else(text: str) -> None:
    document = with_everywhere(text)
    shown = markdown(document)
    assert not {token.type for token in tokens(shown)} & ALIVE
    assert read(shown) == said(document, marked=True)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@given(st.text(MARKS, max_size=30) | st.text(max_size=30))
def test_whatever_is_in_it_a_reader_finds_just_that(text: str) -> None:
    document = with_everywhere(text)
    shown = markdown(document)
    assert not {token.type for token in tokens(shown)} & ALIVE
    assert read(shown) == said(document, marked=True)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_command_stays_one_block_of_code(text: str) -> None:
    blocks = (Paragraph(plain("before")), Code(f"Set-It {text}\n# end"), Paragraph(plain("behind")))
    shown = markdown(Document("x", blocks))
    fences = [token for token in tokens(shown) if token.type == "fence"]
    assert len(fences) == 1
    assert fences[0].content.startswith("Set-It ")
    assert fences[0].content.endswith("# end\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_row_keeps_its_cells(text: str) -> None:
    table = Table((plain("a"), plain("b")), ((plain(text), code(text)), (code(text), plain(text))), (50, 50))
    types = [token.type for token in tokens(markdown(Document("x", (table,))))]
    assert (types.count("td_open"), types.count("tr_open"), types.count("table_open")) == (4, 3, 1)


@pytest.mark.parametrize("text", ["see https://evil.example/", "(ftp://evil.example)"])
def test_an_address_becomes_no_link_even_where_bare_ones_do(text: str) -> None:
    reader = MarkdownIt("gfm-like")
    assert "link_open" in {token.type for token in reader.parse(text)[1].children or ()}
    shown = markdown(Document("x", (Paragraph(plain(text)),)))
    assert {token.type for token in reader.parse(shown)[1].children or ()} == {"text"}
