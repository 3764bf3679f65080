"""The pages on Wine's console, in a terminal of 80x24 that tmux makes, from the first page to the finished report.

Driven by Enter, Tab, Esc, letters and Ctrl+Q. What cannot be driven there is below; it is known from Wine's
`conhost.c`, which makes key events of what a terminal sends (`tty_input`, `process_csi_sequence`, `key_press`), and
`test_what_wine_does_not_hand_over` reads these as Textual does.

- F1 to F12, arrows, Home, End, PgUp, PgDn, Insert, Del: a key code with the character 0. A Windows with
  ENABLE_VIRTUAL_TERMINAL_INPUT sends the sequence, character by character, and Textual reads characters alone.
- Shift+Tab: the same event as Tab. Pages are walked forwards only.
- A lone Esc: a key code with the character 0. With Alt held the character comes: so it is sent here.
- Mouse, paste and focus: their sequences are taken apart into letters, or dropped. That the wizard asks for the mouse,
  and takes that back on leaving, is seen.
- Another size of the window: no event comes. Other sizes are tested without a terminal.
- Ctrl+C: a signal of Linux to all that is in the terminal, the shell, too. `test_stopping` has it.
- The window's own closing: Wine never sends that event. `tests.on_windows.closing` stands in for the sender alone.

Wine takes sequences for text; `tests.on_windows.console` says how they come through all the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from screens.texts.words import say
from tests.flows.desk import Desk
from tests.on_windows import wine
from tests.on_windows.place import CHECKOUT, SET_UP, as_windows, place
from tests.on_windows.terminal import COLUMNS, Terminal
from wizard.engine.records import Outcome
from wizard.steps.sections import section_words

pytestmark = [
    pytest.mark.skipif(SET_UP not in os.environ, reason="python -m tests.on_windows runs it, when Wine is set up"),
    pytest.mark.skipif(not shutil.which("tmux"), reason="there is no tmux"),
]

NAME = "Würzburg Ж 状態"
"""Letters of one, two and three bytes; the last two are two cells wide each."""
TABS = 12
"""More than any page has controls."""
LEFT = "alternate screen 0, cursor 1, mouse 0"

Starts = Callable[..., Terminal]


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Starts]:
    made: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        made.append(Terminal(tmp_path, *arguments))
        return made[-1]

    yield start
    for terminal in made:
        terminal.end()


class Operator:
    """Walks by Tab and Enter, and waits until the effect is on the screen."""

    def __init__(self, at: Terminal, desk: Desk) -> None:
        self.at = at
        self.desk = desk

    def tabs_to(self, so: Callable[[], bool], what: str) -> None:
        """Tab until something is so. A page may be painted before it takes keys: one that was lost is pressed again."""
        for _ in range(TABS):
            self.at.still()
            if so():
                return
            self.at.press("Tab")
        raise AssertionError(f"Tab does not lead to {what!r}:\n{self.at.text}")

    def enters(self, *words: str) -> None:
        """Enter, on a page that has been painted, and what then is to be seen."""
        self.at.still()
        self.at.press("Enter")
        self.at.shows(*words)

    def chooses(self, words: str) -> None:
        """Tab to where these words are, and Enter."""
        self.at.shows(words)
        self.tabs_to(lambda: words in self.at.here, words)
        self.at.press("Enter")

    def opens(self, section: str) -> None:
        """On to the page of a section."""
        self.chooses(say("key.next", what=section_words(section).short))
        self.at.shows(f"{section_words(section).short}]")

    def presses(self, code: str) -> None:
        """The button with the words of F9."""
        self.chooses(say("key.f9", what=say(code)))

    def makes(self, section: str, then: str = "") -> None:
        """A change, until it is in the journal and its page says what comes then; else there is no other to make."""
        before, page = self._outcomes(), f"{section_words(section).short}]"
        self.presses("key.make")
        self.at.until(
            lambda: self._outcomes() > before and page in self.at.text and self._goes_on(then), f"the end of {section}"
        )

    def _goes_on(self, then: str) -> bool:
        return then in self.at.text if then else say("key.make") not in self.at.lines[-1]

    def _outcomes(self) -> int:
        journal = self.desk.journal()
        return journal.read_bytes().count(b'"record":"outcome"') if journal.exists() else 0


def test_from_the_first_page_to_the_finished_report_and_the_terminal_is_as_it_was(
    starts: Starts, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / NAME)
    at = starts("wizard", "--lab", desk.lab, "--state-dir", as_windows(desk.state))
    you = Operator(at, desk)
    at.shows(say("state.nothing"))
    assert "first line" not in at.text, "pages have a screen of their own"
    assert "WSUS1.contoso.com" in at.lines[0]
    assert all(line.rstrip() for line in (at.lines[0], at.lines[1], at.lines[2], at.lines[-2], at.lines[-1]))
    assert at.lines[2] == "─" * COLUMNS, "a line is whole, and no longer"
    assert at.state == "alternate screen 1, cursor 0, mouse 1"
    you.enters(say("certificate.question"), "WMSvc-SHA2-WSUS1")
    at.still()
    at.send(b"\x1b\x1b")
    at.shows(say("overview.report"))
    you.enters(say("certificate.question"))
    you.enters(say("request.title"), "║")
    field = re.compile(rf"{say('request.friendly_name')} *║")
    you.tabs_to(lambda: bool(field.search(at.text)), "the friendly name")
    at.write(NAME)
    at.shows(NAME)
    you.presses("key.use")
    at.shows(say("change.counted", number=1, of=3))
    for number in (2, 3):
        you.makes("certificate", then=say("change.counted", number=number, of=3))
    you.makes("certificate")
    you.opens("bind")
    you.makes("bind")
    for section in ("require-ssl", "configure-wsus", "console", "software-update-point"):
        you.opens(section)
        if section != "console":
            you.presses("key.agree")
            at.shows(say("key.take-back"))
    you.chooses(say("key.next", what=say("switch.short")))
    at.shows(say("switch.title"))
    you.presses("key.switch")
    at.shows(say("switch.closed"))
    for section in ("synchronization", "client-scan"):
        you.opens(section)
        you.makes(section)
    you.chooses(say("key.next", what=say("report.title")))
    at.shows(say("report.saved"), "s0001.report.html", NAME)
    at.press("C-q")
    at.shows(say("leave.title"), NAME)
    you.chooses(say("leave.leave"))
    last = at.shows("left: 0", say("overview.all-done"), NAME)
    assert last.startswith("first line\n")
    assert at.state == LEFT
    assert (tmp_path / "before").read_text(encoding="utf-8") == (tmp_path / "after").read_text(encoding="utf-8")
    done = [record for record in desk.records() if isinstance(record, Outcome) and record.result == "done"]
    assert len(done) == 9
    assert NAME in (desk.folder / "s0001.report.md").read_text(encoding="utf-8")


def test_a_window_that_is_closed_leaves_as_f10_does(starts: Starts, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "state")
    at = starts("wizard", "--lab", desk.lab, "--state-dir", as_windows(desk.state))
    at.shows(say("state.nothing"))
    owner = json.loads((desk.folder / "owner.json").read_bytes())["process"]
    more = {"PYTHONPATH": as_windows(CHECKOUT), "PYTHONPYCACHEPREFIX": "C:\\pycache"}
    closed = wine.run(place(), wine.command(place().program, "-m", "tests.on_windows.closing", str(owner)), more=more)
    assert closed.returncode == 0, closed.stderr
    at.shows("left: 1", say("leave.nothing-kept"))
    assert at.state == LEFT
    assert not (desk.folder / "owner.json").exists()


NOT_HANDED_OVER = {
    "F1": (b"\x1bOP", "112:0"),
    "F9": (b"\x1b[20~", "120:0"),
    "F10": (b"\x1b[21~", "121:0"),
    "up": (b"\x1b[A", "38:0"),
    "PgDn": (b"\x1b[6~", "34:0"),
    "Del": (b"\x1b[3~", "46:0"),
    "Esc": (b"\x1b", "27:0"),
    "Shift+Tab": (b"\x1b[Z", "9:9"),
}
"""What a terminal sends, and the key event that Wine makes of it."""


def test_what_wine_does_not_hand_over(starts: Starts) -> None:
    """If this fails, Wine has learned something, and the list above is to be shortened."""
    at = starts("keys")
    at.shows("ready")
    for data, record in NOT_HANDED_OVER.values():
        at.send(data)
        at.shows(record)
    at.resize(60, 20)
    at.send(b"\x1b[<0;5;5Mq")
    text = at.shows("end")
    assert not re.search(r"\b0:27\b", text), "a sequence has come as characters"
    assert "event" not in text, "the change of size has come"
