"""The scripts, run in PowerShell against stand-ins for Windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tests.contract.cases import Case, Refuses
from tests.contract.outcome import Outcome
from tests.powershell import runner
from tests.powershell.runner import WSUS_SITE, At, PowerShell, Run, State
from wizard.operations.iis import GetSslRequirement, SetSslRequirement, SslRequirement
from wizard.operations.model import Written


class Scripts:
    """All cases in one process of PowerShell."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and a read behind it."""
        outcomes = self._powershell.run([runner.Case(_state(c), (_script(c.operation), runner.get())) for c in cases])
        return {case.name: _outcome(case, outcome) for case, outcome in zip(cases, outcomes, strict=True)}


def _state(case: Case) -> State:
    unreadable = (_location(case.unreadable),) if isinstance(case, Refuses) and case.unreadable else ()
    own = tuple(At(_location(place), flags) for place, flags in case.before.items())
    return State(own=own, unreadable=unreadable)


def _script(operation: GetSslRequirement | SetSslRequirement) -> Run:
    return Run(runner.script(operation.name), msgspec.to_builtins(operation))


def _outcome(case: Case, outcome: runner.Outcome) -> Outcome:
    answer, read = outcome.runs
    result: SslRequirement | Written | None = None
    if answer.error is None:
        result = answer.requirement() if isinstance(case.operation, GetSslRequirement) else answer.written()
    return Outcome(
        result=result,
        error=answer.error,
        after=None if read.error else read.requirement(),
        written=tuple(_place(location) for location in outcome.written),
    )


def _location(place: str) -> str:
    return WSUS_SITE if place == "." else f"{WSUS_SITE}/{place}"


def _place(location: str) -> str:
    return location.removeprefix(WSUS_SITE).lstrip("/") or "."
