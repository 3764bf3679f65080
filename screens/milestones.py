"""What a piece of work has come to: the engine's events folded into milestones, for a page to draw."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from screens.texts.words import say
from screens.work import Mark, Milestone, Work, heading
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
    WindowClosed,
    WindowOpened,
)
from wizard.operations.logs import GetLogTail, LogTail
from wizard.rules.findings import Level, finding
from wizard.rules.gate import blocks
from wizard.rules.logs import records
from wizard.steps.describe import describe

LINES = 6
"""Lines of a followed log that are kept for showing."""


def after(work: Work, event: Event, server: datetime) -> Work:
    """The same work with one more event, at a moment of the server's clock."""
    work = msgspec.structs.replace(work, server=server)
    match event:
        case Asked():
            question = event.question
            return msgspec.structs.replace(work, asking=f"{question.operation.name}|{question.role.value}")
        case Told():
            return _told(work, event)
        case SectionBegun():
            return _begun(work, event.section, server)
        case SectionEnded():
            return _ended(work, event)
        case ChangeBegun():
            return _with(work, Milestone(describe(event.change.operation).title, "running", "", server))
        case ChangeEnded():
            return _settled(work, event.result == "done")
        case Waited():
            return _waited(work, event, server)
        case GateJudged():
            through = not any(blocks(condition, event.overrides) for condition in event.conditions)
            good = through or not event.asked
            return _with(work, Milestone(say("milestone.gate"), "done" if good else "failed", "", server))
        case BackedUp():
            said = say("milestone.backed-up") if event.name else finding("engine.no-backup", Level.INFO, "").text
            return _with(work, Milestone(said, "done" if event.name else "note", "", server))
        case WindowOpened():
            opened = msgspec.structs.replace(work, window_since=server)
            return _with(opened, Milestone(say("milestone.window-opened"), "note", "", server))
        case WindowClosed():
            closed = work if event.open_still else msgspec.structs.replace(work, window_since=None)
            how = "still-open" if event.open_still else "backwards" if event.backwards else "forwards"
            mark: Mark = "done" if how == "forwards" else "failed" if event.open_still else "note"
            return _with(closed, Milestone(say(f"milestone.window-{how}"), mark, "", server))
        case Restoring():
            return _with(work, Milestone(say("milestone.restoring", what=event.title), "running", "", server))
        case Restored():
            return _restored(work, event, server)
    return work


def _told(work: Work, event: Told) -> Work:
    operation, answer = event.question.operation, event.answer
    waiting = any(milestone.mark == "waiting" for milestone in work.milestones)
    if not waiting or not isinstance(operation, GetLogTail) or not isinstance(answer, LogTail):
        # A log is followed while something in it is waited for; at other times it is only read.
        return msgspec.structs.replace(work, asking="")
    lines = tuple(" ".join(record.text.split()) for record in records(operation.log, answer)[-LINES:])
    return msgspec.structs.replace(work, asking="", log=operation.log.value, lines=lines)


def _with(work: Work, milestone: Milestone) -> Work:
    """One more line, behind the section that is running: before what is still to come."""
    done = [m for m in work.milestones if m.mark != "to-come"]
    to_come = [m for m in work.milestones if m.mark == "to-come"]
    return msgspec.structs.replace(work, milestones=(*done, milestone, *to_come))


def _begun(work: Work, key: str, server: datetime) -> Work:
    rest = tuple(m for m in work.milestones if m.section != key)
    return _with(msgspec.structs.replace(work, milestones=rest), Milestone(heading(key), "running", key, server))


def _ended(work: Work, event: SectionEnded) -> Work:
    done = event.assessment.status.done
    mark: Mark = "done" if done else "note" if event.assessment.status.value == "needs-change" else "failed"

    def settled(milestone: Milestone) -> Milestone:
        running = milestone.mark in {"running", "waiting"}
        return msgspec.structs.replace(milestone, mark=mark) if running else milestone

    return msgspec.structs.replace(work, milestones=tuple(settled(m) for m in work.milestones), log="", lines=())


def _settled(work: Work, good: bool) -> Work:
    found = list(work.milestones)
    for index in reversed(range(len(found))):
        if found[index].mark == "running" and not found[index].section:
            found[index] = msgspec.structs.replace(found[index], mark="done" if good else "failed")
            break
    return msgspec.structs.replace(work, milestones=tuple(found))


def _waited(work: Work, event: Waited, server: datetime) -> Work:
    what = finding(event.wait.ends_with, Level.INFO, "").text
    patience = say("milestone.patience", minutes=_minutes(event.wait.patience)) if event.wait.patience else ""
    text = say("milestone.waiting", what=what, waited=_minutes(event.waited), patience=patience)
    rest = tuple(m for m in work.milestones if m.mark != "waiting")
    return _with(msgspec.structs.replace(work, milestones=rest), Milestone(text, "waiting", "", server))


def _restored(work: Work, event: Restored, server: datetime) -> Work:
    if event.result in {"skipped", "left alone"}:
        mark: Mark = "note" if event.result == "skipped" else "failed"
        text = say(f"milestone.{event.result.replace(' ', '-')}", what=event.title)
        return _with(work, Milestone(text, mark, "", server))
    return _settled(work, event.result in {"restored", "proven"})


def _minutes(duration: timedelta) -> str:
    minutes = int(duration.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
