"""What is left for others: a list to tick off, filled with what the session knows."""

from __future__ import annotations

import msgspec
import pytest

from tests.reports.conftest import STATES, SessionOf
from tests.reports.documents import lines, section, told
from wizard.engine.records import Opened, SectionEnd
from wizard.engine.session import Session
from wizard.reports.content import content
from wizard.reports.document import Bullets, Document, text_of
from wizard.reports.left import OTHERS, left
from wizard.reports.words import filled, left_words
from wizard.rules.answers import Answers
from wizard.rules.findings import Level, finding
from wizard.steps.assessment import Status

COMMAND = "wsus-tls --lab first-run"


def part(session: Session) -> Document:
    return section(content(session, COMMAND), "heading.left")


def answered(session: Session, answers: Answers) -> Session:
    """The same session, begun with other answers, and with nothing read."""
    opened = msgspec.structs.replace(session.opened, answers=answers)
    return Session((opened, *(r for r in session.records[1:3] if not isinstance(r, Opened))))


def test_all_of_it_is_there_in_order_with_the_name_and_the_ports_of_the_server(session_of: SessionOf) -> None:
    session = session_of("done")
    items = left(session)
    values = {"host": "wsus1.contoso.com", "http": 8530, "https": 8531, "until": "2028-11-27"}
    known = next(line for line in lines(section(content(session, COMMAND), "heading.certificate")) if line[:2] == "20")
    values["until"] = known
    for code, item in zip([*OTHERS, "renewal"], items, strict=True):
        words = left_words()[code]
        assert text_of(item.line) == text_of(filled(words.what, **values))
        assert text_of(item.more[0]) == text_of(filled(words.how, **values))


@pytest.mark.parametrize("state", STATES)
def test_it_can_be_ticked_off_unless_wsus_is_back_on_http(session_of: SessionOf, state: str) -> None:
    session = session_of(state)
    boxes = [block for block in part(session).blocks if isinstance(block, Bullets) and block.boxes]
    back = state in {"undone", "removed"}
    assert len(boxes) == (0 if back else 1)
    assert told(part(session), "left.back-on-http") == back


def test_other_servers_and_a_remote_database_are_named_where_they_were_seen(session_of: SessionOf) -> None:
    session = session_of("done")
    seen = (
        finding("before.update-points.others", Level.WARNING, "CM1", seen="WSUS2", names="WSUS2"),
        finding("before.downstream", Level.WARNING, "WSUS1", seen="WSUS3, WSUS4", names="WSUS3, WSUS4"),
        finding("before.database.remote", Level.WARNING, "WSUS1", seen="SQL1", name="SQL1"),
    )
    end = SectionEnd("before-you-start", Status.SATISFIED, seen)
    items = dict(zip(
        (*OTHERS, "database", "renewal"), left(Session((*session.records, end))), strict=True,
    ))  # fmt: skip
    for code, names in (("update-points", "WSUS2"), ("downstream", "WSUS3, WSUS4"), ("database", "SQL1")):
        assert any(names in text_of(line) for line in (items[code].line, *items[code].more)), code


def test_it_says_whether_wsus_is_on_https_already(session_of: SessionOf) -> None:
    codes = {"done": "left.after", "pending": "left.before", "open": "left.before", "half-undone": "left.undoing"}
    for state, code in codes.items():
        assert told(part(session_of(state)), code), state


def test_ports_that_nobody_read_are_the_usual_ones_as_an_example(session_of: SessionOf) -> None:
    begun = session_of("done")
    assert not told(part(begun), "left.usual-ports")
    unread = answered(begun, Answers())
    unread = Session((unread.opened, *(r for r in unread.records[1:] if type(r).__name__ != "SectionEnd")))
    assert told(part(unread), "left.usual-ports")
    assert told(part(unread), "left.no-host")
    assert any("8531" in line for line in lines(part(unread)))


def test_ports_that_were_answered_are_used(session_of: SessionOf) -> None:
    asked = answered(session_of("done"), Answers(host_name="updates.contoso.com", http_port=80, https_port=443))
    text = " ".join(lines(part(asked)))
    assert "-Name updates.contoso.com -UseSsl -PortNumber 443" in text
    assert "8530" not in text
    assert not told(part(asked), "left.usual-ports")


def test_what_the_session_knows_of_an_item_stands_with_it_and_does_not_tick_it_off(session_of: SessionOf) -> None:
    session = session_of("done")
    items = dict(zip([*OTHERS, "renewal"], left(session), strict=True))
    policy = text_of(items["group-policy"].more[1])
    assert "PC1.contoso.com" in policy
    assert "https://WSUS1.contoso.com:8531" in policy
    trust = text_of(items["trust"].more[1])
    assert all(machine in trust for machine in ("WSUS1.contoso.com", "CM1.contoso.com", "PC1.contoso.com"))
    assert "localhost" not in trust


def test_without_a_certificate_its_end_is_still_to_be_looked_up(session_of: SessionOf) -> None:
    words = text_of(filled(left_words()["renewal-some-day"].what))
    assert words in lines(part(session_of("pending")))
