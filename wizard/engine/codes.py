"""Exit codes: what a scheduler or a script learns of a run."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from wizard.rules.findings import Finding
    from wizard.steps.assessment import Assessment


class Exit(enum.IntEnum):
    """How a command ended."""

    SATISFIED = 0
    CHANGES_NEEDED = 1
    USAGE = 2
    UNREACHABLE = 3
    FAILED = 4
    WAITING = 5
    BLOCKED = 6
    CANCELLED = 130


MEANING = {
    Exit.SATISFIED: "satisfied: nothing is left to do",
    Exit.CHANGES_NEEDED: "something is left to do or to find out (check), changes are needed (plan)",
    Exit.USAGE: "wrong usage, or an answer is missing (it is named) or wrong",
    Exit.UNREACHABLE: "the server cannot be reached",
    Exit.FAILED: "a change or a proof failed",
    Exit.WAITING: "waiting, or it cannot be told; the same command resumes",
    Exit.BLOCKED: "blocked: someone else must act, or an override must be given (it is named)",
    Exit.CANCELLED: "cancelled; an open switch window was closed first",
}

class Refused(Exception):
    """What was asked for did not begin, and says why."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code

    @classmethod
    def because(cls, code: Exit, found: Finding, *lines: str) -> Self:
        """In the words of a finding, with lines between what it means and what to do."""
        return cls(code, "\n".join(part for part in (found.text, found.meaning, *lines, found.do) if part))


_BY_STATUS = {
    "satisfied": Exit.SATISFIED,
    "not-applicable": Exit.SATISFIED,
    "needs-answer": Exit.USAGE,
    "needs-change": Exit.FAILED,
    "waiting": Exit.WAITING,
    "cannot-tell": Exit.WAITING,
    "blocked": Exit.BLOCKED,
    "failed": Exit.FAILED,
}


def code_of(assessment: Assessment) -> Exit:
    """How a run ends that got no further than this."""
    return _BY_STATUS[assessment.status.value]
