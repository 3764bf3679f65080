"""What stands on every page: whose server, how far, and what state the server is in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import plain
from screens.texts.standing import KEYS, NUMBERS, standing
from screens.texts.words import say
from wizard.steps.sections import section_words

if TYPE_CHECKING:
    from wizard.engine.guide import View
    from wizard.engine.session import Session


def strip(view: View | None, current: str, look: Look, narrow: bool = False) -> Text:
    """How far: a sign and a number for each section, the present one by name and reversed."""
    parts: list[Text] = []
    for key in KEYS:
        kind = standing(view, key)
        number, sign = NUMBERS[key], look.sign(kind)
        if key == current:
            parts.append(Text(f"[{number} {section_words(key).short}]", style="reverse"))
        else:
            parts.append(Text(f"{sign} {number}", style=look.style(kind)))
    return Text(" ") + Text(" " if narrow else "  ").join(parts)


def side_list(view: View | None, current: str, look: Look) -> Text:
    """The same as a list, where there is room for one."""
    lines: list[Text] = []
    for key in KEYS:
        kind = standing(view, key)
        style = "reverse" if key == current else look.style(kind)
        lines.append(Text(f" {look.sign(kind)} {NUMBERS[key]} {section_words(key).short:<18}", style=style))
        lines.append(plain(f"     {look.word(kind)}", "dim"))
    return Text("\n").join(lines)


def clock(duration: timedelta) -> str:
    """Hours where there are any, minutes, seconds."""
    seconds = max(0, int(duration.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def banner(elapsed: timedelta | None, look: Look) -> Text:
    """The switch window is open, and for how long; None where nobody knows since when."""
    since = clock(elapsed) if elapsed is not None else say("banner.unknown")
    line = look.double * 2
    return Text(say("banner", line=line, elapsed=since) + look.double * 4, style="bold reverse")


def changed_sections(session: Session) -> tuple[str, ...]:
    """Keys of the sections in which something was changed that still stands."""
    found = {intent.section for intent in session.standing if intent.change in session.done}
    return tuple(key for key in KEYS if key in found)


def state_of(view: View | None, current: str = "") -> str:
    """What state the server is in, in one line."""
    if view is None:
        return say("state.looking")
    session = view.session
    if half := half_done(view):
        return say("state.half-done", sections=_names(half))
    changed = changed_sections(session)
    agreed = [planned for planned in view.planned if planned.agreed]
    parts = [say("state.changed", sections=_names(changed)) if changed else say("state.nothing")]
    if agreed:
        parts.append(say("state.agreed", count=len(agreed)))
    elif current and any(planned.change.unit == "switch" for planned in view.changes(current)):
        parts.append(say("state.agreeing"))
    return " ".join(parts)


def half_done(view: View) -> tuple[str, ...]:
    """Keys of the sections in which something was begun and is not known to be as wanted."""
    keys = dict.fromkeys(intent.section for intent in view.session.half_done)
    return tuple(key for key in keys if not view.assessment(key).status.done)


def _names(keys: tuple[str, ...]) -> str:
    if len(keys) > 2:
        return say("state.sections", numbers=", ".join(str(NUMBERS[key]) for key in keys))
    return ", ".join(section_words(key).short for key in keys)
