"""The head of a report: how it ended, in words for someone who was not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wizard.engine.codes import Exit
from wizard.engine.session import Session
from wizard.reports.certificate import after_undo
from wizard.reports.document import Fact, Facts, Heading, Item, Line, Paragraph, plain
from wizard.reports.evidence import attention
from wizard.reports.known import (
    Window,
    certificate,
    ends,
    not_back,
    practice,
    proofs,
    provers,
    server,
    times,
    when,
    window,
)
from wizard.reports.left import left
from wizard.reports.made import made, net
from wizard.reports.words import phrase, say, section_name
from wizard.rules.errors import explains
from wizard.rules.findings import Finding, Level
from wizard.steps.assessment import Status
from wizard.steps.describe import describe

Ending = tuple[Literal["good", "wait", "alert"], str]

BY_STATUS: dict[str, Ending] = {
    Status.WAITING.value: ("wait", "ended.waiting"),
    Status.CANNOT_TELL.value: ("wait", "ended.cannot-tell"),
    Status.BLOCKED.value: ("wait", "ended.blocked"),
    Status.FAILED.value: ("alert", "ended.failed"),
    Status.NEEDS_ANSWER.value: ("wait", "ended.needs-answer"),
    Status.NEEDS_CHANGE.value: ("wait", "ended.needs-change"),
}
"""What is said of a run by the status of the section that it ended at."""

WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2, Level.OK: 3}


def title(session: Session) -> str:
    """What the report is about."""
    return say("title", what=server(session).host or session.opened.target)


def summary(session: Session) -> Iterator[Heading | Paragraph | Facts]:
    """Title, how it ended, and the main points."""
    yield Heading(1, plain(title(session)))
    if lab := practice(session):
        yield Paragraph(phrase("head.practice", lab=lab))
    yield Heading(2, phrase("heading.summary"))
    tone, code = _ending(session)
    named = session.ended.section if session.ended else ""
    yield Paragraph(
        phrase(code, section=section_name(named) if named else "", host=server(session).host or session.opened.target),
        tone,
    )
    if session.window_open:
        found = window(session)
        opened = when(found.opened) or say("time.unknown")
        line = phrase("window.open", opened=opened)
        yield Paragraph(line + phrase("window.found") if found.found else line, "alert")
    yield Facts(tuple(Fact(phrase(label), item) for label, item in _facts(session)))
    yield Paragraph(_who_and_when(session), "small")


def _ending(session: Session) -> Ending:
    ended = session.ended
    if session.state == "undone":
        return "good", "ended.undone"
    if session.state == "undoing":
        return "alert", "ended.undoing"
    if ended is None:
        return "wait", "ended.running"
    if ended.code == Exit.SATISFIED:
        return "good", "ended.done"
    if not ended.section:
        return "wait", "ended.otherwise"
    if ended.code == Exit.CANCELLED:
        return "wait", "ended.cancelled"
    return BY_STATUS.get(ended.status, ("wait", "ended.otherwise"))


def _facts(session: Session) -> Iterator[tuple[str, Item]]:
    if reason := why(session):
        where = phrase("why.read" if reason.seen else "why.from", machine=reason.machine, seen=reason.seen)
        meant = tuple(_meant(session))
        more = (*((where,) if reason.machine else ()), *(plain(found.text) for found in meant))
        yield "fact.why", Item(plain(reason.text), more)
        if do := [found.do for found in (*meant, reason) if found.do]:
            yield "fact.do", Item(plain(do[0]), tuple(plain(text) for text in do[1:]))
    yield "fact.changed", Item(_changed(session))
    if session.state not in {"undone", "undoing"} and session.begun:
        begun = [describe(intent.call.question().operation).title for intent in session.begun.values()]
        yield "fact.half-done", Item(plain("; ".join(begun)))
    yield "fact.window", Item(_window(window(session)))
    yield "fact.proven", Item(_proven(session))
    yield "fact.certificate", Item(_certificate(session))
    count = len(attention(session))
    yield "fact.attention", Item(phrase("attention.count", count=count) if count else phrase("attention.none"))
    items = len(left(session))
    yield "fact.left", Item(phrase("left.count", count=items) if items else phrase("left.nothing"))


def why(session: Session) -> Finding | None:
    """What kept the last run (or an undo) from its end: the weightiest finding of the section that it ended at."""
    ended = session.ended
    if session.state in {"undone", "undoing"}:
        return next(iter(not_back(session)), None)
    if ended is None or ended.code in {Exit.SATISFIED, Exit.CANCELLED}:
        return None
    end = ends(session).get(ended.section)
    if end is None or end.status.done:
        return None
    return min(end.findings, key=lambda found: WEIGHT[found.level], default=None)


def _meant(session: Session) -> Iterator[Finding]:
    """What the code of the failure means, where its section says so."""
    end = ends(session).get(session.ended.section) if session.ended else None
    if end and session.state not in {"undone", "undoing"} and end.status is not Status.WAITING:
        yield from (found for found in end.findings if explains(found.code))


def _changed(session: Session) -> Line:
    changes = made(session)
    if not changes:
        return phrase("changed.nothing")
    counted = {result: sum(change.result == result for change in changes) for result in (
        "done", "rolled-back", "half-back", "failed", "begun",
    )}  # fmt: skip
    if session.state == "undone":
        return phrase("changed.undone", done=counted["done"])
    line = phrase("changed.counts", done=counted["done"], values=len(net(session)))
    if session.state == "undoing":
        line += phrase("changed.undoing")
    if counted["rolled-back"]:
        line += phrase("changed.back", count=counted["rolled-back"])
    if counted["half-back"]:
        line += phrase("changed.half", count=counted["half-back"])
    if counted["failed"]:
        line += phrase("changed.failed", count=counted["failed"])
    if counted["begun"]:
        line += phrase("changed.unread", count=counted["begun"])
    if session.ended and session.ended.remaining and session.state == "stopped":
        line += phrase("changed.remaining", count=len(session.ended.remaining))
    return line


def _window(found: Window) -> Line:
    opened = when(found.opened) or say("time.unknown")
    closed = when(found.closed) or say("time.unknown")
    if found.state == "never":
        return phrase("window.never")
    if found.state == "open":
        return phrase("window.still-open", opened=opened)
    if found.state == "undone":
        line = phrase("window.undone", opened=opened)
    else:
        code = "window.forwards" if found.state == "forwards" else "window.backwards"
        line = phrase(code, opened=opened, closed=closed)
        if found.minutes is not None:
            line += phrase("window.minutes", minutes=found.minutes) if found.minutes else phrase("window.moment")
    return line + phrase("window.found") if found.found else line


def _certificate(session: Session) -> Line:
    found = certificate(session)
    if found is None:
        return phrase("certificate.none-yet")
    if fate := after_undo(session, found):
        return fate
    return phrase("certificate.ends", until=found.until) if found.until else phrase("certificate.no-end")


def _proven(session: Session) -> Line:
    count = len(proofs(session))
    if not count:
        return phrase("proven.none")
    machines = ", ".join(f"{machine} ({number})" for machine, number in provers(session))
    line = phrase("proven.count", count=count, machines=machines)
    return line + phrase("proven.before-undo") if session.state in {"undone", "undoing"} else line


def _who_and_when(session: Session) -> Line:
    opened = session.opened
    line = phrase("head.session", session=opened.session, target=opened.target, state=session.state)
    if session.ended:
        line += phrase("head.exit-code", code=session.ended.code)
    first, last = times(session)
    if not first:
        return line
    return line + (phrase("head.times", first=first, last=last) if last != first else phrase("head.time", first=first))
