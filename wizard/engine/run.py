"""A run: section by section, one change at a time, until everything is satisfied or something ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from wizard.engine.events import Event, SectionBegun, SectionEnded, Waited
from wizard.engine.journal import Journal
from wizard.engine.look import Look, look
from wizard.engine.making import Maker
from wizard.engine.observe import Observer
from wizard.engine.records import SectionEnd
from wizard.engine.session import Session, differences
from wizard.operations.target import Target
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Change, Status, Step, Wait
from wizard.steps.describe import describe, value_text

ACTIVE = frozenset({Status.NEEDS_CHANGE, Status.WAITING, Status.FAILED})
"""Statuses in which changes are made. What is blocked or cannot be read carries its changes for the plan only."""


class Cancelled(Exception):
    """The operator (or a signal) asked to stop."""


class Run:
    """One run over one target. A front end calls it section by section; headless calls `everything`."""

    def __init__(
        self,
        target: Target,
        steps: tuple[Step, ...],
        answers: Answers,
        journal: Journal,
        listener: Callable[[Event], None],
        stop: Callable[[], bool] = lambda: False,
        page_by_page: bool = False,
    ) -> None:
        self.target = target
        self.steps = steps
        self.answers = answers
        self.journal = journal
        self.tell = listener
        self.stop = stop
        self.page_by_page = page_by_page
        """A change that is not agreed to yet ends a section's run for now: the operator is asked on its page."""
        self.observer = Observer(target, listener)
        self.maker = Maker(self.observer, journal, answers, listener)
        self.maker.catch_up()
        self.started = target.now()

    def again(self, stop: Callable[[], bool]) -> None:
        """The operator wants something more of the same run: what was tried may be tried again."""
        self.stop = stop
        self.started = self.target.now()
        self.maker.try_anew()

    @property
    def session(self) -> Session:
        """What the journal says by now."""
        return Session(self.journal.records)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def section(self, key: str, stoppable: Callable[[], bool] = lambda: True) -> Assessment:
        """Run one section to its end. Cancelled where a stop was asked for (and may be obeyed)."""
        self.tell(SectionBegun(key))
        assessment = self._to_its_end(self.step(key), stoppable)
        if not self._asked_on_page(assessment):
            self.journal.append(SectionEnd(key, assessment.status, assessment.findings))
        self.tell(SectionEnded(key, assessment))
        return assessment

    def _asked_on_page(self, assessment: Assessment) -> bool:
        change = self._pending(assessment)
        return self.page_by_page and change is not None and not self.maker.agreed(change)

    def _pending(self, assessment: Assessment) -> Change | None:
        wished = assessment.wished(self.answers.offers)
        if assessment.status.done:
            # An offer that was taken leaves the status alone, so a section that is done may still carry it.
            return self.maker.pending(change for change in wished if change.offer)
        return self.maker.pending(wished if assessment.status in ACTIVE else ())

    def _to_its_end(self, step: Step, stoppable: Callable[[], bool]) -> Assessment:
        counted_from = self.started
        while True:
            if stoppable() and self.stop():
                raise Cancelled
            seen = self.observer.observe([step.reads], self.answers)
            if self.maker.settle_begun(step, seen):
                continue
            assessment = step.assess(seen, self.answers)
            change = self._pending(assessment)
            if self._asked_on_page(assessment) or (change is None and assessment.status.done):
                return assessment
            if change is not None:
                wrong = self.maker.make(step, change, seen)
                counted_from = self.target.now()
                if wrong and not self.maker.pending((change,)):
                    return Assessment(Status.FAILED, (*wrong, *assessment.findings))
            elif assessment.status is Status.WAITING and assessment.wait:
                if ended := self._waited_enough(assessment, assessment.wait, counted_from):
                    return ended
                self.tell(Waited(step.key, assessment.wait, self.target.now() - counted_from))
                self.target.pause(assessment.wait.look_every)
            elif assessment.status is Status.NEEDS_CHANGE:
                return self.still_wanted(assessment, seen)
            else:
                return self._tidied(step, assessment, seen)

    def _tidied(self, step: Step, assessment: Assessment, seen: Seen) -> Assessment:
        """The same, with what is of no use to anyone taken away behind it."""
        change = self.maker.pending((assessment.tidying,)) if assessment.tidying else None
        if change is None:
            return assessment
        title, machine = describe(change.operation).title, seen.machine(change.role)
        wrong = self.maker.make(step, change, seen, tidying=True)
        found = wrong or (finding("engine.tidied", Level.OK, machine, title=title),)
        return msgspec.structs.replace(assessment, findings=(*assessment.findings, *found))

    def _waited_enough(self, assessment: Assessment, wait: Wait, since: datetime) -> Assessment | None:
        if wait.patience is None:
            return assessment
        if self.target.now() - since < wait.patience:
            return None
        machine = assessment.findings[0].machine if assessment.findings else ""
        what = finding(wait.ends_with, Level.INFO, machine).text
        spent = finding("engine.patience-spent", Level.WARNING, machine, seen=_minutes(wait.patience), what=what)
        return msgspec.structs.replace(assessment, findings=(spent, *assessment.findings))

    def still_wanted(self, assessment: Assessment, seen: Seen) -> Assessment:
        """A section that wants a change that was made already (or was settled), as failed.

        What reads otherwise than it was written here is somebody else's by now: named, and left alone.
        """
        machine = assessment.findings[0].machine if assessment.findings else ""
        paths = {setting.path for change in assessment.changes for setting in change.wanted}
        others = [d for d in differences(self.session, seen.settings()) if d.path in paths]
        if others:
            changed = (
                finding("engine.someone-else", Level.ERROR, machine, seen=f"{d.path} = {d.now}", path=d.path,
                        value=value_text(d.now), expected=value_text(d.ours))
                for d in others
            )  # fmt: skip
            return Assessment(Status.FAILED, (*changed, *assessment.findings))
        found: list[Finding] = [
            finding("engine.still-wanted", Level.ERROR, machine, title=describe(change.operation).title)
            for change in assessment.changes
        ]
        return Assessment(Status.FAILED, (*found, *assessment.findings))

    def look(self) -> Look:
        """Everything once more, without changing anything."""
        return look(self.observer, self.steps, self.answers, first=False)


def _minutes(duration: timedelta) -> str:
    return f"{int(duration.total_seconds() // 60)} min"
