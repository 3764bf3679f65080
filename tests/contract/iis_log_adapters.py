"""The practice lab and the scripts, each with a client that has scanned, or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from tests.contract.iis_log_cases import ADDRESS, CLIENT, Case
from tests.powershell import area
from tests.powershell.runner import PowerShell
from wizard.lab.lab import Lab
from wizard.lab.scenario import IisFact, Scenario
from wizard.operations.client import StartClientScan
from wizard.operations.iis_log import ClientRequests, GetClientRequest
from wizard.operations.model import Role

FIELDS = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status sc-substatus time-taken"


class Implementation(Protocol):
    """Something that does the operation."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, ClientRequests]:
        """Every case on a server of its own, by name."""


class PracticeLab:
    """A lab for each case, below a folder, in which a client really scans."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, ClientRequests]:
        """Every case."""
        return {case.name: self._outcome(case, self._folder / str(n)) for n, case in enumerate(cases)}

    def _outcome(self, case: Case, folder: Path) -> ClientRequests:
        own = {"ClientWebService": "Ssl"} if case.ssl_required else {}
        with Lab.create("contract", Scenario(summary=case.name, iis=IisFact(own=own)), folder) as lab:
            if case.scanned:
                lab.run(StartClientScan().on(Role.CLIENT))
                lab.pause(timedelta(minutes=5))
            return lab.run(case.operation.on(Role.WSUS))


class Scripts:
    """All cases in one process of PowerShell, with the log that IIS writes of such a scan."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell

    def run(self, cases: Sequence[Case]) -> Mapping[str, ClientRequests]:
        """Every case."""
        outcomes = area.run_named(self._powershell, ["iis"], {case.name: _case(case) for case in cases})
        return {name: outcome.runs[0].result(GetClientRequest) for name, outcome in outcomes.items()}


def _case(case: Case) -> area.Case:
    port, path, status, substatus = case.logged
    line = f"2024-05-07 18:27:09 10.0.0.10 POST {path} - {port} - {ADDRESS} {status} {substatus} 15"
    text = "\r\n".join((f"#Fields: {FIELDS}", *((line,) if case.scanned else ()), ""))
    names = {CLIENT: [ADDRESS], CLIENT.partition(".")[0]: [ADDRESS]}
    log = {"names": names, "files": [{"name": "u_ex240507.log", "text": text}]}
    return area.Case((area.do(case.operation),), {"iis": {"log": log}})
