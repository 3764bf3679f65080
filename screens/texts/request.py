"""The form of a certificate request: what is wrong with a field, and whether it would be granted."""

from __future__ import annotations

from typing import Literal, cast

import msgspec
from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.certificate import words_of
from screens.texts.layout import labelled, marked, paragraph, stacked
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.rules.answers import Answers, AnswersError, Certificate, Request, checked
from wizard.rules.enrollment import EnrollVerdict, needs_approval
from wizard.rules.findings import Level, finding
from wizard.rules.requests import IDENTITY, REQUEST_READS, route

FIELDS = ("template", "authority", "subject", "names", "friendly_name", "key_length")
"""The fields that are typed, in their order."""


def with_text(request: Request, field: str, text: str) -> Request:
    """A request with one field as it was typed. ValueError where it is no number."""
    if field == "names":
        names = tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())
        return msgspec.structs.replace(request, names=names)
    if field == "key_length":
        length = int(text) if text else Request().key_length
        # What is as usual is left as it is: msgspec leaves out a default only where it is the very same number.
        return request if length == request.key_length else msgspec.structs.replace(request, key_length=length)
    value = text or getattr(Request(), field)
    return msgspec.structs.replace(request, **{field: value})


def text_of(request: Request, field: str) -> str:
    """A field as it is typed."""
    value = getattr(request, field)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def problem(field: str, text: str) -> str:
    """What is wrong with a field alone; empty where nothing is."""
    try:
        checked(Answers(certificate=Certificate(request=with_text(Request(), field, text))))
    except (AnswersError, ValueError):
        return say(f"request.problem.{field}")
    return ""


def as_who(pressed: str) -> Literal["computer", "user"]:
    """Whose permission counts, by the id of a radio button."""
    return cast("Literal['computer', 'user']", pressed.removeprefix("as-"))


def speaks_against(view: View, request: Request) -> bool:
    """What was read says that such a request brings no certificate for WSUS."""
    read = all(view.look.seen.read(question) is not None for question in REQUEST_READS)
    return read and bool(route(view.look.seen, request).problems)


def verdict_text(view: View | None, request: Request, look: Look) -> RenderableType:
    """Whether this request can be made, and who may enroll, judged from what was read."""
    if view is None:
        return Text("")
    if IDENTITY not in view.look.seen.results:
        # While there is a suitable certificate nobody has asked.
        return paragraph(say("request.not-asked"))
    if view.look.seen.read(IDENTITY) is None:
        return paragraph(say("request.unread"), "bold")
    way = route(view.look.seen, request)
    rows: list[tuple[str, Text]] = []
    for who, verdict in (("computer", way.as_computer), ("user", way.as_user)):
        if verdict:
            rows.append((say(f"request.verdict-{who}"), _verdict(verdict, look, asked=request.enroll_as == who)))
    rows += [(say("request.way"), marked(look, "blocked", words_of(found))) for found in way.problems]
    if way.authority and not way.problems:
        rows.append((say("request.way"), marked(look, "done", say("request.by", authority=way.authority.config))))
    if way.template and needs_approval(way.template):
        rows.append((say("label.waits"), marked(look, "waiting", finding("wait.authority", Level.INFO, "").text)))
    return stacked(labelled(rows))


def _verdict(verdict: EnrollVerdict, look: Look, asked: bool) -> Text:
    kind = "cannot-tell" if verdict.allowed is None else "done" if verdict.allowed else "blocked" if asked else "info"
    return marked(look, kind, words_of(verdict.reason))

