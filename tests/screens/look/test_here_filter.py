"""The filter that makes the mark of where you are reverse video."""

from __future__ import annotations

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from screens.look.here_filter import HERE, here_filter
from screens.look.theme import THEME

BLACK = Color(0, 0, 0)
MARK = Color.parse(HERE).rich_color


def test_the_mark_becomes_the_default_colours_reversed() -> None:
    marked = Segment("here", Style(color="green", bgcolor=MARK, bold=True, meta={"option": 1}))
    (shown,) = here_filter().apply([marked], BLACK)
    assert shown.text == "here"
    style = shown.style
    assert style is not None
    assert (style.reverse, style.bold, style.meta) == (True, True, {"option": 1})
    assert style.color == style.bgcolor == RichColor.default()


def test_the_mark_as_a_foreground_becomes_bold() -> None:
    (shown,) = here_filter().apply([Segment("---", Style(color=MARK, bgcolor="default"))], BLACK)
    assert shown.style == Style(color="default", bgcolor="default", bold=True)


def test_everything_else_stays_as_it_is() -> None:
    segments = [Segment("a"), Segment("b", Style(bgcolor="cyan")), Segment("c", Style(color="red", reverse=True))]
    shown = here_filter().apply(segments, BLACK)
    assert all(after is before for after, before in zip(shown, segments, strict=True))


def test_the_theme_has_the_mark_for_what_is_reversed_and_for_nothing_else() -> None:
    marked = {name for name, value in THEME.variables.items() if value == HERE}
    assert marked == {
        "block-cursor-background",
        "input-selection-background",
        "link-background-hover",
        "screen-selection-background",
    }
    colours = (THEME.primary, THEME.secondary, THEME.warning, THEME.error, THEME.success, THEME.accent)
    assert HERE not in colours
