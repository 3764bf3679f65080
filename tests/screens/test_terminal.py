"""The program in a real terminal: from first page to finished report, killed in between, and without colours."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from screens.texts.words import say
from tests.flows.desk import Desk
from tests.screens.terminal import STYLE, Terminal, terminal
from wizard.engine.records import Ended, Intent, Outcome
from wizard.engine.store import Store
from wizard.steps.sections import section_words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made by pty, which Windows lacks")

KILLED = """\
import os, signal, sys
from wizard import cli
from wizard.lab.bench import Bench

commit = Bench.commit

def dying(bench, what):
    commit(bench, what)
    if what == "sslFlags of ClientWebService":
        os.kill(os.getpid(), signal.SIGKILL)

Bench.commit = dying
sys.exit(cli.main(sys.argv[1:]))
"""
"""The wizard, killed as by `kill -9` between two values of a change in the switch window."""


def arguments(state: Path) -> tuple[str, ...]:
    return ("--lab", "first-run", "--state-dir", str(state))


class Operator:
    """Presses keys and waits until their effect is on the screen."""

    def __init__(self, at: Terminal, desk: Desk) -> None:
        self.at = at
        self.desk = desk

    def _page(self, section: str) -> bool:
        """The page of a section is on the screen, with nothing over it."""
        return f" {section_words(section).short}]" in self.at.text and "F10" in self.at.lines[-1]

    def opens(self, key: str, section: str) -> None:
        self.at.press(key)
        self.at.until(lambda: self._page(section), f"the page of {section}")

    def makes(self, section: str, more: bool = False) -> None:
        """F9, and what it made is read back. With `more` the page goes on with the next change of the section."""
        before = self._outcomes()
        self.at.press("f9")
        self.at.until(lambda: self._outcomes() > before and self._page(section), f"the outcome of {section}")
        self.at.until(lambda: (say("key.make") in self.at.lines[-1]) == more, f"what comes after that in {section}")

    def agrees(self, section: str) -> None:
        self.at.press("f9")
        self.at.until(lambda: say("key.take-back") in self.at.lines[-1], f"the agreement of {section}")

    def _outcomes(self) -> int:
        journal = self.desk.journal()
        return journal.read_bytes().count(b'"record":"outcome"') if journal.exists() else 0


def test_from_the_first_page_to_the_finished_report_in_a_real_terminal(fresh: Desk) -> None:
    with terminal("-m", "wizard", *arguments(fresh.state)) as at:
        modes = at.modes
        you = Operator(at, fresh)
        at.until(lambda: say("overview.first").split()[-1] in at.text and "2026" not in at.lines[0], "the overview")
        at.until(lambda: at.lines[-2].strip() == say("state.nothing"), "the first look")
        assert at.modes != modes, "the terminal is not in raw mode: this test is of no use"
        you.opens("enter", "certificate")
        at.press("enter")
        at.until(lambda: say("request.title") in at.text, "the form")
        at.press("f9")
        at.until(lambda: say("change.counted", number=1, of=3) in at.text, "the first change")
        you.makes("certificate", more=True)
        you.makes("certificate", more=True)
        you.makes("certificate")
        you.opens("enter", "bind")
        you.makes("bind")
        for section in ("require-ssl", "configure-wsus", "console", "software-update-point"):
            you.opens("enter", section)
            if section != "console":
                you.agrees(section)
        at.press("enter")
        at.until(lambda: say("switch.title") in at.text, "the switch")
        at.press("f9")
        at.until(lambda: say("switch.closed") in at.text, "the end of the switch")
        for section in ("synchronization", "client-scan"):
            you.opens("enter", section)
            you.makes(section)
        at.press("enter")
        at.until(lambda: say("report.saved") in at.text and "s0001.report" in at.text, "the report")
        at.press("f10")
        at.until(lambda: say("leave.title") in at.text, "the question")
        at.press("f10")
        assert at.ended() == 0
        assert at.presses <= 25
        assert at.modes == modes, "the terminal is not as it was"
        restored = at.written.decode()
        for switched_off in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1000l"):
            on = switched_off[:-1] + ("h" if switched_off.endswith("l") else "l")
            assert restored.rfind(switched_off) > restored.rfind(on), f"{on!r} is left on"
        farewell = restored.rpartition("\x1b[?1049l")[2]
        assert say("overview.all-done") in farewell
        assert f'--lab first-run --state-dir "{fresh.state}"' in farewell
        assert "undo s0001" in farewell
    done = [r.change for r in fresh.records() if isinstance(r, Outcome) and r.result == "done"]
    assert len(done) == 9
    assert fresh.run("check").code == 0


def test_a_wizard_that_was_killed_in_the_window_opens_with_what_is_half_done(agreed: Desk) -> None:
    with terminal("-c", KILLED, *arguments(agreed.state)) as at:
        at.until(lambda: "F10" in at.lines[-1] and say("overview.switch") in at.text, "the overview")
        at.until(lambda: say("state.agreed", count=3) in at.text, "the first look")
        for key in ("end", "up", "up", "enter"):
            at.press(key)
        at.until(lambda: say("switch.title") in at.text, "the switch")
        at.press("f9")
        assert at.ended() == -9
    assert isinstance(agreed.records()[-1], Intent)
    with terminal("-m", "wizard", *arguments(agreed.state)) as at:
        at.until(lambda: say("label.half-done") in at.text, "what is half done")
        banner = say("banner", line="", elapsed="").split()
        at.until(lambda: all(word in at.lines[-2] for word in banner), "the banner")
        assert section_words("require-ssl").title in at.text
        assert say("back.killed") in at.text
        at.press("f10")
        at.until(lambda: say("leave.title") in at.text, "the question")
        at.press("f10")
        assert at.ended() == 4, "the window is open"
        assert say("leave.farewell-window") in " ".join(at.written.decode().split())


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_a_signal_leaves_as_f10_does(bound: Desk, name: str) -> None:
    with terminal("-m", "wizard", *arguments(bound.state)) as at:
        modes = at.modes
        at.until(lambda: section_words("bind").short in at.lines[-2], "the first look")
        at.program.send_signal(signal.Signals[name])
        assert at.ended() == 5
        assert at.modes == modes
        assert say("leave.comes-back") in at.written.decode().rpartition("\x1b[?1049l")[2]
    assert isinstance(bound.records()[-1], Ended)


@pytest.mark.parametrize("key", ["enter", "f5"])
def test_a_terminal_that_goes_away_in_the_middle_of_painting_leaves_nobody_at_work(bound: Desk, key: str) -> None:
    with terminal("-m", "wizard", *arguments(bound.state)) as at:
        at.until(lambda: section_words("bind").short in at.lines[-2], "the first look")
        painted = len(at.written)
        at.press(key)
        at.until(lambda: len(at.written) > painted, "some of the answer")
        for _ in range(40):
            at.press(key)
        at.close()
        at.program.wait(timeout=60)
    with Store(bound.state, f"lab:{bound.lab}", lambda _: None).locked():
        assert isinstance(bound.records()[-1], Ended)


def test_no_color_writes_no_colour(fresh: Desk) -> None:
    with terminal("-m", "wizard", *arguments(fresh.state), environ={"NO_COLOR": "1"}) as at:
        at.until(lambda: at.lines[-2].strip() == say("state.nothing"), "the first look")
        at.press("enter")
        at.until(lambda: say("certificate.question") in at.text, "the certificates")
        at.press("f10")
        at.until(lambda: say("leave.title") in at.text, "the question")
        at.press("f10")
        assert at.ended() == 1
    codes = {int(code) for found in STYLE.findall(at.written.decode()) for code in found.split(";") if code}
    colours = {code for code in codes if code in {38, 48} or 30 <= code <= 37 or 40 <= code <= 47 or code >= 90}
    assert not colours, f"colours though NO_COLOR is set: {sorted(colours)}"
    assert 7 in codes, "where you are is not reversed"
