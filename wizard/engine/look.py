"""A look at everything, changing nothing: each section's assessment, the gate, the window, and the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from wizard.engine.observe import Observer
from wizard.engine.session import Session, settle
from wizard.operations.logs import Log, LogMark
from wizard.operations.model import Question
from wizard.rules import window
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE, Choice, choose, settled
from wizard.rules.conditions import conditions
from wizard.rules.evidence import tail
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.gate import Condition, gate_reads
from wizard.rules.place import place
from wizard.rules.seen import Seen, Since
from wizard.rules.window import window_reads
from wizard.steps.assessment import Assessment, Change, Status, Step, Wait
from wizard.steps.sections import section_words
from wizard.tutorial import SWITCH

BEHIND = frozenset({Status.FAILED, Status.CANNOT_TELL, Status.BLOCKED})
"""What a section may be merely because an earlier one is not done."""


class Look(msgspec.Struct, frozen=True):
    """Everything as it is at one moment."""

    seen: Seen
    answers: Answers
    """With the certificate that they come to now."""
    settled: str
    sections: tuple[tuple[str, Assessment], ...]
    """Key and assessment, in the tutorial's order, each judged for itself."""
    gate: tuple[Condition, ...]
    """Empty where there is no switch to be made."""
    window: window.State

    @property
    def satisfied(self) -> bool:
        return all(assessment.status.done for _, assessment in self.sections)


class Plan(msgspec.Struct, frozen=True):
    """Every change in order. Its digest hashes their ids: no times, no texts."""

    changes: tuple[Change, ...]
    ids: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.ids).encode()).hexdigest()[:16]


def unplannable(sections: Iterable[tuple[str, Assessment]]) -> tuple[str, Assessment] | None:
    """The first section whose changes cannot be foreseen because something could not be read: a plan without them
    would be agreed to, and then not be enough. A section that names its changes all the same is none of these; nor is
    one behind the window that nothing can be changed in from here, whatever is read later."""
    for key, assessment in sections:
        codes = {"read.failed", "read.elsewhere"} if key in SWITCH else {"read.failed"}
        unread = any(found.code in codes for found in assessment.findings)
        if assessment.status is Status.CANNOT_TELL and unread and not assessment.changes and key != "console":
            return key, assessment
    return None


def look(observer: Observer, steps: Iterable[Step], answers: Answers, first: bool = True) -> Look:
    """Observe everything once and judge it. ServerUnreachable where the WSUS server cannot be asked."""
    steps = tuple(steps)
    readers = [*(step.reads for step in steps), _gate_reader, _window_reader]
    seen = observer.observe(readers, answers)
    if first:
        observer.demand_server(seen)
    thumbprint = settlement(seen, answers)
    if settle(answers, thumbprint) != answers:
        answers = settle(answers, thumbprint)
        seen = observer.observe(readers, answers)
    return judged(seen, steps, answers, thumbprint)


def judged(seen: Seen, steps: tuple[Step, ...], answers: Answers, thumbprint: str) -> Look:
    """The same of what was seen already."""
    sections = tuple((step.key, step.assess(seen, answers)) for step in steps)
    switching = any(change.unit == "switch" for _, a in sections for change in a.changes)
    gate = conditions(seen, answers) if switching else ()
    return Look(seen, answers, thumbprint, sections, gate, window.window(seen, answers))


def _gate_reader(answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
    return gate_reads(seen, answers)


def _window_reader(answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
    return window_reads(seen, answers)


GATE_READERS = (_gate_reader, _window_reader)


def settlement(seen: Seen, answers: Answers) -> str:
    """What "best" or a wish comes to, once and for all of a session; empty where it is yet to be issued."""
    where = place(seen, answers)
    if where is None or seen.read(STORE) is None:
        return ""
    choice = choose(seen, answers, where)
    return settled(choice) if isinstance(choice, Choice) else ""


def in_turn(sections: Iterable[tuple[str, Assessment]]) -> tuple[tuple[str, Assessment], ...]:
    """As `check` shows them: a section that cannot be well before an earlier one is, waits for that one."""
    shown: list[tuple[str, Assessment]] = []
    first = ""
    for key, assessment in sections:
        if first and assessment.status in BEHIND:
            assessment = _waiting_for(first, assessment)
        elif not assessment.status.done:
            first = first or key
        shown.append((key, assessment))
    return tuple(shown)


def _waiting_for(section: str, assessment: Assessment) -> Assessment:
    machine = assessment.findings[0].machine if assessment.findings else ""
    waits = finding("engine.waiting-for", Level.INFO, machine, section=section_words(section).title)
    softened = tuple(_at_most_warning(found) for found in assessment.findings)
    return Assessment(Status.WAITING, (waits, *softened), assessment.changes, wait=Wait("", section=section))


def _at_most_warning(found: Finding) -> Finding:
    return msgspec.structs.replace(found, level=Level.WARNING) if found.level is Level.ERROR else found


def plan(seen: Seen, steps: Iterable[Step], answers: Answers, session: Session | None) -> Plan:
    """The changes that are wanted from here on. Each section is judged as it will be after the changes before it:
    what an earlier change makes old news in a log is no evidence for a later section."""
    changes: list[Change] = []
    for step in steps:
        for change in step.assess(seen, answers).wished(answers.offers):
            changes.append(change)
            seen = _after(seen, change)
    ids = tuple(id_of(change, session) for change in changes)
    return Plan(tuple(changes), ids)


def _after(seen: Seen, change: Change) -> Seen:
    since: Mapping[Log, Since] = {log: Since(_end(seen, log), change.operation.name) for log in change.evidence}
    return msgspec.structs.replace(seen, since={**seen.since, **since}) if since else seen


def _end(seen: Seen, log: Log) -> LogMark:
    read = seen.read(tail(log))
    return LogMark(log, seen.machine(log.role), read.end if read else -1, seen.now.isoformat())


def id_of(change: Change, session: Session | None) -> str:
    """A change that was begun keeps its id: its first former values are the ones that count."""
    begun = session.begun_as(change.act) if session else None
    return begun.change if begun else change.id


def within(remaining: tuple[str, ...], agreed: tuple[str, ...]) -> bool:
    """What remains is an ordered part of what was agreed."""
    rest = iter(agreed)
    return all(any(change == other for other in rest) for change in remaining)
