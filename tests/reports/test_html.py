"""The HTML: one file that needs nothing else, and in which nothing of a server is alive."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.conftest import STATES, SessionOf
from tests.reports.documents import HOSTILE, Page, packed, said, with_everywhere
from wizard.reports.content import content
from wizard.reports.html import html, html_report

COMMAND = "wsus-tls --lab first-run"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "div", "span", "table", "col",
    "thead", "tbody", "tr", "th", "td", "code", "strong", "pre",
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "style"}


@pytest.mark.parametrize("state", [*STATES, "killed"])
def test_the_file_is_well_formed_and_needs_nothing_else(session_of: SessionOf, state: str) -> None:
    text = html_report(session_of(state), COMMAND)
    assert text.isascii(), "it would depend on how it is written"
    assert text.startswith("<!DOCTYPE html>\n")
    ElementTree.fromstring(text)
    page = Page(text)
    assert set(page.tags) <= TAGS
    assert {name for _, name, _ in page.attributes} <= ATTRIBUTES, "an attribute that could fetch or run something"
    assert not re.search(r"url\(|@import|expression|javascript", page.style)
    styles = [value for _, name, value in page.attributes if name == "style"]
    assert all(re.fullmatch(r"width: \d+%", style) for style in styles)


def test_the_head_says_charset_language_title_and_that_nothing_may_be_fetched(session_of: SessionOf) -> None:
    page = Page(html_report(session_of("done"), COMMAND))
    assert ("html", "lang", "en") in page.attributes
    assert ("meta", "charset", "utf-8") in page.attributes
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "wsus1.contoso.com" in page.title
    assert page.tags.count("h1") == 1


def test_there_are_rules_for_paper(session_of: SessionOf) -> None:
    _, found, rules = Page(html_report(session_of("done"), COMMAND)).style.partition("@media print {")
    assert found
    for rule in ("page-break-after: avoid", "page-break-inside: avoid", "table-header-group", "color: #000"):
        assert rule in rules, f"no {rule} on paper"


def test_columns_fill_a_table(session_of: SessionOf) -> None:
    for table in content(session_of("half-undone"), COMMAND).blocks:
        if type(table).__name__ == "Table":
            assert sum(table.parts) == 100  # type: ignore[union-attr]  # a Table, by its name
            assert len(table.parts) == len(table.head)  # type: ignore[union-attr]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_server_says_is_shown_and_nothing_else(text: str) -> None:
    document = with_everywhere(text)
    shown = html(document)
    ElementTree.fromstring(shown)
    page = Page(shown)
    assert set(page.tags) <= TAGS - {"script", "img", "b", "i"}
    assert packed(page.text) == said(document)
    assert "\x1b" not in shown
    assert not re.search("[\u200b\u202e]", page.text)


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_is_in_it_the_file_is_well_formed_and_says_it(text: str) -> None:
    document = with_everywhere(text)
    shown = html(document)
    ElementTree.fromstring(shown)
    told = re.sub("[\ufffe\uffff]", lambda found: f"<U+{ord(found[0]):04X}>", said(document))
    assert packed(Page(shown).text) == told
