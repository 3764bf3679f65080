"""Ctrl+C, Ctrl+Break, a closed window and the end from outside in the middle of a change, from a console of Windows.

The console is a hidden one, which a starter of the wizard shares with it. Wine sends Ctrl+C alone. Ctrl+Break is what
the C runtime makes of it; a window is closed as `closing` says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.on_windows.children import HIDDEN, only_there, said, script, wizard
from wizard.engine.journal import read_journal
from wizard.engine.records import Ended, Intent

pytestmark = only_there

WIZARD = """\
import ctypes, os, signal, sys, threading, time
from tests.on_windows.closing import close_window
from wizard import cli
from wizard.engine import journal, records
from wizard.frontends.signals import Stop
append, ask = journal.Journal.append, Stop.ask
sent, heard = [], []
def asked(self):
    ask(self)
    heard.append(self)
Stop.ask = asked
def until(there):
    while not there:
        time.sleep(0.01)    # a handler of Python's comes between two of these
def watched(self, record):
    append(self, record)
    if isinstance(record, records.Intent) and record.section == "bind" and not sent:
        sent.append(record)
        {does}
journal.Journal.append = watched
sys.exit(cli.main(["--lab", "first-run", "--state-dir", sys.argv[1], "apply"]))
"""
EVENT = "ctypes.windll.kernel32.GenerateConsoleCtrlEvent(0, 0); until({there})"
CTRL_C = EVENT.format(there="heard")
AT_ONCE = EVENT.format(there="[]")
"""It ends what waits here."""
CLOSED = "threading.Thread(target=close_window, args=(os.getpid(),), daemon=True).start(); until(heard)"
ENDS = {
    "Ctrl+C": (CTRL_C, 130),
    "Ctrl+Break": ("signal.raise_signal(signal.SIGBREAK)", 130),
    "Ctrl+C twice": (f"{CTRL_C}; {AT_ONCE}", 130),
    "window closed": (CLOSED, 130),
    "ended from outside": ("import _winapi; _winapi.TerminateProcess(_winapi.GetCurrentProcess(), 77)", 77),
}
"""What happens at the first intent to bind, and how the process then ends."""

ON_DISK = {"Ctrl+C twice", "window closed", "ended from outside"}
"""After the others everything is as after the first of these but for the process itself."""


@pytest.mark.parametrize("how", ENDS)
def test_stopped_in_the_middle_of_a_change_the_same_command_goes_on_and_undo_goes_back(
    tmp_path: Path, how: str
) -> None:
    does, code = ENDS[how]
    stopped = script(WIZARD.format(does=does), tmp_path, flags=HIDDEN)
    assert stopped.returncode == code, said(stopped)
    (journal,) = tmp_path.rglob("s0001.jsonl")
    at_once = how in {"Ctrl+C twice", "ended from outside"}
    assert isinstance(read_journal(journal.read_bytes())[0][-1].record, Intent if at_once else Ended)
    assert any(tmp_path.rglob("owner.json")) == (how == "ended from outside"), "who works is named while he does"
    if how in ON_DISK:
        again = wizard("--lab", "first-run", "--state-dir", tmp_path, "apply")
        assert again.returncode == 0, said(again)
        assert ("Taking over" in said(again)) == (how == "ended from outside")
    if how == "ended from outside":
        back = wizard("--lab", "first-run", "--state-dir", tmp_path, "undo")
        assert back.returncode == 0, said(back)
