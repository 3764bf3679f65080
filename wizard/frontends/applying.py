"""`apply`: the whole job without questions."""

from __future__ import annotations

import msgspec

from wizard.engine.apply import Applied, begin, carry_out
from wizard.engine.codes import Exit
from wizard.engine.newer import demand_known
from wizard.engine.session import Session, newest
from wizard.frontends.context import Context
from wizard.frontends.keeping import keep, keep_last
from wizard.frontends.looking import SectionShown
from wizard.reports.keeping import Kept
from wizard.reports.message import message_in
from wizard.reports.words import say as sentence
from wizard.rules.findings import Finding
from wizard.steps.assessment import Assessment, Status
from wizard.steps.sections import section_words


class ApplyShown(msgspec.Struct, frozen=True):
    """What `apply --json` gives."""

    target: str
    exit_code: int
    session: str
    section: str
    status: str
    window_open: bool
    findings: tuple[Finding, ...]
    sections: tuple[SectionShown, ...]
    report: str
    html: str
    answers: str


def apply(context: Context) -> Exit:
    """Plan, agree by the answers (or a digest), run to the end, write the report."""
    say = context.narration
    context.introduce()
    say.say(context.target.title)
    demand_known(context.store)
    keep_last(context)
    given = context.given()
    last = newest(context.store.sessions())
    default = last.given if last else context.example()
    begun = begin(context.target, context.store, given, default, say, context.stop, context.options.digest)
    resumed = begun.run.session.changed_anything
    if resumed:
        _welcome_back(context, begun.run.session)
    if begun.plan.changes:
        say.say(f"Plan {begun.plan.digest}: {len(begun.plan.changes)} changes to make.")
    applied = carry_out(begun)
    return _tell(context, applied, begun.run.session)


def _welcome_back(context: Context, session: Session) -> None:
    say = context.narration
    operator = session.opened.operator
    say.say(f"Resuming session {session.id}{f', begun by {operator}' if operator else ''}.")
    if session.window_open:
        say.say("== SWITCH WINDOW == The last run ended inside the switch window. Closing it comes first.")
    half_done = [intent.call.operation for intent in session.begun.values()]
    say.say(f"Half done: {', '.join(half_done)}." if half_done else "Nothing on the server is half done.")


def _tell(context: Context, applied: Applied, session: Session) -> Exit:
    code = Exit(applied.ended.code)
    kept = keep(context, session) if applied.kept else None
    if context.options.json:
        context.data(_data(context, applied, session, kept))
    _in_words(context, applied, code, kept)
    return code


def _data(context: Context, applied: Applied, session: Session, kept: Kept | None) -> ApplyShown:
    ended, assessment = applied.ended, applied.assessment or Assessment(Status.SATISFIED)
    return ApplyShown(
        target=context.target.name,
        exit_code=ended.code,
        session=session.id if applied.kept else "",
        section=ended.section,
        status=ended.status,
        window_open=ended.window_open,
        findings=assessment.findings,
        sections=tuple(
            SectionShown(key, section_words(key).title, end.status, end.findings)
            for key, end in session.sections.items()
        ),
        report=str(kept.markdown) if kept else "",
        html=str(kept.html) if kept else "",
        answers=str(kept.answers) if kept else "",
    )


def _in_words(context: Context, applied: Applied, code: Exit, kept: Kept | None) -> None:
    say, ended = context.narration, applied.ended
    say.say()
    if code is Exit.SATISFIED:
        say.say("Everything is satisfied, looked at once more at the end." if applied.kept
                else "Everything is satisfied already. Nothing was changed, no session was kept.")  # fmt: skip
    elif code is Exit.CANCELLED:
        say.say(f"Cancelled by you at section {section_words(ended.section or 'before-you-start').title}. "
                "The switch window is not open; the same command goes on from here.")  # fmt: skip
    else:
        say.say(f"Ended at section {section_words(ended.section).title}: {ended.status} (exit code {int(code)}).")
        if applied.assessment and applied.assessment.status is Status.NEEDS_ANSWER:
            say.say(f"An answer is missing: {applied.assessment.answer}. Give it with --answers FILE.")
        if message := message_in(applied.assessment.findings if applied.assessment else ()):
            say.say()
            say.say(f"{sentence('heading.message')}:")
            say.say()
            say.say(message)
            say.say()
    if ended.window_open:
        say.say("== SWITCH WINDOW STILL OPEN == clients and consoles on http are refused. Run the same command again, "
                "or undo.")  # fmt: skip
    if kept:
        say.say(f"Report:  {kept.markdown}")
        say.say(f"         {kept.html}")
        say.say(f"Answers: {kept.answers}")
        say.say(f"Undo:    {context.command} undo {applied.session.id}")
