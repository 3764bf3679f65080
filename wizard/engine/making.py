"""Making one change: agreed, journalled, made, read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from wizard.engine.events import ChangeBegun, ChangeEnded, Event
from wizard.engine.journal import Journal
from wizard.engine.observe import Observer
from wizard.engine.records import Intent, Outcome
from wizard.engine.session import Session
from wizard.engine.way_back_folder import WayBackFolder
from wizard.operations.model import CannotTell, Named, Operation, OperationFailed, Setting, Unreachable, Written
from wizard.operations.settings import same
from wizard.rules.answers import Answers
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.seen import Seen
from wizard.steps.assessment import Call, Change, Status, Step
from wizard.steps.describe import describe, value_text

Listener = Callable[[Event], None]


class Maker:
    """Makes changes of one session, each at most as often as it says in one run."""

    def __init__(self, observer: Observer, journal: Journal, answers: Answers, listener: Listener) -> None:
        self.observer = observer
        self.journal = journal
        self.answers = answers
        self.tell = listener
        self.way_back = WayBackFolder(observer.target, journal, listener)
        self._tries: dict[str, int] = {}

    @property
    def session(self) -> Session:
        return Session(self.journal.records)

    def pending(self, changes: Iterable[Change]) -> Change | None:
        """The first change that this run has not made yet."""
        return next((c for c in changes if self._tries.get(c.act.text, 0) < c.tries), None)

    def try_anew(self) -> None:
        """Changes may be made again that were tried before."""
        self._tries.clear()

    def agreed(self, change: Change) -> bool:
        """Whether the operator has agreed to it."""
        session = self.session
        begun = session.begun_as(change.act)
        return (begun.change if begun else change.id) in session.agreed

    def make(self, step: Step, change: Change, seen: Seen, tidying: bool = False) -> tuple[Finding, ...]:
        """Make a change and read it back. What went wrong, or nothing.

        What tidies up behind a change of this session was agreed to with that one.
        """
        begun = self.session.begun_as(change.act)
        change = msgspec.structs.replace(change, former=begun.former) if begun else change
        identity = begun.change if begun else change.id
        machine = seen.machine(change.role)
        title = describe(change.operation).title
        self._tries[change.act.text] = self._tries.get(change.act.text, 0) + 1
        if not tidying and identity not in self.session.agreed:
            return (finding("engine.not-agreed", Level.ERROR, machine, seen=identity, title=title),)
        if foreign := self._foreign(change, seen, machine):
            return foreign
        receipt = begun.receipt if begun else None
        if not change.repeatable and (found := step.brought(change, receipt, seen)) is not None:
            self._end(change, identity, Outcome(identity, "done", found))
            return ()
        return self._do(step, change, identity, seen, title, machine)

    def _foreign(self, change: Change, seen: Seen, machine: str) -> tuple[Finding, ...]:
        """Values that are neither as before nor as wanted: somebody else's. They are left alone."""
        present = seen.settings()
        former = {s.path: seen.value(s.value) for s in change.former}
        found = []
        for wanted in change.wanted:
            now = str(present.get(wanted.path, Setting(wanted.path, "")).value)
            before = former.get(wanted.path, "")
            if not (same(now, before) or same(now, seen.value(wanted.value))):
                found.append(
                    finding("engine.someone-else", Level.ERROR, machine, seen=f"{wanted.path} = {now}",
                            path=wanted.path, value=value_text(now), expected=value_text(before))
                )  # fmt: skip
        return tuple(found)

    def _do(
        self, step: Step, change: Change, identity: str, seen: Seen, title: str, machine: str
    ) -> tuple[Finding, ...]:
        operation = filled(change.operation, seen)
        wanted = tuple(Setting(s.path, seen.value(s.value)) for s in change.wanted)
        intent = Intent(
            change=identity,
            section=change.section,
            act=change.act,
            call=Call.of(operation, change.role),
            time=self.observer.now().isoformat(),
            former=change.former,
            wanted=wanted,
            marks=tuple(self.observer.mark(log) for log in change.evidence),
            unit=change.unit,
        )
        try:
            self.way_back.before(intent)
        except OSError as problem:
            return (finding("engine.no-way-back", Level.ERROR, machine, seen=str(problem), title=title),)
        self.journal.append(intent)
        self.tell(ChangeBegun(change))
        written, error = self._run(operation, change)
        self.catch_up()
        after = self.observer.observe([step.reads], self.answers)
        outcome = self._judge(step, change, intent, wanted, after, written, error)
        if outcome is None:
            return ()
        self._end(change, identity, outcome)
        if outcome.result == "done":
            return ()
        unproven = bool(wanted) and _equal(outcome.read_back, wanted)
        code = "engine.change-failed" if error else "engine.not-proven" if unproven else "engine.no-effect"
        shown = error or "; ".join(f"{s.path} = {value_text(s.value)}" for s in outcome.read_back)
        return (finding(code, Level.ERROR, machine, seen=shown, title=title, error=error),)

    def _run(self, operation: Operation[Written], change: Change) -> tuple[Written, str]:
        question = operation.on(change.role)
        try:
            written = self.observer.target.run(question)
        except OperationFailed as failed:
            return Written(), str(failed)
        except Unreachable as failed:
            return Written(), f"Unreachable {failed}".strip()
        self.observer.written[question] = written
        return written, ""

    def _judge(
        self, step: Step, change: Change, intent: Intent, wanted: tuple[Setting, ...], after: Seen,
        written: Written, error: str,
    ) -> Outcome | None:  # fmt: skip
        """What the read-back says. None: nothing yet, the section goes on looking (a start shows in its log later)."""

        def outcome(result: Any, brought: dict[str, str], back: tuple[Setting, ...] = ()) -> Outcome:
            return Outcome(intent.change, result, brought, back, written.output, error)

        unread = any(isinstance(result, CannotTell) for result in after.results.values())
        if wanted:
            present = after.settings()
            if unread and any(s.path not in present for s in wanted):
                return None
            back = tuple(present.get(s.path, Setting(s.path, "")) for s in wanted)
            good = _equal(back, wanted)
            # What may be tried twice has to prove itself besides: its section must not call it failed.
            proven = change.tries == 1 or step.assess(after, self.answers).status is not Status.FAILED
            return outcome("done" if good and proven else "failed", {}, back)
        found = step.brought(change, intent.receipt, after)
        if found is not None:
            return outcome("done", found)
        if unread and not error:
            # What could not be looked at has not failed to appear: it is looked for again when the run goes on.
            return None
        return outcome("failed", {}) if error or change.brings else None

    def _end(self, change: Change, identity: str, outcome: Outcome) -> None:
        self.journal.append(outcome)
        self.catch_up()
        self.tell(ChangeEnded(change, outcome.result, outcome.error))

    def catch_up(self) -> None:
        """What the session brought and where its logs stood, for the next look."""
        session = self.session
        self.observer.since, self.observer.brought = session.since, session.brought
        self.observer.in_session = session.changed_anything

    def settle_begun(self, step: Step, seen: Seen) -> bool:
        """What was begun and shows by now is done: values that read as wanted, starts in their logs.

        True where there was such a thing: what it brought is news to `seen`, so look again.
        """
        settled = False
        for intent in self.session.begun.values():
            outcome = self._shown(step, intent, seen) if intent.section == step.key else None
            if outcome is not None:
                change = Change(step.key, intent.act.question().operation, intent.act.role)
                self._end(change, intent.change, outcome)
                settled = True
        return settled

    def _shown(self, step: Step, intent: Intent, seen: Seen) -> Outcome | None:
        if not intent.wanted:
            change = Change(step.key, intent.act.question().operation, intent.act.role, repeatable=False)
            found = step.brought(change, intent.receipt, seen)
            return None if found is None else Outcome(intent.change, "done", found)
        present = seen.settings()
        back = tuple(present[s.path] for s in intent.wanted if s.path in present)
        good = len(back) == len(intent.wanted) and all(
            same(str(now.value), str(wanted.value)) for now, wanted in zip(back, intent.wanted, strict=True)
        )
        if not good or step.assess(seen, self.answers).status is Status.FAILED:
            return None
        return Outcome(intent.change, "done", read_back=back)


def _equal(back: tuple[Setting, ...], wanted: tuple[Setting, ...]) -> bool:
    return all(same(str(one.value), str(other.value)) for one, other in zip(back, wanted, strict=True))


def with_brought(operation: Operation[Written], brought: Mapping[str, str]) -> Operation[Written]:
    """The operation with those of its names replaced that have brought something forth by now."""
    values = {
        field: brought[value.name]
        for field in operation.__struct_fields__
        if isinstance(value := getattr(operation, field), Named) and value.name in brought
    }
    return msgspec.structs.replace(operation, **values) if values else operation


def filled(operation: Operation[Written], seen: Seen) -> Operation[Written]:
    """The operation with names replaced by their values. KeyError where one was not brought forth: a fault of ours."""
    whole = with_brought(operation, seen.brought)
    if left := [v.name for f in whole.__struct_fields__ if isinstance(v := getattr(whole, f), Named)]:
        raise KeyError(left[0])
    return whole
