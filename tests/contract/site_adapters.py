"""The practice lab and the scripts, each put into the surroundings of a case about the site or the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec

from tests.contract.site_cases import CLIENT, READ, SITE_SERVER, Case
from tests.powershell import area
from tests.powershell.contoso import AREAS
from tests.powershell.runner import PowerShell
from wizard.lab.facts import ConfigurationSite, Point
from wizard.lab.lab import Lab
from wizard.lab.scenario import Scenario
from wizard.operations.client import GetClientState, StartClientScan
from wizard.operations.model import OperationError, OperationFailed, result_type
from wizard.operations.site import SoftwareUpdatePoint


@dataclass(frozen=True)
class Outcome:
    """What the operation gave, or the error that it ended with; and what became of the site."""

    result: Any
    error: OperationError | None
    after: tuple[SoftwareUpdatePoint, ...]
    done: int


class Implementation(Protocol):
    """Something that does the operations."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case in surroundings of its own, by name."""


class PracticeLab:
    """A lab for each case, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and a read behind it."""
        return {case.name: self._outcome(case, self._folder / str(n)) for n, case in enumerate(cases)}

    def _outcome(self, case: Case, folder: Path) -> Outcome:
        points = tuple(Point(p.name, p.ssl, p.http_port, p.https_port) for p in case.before.points)
        site = ConfigurationSite(top_level=case.before.top_level, points=points)
        scenario = Scenario(summary=case.name, site=site, client_installed=case.before.client_installed)
        commits: list[str] = []
        with Lab.create("contract", scenario, folder) as lab:
            for path, value in (
                ("synchronization/state", case.before.state),
                ("synchronization/error_code", case.before.error_code),
                ("client/policy_server", case.before.policy_server),
                ("client/scan_path", case.before.scan_path),
                ("client/last_success_path", case.before.last_success_path),
            ):
                lab.set_fact(path, value)
            lab.on_commit = commits.append
            result, error = None, None
            try:
                answer = lab.run(case.operation.on(case.operation.roles[0]))
                result = msgspec.json.decode(msgspec.json.encode(answer), type=result_type(type(case.operation)))
            except OperationFailed as failed:
                error = failed.error
            lab.on_commit = None
            return Outcome(result, error, lab.run(READ.on(READ.roles[0])).points, len(commits))


class Scripts:
    """All cases in one process of PowerShell."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and a read behind it."""
        batch = {case.name: area.Case((area.do(case.operation), area.do(READ)), _states(case)) for case in cases}
        return {name: _outcome(outcome) for name, outcome in area.run_named(self._powershell, AREAS, batch).items()}


def _states(case: Case) -> Mapping[str, Mapping[str, Any]]:
    before = case.before
    on_client = isinstance(case.operation, GetClientState | StartClientScan)
    machine = CLIENT if on_client else SITE_SERVER
    status = {
        "WSUSServerName": before.points[0].name,
        "SiteCode": "PS1",
        "LastSyncState": before.state,
        "LastSyncStateTime": "20240507182709.000000+000",
        "LastSuccessfulSyncTime": "20240507182709.000000+000",
        "LastSyncErrorCode": int(before.error_code or "0", 16),
    }
    location = {"CurrentScanPath": before.scan_path, "LastSuccessScanPath": before.last_success_path}
    return {
        "host": {"name": machine, "dns_host_name": machine.partition(".")[0]},
        "site": {
            "server": SITE_SERVER,
            "provider": SITE_SERVER,
            "parent": "" if before.top_level else "CAS",
            "points": [
                {"name": p.name, "ssl": int(p.ssl), "http": p.http_port, "https": p.https_port} for p in before.points
            ],
            "statuses": [status],
        },
        "client": {
            "installed": before.client_installed,
            "policy_server": before.policy_server,
            "locations": [location] if before.scan_path else [],
        },
    }


def _outcome(outcome: area.Outcome) -> Outcome:
    answer, read = outcome.runs
    result = None if answer.error else answer.value()
    # On a client there is no site to read afterwards.
    after = () if read.error else read.value().points
    return Outcome(result, answer.error, after, len(outcome.changes))
