"""The way back without the wizard, by the PowerShell of Windows; elsewhere `python -m tests.this_computer` tries it."""

from __future__ import annotations

from tests.on_windows.children import only_there
from tests.this_computer.desk import Desk
from tests.this_computer.job import way_back_without_the_wizard


@only_there
def test_undo_ps1_goes_back_to_equal_settings_and_leaves_the_wizard_nothing_to_undo(desk: Desk) -> None:
    way_back_without_the_wizard(desk)
