"""What has to be agreed to before a run without questions changes anything, or puts anything back."""

from __future__ import annotations

from wizard.engine.codes import Exit, Refused
from wizard.engine.look import Plan, within
from wizard.engine.records import Agreed
from wizard.engine.run import Run
from wizard.engine.session import Session
from wizard.engine.undo_list import UndoList
from wizard.operations.target import Target
from wizard.rules.findings import Level, finding
from wizard.steps.describe import before_after, describe


def agree(run: Run, wanted: Plan, session: Session | None, digest: str) -> None:
    """Journal what may be changed. Refused where that is not what the operator has seen.

    In a practice lab the answers agree to whatever they lead to. On a real server a digest has to, or a session whose
    remaining changes are an ordered part of what was agreed: then the same command, with or without the digest that it
    began with, goes on.
    """
    if digest and digest == wanted.digest:
        run.journal.append(Agreed("digest", wanted.digest, wanted.ids))
    elif session and digest in {"", session.agreed_digest}:
        if not within(wanted.ids, session.agreed):
            raise Refused(
                Exit.FAILED,
                "What is left to do is not what was agreed: someone has changed the server. Nothing was changed.\n"
                f"{_not_agreed(wanted, session)}\n{_WINDOW if session.window_open else ''}"
                f"Look at it (plan); apply --plan {wanted.digest} agrees to it.",
            )
    elif digest:
        raise Refused(
            Exit.USAGE, f"The plan has changed: its digest is {wanted.digest} now, not {digest}. Nothing was changed."
        )
    elif wanted.changes and not run.target.practice:
        raise Refused.because(Exit.USAGE, finding("engine.agree-to-plan", Level.ERROR, ""))
    else:
        run.journal.append(Agreed("answers", wanted.digest, wanted.ids))


_WINDOW = (
    "== SWITCH WINDOW == The last run ended inside the switch window: clients and consoles on http may be "
    "refused until it is closed, by the command below or by undo.\n"
)


def _not_agreed(wanted: Plan, session: Session) -> str:
    """The difference: each change that nobody agreed to, with the values as they are now."""
    lines = []
    for change, identity in zip(wanted.changes, wanted.ids, strict=True):
        if identity not in session.agreed:
            lines.append(f"  {describe(change.operation).title}")
            lines += [f"      {path}: {now} -> {after}" for path, now, after in before_after(change)]
    return "\n".join(lines) or "  The same changes, in another order."


def agree_to_undo(target: Target, session: Session, what: UndoList, digest: str) -> None:
    """Refused where an undo is not the one that the operator has seen. One that was begun goes on."""
    if digest and digest != what.digest:
        raise Refused(Exit.USAGE, f"The undo has changed: its digest is {what.digest} now. Nothing was changed.")
    if not (digest or target.practice or session.undo_digest == what.digest):
        agree_first = finding("engine.agree-to-undo", Level.ERROR, "", session=session.id, digest=what.digest)
        raise Refused.because(Exit.USAGE, agree_first)
