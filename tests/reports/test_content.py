"""What a report says of each way in which a session can end."""

from __future__ import annotations

import pytest

from tests.reports.conftest import STATES, OfName, SessionOf
from tests.reports.documents import lines, section, told
from wizard.engine.records import SectionEnd
from wizard.engine.session import Session
from wizard.operations.certificates import GetPersonalCertificate
from wizard.operations.model import Role
from wizard.reports.content import content
from wizard.reports.document import Code, Document, Facts, Paragraph, Table, text_of
from wizard.reports.html import html_report
from wizard.reports.markdown import report
from wizard.rules.certificate import read_certificate
from wizard.rules.findings import Level
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

COMMAND = "wsus-tls --lab first-run"
ENDINGS = {
    "done": ("good", "ended.done"),
    "cancelled": ("wait", "ended.cancelled"),
    "pending": ("wait", "ended.waiting"),
    "gate": ("wait", "ended.blocked"),
    "back": ("alert", "ended.failed"),
    "open": ("alert", "ended.failed"),
    "undone": ("good", "ended.undone"),
    "removed": ("good", "ended.undone"),
    "half-undone": ("alert", "ended.undoing"),
    "killed": ("wait", "ended.running"),
}
WINDOWS = {
    "done": "window.forwards",
    "cancelled": "window.never",
    "pending": "window.never",
    "gate": "window.never",
    "back": "window.backwards",
    "open": "window.still-open",
    "undone": "window.forwards",
    "removed": "window.forwards",
    "half-undone": "window.forwards",
    "killed": "window.still-open",
}


def of(session: Session) -> Document:
    return content(session, COMMAND)


def summary(session: Session) -> Document:
    return section(of(session), "heading.summary")


def fact(session: Session, label: str) -> str:
    """What the summary says of a point; empty where it says nothing."""
    point = next(block for block in summary(session).blocks if isinstance(block, Facts))
    found = [f.item for f in point.facts if told(Document("", (Paragraph(f.label),)), label)]
    return " ".join(text_of(line) for item in found for line in (item.line, *item.more))


@pytest.mark.parametrize("state", ENDINGS)
def test_the_summary_begins_with_how_it_ended(session_of: SessionOf, state: str) -> None:
    assert set(ENDINGS) == {*STATES, "killed"}
    tone, code = ENDINGS[state]
    first = summary(session_of(state)).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.tone == tone
    assert told(Document("", (first,)), code)


@pytest.mark.parametrize("state", WINDOWS)
def test_the_summary_says_whether_the_switch_window_is_open(session_of: SessionOf, state: str) -> None:
    session = session_of(state)
    assert told(summary(session), WINDOWS[state])
    loud = [b for b in summary(session).blocks if isinstance(b, Paragraph) and b.tone == "alert"]
    assert any(told(Document("", (block,)), "window.open") for block in loud) == session.window_open


def test_what_it_stopped_at_is_told_with_its_reason_and_what_to_do(session_of: SessionOf) -> None:
    for state, code in (("pending", "request.pending"), ("gate", "read.failed"), ("back", "engine.change-failed")):
        session = session_of(state)
        end = next(r for r in reversed(session.records) if isinstance(r, SectionEnd))
        found = next(f for f in end.findings if f.code == code)
        assert found.text in fact(session, "fact.why"), state
        assert found.machine in fact(session, "fact.why"), state
        assert fact(session, "fact.do") == found.do, state


def test_nobody_asks_why_where_all_is_well(session_of: SessionOf) -> None:
    for state in ("done", "undone", "cancelled"):
        assert not fact(session_of(state), "fact.why"), state


def test_what_is_half_done_is_named(session_of: SessionOf) -> None:
    assert "wsus1.contoso.com" in fact(session_of("killed"), "fact.half-done")
    assert not fact(session_of("done"), "fact.half-done")


def test_changes_and_values_are_counted(session_of: SessionOf) -> None:
    done = session_of("done")
    moved = {s.path for i in done.intents for s in i.wanted} - {"binding/1806390885:https:8531/Information"}
    assert f": {len({i.change for i in done.intents})}." in fact(done, "fact.changed")
    assert f": {len(moved)}." in fact(done, "fact.changed")
    assert told(summary(session_of("back")), "changed.back")
    assert told(summary(session_of("open")), "changed.half")
    assert told(summary(session_of("killed")), "changed.unread")
    assert told(summary(session_of("pending")), "changed.remaining")
    assert told(summary(session_of("undone")), "changed.undone")


def test_the_summary_names_the_machines_and_the_end_of_the_certificate(desk_of: OfName, session_of: SessionOf) -> None:
    session = session_of("done")
    for machine in ("WSUS1.contoso.com", "CM1.contoso.com", "PC1.contoso.com"):
        assert machine in fact(session, "fact.proven")
    thumbprint = session.brought["certificate"]
    stored = desk_of("done").ask(GetPersonalCertificate().on(Role.WSUS))
    raw = next(certificate for certificate in stored if certificate.thumbprint == thumbprint)
    facts = read_certificate(raw.raw)
    assert facts.not_after.date().isoformat() in fact(session, "fact.certificate")
    below = section(of(session), "heading.certificate")
    assert thumbprint in lines(below)
    assert any(all(name in line.lower() for name in facts.names) for line in lines(below))
    assert told(below, "renew.pinning")


