"""A session in which everything that came from a server means harm."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from tests.reports.conftest import SessionOf
from tests.reports.documents import HOSTILE, Page, packed, read, said, tokens
from tests.reports.test_html import TAGS
from tests.reports.test_markdown import ALIVE
from wizard.engine.records import Record
from wizard.engine.session import Session
from wizard.reports.content import content
from wizard.reports.document import Code
from wizard.reports.html import html_report
from wizard.reports.markdown import report

FROM_A_SERVER = {"text", "seen", "machine", "meaning", "do", "error", "time", "Path", "Value", "output"}
PARAMETERS = {"Subject", "Template", "FriendlyName", "Config", "HostName", "SiteCode", "Information"}
COMMAND = 'wsus-tls --state-dir "/tmp/`x` </pre>"'


def poisoned(value: Any, poison: str, key: str = "") -> Any:
    """The same data, with a text of ours in every place that a server fills."""
    if isinstance(value, dict):
        return {name: poisoned(inner, poison, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, poison, key) for inner in value]
    if isinstance(value, str) and key in FROM_A_SERVER | PARAMETERS:
        # The area of a setting is the wizard's own.
        return f"{value.split('/')[0]}/{poison}/x" if key == "Path" else poison
    return value


def hostile(session: Session, poison: str) -> Session:
    records = [msgspec.to_builtins(record) for record in session.records]
    return Session(tuple(msgspec.convert(poisoned(record, poison), Record) for record in records))


@pytest.mark.parametrize("poison", HOSTILE)
@pytest.mark.parametrize("state", ["half-undone", "open"])
def test_nothing_of_it_is_alive_and_all_of_it_is_shown(session_of: SessionOf, state: str, poison: str) -> None:
    session = hostile(session_of(state), poison)
    document = content(session, COMMAND)
    html, markdown = html_report(session, COMMAND), report(session, COMMAND)
    ElementTree.fromstring(html)
    page, found = Page(html), tokens(markdown)
    assert set(page.tags) <= TAGS
    assert packed(page.text) == said(document)
    assert not {token.type for token in found} & ALIVE
    assert read(markdown) == said(document, marked=True)
    blocks = [block for block in document.blocks if isinstance(block, Code)]
    assert sum(token.type == "fence" for token in found) == page.tags.count("pre") == len(blocks)
