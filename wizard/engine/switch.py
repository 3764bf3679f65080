"""The switch window: sections 4 to 7 in one go, behind the gate, closed forwards or backwards."""

from __future__ import annotations

import msgspec

from wizard.engine.events import GateJudged, WindowClosed, WindowOpened
from wizard.engine.look import GATE_READERS, judged, settlement
from wizard.engine.records import Intent, Outcome, WindowMark
from wizard.engine.run import Cancelled, Run
from wizard.engine.undo import Undoer
from wizard.engine.undo_list import undo_list
from wizard.operations.model import Role
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import blocks
from wizard.rules.window import window, window_reads
from wizard.steps.assessment import Assessment, Status
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
        return Switched("require-ssl", Assessment(Status.BLOCKED, tuple(c.finding for c in blocking)))
    if run.stop():
        raise Cancelled
    if not run.session.window_open:
        run.journal.append(WindowMark("opened", "found" if standing and not ours else "ours"))
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
    turned = False
    for key in SWITCH:
        try:
            assessment = run.section(key, stoppable=not turned)
        except Cancelled:
            # Before configuressl reads back a stop goes backwards, afterwards forwards.
            cancelled = finding("engine.cancelled", Level.INFO, run.target.machine(Role.WSUS))
            return _backwards(run, key, Assessment(Status.FAILED, (cancelled,)), cancelled=True)
        if not assessment.status.done:
            return _backwards(run, key, assessment)
        turned = turned or key == "configure-wsus"
    run.journal.append(WindowMark("closed", "forwards"))
    run.tell(WindowClosed(backwards=False, open_still=False))
    return Switched(SWITCH[-1], assessment, cancelled=run.stop())


def _backwards(run: Run, section: str, assessment: Assessment, cancelled: bool = False) -> Switched:
    found = run.session.window_found
    made = [i for i in run.session.intents if i.unit == "switch" and not _rolled_back(run, i)]
    undoer = Undoer(run.observer, run.journal, run.answers, run.tell)
    left = undoer.work_off(undo_list([(i.former, i.wanted) for i in made], window_only=True))
    for change in dict.fromkeys(intent.change for intent in made):
        run.journal.append(Outcome(change, "rolled-back"))
    run.maker.catch_up()
    state = window(run.observer.observe([lambda answers, seen: window_reads(seen, answers)], run.answers), run.answers)
    open_still = state != "closed"
    if not open_still:
        run.journal.append(WindowMark("closed", "backwards"))
    machine = run.target.machine(Role.WSUS)
    why = next((f.text for f in assessment.findings if f.level is Level.ERROR), "")
    run.tell(WindowClosed(backwards=True, open_still=open_still, why=why))
    said: Finding = finding("engine.window-still-open", Level.ERROR, machine) if open_still else finding(
        "engine.window-closed", Level.INFO, machine, why=why
    )  # fmt: skip
    # In a window of ours, patience spent, cannot-tell and blocked are failures too.
    ended = Assessment(Status.FAILED, (*assessment.findings, said, *left))
    return Switched(section, ended, open_still, cancelled and not open_still and not found)


def _rolled_back(run: Run, intent: Intent) -> bool:
    records = run.session.records
    after = records[records.index(intent) + 1 :]
    return any(isinstance(r, Outcome) and r.change == intent.change and r.result == "rolled-back" for r in after)


