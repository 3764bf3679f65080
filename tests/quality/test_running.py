"""The command line as its own process: what it loads, and that it opens no text file in the system's code page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
from wizard.cli import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process; its exit code is for the caller to judge."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def test_a_check_loads_neither_screens_nor_the_network_to_a_server(tmp_path: Path) -> None:
    done = run("-c", PROBE, "check", "--lab", "first-run", "--state-dir", str(tmp_path))
    assert done.returncode == 1, done.stderr
    loaded = set(done.stderr.split())
    assert {"wizard", "msgspec"} <= loaded, done.stderr
    assert not loaded & {"textual", "rich", "screens", "winrm", "requests"}


@pytest.mark.parametrize("lab", ["first-run", "already-secure"])
def test_every_verb_names_the_encoding_of_every_text_file(lab: str, tmp_path: Path) -> None:
    strict = ("-X", "warn_default_encoding", "-W", "error::EncodingWarning", "-m", "wizard")
    target = ("--lab", lab, "--state-dir", str(tmp_path))
    changes = lab == "first-run"
    answers = tmp_path / "answers.toml"
    answers.write_text('certificate = "best"\n' if not changes else "[certificate.request]\n", encoding="utf-8")
    for verb, expected in (
        (("check",), 1 if changes else 0),
        (("plan", "--json"), 1 if changes else 0),
        (("apply", "--answers", str(answers)), 0),
        (("sessions",), 0),
        (("report",), 0 if changes else 2),
        (("undo",), 0 if changes else 2),
        (("labs",), 0),
        (("operations",), 0),
    ):
        done = run(*strict, *target, *verb)
        assert done.returncode == expected, f"{verb}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr


def test_a_file_without_an_encoding_would_be_caught(tmp_path: Path) -> None:
    file = tmp_path / "text"
    done = run("-X", "warn_default_encoding", "-W", "error::EncodingWarning", "-c", f"open({str(file)!r}, 'w')")
    assert done.returncode == 1
    assert "EncodingWarning" in done.stderr
