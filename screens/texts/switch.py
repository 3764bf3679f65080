"""The page that opens the switch window: what is agreed to, the gate, and what happens while it runs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.findings import listed, weightiest_first
from screens.texts.layout import apart, labelled, marked, paragraph, plain, pointed, stacked
from screens.texts.settings import shortened
from screens.texts.standing import NUMBERS
from screens.texts.words import say
from wizard.engine.guide import Planned, View
from wizard.engine.switch import Switched
from wizard.rules.gate import Condition, overridable
from wizard.rules.logs import moment
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH


def switch_text(view: View | None, last: Switched | None, look: Look, details: bool) -> RenderableType:
    """The page as it stands: before, or after it ran."""
    if view is None:
        return stacked(plain(say("switch.title"), "bold"), "", paragraph(say("looking")))
    if last is not None and not view.switch and last.assessment.status.done:
        return stacked(*_through(view, look))
    parts: list[RenderableType] = []
    if last is not None and not last.assessment.status.done:
        parts += _failed(last, look, details)
    if view.switch:
        parts += _before(view, look, details)
    elif last is None:
        parts += [plain(say("switch.not-yet"), "bold"), "", paragraph(say("switch.nothing-to-do"))]
    return stacked(*parts)


def _before(view: View, look: Look, details: bool) -> Iterator[RenderableType]:
    yield plain(say("switch.title" if view.ready_to_switch else "switch.not-yet"), "bold")
    yield paragraph(say("switch.what"))
    for planned in view.switch:
        yield _agreed(planned, look)
    yield paragraph(say("switch.then"), indent=3)
    yield ""
    standing = view.look.window == "open"
    yield plain(say("switch.gate-shown" if standing else "switch.gate", time=moment(view.look.seen.now)), "bold")
    yield from _gate(view, look, details)
    yield ""
    yield labelled((say(f"label.{name}"), say(f"switch.{name}")) for name in ("impact", "takes", "way-back"))
    yield paragraph(say("switch.clicks-hint"), "dim")


def _agreed(planned: Planned, look: Look) -> RenderableType:
    kind = "agreed" if planned.agreed else "needs-you"
    word = say("switch.agreed" if planned.agreed else "switch.not-agreed")
    section = planned.change.section
    return apart(
        plain(f"   {NUMBERS[section]}  {section_words(section).title}"),
        Text(f"{look.sign(kind)} {word}", style=look.style(kind)),
    )


def _gate(view: View, look: Look, details: bool) -> Iterator[RenderableType]:
    blocking = {condition.key for condition in view.blocking}
    good = [c for c in view.look.gate if c.holds]
    rows = []
    for condition in view.look.gate:
        if condition.holds and not details:
            continue
        rows.append(condition)
    if good and not details:
        yield marked(look, "done", say("switch.gate-good", count=len(good)), indent=1)
    for condition in rows:
        yield from _condition(condition, condition.key in blocking, view, look, details)


def _condition(condition: Condition, blocks: bool, view: View, look: Look, details: bool) -> Iterator[RenderableType]:
    if condition.holds or details:
        yield listed((condition.finding,), look, details)
    else:
        kind = "needs-you" if overridable(condition) else "blocked"
        kind = "cannot-tell" if condition.holds is None else kind
        found = condition.finding
        yield pointed(look, kind, found.text, indent=1)
        if found.seen and found.seen not in found.text:
            yield paragraph(say("finding.seen", seen=shortened(found.seen)), "dim", indent=3)
        if found.do:
            yield paragraph(found.do, indent=3)
    if blocks and not condition.asked_after:
        yield paragraph(say("switch.may-override" if overridable(condition) else "switch.no-override"), "bold", 3)
    elif condition.asked_after:
        yield paragraph(say("switch.asked-after", section=section_words(condition.asked_after).title), "dim", 3)
    elif not condition.holds and condition.key in view.answers.overrides:
        yield paragraph(say("switch.overridden"), "bold", 3)


def _through(view: View, look: Look) -> Iterator[RenderableType]:
    yield plain(say("switch.closed"), "bold")
    yield paragraph(say("switch.closed-what"))
    yield ""
    for key in SWITCH:
        yield plain(f"{NUMBERS[key]}  {section_words(key).title}", "bold")
        good = tuple(found for found in view.assessment(key).findings)
        yield listed(good, look, details=False)


def _failed(last: Switched, look: Look, details: bool) -> Iterator[RenderableType]:
    title = "switch.failed-open" if last.window_open else "switch.failed-closed"
    yield plain(say(title, section=section_words(last.section).title), "bold")
    yield listed(weightiest_first(last.assessment.findings), look, details)
    yield ""


def by_hand_of_the_switch(view: View) -> tuple[str, RenderableType]:
    """Title and text: the clicks, where the gate lets them through."""
    through = not view.blocking or view.look.window == "open"
    text = _clicks() if through else paragraph(say("switch.by-hand-blocked"))
    return say("by-hand.title", section=say("overview.switch")), text


def _clicks() -> RenderableType:
    """Sections 4, 5 and 7 as one list: clicking them opens the window too."""
    parts: list[RenderableType] = [paragraph(say("switch.by-hand")), ""]
    for key in ("require-ssl", "configure-wsus", "software-update-point"):
        words = section_words(key)
        parts.append(plain(f"{NUMBERS[key]}  {words.title}", "bold"))
        parts.append(labelled(((f" {n}.", click) for n, click in enumerate(words.clicks, 1)), width=4, style=""))
    return stacked(*parts)
