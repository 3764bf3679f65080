"""A section's page: why, what is seen, what would change and what that costs, the way back, and the proof."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.differences import differences_text
from screens.texts.findings import hinders, listed, weightiest_first
from screens.texts.layout import apart, labelled, paragraph, plain, stacked, table
from screens.texts.settings import moved
from screens.texts.standing import NUMBERS, first_open, next_change, standing, waits_for
from screens.texts.words import say
from wizard.engine.guide import Planned, View
from wizard.engine.making import with_brought
from wizard.reports.message import message_in
from wizard.rules.findings import Finding, Level, finding
from wizard.steps.assessment import Assessment, Status
from wizard.steps.describe import describe
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH

OTHER_CERTIFICATE = re.compile(r"[0-9A-F]{40} ")


FIRST = frozenset({Status.FAILED, Status.BLOCKED, Status.CANNOT_TELL, Status.WAITING})
"""Where what was found stands above what would be changed: it comes first."""


def heading(view: View | None, key: str, look: Look) -> RenderableType:
    """Number, title and status of a section."""
    kind = standing(view, key)
    right = Text(f"{look.sign(kind)} {look.word(kind)}", style=look.style(kind))
    return apart(plain(f"{NUMBERS[key]}  {section_words(key).title}", "bold"), right)


def section_text(view: View | None, key: str, look: Look, details: bool) -> RenderableType:
    """The whole page of a section. With details: exact commands, whole values, all that was read."""
    words = section_words(key)
    head = (heading(view, key, look), paragraph(words.why), labelled([(say("label.risk"), words.risk)]), "")
    if view is None:
        return stacked(*head, paragraph(say("looking")))
    assessment = view.assessment(key)
    return stacked(*head, *_body(view, key, assessment, look, details))


def _body(view: View, key: str, assessment: Assessment, look: Look, details: bool) -> Iterator[RenderableType]:
    if ended := dict(view.failed).get(key):
        yield plain(say("section.did-not-work"), "bold")
        yield listed(weightiest_first(f for f in ended.findings if f.level is Level.OK or hinders(f)), look, details)
        yield ""
    elif left := _left_at(view, key):
        yield plain(say("section.left-at"), "bold")
        yield listed(weightiest_first(left), look, details)
        yield ""
    elif theirs := differences_text(view, key):
        yield theirs
        yield paragraph(say("section.someone-else"))
        yield ""
    if waits := waits_for(assessment) or _behind(view, key):
        yield paragraph(say("section.waits-for", section=waits))
        yield ""
    planned, found = next_change(view, key), _shown(assessment, details)
    if assessment.status in FIRST:
        yield from _found(assessment, found, look, details, words=section_words(key).proof)
        yield ""
    elif planned and (troubling := tuple(f for f in found if hinders(f))):
        found = tuple(f for f in found if f not in troubling)
        yield listed(troubling, look, details)
        yield ""
    if planned:
        yield from change_text(view, planned, look, details)
    elif (agreed := view.changes(key)) and key in SWITCH:
        for one in agreed:
            yield from change_text(view, one, look, details)
    if assessment.status not in FIRST:
        yield ""
        yield from _found(assessment, found, look, details, words=section_words(key).proof)


def _left_at(view: View, key: str) -> tuple[Finding, ...]:
    """What the last run ended with in this section, while nothing was done since and it does not show by itself."""
    session = view.session
    end = session.sections.get(key)
    if session.ended is None or session.ended.section != key or end is None or end.status not in FIRST:
        return ()
    errors = {found.code for found in end.findings if found.level is Level.ERROR}
    if errors <= {found.code for found in view.assessment(key).findings}:
        return ()
    if "engine.someone-else" in errors and view.differences:
        return ()  # They are shown as a table.
    return tuple(found for found in end.findings if hinders(found))


def _behind(view: View, key: str) -> str:
    """The section before this one that is not done, where this one's changes can only be made after it."""
    planned = view.changes(key)
    if not planned or planned[0].change.unit == "switch" or view.ready(key):
        return ""
    return section_words(first_open(view)).title


def change_text(view: View, planned: Planned, look: Look, details: bool) -> Iterator[RenderableType]:
    """One change: now and after, what it costs, the way back."""
    change = planned.change
    words = describe(with_brought(change.operation, view.session.brought))
    siblings, session = view.changes(change.section), view.session
    made = len({i.change for i in session.standing if i.section == change.section and i.change in session.done})
    position, of = made + siblings.index(planned) + 1, made + len(siblings)
    counted = say("change.counted", number=position, of=of) if of > 1 else say("change.one")
    yield plain(f"{counted} {words.title}", "bold")
    if rows := moved(change, view.session.brought, whole=details):
        yield table((say("column.setting"), say("column.now"), say("column.after")), rows)
    costs = [
        (say("label.impact"), words.impact),
        (say("label.takes"), words.duration),
        (say("label.way-back"), words.undo),
    ]
    if change.unit == "switch":
        costs.insert(0, (say("label.when"), say("change.in-window")))
    if details:
        costs.append((say("label.command"), words.command.strip()))
    yield labelled(costs)


def _shown(assessment: Assessment, details: bool) -> tuple[Finding, ...]:
    found = weightiest_first(assessment.findings)
    if details:
        return found
    # What speaks against the other certificates stands in the table, beside their names.
    return tuple(f for f in found if f.level is not Level.INFO or not OTHER_CERTIFICATE.match(f.seen))


def _found(
    assessment: Assessment, found: tuple[Finding, ...], look: Look, details: bool, words: str
) -> Iterator[RenderableType]:
    if assessment.wait and assessment.wait.ends_with:
        yield labelled([(say("label.waits"), finding(assessment.wait.ends_with, Level.INFO, "").text)])
    title = "label.proof" if assessment.status.done else "label.seen"
    yield plain(say(title), "bold")
    if message := message_in(found):
        yield listed((f for f in found if f.level is Level.ERROR), look, details)
        yield ""
        yield plain(say("section.message"), "bold")
        yield plain(message)
        yield ""
        found = tuple(f for f in found if f.level is not Level.ERROR)
    yield listed(found, look, details, asked=found[0] if found and assessment.waits_itself else None)
    if details:
        yield ""
        yield labelled([(say("label.how"), words)])
