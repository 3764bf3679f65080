"""The report of a session as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.records import Intent, Outcome, Restoring, SectionEnd, Undone, WindowMark
from wizard.engine.session import Session
from wizard.reports.escape import cell, code
from wizard.rules.findings import Basis, Finding, Level
from wizard.steps.describe import describe, section_words, value_text
from wizard.tutorial import SECTIONS


def report(session: Session, command: str) -> str:
    """What changed, what was proven and from where, what is assumed, and how to go on. `command` reaches the target."""
    return "\n".join([
        *_head(session),
        *_changed(session),
        *_proven(session),
        *_remarks(session),
        *_certificate(session),
        *_undone(session),
        *_next(session, command),
        "",
    ])


def _head(session: Session) -> Iterator[str]:
    opened = session.opened
    ended = session.ended
    yield f"# WSUS over HTTPS: {cell(opened.target)}"
    yield ""
    yield f"- Session {opened.session}, state: **{session.state}**"
    if ended:
        stopped = ended.section and ended.code
        where = f" at section *{section_words(ended.section).title}* ({ended.status})" if stopped else ""
        yield f"- Ended with exit code {ended.code}{where}"
    if session.state == "undone":
        yield "- **Undone**: what is told below was put back afterwards; see *What was put back*."
    if session.window_open:
        yield "- **The switch window is open**: whoever comes by http is refused."
    yield ""


def _changed(session: Session) -> Iterator[str]:
    yield "## What changed"
    yield ""
    ends = {r.change: r for r in session.records if isinstance(r, Outcome)}
    made: dict[str, Intent] = {}
    for intent in session.intents:
        made.setdefault(intent.change, intent)
    if not made:
        yield "Nothing."
    for identity, intent in made.items():
        result = ends[identity].result if identity in ends else "begun, not read back"
        yield f"### {cell(describe(intent.call.question().operation).title)} ({result})"
        yield ""
        yield f"At {intent.time}, section *{section_words(intent.section).title}*, change `{identity}`."
        yield ""
        yield from _settings(intent)
        yield from _command(intent)
        yield ""
    yield ""


def _settings(intent: Intent) -> Iterator[str]:
    if not intent.wanted:
        return
    former = {setting.path: setting.value for setting in intent.former}
    yield "| Setting | Before | After |"
    yield "|---|---|---|"
    for wanted in intent.wanted:
        before = value_text(former.get(wanted.path, ""))
        if before == value_text(wanted.value):
            continue
        yield f"| {cell(wanted.path)} | {cell(before)} | {cell(value_text(wanted.value))} |"
    yield ""


def _command(intent: Intent) -> Iterator[str]:
    yield from code(describe(intent.call.question().operation).command)


def _proven(session: Session) -> Iterator[str]:
    ends = session.sections
    for title, basis in (
        ("What was proven", Basis.VERIFIED), ("What is assumed", Basis.ASSUMED), ("What you told", Basis.TOLD),
    ):  # fmt: skip
        rows = [(key, f) for key in _order(ends) for f in ends[key].findings if f.basis is basis and _counts(f)]
        if not rows:
            continue
        yield f"## {title}"
        yield ""
        yield "| Section | Finding | Seen from | Seen |"
        yield "|---|---|---|---|"
        for key, found in rows:
            shown = (section_words(key).title, found.text, found.machine, found.seen)
            yield f"| {' | '.join(cell(text) for text in shown)} |"
        yield ""


def _counts(found: Finding) -> bool:
    return found.level is Level.OK or found.basis is not Basis.VERIFIED


def _order(ends: dict[str, SectionEnd]) -> list[str]:
    return [step.key for step in SECTIONS if step.key in ends]


def _remarks(session: Session) -> Iterator[str]:
    ends = session.sections
    rows = [f for key in _order(ends) for f in ends[key].findings if f.level in {Level.WARNING, Level.ERROR}]
    if not rows:
        return
    yield "## What needs attention"
    yield ""
    for found in rows:
        yield f"- **{cell(found.text)}** ({cell(found.machine)})" + (f": `{cell(found.seen)}`" if found.seen else "")
        for text in (found.meaning, found.do):
            if text:
                yield f"  {cell(text)}"
    yield ""


def _certificate(session: Session) -> Iterator[str]:
    end = session.sections.get("certificate")
    chosen = next((f for f in end.findings if f.code == "certificate.chosen"), None) if end else None
    if chosen is None:
        return
    yield "## The certificate, and when it ends"
    yield ""
    yield f"{cell(chosen.text)} Thumbprint `{cell(chosen.seen)}`."
    yield ""
    yield (
        "Before that day: get a new certificate with the same names, then bind it (section 3). "
        "`WsusUtil configuressl` need not be run again while the name stays the same. The wizard does it with the same "
        "command: it takes the newer certificate when the answers say `certificate = \"best\"` and the old one has "
        "ended, or at any time with the new thumbprint in the answers."
    )  # fmt: skip
    yield ""


def _undone(session: Session) -> Iterator[str]:
    undone = [r for r in session.records if isinstance(r, Undone)]
    restored = [r for r in session.records if isinstance(r, Restoring)]
    if restored:
        yield "## What was put back"
        yield ""
        for record in restored:
            for setting in record.settings:
                yield f"- {cell(setting.path)} = {cell(value_text(setting.value))}"
        yield ""
    for end in undone[-1:]:
        yield "All of it reads back as it was." if end.complete else "**Not all of it reads back as it was:**"
        yield ""
        for found in end.findings:
            yield f"- {cell(found.text)}" + (f" {cell(found.meaning)}" if found.meaning else "")
        yield ""


def _next(session: Session, command: str) -> Iterator[str]:
    yield "## Commands"
    yield ""
    undo = "" if session.state == "undone" else f"\n{command} undo {session.id}"
    yield from code(f"{command} check\n{command} report {session.id}{undo}")
    windows = [r for r in session.records if isinstance(r, WindowMark)]
    if windows and session.state == "finished":
        yield "Clients follow at their next scan. Until then a client may get 403 from WSUS: expected, and it passes."
        yield ""
