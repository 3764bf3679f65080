"""A program that is a Windows server as far as the scripts can tell: the real engine, with stand-ins of some areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.powershell.runner import ascii_json
from tests.targets.starter import starter

LAUNCH = Path(__file__).with_name("launch.py")


def stand_in(program: Path, folder: Path, areas: Sequence[str], states: Mapping[str, Any]) -> Path:
    """What to name in WSUS_TLS_POWERSHELL. Its state begins anew with each process."""
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "state.json"
    complete = {area: states.get(area) for area in ("base", *areas)}
    state.write_bytes(ascii_json({"folder": str(folder / "Windows"), "areas": areas, "states": complete}))
    given = [str(program), str(state)]
    runs = f"import runpy, sys; sys.argv[1:1] = {given!r}; runpy.run_path({str(LAUNCH)!r}, run_name='__main__')"
    return starter(folder / "powershell", runs)
