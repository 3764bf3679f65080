"""The whole job without questions: plan, agree by answers or digest, and run to the end."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wizard.engine.agreement import agree
from wizard.engine.codes import Exit, Refused, code_of
from wizard.engine.events import Event, SectionEnded
from wizard.engine.look import Look, Plan, look, plan, unplannable
from wizard.engine.newer import demand_known
from wizard.engine.records import Answered, Ended, Opened, Outcome, SectionEnd
from wizard.engine.run import Cancelled, Run
from wizard.engine.session import Session, newest, settle
from wizard.engine.store import Store
from wizard.engine.switch import switch
from wizard.operations.model import Role
from wizard.operations.target import Target
from wizard.rules.answers import Answers
from wizard.rules.findings import Level, finding
from wizard.rules.place import HOST
from wizard.steps.assessment import Assessment, Status
from wizard.tutorial import SECTIONS, SWITCH


class Applied(msgspec.Struct, frozen=True):
    """How an apply ended."""

    ended: Ended
    assessment: Assessment | None
    session: Session
    kept: bool
    """A session is on disk; an apply that changed nothing leaves none."""


class Begun(msgspec.Struct, frozen=True):
    """A run that may begin: what is seen, planned and agreed."""

    run: Run
    look: Look
    plan: Plan


def unfinished(store: Store) -> Session | None:
    """The session that the same command resumes. Refused where an undo of it is half done."""
    session = newest(store.sessions())
    if session is None or session.state == "finished":
        return None
    if session.state == "undoing":
        raise Refused(Exit.BLOCKED, f"An undo of session {session.id} is half done: finish it (undo {session.id}).")
    return session


def begin(
    target: Target,
    store: Store,
    given: Answers | None,
    default: Answers,
    listener: Callable[[Event], None],
    stop: Callable[[], bool],
    digest: str = "",
) -> Begun:
    """Look, plan and agree. `given` are answers of this very run; else the session's, else the default ones.

    Refused where a newer version may have left something half done, or where this is not what was agreed to.
    """
    demand_known(store)
    session = unfinished(store)
    begun = open_run(target, store, session, given, default, listener, stop)
    if unplannable(begun.look.sections) is None:
        agree(begun.run, begun.plan, session, digest)
    return begun


def open_run(
    target: Target,
    store: Store,
    session: Session | None,
    given: Answers | None,
    default: Answers,
    listener: Callable[[Event], None],
    stop: Callable[[], bool],
) -> Begun:
    """Open a session's journal (or a new one), look and plan. Nothing is agreed to and nothing changes."""
    if session:
        journal = store.journal(session.id, target.now)
        chosen_anew = given is not None and given.certificate != session.given.certificate
        answers = given if given and chosen_anew else settle(given or session.given, session.settled)
    else:
        identity = store.new_id()
        journal = store.new(identity, target.now)
        answers = given or default
    run = Run(target, SECTIONS, answers, journal, listener, stop)
    now = look(run.observer, SECTIONS, answers)
    run.answers = run.maker.answers = now.answers
    if not session:
        host = now.seen.read(HOST)
        journal.append(Opened(identity, target.name, given or default, now.settled, host.user if host else ""))
    elif given and given != session.given:
        journal.append(Answered(given, now.settled if chosen_anew else None))
    return Begun(run, now, plan(now.seen, SECTIONS, now.answers, session))


def carry_out(begun: Begun) -> Applied:
    """Run everything that was agreed, in order, and look at everything again at the end."""
    run = begun.run
    if (unread := unplannable(begun.look.sections)) is not None:
        run.tell(SectionEnded(*unread))
        return ended(run, *unread, maybe_open(run.session, begun.look), False)
    section, window_open, cancelled = "", False, False
    assessment: Assessment | None = None
    try:
        for key in (step.key for step in SECTIONS):
            if key == SWITCH[0]:
                section, assessment = key, None
                switched = switch(run)
                section, assessment = switched.section, switched.assessment
                window_open, cancelled = switched.window_open, switched.cancelled
            elif key in SWITCH:
                continue
            else:
                section, assessment = key, None
                assessment = run.section(key)
            if cancelled or not assessment.status.done:
                break
        else:
            section, assessment, window_open = final_look(run)
    except Cancelled:
        cancelled = True
    return ended(run, section, assessment, window_open, cancelled)


def maybe_open(session: Session, now: Look) -> bool:
    """Seen open; or a window of ours that nobody can see closed."""
    return now.window == "open" or (session.window_open and now.window != "closed")


def final_look(run: Run) -> tuple[str, Assessment, bool]:
    """Everything once more: WCM may have reset WSUS meanwhile, a colleague may have changed something."""
    last: tuple[str, Assessment] = ("", Assessment(Status.SATISFIED))
    bad: tuple[str, Assessment] | None = None
    now = run.look()
    for key, assessment in now.sections:
        if assessment.status is Status.NEEDS_CHANGE:
            assessment = run.still_wanted(assessment, now.seen)
        run.journal.append(SectionEnd(key, assessment.status, assessment.findings))
        last = (key, assessment)
        if bad is None and not assessment.status.done:
            bad = last
            run.tell(SectionEnded(key, assessment))
    return *(bad or last), maybe_open(run.session, now)


def ended(
    run: Run, section: str, assessment: Assessment | None, window_open: bool, cancelled: bool
) -> Applied:
    """Journal how a run ended."""
    code = Exit.CANCELLED if cancelled else code_of(assessment) if assessment else Exit.SATISFIED
    done = {r.change for r in run.session.records if isinstance(r, Outcome) and r.result == "done"}
    remaining = tuple(change for change in run.session.agreed if change not in done)
    status = assessment.status.value if assessment else ""
    end = Ended(int(code), section, status, window_open, remaining if code else ())
    run.journal.append(end)
    if cancelled and assessment is None:
        stopped = finding("engine.cancelled", Level.INFO, run.target.machine(Role.WSUS))
        assessment = Assessment(Status.WAITING, (stopped,))
    return Applied(end, assessment, run.session, run.journal.on_disk)
