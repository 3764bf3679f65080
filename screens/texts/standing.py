"""How a section stands, in one word of the pages' vocabulary, and what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.look.glyphs import OF_STATUS, Kind
from wizard.steps.sections import section_keys, section_words

if TYPE_CHECKING:
    from wizard.engine.guide import Planned, View
    from wizard.steps.assessment import Assessment

KEYS = section_keys()
NUMBERS = {key: number for number, key in enumerate(KEYS, 1)}


def standing(view: View | None, key: str) -> Kind:
    """How a section stands; a section whose changes are all agreed to says so."""
    if view is None:
        return "unseen"
    assessment = view.assessment(key)
    planned = view.changes(key)
    if planned and (assessment.status.value == "needs-change" or assessment.status.done):
        # A section that is done has changes planned where an offer was taken.
        return "agreed" if all(p.agreed for p in planned) else "will-change"
    return OF_STATUS[assessment.status.value]


def next_change(view: View, key: str) -> Planned | None:
    """The change that its page is about now: of the window's the first that is not agreed to, else the first."""
    changes = view.changes(key)
    if any(planned.change.unit == "switch" for planned in changes):
        return next((planned for planned in changes if not planned.agreed), None)
    return next(iter(changes), None)


def waits_for(assessment: Assessment) -> str:
    """The section that has to come first, in words; empty where it waits for nothing of the kind."""
    if assessment.wait and assessment.wait.section:
        return section_words(assessment.wait.section).title
    return ""


def first_open(view: View | None) -> str:
    """The section where there is something to do next; empty where all is done."""
    if view is None:
        return KEYS[0]
    return next((key for key, assessment in view.sections if not assessment.status.done), "")
