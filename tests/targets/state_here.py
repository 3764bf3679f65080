"""The state of this computer in a test's own folder, on Windows as elsewhere."""

from __future__ import annotations

import sys

import pytest


def state_here(patch: pytest.MonkeyPatch) -> None:
    """On Windows it is in ProgramData and for administrators alone, as tests of their own try."""
    if sys.platform == "win32":
        patch.setattr("wizard.opening.server_state", lambda state: state)
        patch.setattr("wizard.targets.administrators.protected", lambda folder, *_: folder.mkdir(exist_ok=True))
