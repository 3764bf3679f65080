"""What kept a job from being done, in words."""

from __future__ import annotations

from screens.texts.words import say
from wizard.engine.codes import Refused
from wizard.engine.observe import ServerUnreachable
from wizard.engine.store import Busy
from wizard.lab.errors import LabError
from wizard.opening import Missing
from wizard.rules.answers import AnswersError


def in_words(error: Exception) -> str:
    """One line for the page."""
    match error:
        case Busy():
            return say("trouble.busy", why=error)
        case ServerUnreachable():
            return say("trouble.unreachable", why=error)
        case Missing() | LabError() | AnswersError() | Refused():
            return str(error)
        case OSError():
            return say("trouble.file", why=error)
    return say("trouble.unexpected", type=type(error).__name__, why=error)
