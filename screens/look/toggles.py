"""Check and radio buttons that say on and off by their sign: those of Textual tell them apart by colour alone."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Checkbox, RadioButton

from screens.look.glyphs import MARKS


class Check(Checkbox):
    """`[X]` or `[ ]`."""

    BUTTON_LEFT = MARKS["check-off"].full[0]
    BUTTON_INNER = MARKS["check-off"].full[1]
    BUTTON_RIGHT = MARKS["check-off"].full[2]

    def watch_value(self) -> None:
        """The sign, then what Textual does."""
        self.BUTTON_INNER = MARKS["check-on" if self.value else "check-off"].full[1]
        super().watch_value()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as its label needs: Textual's own is cut off behind the first."""
        return Widget.get_content_height(self, container, viewport, width)


class Choice(RadioButton):
    """`(•)` or `( )`, of a RadioSet."""

    BUTTON_LEFT = MARKS["radio-off"].full[0]
    BUTTON_INNER = MARKS["radio-off"].full[1]
    BUTTON_RIGHT = MARKS["radio-off"].full[2]

    def watch_value(self) -> None:
        """The sign, then what Textual does."""
        self.BUTTON_INNER = MARKS["radio-on" if self.value else "radio-off"].full[1]
        super().watch_value()
