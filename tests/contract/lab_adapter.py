"""The practice lab: each case on a server of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.contract.cases import Case, Refuses
from tests.contract.outcome import Outcome
from wizard.lab.lab import Lab
from wizard.lab.scenario import IisFact, Scenario
from wizard.operations.iis import GetSslRequirement, SslRequirement
from wizard.operations.model import OperationError, OperationFailed, Role, Written

_WRITTEN = "sslFlags of "


class PracticeLab:
    """A lab for each case, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and a read behind it."""
        return {case.name: _outcome(case, self._folder / str(number)) for number, case in enumerate(cases)}


def _outcome(case: Case, folder: Path) -> Outcome:
    scenario = Scenario(summary=case.name, iis=IisFact(own=dict(case.before)))
    result: SslRequirement | Written | None = None
    error: OperationError | None = None
    commits: list[str] = []
    with Lab.create("contract", scenario, folder) as lab:
        if isinstance(case, Refuses) and case.unreadable:
            # The lab's read is one: it fails as a whole.
            lab.set_fault(case.operation.name, "fails")
        lab.on_commit = commits.append
        try:
            result = _do(lab, case)
        except OperationFailed as failed:
            error = failed.error
        lab.on_commit = None
        after = lab.run(GetSslRequirement().on(Role.WSUS))
    written = tuple(commit.removeprefix(_WRITTEN) for commit in commits if commit.startswith(_WRITTEN))
    return Outcome(result, error, after, written)


def _do(lab: Lab, case: Case) -> SslRequirement | Written:
    """The operation's answer as it would come from a server: by its names, in JSON."""
    if isinstance(case.operation, GetSslRequirement):
        answer = msgspec.json.encode(lab.run(case.operation.on(Role.WSUS)))
        return msgspec.json.decode(answer, type=SslRequirement)
    return msgspec.json.decode(msgspec.json.encode(lab.run(case.operation.on(Role.WSUS))), type=Written)
