"""Output that is redirected, in the code pages that a Windows may have, and to a reader that goes away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.on_windows.children import SECONDS, environment, only_there, said, wizard

pytestmark = only_there

CODE_PAGES = ("cp1252", "cp850", "cp437", "utf-8")
SAID = [*(("plan", page) for page in CODE_PAGES), ("apply", "cp437")]
"""A plan has every kind of sign that a verb says; what is done is said in the poorest page."""


@pytest.mark.parametrize(("verb", "page"), SAID)
def test_what_a_verb_says_is_whole_in_every_code_page(tmp_path: Path, page: str, verb: str) -> None:
    """A name in no code page but one, in the path of the state folder, which is written."""
    state = tmp_path / "Żółć ü 状態"
    done = wizard("--lab", "first-run", "--state-dir", state, verb, more={"PYTHONIOENCODING": page})
    text = said(done, page)
    assert done.returncode in {0, 1}, text
    assert "Traceback" not in text
    assert "�" not in text, "nothing was written that its reader cannot decode"


def test_json_is_utf_8_whatever_the_code_page(tmp_path: Path) -> None:
    done = wizard(
        "--lab", "first-run", "--state-dir", tmp_path, "check", "--json", more={"PYTHONIOENCODING": "cp437"}
    )  # fmt: skip
    assert done.stdout.decode("utf-8").startswith("{"), said(done)


def test_without_settings_it_is_the_code_page_of_windows(tmp_path: Path) -> None:
    done = wizard("--lab", "first-run", "--state-dir", tmp_path / "ü", "check")
    assert "Traceback" not in said(done, "cp1252")


def test_a_reader_that_has_gone_ends_it_without_a_traceback(tmp_path: Path) -> None:
    """Windows says "invalid argument" of a pipe that nobody reads, rather than "broken pipe"."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "wizard", "--lab", "first-run", "--state-dir", str(tmp_path), "check"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(SECONDS) == 1
