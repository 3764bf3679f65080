"""What is known, apart by how it is known: proven, assumed, told; and what of it needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.engine.session import Session
from wizard.reports.document import Bullets, Heading, Item, Line, Paragraph, Table, bold, code, plain
from wizard.reports.known import ends, not_back, proofs
from wizard.reports.words import phrase, section_name
from wizard.rules.answers import OFFERS, OVERRIDES
from wizard.rules.findings import Basis, Finding, Level

Part = Heading | Paragraph | Table | Bullets


def evidence(session: Session) -> Iterator[Part]:
    """What was proven, what is assumed and what was told; each only where there is something."""
    proven = tuple(
        (plain(section_name(key)), _read(found), plain(found.machine)) for key, found in proofs(session)
    )
    if proven:
        yield Heading(2, phrase("heading.proven"))
        gone = session.state in {"undone", "undoing"}
        yield Paragraph(phrase("proven.what") + (phrase("proven.before-undo") if gone else ()))
        head = tuple(phrase(f"column.{name}") for name in ("section", "finding", "machine"))
        yield Table(head, proven, (22, 54, 24))
    if assumed := _on(session, Basis.ASSUMED):
        yield Heading(2, phrase("heading.assumed"))
        yield Paragraph(phrase("assumed.what"))
        yield Bullets(items(assumed))
    if told := (*items(_on(session, Basis.TOLD)), *_answered(session)):
        yield Heading(2, phrase("heading.told"))
        yield Paragraph(phrase("told.what"))
        yield Bullets(told)
    if troubling := attention(session):
        yield Heading(2, phrase("heading.attention"))
        yield Bullets(items(troubling))


def attention(session: Session) -> tuple[Finding, ...]:
    """Warnings and errors that still stand."""
    every = (*(found for end in ends(session).values() for found in end.findings), *not_back(session))
    return tuple(dict.fromkeys(found for found in every if found.level in {Level.WARNING, Level.ERROR}))


def _on(session: Session, basis: Basis) -> tuple[Finding, ...]:
    found = [f for end in ends(session).values() for f in end.findings if f.basis is basis]
    return tuple(dict.fromkeys(found))


def _answered(session: Session) -> Iterator[Item]:
    for name in session.given.overrides:
        yield Item(phrase("told.override", name=name, meaning=OVERRIDES.get(name, "")))
    for name in session.given.offers:
        yield Item(phrase("told.offer", name=name, meaning=OFFERS.get(name, "")))


def items(findings: Iterable[Finding]) -> tuple[Item, ...]:
    """Findings with all that is said of them."""
    return tuple(_item(found) for found in findings)


def _read(found: Finding) -> Line:
    """What is so, and how it was read."""
    return (*plain(f"{found.text} "), *code(found.seen)) if found.seen else plain(found.text)


def _item(found: Finding) -> Item:
    line: Line = bold(plain(found.text))
    # What nobody looked at was seen from nowhere.
    if found.machine and (found.seen or found.basis is Basis.VERIFIED):
        line += phrase("from", machine=found.machine)
    more = [phrase("seen", seen=found.seen)] if found.seen else []
    return Item(line, (*more, *(plain(text) for text in (found.meaning, found.do) if text)))
