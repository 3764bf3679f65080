"""The certificates there are: a row for each, and what there is to know of the one that is highlighted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import labelled, paragraph, plain, pointed, stacked
from screens.texts.settings import short_thumbprint
from screens.texts.words import say
from wizard.engine.guide import View
from wizard.rules.answers import Request
from wizard.rules.certificate import SERVER_AUTHENTICATION
from wizard.rules.findings import Level, of_reason
from wizard.rules.place import place
from wizard.rules.reasons import Reason
from wizard.rules.requests import REQUEST_READS, route
from wizard.rules.suitability import Judgement

REQUEST = "request"
"""Id of the row that asks for a new one."""


class Row(msgspec.Struct, frozen=True):
    """A line of the table."""

    id: str
    """Thumbprint, or REQUEST."""
    name: str
    until: str
    verdict: str
    kind: str
    """For the glyph and the style."""
    selectable: bool


def words_of(reason: Reason) -> str:
    """A reason in words."""
    return of_reason(reason, Level.INFO, "").text


def chosen(view: View) -> str:
    """Thumbprint of the one that is settled on, REQUEST for a wish, else empty."""
    wish = view.look.answers.certificate
    if wish is None or isinstance(wish, str):
        return view.look.settled
    return REQUEST if wish.request else wish.thumbprint


def rows(view: View) -> tuple[Row, ...]:
    """What there is to choose among; what cannot be chosen stays visible, its reason is the lesson."""
    found: list[Row] = [Row(REQUEST, say("certificate.request"), "", say("certificate.from-ca"), "info", True)]
    where = place(view.look.seen, view.look.answers)
    bound = where.https.certificate_hash if where and where.https else ""
    first = True
    for judgement in view.certificates:
        thumbprint, facts = judgement.certificate.thumbprint, judgement.facts
        name = facts.common_name or facts.subject if facts else say("certificate.unreadable")
        until = f"{facts.not_after:%Y-%m-%d}" if facts else ""
        verdict, kind = _verdict(judgement, first)
        first = first and not judgement.suitable
        if thumbprint == bound:
            verdict = say("certificate.bound", verdict=verdict)
        found.append(Row(thumbprint, name, until, verdict, kind, judgement.suitable))
    # Those that cannot be chosen by their reason: the same ones are read together, the bound one first.
    return tuple(sorted(found, key=lambda row: "" if row.selectable else row.verdict))


def _verdict(judgement: Judgement, first: bool) -> tuple[str, str]:
    if not judgement.suitable:
        return say("certificate.no", reason=words_of(judgement.reasons[0])), "blocked"
    if judgement.notes:
        return say("certificate.notes", note=words_of(judgement.notes[0])), "note"
    return say("certificate.proposed" if first else "certificate.suitable"), "done"


def detail(view: View, identity: str, look: Look, now: datetime) -> RenderableType:
    """What there is to know of one of them."""
    if identity == REQUEST:
        return stacked(
            plain(say("certificate.request"), "bold"), paragraph(say("certificate.request-detail")), *_who(view, look)
        )
    judgement = next((j for j in view.certificates if j.certificate.thumbprint == identity), None)
    if judgement is None:
        return Text("")
    return stacked(
        plain(judgement.facts.subject if judgement.facts else short_thumbprint(identity), "bold"),
        *_problems(judgement, look),
        labelled(_facts(judgement, now)),
    )


def _who(view: View, look: Look) -> Iterator[RenderableType]:
    """Who may enroll for the usual template, where that was read."""
    seen = view.look.seen
    if any(seen.read(question) is None for question in REQUEST_READS):
        return
    way = route(seen, Request())
    verdicts = [verdict for verdict in (way.as_computer, way.as_user) if verdict]
    some_may = any(verdict.allowed for verdict in verdicts)
    yield ""
    for verdict in verdicts:
        against = "info" if some_may else "blocked"
        kind = "cannot-tell" if verdict.allowed is None else "done" if verdict.allowed else against
        yield pointed(look, kind, words_of(verdict.reason))
    for problem in way.problems:
        yield pointed(look, "blocked", words_of(problem))
    if verdicts and not some_may:
        yield paragraph(say("certificate.nobody-may"))


def _problems(judgement: Judgement, look: Look) -> Iterator[RenderableType]:
    for kind, reasons in (("blocked", judgement.reasons), ("note", judgement.notes)):
        for reason in reasons:
            yield pointed(look, kind, words_of(reason))


def _facts(judgement: Judgement, now: datetime) -> Iterator[tuple[str, str]]:
    certificate, facts = judgement.certificate, judgement.facts
    if facts:
        yield say("certificate.names"), ", ".join(facts.names) or "-"
        yield say("certificate.issuer"), facts.issuer_name or facts.issuer
        usages = ", ".join(facts.usages or ("-",))
        server = SERVER_AUTHENTICATION in usages
        yield say("certificate.use"), say("certificate.server-authentication") if server else usages
        days = max(0, (facts.not_after - now).days)
        since, until = f"{facts.not_before:%Y-%m-%d}", f"{facts.not_after:%Y-%m-%d}"
        yield say("certificate.dates"), say("certificate.days", since=since, until=until, days=days)
    yield say("certificate.key"), _key(judgement)
    if certificate.friendly_name:
        yield say("certificate.friendly"), certificate.friendly_name
    yield say("certificate.thumbprint"), certificate.thumbprint


def _key(judgement: Judgement) -> str:
    certificate = judgement.certificate
    if not certificate.has_private_key:
        return say("certificate.no-key")
    if certificate.key_signs:
        return say("certificate.key-signs")
    return say("certificate.key-fails", error=certificate.key_error or "-")


def bound_will_not_do(view: View, look: Look) -> RenderableType | None:
    """Why the certificate that is bound now has to be another one; None where it will do, or none is bound."""
    where = place(view.look.seen, view.look.answers)
    bound = where.https.certificate_hash if where and where.https else ""
    for judgement in view.certificates:
        if judgement.certificate.thumbprint == bound and not judgement.suitable:
            return pointed(look, "note", say("certificate.bound-no", reason=words_of(judgement.reasons[0])))
    return None


def counted(view: View) -> str:
    """How many were found, and how many of them will do."""
    found = view.certificates
    return say("certificate.counted", found=len(found), suitable=sum(j.suitable for j in found))


