"""What changed, change by change; and what of it was put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.engine.records import Restoring, UndoBegun, Undone
from wizard.engine.session import Session
from wizard.reports.document import Bullets, Code, Heading, Line, Paragraph, Table, code, plain
from wizard.reports.evidence import attention, items
from wizard.reports.known import when
from wizard.reports.made import Made, Result, made
from wizard.reports.settings import in_words, label
from wizard.reports.words import phrase, say, section_name
from wizard.steps.describe import ChangeWords, describe

RESULTS: dict[Result, str] = {
    "done": "result.done",
    "failed": "result.failed",
    "rolled-back": "result.rolled-back",
    "half-back": "result.half-back",
    "begun": "result.begun",
}
ROLES = {"wsus": "role.wsus", "site": "role.site", "client": "role.client", "here": "role.here"}

Part = Heading | Paragraph | Table | Code | Bullets


def changes(session: Session) -> Iterator[Part]:
    """Every change: first all of them at a glance, then each with its values, its command and its way back."""
    yield Heading(2, phrase("heading.changes"))
    every = tuple((change, describe(change.intent.call.question().operation)) for change in made(session))
    if not every:
        yield Paragraph(phrase("changed.nothing"))
        return
    if session.state == "undone":
        yield Paragraph(phrase("changes.undone"))
    head = tuple(phrase(f"column.{name}") for name in ("number", "time", "change", "result"))
    yield Table(head, tuple(_row(change, words) for change, words in every), (7, 20, 53, 20))
    for change, words in every:
        yield from _change(change, words)


def _row(change: Made, words: ChangeWords) -> tuple[Line, ...]:
    time = when(change.intent.time).removesuffix(" UTC")
    return plain(change.number), plain(time), plain(words.title), phrase(RESULTS[change.result])


def _change(change: Made, words: ChangeWords) -> Iterator[Part]:
    intent = change.intent
    result = say(RESULTS[change.result])
    yield Heading(3, phrase("changes.title", number=change.number, title=words.title, result=result))
    role = say(ROLES[intent.call.role.value])
    yield Paragraph(
        phrase("changes.when", time=when(intent.time), role=role, section=section_name(intent.section),
               change=intent.change),
        "small",
    )  # fmt: skip
    if change.error:
        yield Paragraph(phrase("changes.error", error=change.error))
    if moved := change.moved:
        head = tuple(phrase(f"column.{name}") for name in ("setting", "before", "after"))
        rows = tuple((_setting(m.path), plain(m.before), plain(m.after)) for m in moved)
        yield Table(head, rows, (44, 28, 28))
    yield Code(words.command)
    yield Paragraph(phrase("changes.undo", undo=words.undo), "small")


def _setting(path: str) -> Line:
    """What it is called, and where it is."""
    name = label(path)
    return code(path) if name == path else (*plain(f"{name} "), *code(path))


def put_back(session: Session) -> Iterator[Part]:
    """What was put back when the window was closed backwards, and by undo; and whether it reads so."""
    begun = next((n for n, r in enumerate(session.records) if isinstance(r, UndoBegun)), len(session.records))
    in_window, by_undo = session.records[:begun], session.records[begun:]
    if not by_undo and not any(isinstance(record, Restoring) for record in in_window):
        return
    yield Heading(2, phrase("heading.back"))
    if any(isinstance(record, Restoring) for record in in_window):
        yield Paragraph(phrase("back.in-window"))
        yield _restored(in_window)
        if any(change.result == "half-back" for change in made(session)):
            yield Paragraph(phrase("back.half"))
    if by_undo:
        yield from _undone(session, by_undo)


def _undone(session: Session, records: tuple[object, ...]) -> Iterator[Part]:
    if any(isinstance(record, Restoring) for record in records):
        yield Paragraph(phrase("back.by-undo"))
        yield _restored(records)
    last = records[-1]
    if not isinstance(last, Undone):
        yield Paragraph(phrase("back.unfinished"))
    elif last.complete:
        yield Paragraph(phrase("back.complete"))
    else:
        yield Paragraph(phrase("back.incomplete"))
        if beside := tuple(found for found in last.findings if found not in attention(session)):
            yield Bullets(items(beside))


def _restored(records: Iterable[object]) -> Table:
    rows: dict[tuple[Line, ...], None] = {}
    for record in records:
        if isinstance(record, Restoring) and record.settings:
            rows.update({(_setting(s.path), plain(in_words(s.path, s.value))): None for s in record.settings})
        elif isinstance(record, Restoring):
            rows[plain(describe(record.call.question().operation).title), ()] = None
    return Table((phrase("column.setting"), phrase("column.back-to")), tuple(rows), (60, 40))
