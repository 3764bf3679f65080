"""The practice lab and the scripts, each put into the surroundings of a case about WSUS and its machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec

from tests.contract.wsus_cases import Case, Surroundings
from tests.powershell import area
from tests.powershell.runner import PowerShell
from wizard.lab.lab import Lab
from wizard.lab.scenario import IisFact, Scenario
from wizard.operations.host import GetOperatorRights
from wizard.operations.model import OperationError, OperationFailed, Role, result_type
from wizard.operations.topology import GetDownstreamServer
from wizard.operations.wsus import (
    ApplicationPool,
    GetApplicationPool,
    GetWsusSetup,
    TestWsusConnection,
    WsusSetup,
)

AREAS = ("host", "wsus", "pool", "rights", "logs")
SETUP_KEY = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"
ROLES = {"Full Administrator": "SMS0001R", "Read-only Analyst": "SMS0002R"}


@dataclass(frozen=True)
class Outcome:
    """What the operation gave, or the error that it ended with; WSUS and its pool afterwards; values written."""

    result: Any
    error: OperationError | None
    setup: WsusSetup
    pool: ApplicationPool
    written: int


class Implementation(Protocol):
    """Something that does the operations."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case in surroundings of its own, by name."""


class PracticeLab:
    """A lab for each case, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        return {case.name: self._outcome(case, self._folder / str(n)) for n, case in enumerate(cases)}

    def _outcome(self, case: Case, folder: Path) -> Outcome:
        commits: list[str] = []
        with Lab.create("contract", _scenario(case), folder) as lab:
            if case.before.log:
                lab.set_fact("logs/wcm", case.before.log)
            lab.on_commit = commits.append
            result, error = None, None
            try:
                answer = lab.run(case.operation.on(case.role))
                result = msgspec.json.decode(msgspec.json.encode(answer), type=result_type(type(case.operation)))
            except OperationFailed as failed:
                error = failed.error
            lab.on_commit = None
            setup = lab.run(GetWsusSetup().on(Role.WSUS))
            pool = lab.run(GetApplicationPool("WsusPool").on(Role.WSUS))
        written = [commit for commit in commits if commit.startswith(("wsus ", "pool "))]
        return Outcome(result, error, setup, pool, len(written))


def _scenario(case: Case) -> Scenario:
    before = case.before
    own = {"ApiRemoting30": "Ssl"} if before.ssl_required else {}
    crypto = tuple(msgspec.structs.replace(value, value=before.crypto) for value in before.machine.strong_crypto)
    return Scenario(
        summary=case.name,
        wsus=before.wsus,
        wsus_machine=msgspec.structs.replace(before.machine, strong_crypto=crypto),
        operator=before.operator,
        iis=IisFact(pool=before.pool, own=own, https="*:8531:" if before.https_line else ""),
    )


class Scripts:
    """All cases in two processes of PowerShell: one never has the assembly of the console."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        found: dict[str, Outcome] = {}
        for console in (True, False):
            batch = {c.name: _case(c) for c in cases if c.before.machine.wsus_console is console}
            outcomes = area.run_named(self._powershell, AREAS, batch)
            found |= {name: _outcome(outcome) for name, outcome in outcomes.items()}
        return found


def _case(case: Case) -> area.Case:
    reads = (area.do(GetWsusSetup()), area.do(GetApplicationPool("WsusPool")))
    return area.Case((area.do(case.operation), *reads), _states(case))


def _outcome(outcome: area.Outcome) -> Outcome:
    answer, setup, pool = outcome.runs
    written = [change for change in outcome.changes if change.startswith(("registry ", "pool "))]
    return Outcome(
        result=None if answer.error else answer.value(),
        error=answer.error,
        setup=setup.result(GetWsusSetup),
        pool=pool.result(GetApplicationPool),
        written=len(written),
    )


def _states(case: Case) -> Mapping[str, Mapping[str, Any]]:
    before = case.before
    pool = before.pool
    states: dict[str, Mapping[str, Any]] = {
        "host": _host(before, case),
        "wsus": _wsus(before, case),
        "pool": {
            "pools": [
                {
                    "name": pool.name,
                    "state": pool.state,
                    "queueLength": pool.queue_length,
                    "processModel.idleTimeout": pool.idle_timeout_minutes,
                    "processModel.pingingEnabled": pool.pinging_enabled,
                    "recycling.periodicRestart.privateMemory": pool.private_memory_kb,
                    "recycling.periodicRestart.time": pool.restart_minutes,
                }
            ]
        },
        "rights": _rights(before, case),
        "logs": {"files": {"WCM.log": before.log}} if before.log else {},
    }
    return states


def _host(before: Surroundings, case: Case) -> Mapping[str, Any]:
    machine = before.machine
    may = not isinstance(case.operation, GetOperatorRights) or before.operator.wsus_administrator == "yes"
    return {
        "name": machine.name,
        "dns_host_name": machine.computer_name,
        "domain": machine.domain,
        "part_of_domain": machine.part_of_domain,
        "system": machine.system,
        "build": machine.build,
        "user": before.operator.name,
        "elevated": machine.elevated and may,
        "administrator": machine.local_administrator and may,
        "strong_crypto": before.crypto,
    }


def _wsus(before: Surroundings, case: Case) -> Mapping[str, Any]:
    wsus = before.wsus
    asked_of_site = isinstance(case.operation, GetOperatorRights) and case.role is Role.SITE
    unknown = isinstance(case.operation, GetOperatorRights) and before.operator.wsus_administrator == "unknown"
    return {
        "setup": wsus.role_installed and not asked_of_site,
        "service": wsus.service_state,
        "content": wsus.content_folder_exists,
        "program": bool(wsus.wsusutil_path),
        "site_id": wsus.site_id,
        "using_ssl": int(wsus.using_ssl),
        "port": wsus.port_number,
        "name": wsus.server_certificate_name,
        "https_port": 8531 if before.https_line else 0,
        "update_point": wsus.software_update_point_installed,
        "front_ends": msgspec.to_builtins(wsus.front_ends) or None,
        "downstream": msgspec.to_builtins(wsus.downstream),
        "assembly": before.machine.wsus_console,
        "api_http": _api(before, case),
        "version": wsus.version,
        # Without the group's SID it cannot be looked up who is in it.
        "administrators_sid": None if unknown or not wsus.post_install_done else "S-1-5-21-1-2-3-1010",
    }


def _api(before: Surroundings, case: Case) -> str:
    """What answers at ApiRemoting30: who is asked first refuses first."""
    wrong_port = isinstance(case.operation, TestWsusConnection | GetDownstreamServer) and case.operation.port != 8530
    refusals = (
        (wrong_port, "refused"),
        (before.pool.state == "Stopped", "503"),
        (before.ssl_required, "403"),
        (before.operator.wsus_administrator == "no", "rights"),
        (before.wsus.service_state != "Running", "invalid"),
    )
    return next((answer for applies, answer in refusals if applies), "works")


def _rights(before: Surroundings, case: Case) -> Mapping[str, Any]:
    # The provider is on the site server; WSUS is elsewhere.
    if case.role is not Role.SITE:
        return {"sms": False}
    roles = before.operator.roles
    sid = "S-1-5-21-3623811015-3361044348-30300820-1604"
    return {"admins": [{"sid": sid, "roles": [ROLES[r] for r in roles], "names": roles}] if roles else []}
