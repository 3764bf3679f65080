"""A list whose present line is reversed: Textual's own leaves reverse video out, and colours alone say nothing."""

from __future__ import annotations

from dataclasses import replace

from textual.style import Style
from textual.widgets import OptionList

HERE = "option-list--option-highlighted"


class Menu(OptionList):
    """An OptionList whose present line is seen on any terminal."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """As Textual has it, and reversed for the present line while the list has the focus."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if HERE not in component_classes:
            return style
        return replace(style, reverse=self.has_focus, underline=not self.has_focus)
