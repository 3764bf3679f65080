"""`python -m tests.on_windows.set_up`: Wine, a Windows Python, its packages. What is there already stays.

Ends in 1, with the reason, where something cannot be had.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.on_windows import cpython, wheels, wine
from tests.on_windows.place import CannotBeHad, Place, place


def powershell() -> Path | None:
    """The PowerShell for Windows that is named; CannotBeHad where it is not there."""
    named = os.environ.get(wine.POWERSHELL)
    if named and not Path(named).is_file():
        raise CannotBeHad(f"{wine.POWERSHELL} names no file: {named}")
    return Path(named) if named else None


def set_up(say: Callable[[str], None]) -> Place:
    """All of it, in order. CannotBeHad where a part is missing."""
    there = place()
    wine.install_wine()
    packages = "\n".join([cpython.ARTIFACT, *wheels.wanted()])
    parts: list[tuple[str, Callable[[], None], str]] = [
        ("prefix", lambda: wine.make_prefix(there), "8"),
        ("python", lambda: _python(there), cpython.ARTIFACT),
        ("packages", lambda: _packages(there), packages),
        ("start", lambda: _start(there), packages),
    ]
    for name, make, content in parts:
        done = there.folder / f"{name}.done"
        if done.is_file() and done.read_text(encoding="utf-8") == content:
            continue
        begun = time.monotonic()
        make()
        done.write_text(content, encoding="utf-8")
        say(f"{name}: {time.monotonic() - begun:.0f} s")
    wine.put_powershell(there, powershell())
    _product(there)
    return there


def _python(there: Place) -> None:
    for folder in (there.python, there.embedded):
        shutil.rmtree(folder, ignore_errors=True)
    cpython.make_python(there)


def _site(there: Place) -> tuple[Path, Path]:
    return there.python / "Lib" / "site-packages", there.embedded / "site-packages"


def _packages(there: Place) -> None:
    """In both layouts; nothing of an older version stays."""
    shutil.rmtree(there.wheels, ignore_errors=True)
    wheels.fetch_wheels(there)
    for folder in _site(there):
        shutil.rmtree(folder, ignore_errors=True)
        for wheel in sorted(there.wheels.glob("*.whl")):
            wheels.unpack(wheel, folder)


def _start(there: Place) -> None:
    """What this Wine cannot run is not there, either."""
    imports = "import cryptography.x509, msgspec, pytest; print('up')"
    started = wine.run(there, wine.command(there.program, "-c", imports))
    if "up" not in started.stdout:
        raise CannotBeHad(f"the Windows Python does not start: {(started.stdout + started.stderr).strip()[-300:]}")


def _product(there: Place) -> None:
    """As it is now, in every run."""
    wheel = wheels.build_product(there)
    for folder in _site(there):
        for old in ("wizard", "screens", *(found.name for found in folder.glob("wsus_tls_wizard-*"))):
            shutil.rmtree(folder / old, ignore_errors=True)
        wheels.unpack(wheel, folder)


def main() -> int:
    try:
        there = set_up(lambda text: print(text, flush=True))
    except CannotBeHad as missing:
        print(f"Not set up: {missing}")
        return 1
    print(f"In {there.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
