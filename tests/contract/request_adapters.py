"""The practice lab and the scripts, each with a CA that behaves as a case about requests says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.contract.request_cases import CONFIG, WISH, Case, Policy, Step
from tests.powershell import area
from tests.powershell.certificates import AREAS, key_hash, private, rsa_key
from tests.powershell.runner import PowerShell
from wizard.lab.facts import EnterpriseCa, Permission, Template
from wizard.lab.lab import Lab
from wizard.lab.scenario import Scenario
from wizard.operations.certificates import (
    CertificateRequest,
    GetCertificateRequest,
    GetPersonalCertificate,
    InstallCertificate,
    PersonalCertificate,
    RemoveCertificateRequest,
    SubmitCertificateRequest,
)
from wizard.operations.model import Operation, OperationFailed, Role, Written

NOBODY = "00" * 32


@dataclass(frozen=True)
class Outcome:
    """HRESULTs of the steps, and what is read in the end."""

    codes: tuple[str, ...]
    requests: tuple[CertificateRequest, ...]
    store: tuple[PersonalCertificate, ...]


class Implementation(Protocol):
    """Something that does the operations."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case on a server of its own, by name."""


def operation(step: Step, key: str) -> Operation[Written]:
    """A step as an operation on the request with this key."""
    match step:
        case "new":
            return WISH
        case "submit":
            return SubmitCertificateRequest(key, CONFIG, True)
        case "submit as user":
            return SubmitCertificateRequest(key, CONFIG, False)
        case "install":
            return InstallCertificate(key, WISH.friendly_name)
        case "rename":
            return InstallCertificate(key, "renamed")
        case "remove":
            return RemoveCertificateRequest(key)


class PracticeLab:
    """A lab for each case, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        return {case.name: self._outcome(case, self._folder / str(n)) for n, case in enumerate(cases)}

    def _outcome(self, case: Case, folder: Path) -> Outcome:
        codes: list[str] = []
        with Lab.create("contract", _scenario(case), folder) as lab:
            key = NOBODY
            for step, _ in case.steps:
                try:
                    lab.run(operation(step, key).on(Role.WSUS))
                    codes.append("")
                except OperationFailed as failed:
                    codes.append(failed.error.hresult)
                if step == "new":
                    key = lab.run(GetCertificateRequest().on(Role.WSUS))[-1].public_key
            requests = lab.run(GetCertificateRequest().on(Role.WSUS))
            return Outcome(tuple(codes), requests, lab.run(GetPersonalCertificate().on(Role.WSUS)))


def _scenario(case: Case) -> Scenario:
    may: tuple[Permission, ...] = (
        Permission("CONTOSO\\operator", ("read", "enroll")),
        Permission("Authenticated Users", ("read",)),
    )
    if case.policy != "denies the computer":
        may = (*may, Permission("CONTOSO\\WSUS1$", ("enroll",)))
    template = Template(enrollment_flags=2 if case.policy == "keeps" else 0, permissions=may)
    published = () if case.policy == "does not publish" else (template.name,)
    authority = EnterpriseCa(reachable=case.policy != "is switched off", templates=published)
    return Scenario(summary=case.name, templates=(template,), authorities=(authority,))


class Scripts:
    """All cases in one process of PowerShell."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        key = key_hash(rsa_key())
        reads = (area.do(GetCertificateRequest()), area.do(GetPersonalCertificate()))
        batch = {
            case.name: area.Case(
                (*(area.do(operation(step, key)) for step, _ in case.steps), *reads),
                {"certificates": {"key": private(rsa_key()), **_facts(case.policy)}},
            )
            for case in cases
        }
        outcomes = area.run_named(self._powershell, AREAS, batch)
        return {name: _outcome(outcome) for name, outcome in outcomes.items()}


def _facts(policy: Policy) -> Mapping[str, Any]:
    match policy:
        case "issues":
            return {}
        case "keeps":
            return {"answer": "pending"}
        case "denies the computer":
            return {"denied_to": "computer"}
        case "does not publish":
            host, _, name = CONFIG.partition("\\")
            return {"authorities": [{"name": name, "host": host, "templates": [], "reachable": True}]}
        case "is switched off":
            return {"unreachable": "0x800706BA"}


def _outcome(outcome: area.Outcome) -> Outcome:
    *steps, requests, store = outcome.runs
    return Outcome(
        tuple(step.error.hresult if step.error else "" for step in steps),
        requests.result(GetCertificateRequest),
        store.result(GetPersonalCertificate),
    )
