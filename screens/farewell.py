"""What is said when the wizard has left the screen: the server's state, and the commands that lead on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screens.texts.state import state_of
from screens.texts.words import say

if TYPE_CHECKING:
    from screens.app import Wizard


def farewell(wizard: Wizard) -> Iterator[str]:
    """Line by line."""
    view = wizard.view
    if wizard.return_code:
        # The program failed: what was seen last may be long past. The journal knows.
        yield say("leave.failed")
        if wizard.backstage.is_open:
            yield f"  {wizard.command} check"
        return
    if view is None or not wizard.backstage.is_open:
        if wizard.trouble:
            yield wizard.trouble
        return
    yield wizard.title_text
    if wizard.trouble:
        yield wizard.trouble
    if view.window_open:
        yield say("leave.farewell-window")
    yield say("overview.all-done") if view.satisfied else state_of(view)
    yield say("leave.comes-back" if view.kept else "leave.nothing-kept")
    yield f"  {wizard.command}"
    if view.undoable:
        yield say("leave.farewell-undo")
        yield f"  {wizard.command} undo {view.undoable.id}"
