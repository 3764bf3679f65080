"""The switch window: sections 4 to 7 in one go, behind the gate, closed forwards or backwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from wizard.engine.events import GateJudged, WindowClosed, WindowOpened
from wizard.engine.look import GATE_READERS, judged, settlement
from wizard.engine.records import Outcome, SectionEnd, WindowMark
from wizard.engine.run import Cancelled, Run
from wizard.engine.undo import Undoer
from wizard.engine.undo_list import undo_list
from wizard.operations.model import Question, Role
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import blocks
from wizard.rules.place import place
from wizard.rules.seen import Seen
from wizard.rules.window import window, window_reads
from wizard.steps.assessment import Assessment, Status
from wizard.steps.require_ssl import PATHS, over
from wizard.tutorial import SWITCH


class Switched(msgspec.Struct, frozen=True):
    """How the switch ended: the section that ended it (the last one where all is well), and the window."""

    section: str
    assessment: Assessment
    window_open: bool = False
    cancelled: bool = False


def switch(run: Run) -> Switched:
    """Run the sections of the window. Cancelled before it opens; after that, closing it comes first."""
    seen = run.observer.observe([*(run.step(key).reads for key in SWITCH), *GATE_READERS], run.answers)
    now = judged(seen, tuple(run.step(key) for key in SWITCH), run.answers, settlement(seen, run.answers))
    changes = [change for _, assessment in now.sections for change in assessment.changes]
    ours = run.session.window_open and not run.session.window_found
    if now.window == "closed" and not changes and not run.session.window_open:
        return _through(run)
    standing = now.window == "open"
    blocking = tuple(c for c in now.gate if blocks(c, run.answers.overrides))
    run.tell(GateJudged(now.gate, run.answers.overrides, asked=not standing))
    if blocking and not standing:
        refused = Assessment(Status.BLOCKED, tuple(c.finding for c in blocking))
        run.journal.append(SectionEnd("require-ssl", refused.status, refused.findings))
        return Switched("require-ssl", refused)
    if run.stop():
        raise Cancelled
    if not run.session.window_open:
        how: Literal["ours", "found"] = "found" if standing and not ours else "ours"
        run.journal.append(WindowMark("opened", how, run.target.now().isoformat()))
    run.tell(WindowOpened(run.session.window_found))
    return _in_window(run)


def _through(run: Run) -> Switched:
    """No window to open: the sections one after the other."""
    for key in SWITCH:
        assessment = run.section(key)
        if not assessment.status.done:
            return Switched(key, assessment)
    return Switched(SWITCH[-1], assessment)


def _in_window(run: Run) -> Switched:
    passed: list[str] = []
    for key in SWITCH:
        try:
            assessment = run.section(key, stoppable=lambda: "configure-wsus" not in passed and not _configured(run))
        except Cancelled:
            # Before configuressl reads back a stop goes backwards, afterwards forwards.
            cancelled = finding("engine.cancelled", Level.INFO, run.target.machine(Role.WSUS))
            return _backwards(run, key, Assessment(Status.FAILED, (cancelled,)), cancelled=True)
        if not assessment.status.done:
            return _backwards(run, key, assessment)
        passed.append(key)
    run.journal.append(WindowMark("closed", "forwards", run.target.now().isoformat()))
    run.tell(WindowClosed(backwards=False, open_still=False))
    return Switched(SWITCH[-1], assessment, cancelled=run.stop())


def _configured(run: Run) -> bool:
    """configuressl has read back, in this session: from here on a stop goes forwards."""
    begun = {intent.change for intent in run.session.intents if intent.section == "configure-wsus"}
    last = [r.result for r in run.session.records if isinstance(r, Outcome) and r.change in begun]
    return bool(last) and last[-1] == "done"


def _backwards(run: Run, section: str, assessment: Assessment, cancelled: bool = False) -> Switched:
    found = run.session.window_found
    made = [intent for intent in run.session.standing if intent.unit == "switch"]
    doubtful = {setting.path for intent in run.session.begun.values() for setting in intent.wanted}
    undoer = Undoer(run.observer, run.journal, run.answers, run.tell)
    left = undoer.work_off(undo_list([(i.former, i.wanted) for i in made], window_only=True), doubtful)
    for change in dict.fromkeys(intent.change for intent in made):
        run.journal.append(Outcome(change, "half-back" if left else "rolled-back"))
    run.maker.catch_up()
    run.maker.way_back.again()
    open_still = _open_still(run)
    if not open_still:
        run.journal.append(WindowMark("closed", "backwards", run.target.now().isoformat()))
    machine = run.target.machine(Role.WSUS)
    why = next((f.text for f in assessment.findings if f.level is Level.ERROR), "")
    run.tell(WindowClosed(backwards=True, open_still=open_still, why=why))
    said: Finding = finding("engine.window-still-open", Level.ERROR, machine) if open_still else finding(
        "engine.window-closed", Level.INFO, machine, why=why
    )  # fmt: skip
    # In a window of ours, patience spent, cannot-tell and blocked are failures too.
    ended = Assessment(Status.FAILED, (*assessment.findings, said, *left))
    cancelled = cancelled and not open_still and not found
    if not cancelled:
        # What is said of the window, and of what did not go back, outlives the run.
        run.journal.append(SectionEnd(section, ended.status, ended.findings))
    return Switched(section, ended, open_still, cancelled)


def _open_still(run: Run) -> bool:
    """By what is read, and by what is answered over http: a read that is wrong must not leave patching down unsaid."""

    def reads(answers: Answers, seen: Seen) -> Iterator[Question[Any]]:
        yield from window_reads(seen, answers)
        if where := place(seen, answers):
            yield over(where, use_ssl=False)

    seen = run.observer.observe([reads], run.answers)
    where = place(seen, run.answers)
    answered = seen.read(over(where, use_ssl=False)) if where else None
    refused = [answer for answer in answered or () if answer.path in PATHS.values() and answer.status == 403]
    return window(seen, run.answers) != "closed" or bool(refused)
