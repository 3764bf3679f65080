"""The facts as this process has them, and what is set before Textual is imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from screens.look.facts_of_terminal import prepare_environment, read_terminal
from screens.look.level import Console, Terminal


def test_the_variables_are_read() -> None:
    terminal = read_terminal({
        "TERM": "xterm", "WT_SESSION": "8b3", "SSH_CONNECTION": "::1", "NO_COLOR": "1", "WSUS_TLS_GLYPHS": "ascii",
        "WSUS_TLS_COLOR": "16",
    })  # fmt: skip
    assert (terminal.term, terminal.glyphs, terminal.color) == ("xterm", "ascii", "16")
    assert terminal.windows_terminal
    assert terminal.ssh
    assert terminal.no_color
    assert terminal.platform == sys.platform


def test_without_variables_nothing_is_assumed() -> None:
    terminal = read_terminal({})
    assert (terminal.windows_terminal, terminal.ssh, terminal.no_color) == (False, False, False)
    assert (terminal.term, terminal.glyphs, terminal.color) == ("", "", "")


def test_an_empty_no_color_is_none() -> None:
    assert not read_terminal({"NO_COLOR": ""}).no_color


def test_a_process_without_streams_has_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, None)
    terminal = read_terminal({})
    assert (terminal.input_tty, terminal.output_tty, terminal.encoding) == (False, False, None)


@pytest.mark.skipif(sys.platform == "win32", reason="there it is asked, and answers")
def test_elsewhere_than_on_windows_no_console_is_asked() -> None:
    assert read_terminal({}).console == Console()


def prepared(terminal: Terminal, **given: str) -> dict[str, str]:
    """The variables afterwards."""
    prepare_environment(terminal, given)
    return given


def test_nothing_moves_by_itself_and_repaints_are_few() -> None:
    assert prepared(Terminal("linux")) == {
        "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "15", "TEXTUAL_SMOOTH_SCROLL": "0",
    }  # fmt: skip


def test_what_the_operator_has_set_stays() -> None:
    own = {"TEXTUAL_ANIMATIONS": "full", "TEXTUAL_FPS": "60", "TEXTUAL_SMOOTH_SCROLL": "1", "ESCDELAY": "25",
           "TEXTUAL_COLOR_SYSTEM": "truecolor"}  # fmt: skip
    assert prepared(Terminal("win32", ssh=True, console=Console(build=14393)), **own) == own


def test_server_2016_gets_16_colours() -> None:
    assert prepared(Terminal("win32", console=Console(build=14393)))["TEXTUAL_COLOR_SYSTEM"] == "standard"


def test_over_ssh_escape_waits_longer_for_the_rest_of_a_key() -> None:
    assert int(prepared(Terminal("linux", ssh=True))["ESCDELAY"]) > 100


@pytest.mark.parametrize(
    ("terminal", "given", "no_color"),
    [
        (Terminal("linux", color="none"), {}, "1"),
        (Terminal("linux", no_color=True), {"NO_COLOR": "yes"}, "1"),
        (Terminal("linux", no_color=True, color="16"), {"NO_COLOR": "1"}, None),
        (Terminal("linux"), {"NO_COLOR": ""}, None),    # which Textual would obey
        (Terminal("linux"), {}, None),
    ],
)
def test_no_color_is_as_decided(terminal: Terminal, given: dict[str, str], no_color: str | None) -> None:
    assert prepared(terminal, **given).get("NO_COLOR") == no_color


def test_textual_takes_what_was_set() -> None:
    code = """
from screens.look.facts_of_terminal import prepare_environment, read_terminal
prepare_environment(read_terminal())
from textual import constants as now
print(now.MAX_FPS, now.TEXTUAL_ANIMATIONS, now.SMOOTH_SCROLL, now.COLOR_SYSTEM, now.ESCAPE_DELAY)
"""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL_", "ESC", "NO_COLOR"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**own, "WSUS_TLS_COLOR": "16", "SSH_CONNECTION": "::1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["15", "none", "False", "standard", "0.25"], done.stderr
