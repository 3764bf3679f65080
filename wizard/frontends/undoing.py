"""`undo`: prints its own plan, then puts back what a session changed."""

from __future__ import annotations

import msgspec

from wizard.engine.agreement import agree_to_undo
from wizard.engine.codes import Exit, Refused
from wizard.engine.newer import demand_known
from wizard.engine.session import Session
from wizard.engine.undo import undo_remarks
from wizard.engine.undo_list import UndoList
from wizard.engine.undoing import carry_out_undo, list_of
from wizard.frontends.context import Context, UsageError
from wizard.frontends.keeping import keep, keep_last
from wizard.frontends.looking import undo_lines
from wizard.operations.model import Role
from wizard.rules.answers import UNDO_OFFERS
from wizard.rules.findings import Finding


class UndoShown(msgspec.Struct, frozen=True):
    """What `undo --json` gives."""

    target: str
    session: str
    digest: str
    plan: tuple[str, ...]
    complete: bool
    findings: tuple[Finding, ...]
    report: str


def undo(context: Context) -> Exit:
    """Put a session back, in the order that is safe."""
    demand_known(context.store)
    keep_last(context)
    session = context.chosen()
    if session.state == "undone":
        raise UsageError(f"Session {session.id} is undone already.")
    _newest_first(context, session)
    context.introduce()
    what = _chosen(context, session)
    say, machine = context.narration, context.target.machine(Role.WSUS)
    say.say(f"Undo of session {session.id} on {context.target.title}, digest {what.digest}")
    for line in undo_lines(what):
        say.say(f"  {line}")
    remarks = tuple(undo_remarks(session, what, machine))
    for remark in remarks:
        say.finding(remark)
    try:
        agree_to_undo(context.target, session, what, context.options.digest)
    except Refused:
        _as_data(context, session, what, remarks)
        raise
    journal = context.store.journal(session.id, context.target.now)
    left = carry_out_undo(context.target, journal, session, what, say)
    kept = keep(context, next(s for s in context.store.sessions() if s.id == session.id))
    say.say()
    for found in left:
        say.finding(found)
    say.say("Not all of it reads back as it was." if left else "All of it reads back as it was.")
    say.say(f"Report: {kept.markdown}")
    _as_data(context, session, what, (*left, *remarks), not left, str(kept.markdown))
    return Exit.FAILED if left else Exit.SATISFIED


def _as_data(
    context: Context, session: Session, what: UndoList, findings: tuple[Finding, ...], complete: bool = False,
    report: str = "",
) -> None:  # fmt: skip
    if context.options.json:
        lines = undo_lines(what)
        context.data(UndoShown(context.target.name, session.id, what.digest, lines, complete, findings, report))


def _newest_first(context: Context, session: Session) -> None:
    newer = context.current()
    if newer and newer.id > session.id:
        raise UsageError(f"Session {newer.id} came after {session.id} and is not undone: undo that one first.")


def _chosen(context: Context, session: Session) -> UndoList:
    for offer in context.options.offers:
        if offer not in UNDO_OFFERS:
            raise UsageError(f"There is no offer {offer!r} of an undo. Known: {', '.join(sorted(UNDO_OFFERS))}.")
    return list_of(session, (*session.answers.offers, *context.options.offers))
