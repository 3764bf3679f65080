"""An operator's run, page by page: looked at, agreed to, made. The same Run and the same journal as `apply`."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress

import msgspec

from wizard.engine.apply import Applied, ended, final_look, maybe_open, open_run
from wizard.engine.codes import Exit
from wizard.engine.events import Event
from wizard.engine.look import Look, Plan, in_turn, look, plan
from wizard.engine.newer import demand_known
from wizard.engine.records import Agreed, Answered, Ended, SectionEnd
from wizard.engine.run import Cancelled, Run
from wizard.engine.session import Difference, Session, differences, newest, settle
from wizard.engine.store import Store
from wizard.engine.switch import Switched, switch
from wizard.engine.undo_list import UndoList
from wizard.engine.undoing import carry_out_undo
from wizard.operations.target import Target
from wizard.rules.answers import Answers
from wizard.rules.choice import judged_store
from wizard.rules.findings import Finding
from wizard.rules.gate import Condition, blocks
from wizard.rules.suitability import Judgement
from wizard.steps.assessment import Assessment, Change, Status
from wizard.tutorial import SECTIONS, SWITCH


class Planned(msgspec.Struct, frozen=True):
    """A change that is left to make, and whether the operator has agreed to it."""

    id: str
    change: Change
    agreed: bool


class View(msgspec.Struct, frozen=True):
    """Everything that pages show, as it is at one moment."""

    look: Look
    sections: tuple[tuple[str, Assessment], ...]
    """In turn: what cannot be well before an earlier section is, waits for that one."""
    planned: tuple[Planned, ...]
    session: Session
    """What the journal says by now."""
    kept: bool
    """The session is on disk."""
    undoable: Session | None
    """The session that an undo would put back."""
    differences: tuple[Difference, ...] = ()
    """What somebody has changed since we wrote it."""
    certificates: tuple[Judgement, ...] = ()
    """Every certificate of the store, judged; none where it could not be read. A thousand take their time, which
    pages do not have."""
    failed: tuple[tuple[str, Assessment], ...] = ()
    """The section that was run last, if it did not get done, and how that ended: a look after it shows only what is."""

    @property
    def answers(self) -> Answers:
        """As they were given, without what they were settled to."""
        return self.session.given

    @property
    def window_open(self) -> bool:
        """Seen open; or ours, and nobody can see it closed."""
        return maybe_open(self.session, self.look)

    @property
    def satisfied(self) -> bool:
        return self.look.satisfied

    def assessment(self, key: str) -> Assessment:
        """How a section stands."""
        return dict(self.sections)[key]

    def changes(self, key: str) -> tuple[Planned, ...]:
        """The changes that a section wants, in order."""
        return tuple(planned for planned in self.planned if planned.change.section == key)

    def ready(self, key: str) -> bool:
        """Every section before it is done, so that its changes may be made."""
        before = itertools.takewhile(lambda section: section[0] != key, self.sections)
        return all(assessment.status.done for _, assessment in before)

    @property
    def switch(self) -> tuple[Planned, ...]:
        """The changes of the switch window, in order."""
        return tuple(planned for planned in self.planned if planned.change.unit == "switch")

    @property
    def blocking(self) -> tuple[Condition, ...]:
        """The conditions of the gate that the operator has not given a word for."""
        return tuple(c for c in self.look.gate if blocks(c, self.answers.overrides))

    @property
    def ready_to_switch(self) -> bool:
        """Its changes are all agreed to, and the gate lets it through (or stands open already)."""
        through = not self.blocking or self.look.window == "open"
        return bool(self.switch) and all(planned.agreed for planned in self.switch) and through


def _spent(assessment: Assessment) -> bool:
    """It was waited for, and did not come in the time that it was given."""
    return any(found.code == "engine.patience-spent" for found in assessment.findings)


class Guide:
    """Does what an operator asks for. Every method but `open` looks again and gives what there is to see."""

    def __init__(self, target: Target, store: Store, run: Run, first: Look) -> None:
        self.target = target
        self.store = store
        self.run = run
        self._told: set[str] = set()
        """Sections whose end is in the journal of this run."""
        self._look = first
        self._failed: tuple[tuple[str, Assessment], ...] = ()

    @classmethod
    def open(cls, target: Target, store: Store, listener: Callable[[Event], None]) -> Guide:
        """Resume the newest session, or prepare a new one. ServerUnreachable where the server cannot be asked, Refused
        where a newer version of the wizard may have left something half done.

        A session whose undo is half done is not resumed: `view.undoable` names it, and it comes first.
        """
        demand_known(store)
        last = newest(store.sessions(), agreed=True)
        going_on = last if last and last.state not in {"finished", "undoing"} else None
        default = last.given if last else Answers()
        begun = open_run(target, store, going_on, None, default, listener, lambda: False)
        begun.run.page_by_page = True
        return cls(target, store, begun.run, begun.look)

    @property
    def view(self) -> View:
        """What was seen last."""
        session, now = self.run.session, self._look
        wanted: Plan = plan(now.seen, SECTIONS, now.answers, session)
        agreed = session.agreed
        pairs = zip(wanted.ids, wanted.changes, strict=True)
        return View(
            look=now,
            sections=in_turn(now.sections),
            planned=tuple(Planned(identity, change, identity in agreed) for identity, change in pairs),
            session=session,
            kept=self.run.journal.on_disk,
            undoable=newest(self.store.sessions()),
            differences=differences(session, now.seen.settings()),
            certificates=judged_store(now.seen, now.answers),
            failed=self._failed,
        )

    def look(self) -> View:
        """Ask the servers again. How a run ended before is old news then."""
        self._failed = ()
        return self._look_again()

    def _look_again(self) -> View:
        self._look = look(self.run.observer, SECTIONS, self.run.answers, first=False)
        self.run.answers = self.run.maker.answers = self._look.answers
        return self.view

    def answer(self, answers: Answers) -> View:
        """Other answers. What the certificate comes to is settled anew where another one is wished for."""
        session = self.run.session
        anew = answers.certificate != session.given.certificate
        self.run.answers = answers if anew else settle(answers, session.settled)
        self._look_again()
        if not self.run.journal.on_disk:
            settled = self._look.settled if anew else session.settled
            self.run.journal.reopen(msgspec.structs.replace(session.opened, answers=answers, settled=settled))
        elif answers != session.given:
            self.run.journal.append(Answered(answers, self._look.settled if anew else None))
        return self.view

    def agree(self, identity: str) -> View:
        """The operator agrees to a change: on disk at once, so that it outlives a crash. Nothing is changed yet."""
        return self._agreed((*self.run.session.agreed, identity))

    def take_back(self, identity: str) -> View:
        """The operator takes an agreement back."""
        return self._agreed(tuple(agreed for agreed in self.run.session.agreed if agreed != identity))

    def _agreed(self, identities: tuple[str, ...]) -> View:
        wanted = plan(self._look.seen, SECTIONS, self._look.answers, self.run.session)
        self.run.journal.append(Agreed("screen", wanted.digest, tuple(dict.fromkeys(identities))))
        self.run.journal.flush()
        return self.view

    def make(self, key: str, stop: Callable[[], bool]) -> View:
        """Run a section: make what is agreed to, prove it, wait for what it waits for. A stop ends it where it is.

        Nothing where an earlier section is not done.
        """
        if not self.view.ready(key):
            return self.view
        self._tell_done(key)
        self.run.again(stop)
        self._failed = ()
        with suppress(Cancelled):
            ended = self.run.section(key)
            if ended.status.done:
                self._told.add(key)
            elif ended.status in {Status.FAILED, Status.BLOCKED, Status.CANNOT_TELL} or _spent(ended):
                self._failed = ((key, ended),)
        return self._look_again()

    def passed(self, key: str) -> View:
        """The operator goes on from a section. What was begun there and shows by now is settled; nothing is made."""
        if not any(intent.section == key for intent in self.run.session.begun.values()):
            return self.view
        step = self.run.step(key)
        self.run.maker.settle_begun(step, self.run.observer.observe([step.reads], self.run.answers))
        return self._look_again()

    def _tell_done(self, before: str) -> None:
        """The journal says of each section before this one that it is done, once."""
        for key, assessment in itertools.takewhile(lambda section: section[0] != before, self._look.sections):
            if assessment.status.done and key not in self._told:
                self._told.add(key)
                self.run.journal.append(SectionEnd(key, assessment.status, assessment.findings))

    def switch(self, stop: Callable[[], bool]) -> tuple[Switched | None, View]:
        """Open the window and close it again. None where it was stopped before it opened."""
        if not self.view.ready_to_switch:
            return None, self.view
        self._tell_done(SWITCH[0])
        self.run.again(stop)
        try:
            switched = switch(self.run)
        except Cancelled:
            return None, self.look()
        self._told.update(SWITCH)
        return switched, self.look()

    def finish(self) -> tuple[Applied, View]:
        """Everything once more at the very end, and how it ended."""
        self._tell_done("")
        self.run.again(lambda: False)
        applied = ended(self.run, *final_look(self.run), False)
        return applied, self.look()

    def leave(self) -> Ended:
        """The operator leaves: the journal says where, and the same command comes back here."""
        last = self.run.session.ended
        if last and last.code == 0 and self._look.satisfied:
            return last
        section, assessment = next(((k, a) for k, a in self._look.sections if not a.status.done), ("", None))
        if assessment is None and not self.run.journal.on_disk:
            return Ended(int(Exit.SATISFIED))
        is_open = maybe_open(self.run.session, self._look)
        kept = self.run.journal.on_disk
        code = Exit.FAILED if is_open else Exit.WAITING if kept and section else Exit.CHANGES_NEEDED
        left = Ended(int(code), section, assessment.status.value if assessment else "", is_open, ())
        if kept:
            self.run.journal.append(left)
        return left

    def undo(self, session: Session, what: UndoList, listener: Callable[[Event], None]) -> tuple[Finding, ...]:
        """Put a session back. The guide is of no more use afterwards: open another one."""
        ours = session.id == self.run.session.id and self.run.journal.on_disk
        journal = self.run.journal if ours else self.store.journal(session.id, self.target.now)
        return carry_out_undo(self.target, journal, session, what, listener)

