"""The overview: how every section stands, what waits for whom, and what was found on coming back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import labelled, marked, paragraph, plain, stacked
from screens.texts.standing import NUMBERS, first_open, standing, waits_for
from screens.texts.state import half_done
from screens.texts.words import say
from wizard.steps.sections import section_words

if TYPE_CHECKING:
    from wizard.engine.guide import View
    from wizard.engine.session import Session

TITLE, SHORT = 42, 20
ENDED_BADLY = frozenset({"failed", "blocked", "waiting", "cannot-tell"})
"""Ends of a run that have a reason to be told."""


def row(view: View | None, key: str, look: Look, narrow: bool = False) -> Text:
    """A section in the list; in a narrow window by its short name."""
    kind, words = standing(view, key), section_words(key)
    name = f"{words.short:<{SHORT}}" if narrow else f"{words.title:<{TITLE}}"
    line = marked(look, kind, f"{NUMBERS[key]}  {name} ")
    return Text.assemble(line, (f"{look.word(kind):<12}", look.style(kind)), plain(_note(view, key), "dim"))


def _note(view: View | None, key: str) -> str:
    if view is None:
        return ""
    assessment = view.assessment(key)
    if waits := waits_for(assessment):
        return say("overview.after", number=next((NUMBERS[k] for k in NUMBERS if section_words(k).title == waits), ""))
    if assessment.status.value == "waiting" and assessment.wait and assessment.wait.ends_with == "wait.authority":
        return say("overview.ca-manager")
    return ""


def head(view: View | None, resumed: Session | None, notices: tuple[str, ...], look: Look) -> RenderableType:
    """What is said above the list."""
    if view is None:
        return stacked(paragraph(say("overview.looking")))
    lines: list[RenderableType] = [paragraph(notice, "bold") for notice in notices]
    if view.window_open:
        lines.append(paragraph(say("overview.window-open"), "bold"))
    if resumed is not None and (not view.satisfied or resumed.state == "undoing"):
        lines += _welcome_back(view, resumed, look)
    elif view.satisfied or not first_open(view):
        lines.append(paragraph(say("overview.all-done")))
    elif not view.window_open:
        lines.append(paragraph(say("overview.first")))
    return stacked(*lines)


def _welcome_back(view: View, session: Session, look: Look) -> Iterator[RenderableType]:
    ended = session.ended
    where = section_words(ended.section).title if ended and ended.section else ""
    if session.state == "undoing":
        yield paragraph(say("back.undoing", session=session.id), "bold")
        return
    if ended is None:
        yield paragraph(say("back.killed"), "bold")
    elif where:
        yield paragraph(say("back.left", section=where), "bold")
    else:
        yield paragraph(say("back.again"), "bold")
    half = half_done(view)
    rows: list[tuple[str, str]] = []
    if half:
        rows.append((say("label.half-done"), ", ".join(section_words(key).title for key in half)))
    now = tuple(_request(view))
    rows += [(say("label.then"), text) for text in _then(session) if text not in now]
    rows += [(say("label.now"), text) for text in now]
    if view.differences:
        rows.append((say("label.also"), say("back.differences", count=len(view.differences))))
    if rows:
        yield labelled(rows)
    if not half:
        yield paragraph(say("back.nothing-half-done"))


def _then(session: Session) -> Iterator[str]:
    """Why the last run ended where it did."""
    from wizard.reports.summary import why  # only on coming back: the first page does not wait for it

    if session.ended and session.ended.status in ENDED_BADLY and (found := why(session)):
        yield found.text


def _request(view: View) -> Iterator[str]:
    assessment = view.assessment("certificate")
    if assessment.status.value == "waiting" and assessment.findings:
        yield assessment.findings[0].text
