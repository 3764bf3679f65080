"""The verbs of the command line, all on one engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

import msgspec

from wizard.engine.apply import Refused
from wizard.engine.codes import Exit
from wizard.engine.observe import ServerUnreachable
from wizard.engine.store import Busy
from wizard.frontends import applying, catalogues, looking, sessions, undoing
from wizard.frontends.context import Context, Options, UsageError
from wizard.frontends.plain import Plain
from wizard.frontends.signals import stopping
from wizard.lab.errors import LabError
from wizard.opening import Missing, Wanted, opened
from wizard.rules.answers import AnswersError

__all__ = ["VERBS", "Options", "run"]


class Verb(msgspec.Struct, frozen=True):
    """A verb: what it says of itself, what it takes and what does it."""

    summary: str
    does: Callable[[Context], Exit]
    needs_target: bool = True
    takes_answers: bool = False
    takes_session: bool = False
    takes_digest: bool = False
    takes_offers: bool = False
    writes: bool = False
    """Holds the lock of its target."""


VERBS = {
    "check": Verb("every section's status, changing nothing", looking.check, takes_answers=True),
    "plan": Verb("every change in order, with its undo, changing nothing", looking.show_plan, takes_answers=True),
    "apply": Verb("do it, without questions", applying.apply, takes_answers=True, takes_digest=True, writes=True),
    "undo": Verb("put everything back that a session changed", undoing.undo, takes_session=True, takes_digest=True,
                 takes_offers=True, writes=True),
    "sessions": Verb("the sessions of a target", sessions.show_sessions),
    "report": Verb("the report of a session", sessions.show_report, takes_session=True),
    "labs": Verb("the practice labs", catalogues.show_labs, needs_target=False),
    "operations": Verb("every operation the wizard knows", catalogues.show_operations, needs_target=False),
}  # fmt: skip


def run(options: Options, out: TextIO | None = None, err: TextIO | None = None) -> Exit:
    """Do what the command line says."""
    out, err = out or sys.stdout, err or sys.stderr
    narration = Plain(err if options.json else out)
    complaints = Plain(err)
    try:
        return _run(options, out, narration)
    except (UsageError, Missing, AnswersError, LabError) as error:
        complaints.say(str(error))
        return Exit.USAGE
    except Refused as error:
        complaints.say(str(error))
        return error.code
    except Busy as error:
        complaints.say(f"Another run is working on this target ({error}). Wait for it, or end it.")
        return Exit.BLOCKED
    except ServerUnreachable as error:
        complaints.say(f"The WSUS server cannot be reached. {error}".strip())
        return Exit.UNREACHABLE
    except BrokenPipeError:
        raise
    except OSError as error:
        complaints.say(
            f"A file cannot be written or read: {error}. The run stopped where it was: if the switch window was open, "
            "it still is. Make room, then run the same command again; the journal knows what was begun."
        )
        return Exit.FAILED
    except KeyboardInterrupt:
        complaints.say("Stopped at once. The same command says what is half done, and resumes.")
        return Exit.CANCELLED


def _run(options: Options, out: TextIO, narration: Plain) -> Exit:
    verb = VERBS[options.verb] if options.verb else VERBS["apply"]
    if not verb.needs_target:
        return verb.does(Context(options, out, narration))
    wanted = Wanted(options.lab, options.state, options.fresh)
    with stopping(narration.say) as stop, opened(wanted, narration.say, verb.writes) as (target, store):
        return verb.does(Context(options, out, narration, target, store, stop))
