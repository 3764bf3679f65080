"""The content of a report, from a session's journal alone: the same journal gives the same document."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.engine.session import Session
from wizard.reports.certificate import the_certificate
from wizard.reports.changes import changes, put_back
from wizard.reports.document import Code, Document, Heading, Paragraph
from wizard.reports.evidence import evidence
from wizard.reports.left import left_for_others
from wizard.reports.message import message
from wizard.reports.summary import summary, title
from wizard.reports.words import phrase


def content(session: Session, command: str) -> Document:
    """How it ended, what changed, what is known and how, what is left, how to go on. `command` reaches the target."""
    blocks = (
        *summary(session),
        *message(session),
        *changes(session),
        *evidence(session),
        *the_certificate(session),
        *put_back(session),
        *left_for_others(session),
        *_commands(session, command),
    )
    return Document(title(session), blocks)


def _commands(session: Session, command: str) -> Iterator[Heading | Paragraph | Code]:
    yield Heading(2, phrase("heading.commands"))
    verbs = ["check", f"report {session.id}"]
    if session.state == "undone":
        yield Paragraph(phrase("commands.undone"))
    elif session.state in {"finished", "undoing"}:
        # A half done undo comes before anything else: nothing is applied then.
        yield Paragraph(phrase("commands.done"))
        verbs.append(f"undo {session.id}")
    else:
        yield Paragraph(phrase("commands.go-on"))
        verbs = ["apply", *verbs, f"undo {session.id}"]
    yield Code("\n".join(f"{command} {verb}" for verb in verbs))
    if session.changed_anything and session.state != "undone":
        yield Paragraph(phrase("commands.way-back", folder=f"{session.id}.undo"))
