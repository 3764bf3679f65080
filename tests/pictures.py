"""The pictures of the README: `python -m tests.pictures` drives the wizard through the practice lab and takes them."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from tests.flows.desk import Desk
from tests.screens.driver import sitting
from wizard.resources import assets

PICTURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overview", ()),
    ("certificate", ("enter",)),
    ("change", ("enter", "f9", "f9", "f9", "f9", "enter")),
    ("switch", ("f9", "enter", "f9", "enter", "f9", "enter", "enter", "f9", "enter")),
    ("done", ("f9",)),
)
"""A picture, and the keys that lead to it from the one before."""


async def take(folder: Path, state: Path) -> None:
    """All of them, in one sitting."""
    async with sitting(Desk(state)) as operator:
        for name, keys in PICTURES:
            await operator.press(*keys)
            svg = operator.app.export_screenshot(title="WSUS TLS wizard")
            # Textual gives every picture names of its own; without them the same screen is the same file.
            (folder / f"{name}.svg").write_text(re.sub(r"terminal-\d+", "terminal", svg), encoding="utf-8")


def main() -> None:
    """Take them anew."""
    folder = Path(str(assets())) / "pictures"
    with tempfile.TemporaryDirectory() as state:
        asyncio.run(take(folder, Path(state)))
    print("\n".join(str(path) for path in sorted(folder.glob("*.svg"))))


if __name__ == "__main__":
    main()
