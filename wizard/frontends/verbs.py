"""The verbs of the command line, all on one engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from wizard.engine.codes import Exit, Refused
from wizard.engine.observe import ServerUnreachable
from wizard.engine.store import Busy
from wizard.frontends import applying, catalogues, labs, looking, sessions, undoing
from wizard.frontends.context import Context, UsageError
from wizard.frontends.options import VERBS, Options
from wizard.frontends.plain import Plain
from wizard.frontends.reader import nobody_reads
from wizard.frontends.signals import stopping
from wizard.lab.errors import LabError
from wizard.opening import Missing, check_this_computer, opened
from wizard.rules.answers import AnswersError
from wizard.state import Wanted

DOES: dict[str, Callable[[Context], Exit]] = {
    "check": looking.check,
    "plan": looking.show_plan,
    "apply": applying.apply,
    "undo": undoing.undo,
    "sessions": sessions.show_sessions,
    "report": sessions.show_report,
    "labs": labs.labs_verb,
    "operations": catalogues.show_operations,
}
"""What does each verb of `options.VERBS`."""


WITHOUT_PAGES = (
    "This is a real server. Without a verb it is worked on page by page, and no pages can be shown here (or --plain, "
    "--json or --answers rules them out). Look at the plan and its digest (wsus-tls plan), then agree to it "
    "(wsus-tls apply --plan DIGEST). Nothing was changed."
)
"""Nothing is done to a real server by itself: a practice lab's job runs without a verb, too."""


def run(options: Options, out: TextIO | None = None, err: TextIO | None = None) -> Exit:
    """Do what the command line says."""
    out, err = out or sys.stdout, err or sys.stderr
    narration = Plain(err if options.json else out)
    return told(Plain(err), lambda: _run(options, out, narration))


def told(complaints: Plain, work: Callable[[], Exit]) -> Exit:
    """How some work ended; what kept it from its end, in words."""
    try:
        return work()
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
    except OSError as error:
        if nobody_reads(error):
            raise
        complaints.say(
            f"A file cannot be written or read: {error}. The run stopped where it was: if the switch window was open, "
            "it still is. Make room, end what has it open, or get the right to write it; then run the same command "
            "again: the journal knows what was begun."
        )
        return Exit.FAILED
    except KeyboardInterrupt:
        complaints.say("Stopped at once. The same command says what is half done, and resumes.")
        return Exit.CANCELLED


def _run(options: Options, out: TextIO, narration: Plain) -> Exit:
    name = options.verb or "apply"
    verb, does = VERBS[name], DOES[name]
    if not verb.needs_target:
        return does(Context(options, out, narration))
    wanted = Wanted(options.lab, options.state, options.fresh, options.scenario)
    if not options.verb and not options.lab:
        check_this_computer(wanted)
        raise UsageError(WITHOUT_PAGES)
    with stopping(narration.say) as stop, opened(wanted, narration.say, verb.writes) as (target, store):
        stop.wakes(target.wake)
        return does(Context(options, out, narration, target, store, stop))