def test_what_an_undo_did_to_the_certificate_is_told(session_of: SessionOf) -> None:
    assert told(section(of(session_of("removed")), "heading.certificate"), "certificate.removed")
    kept = section(of(session_of("undone")), "heading.certificate")
    assert told(kept, "certificate.unused")
    assert not told(kept, "renew.by-hand"), "it is not in use any more"


@pytest.mark.parametrize("state", [*STATES, "killed"])
def test_every_change_has_its_values_its_command_and_its_way_back(session_of: SessionOf, state: str) -> None:
    session = session_of(state)
    part = section(of(session), "heading.changes")
    made = list(dict.fromkeys(intent.change for intent in session.intents))
    overview, *_ = (block for block in part.blocks if isinstance(block, Table))
    assert [text_of(row[0]) for row in overview.rows] == [str(n) for n in range(1, len(made) + 1)]
    assert sum(isinstance(block, Code) for block in part.blocks) == len(made)
    text = " ".join(lines(part))
    for intent in session.intents:
        assert intent.change in text
        former = {s.path: s.value for s in intent.former}
        assert all(s.path in text for s in intent.wanted if s.value != former[s.path])


def test_proof_is_told_with_its_machine_and_how_it_was_read(session_of: SessionOf) -> None:
    session = session_of("done")
    part = section(of(session), "heading.proven")
    (table,) = (block for block in part.blocks if isinstance(block, Table))
    rows = {tuple(text_of(cell) for cell in row[1:]) for row in table.rows}
    last = session.sections
    for end in last.values():
        for found in end.findings:
            if found.level is Level.OK:
                assert (f"{found.text} {found.seen}".strip(), found.machine) in {(a.strip(), b) for a, b in rows}


def test_what_was_put_back_since_is_no_proof(session_of: SessionOf) -> None:
    part = " ".join(lines(section(of(session_of("back")), "heading.proven")))
    assert section_words("bind").title in part
    assert section_words("require-ssl").title not in part, "it was proven, and then put back"


def test_assumed_is_apart_from_proven(session_of: SessionOf) -> None:
    session = session_of("done")
    assumed = [f for end in session.sections.values() for f in end.findings if f.basis.value == "assumed"]
    assert assumed
    part, proven = section(of(session), "heading.assumed"), section(of(session), "heading.proven")
    for found in assumed:
        assert found.text in lines(part)
        assert found.text not in lines(proven)


def test_what_did_not_go_back_needs_attention(session_of: SessionOf) -> None:
    for state in ("open", "half-undone"):
        text = " ".join(lines(section(of(session_of(state)), "heading.attention")))
        assert "require-ssl/ApiRemoting30/Own" in text if state == "open" else "sup/wsus1.contoso.com/Ssl" in text
    assert not section(of(session_of("done")), "heading.attention").blocks


def test_what_was_put_back_is_told_value_by_value(session_of: SessionOf) -> None:
    for state, code in (("back", "back.in-window"), ("undone", "back.complete"), ("half-undone", "back.incomplete")):
        part = section(of(session_of(state)), "heading.back")
        assert told(part, code), state
        assert any("require-ssl/ApiRemoting30/Own" in line for line in lines(part)), state
    assert not section(of(session_of("done")), "heading.back").blocks


@pytest.mark.parametrize("state", [*STATES, "killed"])
def test_no_section_goes_by_its_key(session_of: SessionOf, state: str) -> None:
    document = of(session_of(state))
    said_ = Document("", tuple(b for b in document.blocks if not isinstance(b, Code)))
    words = {word.strip(".,:;()") for line in lines(said_) for word in line.split()}
    # These two are words of the language as well.
    assert not words & ({step.key for step in SECTIONS} - {"certificate", "bind", "console", "synchronization"})


def test_commands_go_on_where_there_is_something_to_go_on_with(session_of: SessionOf) -> None:
    verbs = {
        "done": ["check", "report s0001", "undo s0001"],
        "open": ["apply", "check", "report s0001", "undo s0001"],
        "half-undone": ["check", "report s0001", "undo s0001"],
        "undone": ["check", "report s0001"],
    }
    for state, wanted in verbs.items():
        part = section(of(session_of(state)), "heading.commands")
        (code,) = (block for block in part.blocks if isinstance(block, Code))
        assert code.text.splitlines() == [f"{COMMAND} {verb}" for verb in wanted], state


@pytest.mark.parametrize("state", [*STATES, "killed"])
def test_the_same_journal_gives_the_same_report_twice(session_of: SessionOf, state: str) -> None:
    session = session_of(state)
    again = Session(tuple(session.records))
    assert report(session, COMMAND) == report(again, COMMAND)
    assert html_report(session, COMMAND) == html_report(again, COMMAND)


def test_a_journal_that_ends_anywhere_has_a_report(session_of: SessionOf) -> None:
    for state in ("open", "half-undone"):
        records = session_of(state).records
        for end in range(1, len(records) + 1, 2):
            session = Session(records[:end])
            assert session.state in report(session, COMMAND)
            assert session.state in html_report(session, COMMAND)
