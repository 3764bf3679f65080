"""The checkers find nothing: style, types on both platforms, and the imports of the house."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.quality.tree import ROOT

CHECKERS = {
    "ruff": ("-m", "ruff", "check", "--quiet", "."),
    "mypy": ("-m", "mypy", "--no-pretty"),
    "mypy-as-on-windows": ("-m", "mypy", "--no-pretty", "--platform", "win32", "--cache-dir", ".mypy_cache/win32"),
    "import-contracts": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"),
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_checker_finds_nothing(checker: str) -> None:
    done = subprocess.run(
        [sys.executable, *CHECKERS[checker]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{checker}:\n{done.stdout}{done.stderr}"
