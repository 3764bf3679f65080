"""Ctrl+C, Ctrl+Break and the end from outside in the middle of a change, from a console of Windows.

The console is a hidden one, which a starter of the wizard shares with it. Closing the window comes to a program of C as
the same signal as Ctrl+Break; that Windows then ends it after five seconds is the end from outside.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.on_windows.children import SECONDS, environment, only_there, said, wizard

pytestmark = only_there

WIZARD = """\
import os, signal, sys, time
from wizard import cli
from wizard.engine import journal, records
append = journal.Journal.append
sent = []
def watched(self, record):
    append(self, record)
    if isinstance(record, records.Intent) and record.section == "bind" and not sent:
        sent.append(record)
        {does}
journal.Journal.append = watched
sys.exit(cli.main(["--lab", "first-run", "--state-dir", sys.argv[1], "apply"]))
"""
EVENT = "import ctypes; ctypes.windll.kernel32.GenerateConsoleCtrlEvent(0, 0); time.sleep(0.3)"
ENDS = {
    "Ctrl+C": (EVENT, 130),
    # Wine sends no such event; this is what the C runtime makes of it, and of a window that is closed.
    "Ctrl+Break": ("signal.raise_signal(signal.SIGBREAK)", 130),
    "Ctrl+C twice": (f"{EVENT}; {EVENT}", 130),
    "ended from outside": ("import _winapi; _winapi.TerminateProcess(_winapi.GetCurrentProcess(), 77)", 77),
}
"""What happens at the first intent to bind, and how the process then ends."""

if sys.platform == "win32":
    HIDDEN = subprocess.CREATE_NO_WINDOW
else:
    HIDDEN = 0


def in_hidden_console(program: str, state: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", program, str(state)], stdin=subprocess.DEVNULL, capture_output=True,
        env=environment(), timeout=SECONDS, creationflags=HIDDEN, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("how", ENDS)
def test_stopped_in_the_middle_of_a_change_the_same_command_goes_on_and_undo_goes_back(
    tmp_path: Path, how: str
) -> None:
    does, code = ENDS[how]
    stopped = in_hidden_console(WIZARD.format(does=does), tmp_path)
    assert stopped.returncode == code, said(stopped)
    again = wizard("--lab", "first-run", "--state-dir", tmp_path, "apply")
    assert again.returncode == 0, said(again)
    back = wizard("--lab", "first-run", "--state-dir", tmp_path, "undo")
    assert back.returncode == 0, said(back)
