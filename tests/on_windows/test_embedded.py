"""The embeddable layout: a `._pth`, no pip, no site, no time zones, and the product's own wheel unpacked beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.on_windows.children import SECONDS, only_there, said

pytestmark = only_there


@pytest.fixture(scope="module")
def embedded() -> Path:
    """Its program, which the set-up lays beside the one that runs this."""
    return Path(sys.prefix).parent / "embedded" / "python.exe"


def run(program: Path, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
    )  # fmt: skip


def test_it_is_that_layout(embedded: Path, tmp_path: Path) -> None:
    program = (
        "import importlib.util, sys; "
        "found = [bool(importlib.util.find_spec(name)) for name in ('pip', 'tzdata')]; "
        "print(*found, 'site' in sys.modules, sys.flags.isolated)"
    )
    done = run(embedded, "-c", program, folder=tmp_path)
    assert done.stdout.split() == [b"False", b"False", b"False", b"1"], said(done)


def test_the_whole_job_and_its_way_back(embedded: Path, tmp_path: Path) -> None:
    for verb in ("apply", "undo"):
        done = run(embedded, "-m", "wizard", "--lab", "first-run", "--state-dir", tmp_path, verb, folder=tmp_path)
        assert done.returncode == 0, said(done)


def test_the_labs_are_there(embedded: Path, tmp_path: Path) -> None:
    done = run(embedded, "-m", "wizard", "labs", folder=tmp_path)
    assert done.returncode == 0, said(done)
    assert b"first-run" in done.stdout
