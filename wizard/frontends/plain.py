"""The engine's events as lines of text."""

from __future__ import annotations

import io
import shutil
import textwrap
from datetime import timedelta
from typing import TextIO

from wizard.engine.events import (
    Asked,
    BackedUp,
    ChangeBegun,
    ChangeEnded,
    Event,
    GateJudged,
    Restored,
    Restoring,
    SectionBegun,
    SectionEnded,
    Told,
    Waited,
    WayBackKept,
    WindowClosed,
    WindowOpened,
)
from wizard.rules.errors import explains
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import Condition, Override, blocks, overridable
from wizard.rules.inert import inert
from wizard.steps.assessment import Assessment, Change, Status
from wizard.steps.describe import before_after, describe
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

SIGNS = {Level.OK: "ok  ", Level.INFO: "    ", Level.WARNING: "note", Level.ERROR: "STOP"}
SIGNS_SHOWN = frozenset(sign.strip() for sign in SIGNS.values() if sign.strip())
NUMBERS = {step.key: number for number, step in enumerate(SECTIONS, 1)}


class Plain:
    """Writes events to a stream, as they come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._width = shutil.get_terminal_size().columns if stream.isatty() else 0
        self._waiting = ""
        self._begun = ""

    def say(self, line: str = "") -> None:
        """One line, folded to a terminal's width. What a server sent is made inert here, whoever says it."""
        try:
            print(_folded(inert(line), self._width), file=self._stream, flush=True)
        except OSError:
            # Nobody reads any more (`| head`, a full disk). That is no reason to stop in the middle of a change.
            self._stream = io.StringIO()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        match event:
            case Asked() | Told():
                pass
            case SectionBegun():
                self._waiting = ""
                self.say()
                self.say(heading(event.section))
            case ChangeBegun():
                self.change(event.change)
            case ChangeEnded():
                if event.change.act.text != self._begun:
                    self.say(f"  {describe(event.change.operation).title} (begun earlier)")
                result = _RESULTS.get(event.result, event.result)
                self.say(f"    -> {result}" + (f" ({event.error})" if event.error else ""))
            case Waited():
                self._wait(event)
            case SectionEnded():
                self.say(f"  {event.assessment.status.value}")
                self.findings(event.assessment, least=Level.OK)
            case GateJudged():
                self.say()
                self.say("The gate before the switch window" + ("" if event.asked else " (shown: it is open already)"))
                self.gate(event.conditions, event.overrides)
            case WayBackKept():
                self.say(f"  The way back without the wizard: {event.folder}")
            case BackedUp() if event.name:
                self.say(f"  A copy of IIS's configuration: {event.name}, on {event.machine}")
            case BackedUp():
                self.finding(finding("engine.no-backup", Level.WARNING, event.machine, seen=event.problem))
            case WindowOpened():
                self.say()
                self.say("== SWITCH WINDOW OPEN == clients and consoles on http are refused from here on")
            case WindowClosed():
                self._closed(event)
            case Restoring():
                self.say(f"  putting back: {event.title}")
            case Restored():
                untold = event.result in {"skipped", "left alone"}
                self.say(f"    -> {event.result}" + (f": {event.title}" if untold else ""))

    def change(self, change: Change) -> None:
        """A change that begins."""
        self._begun = change.act.text
        words = describe(change.operation)
        self.say(f"  {words.title}")
        for path, before, after in before_after(change):
            self.say(f"      {path}: {before} -> {after}")

    def findings(self, assessment: Assessment, least: Level = Level.INFO) -> None:
        """The findings of a section; what keeps it from being done with its meaning and what to do."""
        for found in assessment.findings:
            if found.level is Level.INFO and assessment.status.done and least is not Level.INFO:
                continue
            asked = assessment.status is Status.NEEDS_ANSWER or assessment.waits_itself
            self.finding(found, explain=(asked and found is assessment.findings[0]) or explains(found.code))

    def finding(self, found: Finding, explain: bool = False) -> None:
        """One finding; what hinders, and what is asked for, with its meaning and what to do."""
        where = f" [{found.machine}, {found.basis.value}]" if found.machine else ""
        self._below(f"  {SIGNS[found.level]} ", found.text + where)
        if explain or found.level in {Level.ERROR, Level.WARNING}:
            for label, text in (("seen", found.seen), ("means", found.meaning), ("do", found.do)):
                if text:
                    self._below(f"         {label}: ", text)

    def _below(self, head: str, text: str) -> None:
        """What may come from a server: its further lines stand further in, where none is taken for one of ours."""
        self.say(head + text.replace("\n", "\n           "))

    def gate(self, conditions: tuple[Condition, ...], overrides: tuple[str, ...]) -> None:
        """The conditions, each with what would override it."""
        for condition in conditions:
            self.finding(condition.finding)
            if condition.asked_after:
                continue
            if condition.key in overrides and not condition.holds:
                self.say(f"         overridden by your answers: {condition.key}")
            elif blocks(condition, overrides):
                self.say(f"         {override_text(condition)}")

    def _wait(self, event: Waited) -> None:
        if event.wait.ends_with != self._waiting:
            self._waiting = event.wait.ends_with
            patience = f", at most {_minutes(event.wait.patience)}" if event.wait.patience else ""
            self.say(f"  waiting: {finding(event.wait.ends_with, Level.INFO, '').text}{patience}")

    def _closed(self, event: WindowClosed) -> None:
        self.say()
        if event.open_still:
            self.say("== SWITCH WINDOW STILL OPEN == clients and consoles on http are refused")
        elif event.backwards:
            self.say("== SWITCH WINDOW CLOSED == backwards: what was changed in it was put back")
        else:
            self.say("== SWITCH WINDOW CLOSED == WCM has connected over https")


def _folded(text: str, width: int) -> str:
    """Each line at most as wide as the terminal, going on below its beginning. Commands stay whole, to be copied."""
    return "\n".join(_fold(line, width) for line in text.split("\n")) if width else text


def _fold(line: str, width: int) -> str:
    indent = len(line) - len(line.lstrip())
    if len(line) < width or line[indent:].startswith("> "):
        return line
    hanging = " " * (indent + (5 if line[indent : indent + 4].strip() in SIGNS_SHOWN else 2))
    return textwrap.fill(line, width - 1, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


_RESULTS = {"done": "done, read back", "failed": "did not read back", "rolled-back": "put back"}


def heading(section: str) -> str:
    """Number and title of a section."""
    return f"{NUMBERS[section]}. {section_words(section).title}"


def override_text(condition: Condition) -> str:
    """What would let a run go on against a condition."""
    if overridable(condition):
        return f'may be overridden: overrides = ["{condition.key}"] in the answers'
    return "cannot be overridden" + (" now" if condition.override is not Override.NEVER else "")


def _minutes(duration: timedelta) -> str:
    minutes = int(duration.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
