"""The app below all pages: everything that Textual has to be told so that a screen is right on any terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar

from screens.look.glyphs import GlyphLevel, Look
from screens.look.here_filter import HERE, here_filter
from screens.look.line_filter import glyph_filter
from screens.look.output import lasting
from screens.look.scrollbar import WholeCells
from screens.look.theme import THEME
from wizard.resources import read_text

Result = TypeVar("Result")


class TerminalApp(App[Result]):
    """An app in the terminal's own colours, on a glyph level."""

    CSS = read_text("wizard.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, level: GlyphLevel = GlyphLevel.FULL) -> None:
        # Told here, not by the theme alone: what NO_COLOR does is settled in this call, before any theme of ours is
        # set. Without it the page would be black on black then.
        super().__init__(ansi_color=True)
        self.look = Look(level)
        self.register_theme(THEME)
        self.theme = THEME.name
        ScrollBar.renderer = WholeCells

    def get_driver_class(self) -> type[Driver]:
        """Textual's for this system, on an output that may go away."""
        return lasting(super().get_driver_class())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """`$here` for style sheets, whatever the theme."""
        return {"here": HERE}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Reverse video first, since it goes by a colour; then Textual's own; at last the level."""
        glyphs = glyph_filter(self.look.level)
        return [here_filter(), *super().get_line_filters(), *([glyphs] if glyphs.enabled else [])]

    def change_level(self, level: GlyphLevel) -> None:
        """Another glyph level, at once."""
        self.look = Look(level)
        self.refresh_css(animate=False)
        self.screen.refresh(layout=True)
