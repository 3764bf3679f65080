"""A stop that was asked for: nothing half done, the window closed first, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed, requiring, window_is_open
from wizard.frontends.signals import stopping
from wizard.lab.lab import Lab

ROOT = Path(__file__).parents[2]


def after_configuressl(lab: Lab) -> bool:
    return lab.world.wsus.using_ssl


@pytest.mark.parametrize(("moment", "when"), [
    ("before anything", lambda lab: True),
    ("behind the request", lambda lab: bool(lab.world.requests)),
    ("behind the binding", lambda lab: bool(lab.world.iis.http_sys)),
    ("behind Require SSL", lambda lab: bool(requiring(lab.world))),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_a_stop_before_configuressl_leaves_http_as_it_was(
    desk: Desk, before: dict[str, str], moment: str, when: object
) -> None:
    assert callable(when)
    stopped = desk.run("apply", stop=when)
    assert stopped.code == 130, f"{moment}: {stopped.said}"
    assert not window_is_open(desk.world)
    assert not requiring(desk.world)
    assert "Cancelled by you" in stopped.said
    back = desk.copy("back")
    assert desk.run("apply").code == 0
    if back.sessions():
        assert back.run("undo").code == 0
    assert not changed(before, back.settings())


def test_a_stop_behind_configuressl_goes_forwards_to_wcm_and_then_stops(desk: Desk) -> None:
    stopped = desk.run("apply", stop=after_configuressl)
    assert stopped.code == 130, stopped.said
    assert "SWITCH WINDOW CLOSED == WCM has connected" in stopped.said
    assert desk.world.point.ssl
    assert "8. Verify" not in stopped.said
    assert desk.run("apply").code == 0


def test_a_stop_ends_a_wait_at_once() -> None:
    woken: list[bool] = []
    said: list[str] = []
    with stopping(said.append) as stop:
        stop.wakes(lambda: woken.append(stop()))
        signal.raise_signal(signal.SIGTERM)
    assert woken == [True], "who is woken sees that a stop was asked for"
    assert len(said) == 1


def test_ctrl_c_is_heard_as_a_stop(tmp_path: Path) -> None:
    """The process sends it to itself at its first intent, as a hand on the keyboard would at that moment."""
    program = (
        "import signal, sys\n"
        "from wizard import cli\n"
        "from wizard.engine import journal, records\n"
        "append = journal.Journal.append\n"
        "def watched(self, record):\n"
        "    append(self, record)\n"
        "    if isinstance(record, records.Intent) and record.section == 'bind':\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "journal.Journal.append = watched\n"
        "sys.exit(cli.main(['--lab', 'first-run', '--state-dir', sys.argv[1], 'apply']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 130, done.stdout + done.stderr
    assert "Stopping at the next safe place" in done.stdout
    desk = Desk(tmp_path)
    assert desk.run("apply").code == 0
