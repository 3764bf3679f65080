"""The practice lab and the scripts, each with the site and the certificates of a case about bindings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec
from cryptography import x509

from tests.contract.binding_cases import BARE, BY_NAME, DEAD, NEW, OLD, SITE, THEIRS, Case
from tests.powershell import area
from tests.powershell.certificates import certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.lab.lab import Lab
from wizard.lab.scenario import CertificateFact, IisFact, Scenario
from wizard.operations.iis import (
    GetHttpSysBinding,
    GetSiteBinding,
    HttpSysBinding,
    SetSiteBinding,
    WebSite,
)
from wizard.operations.model import OperationError, OperationFailed, Role, Written

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    """What the write gave, or its error; and IIS and http.sys afterwards. Certificates are called by their labels."""

    former: Pairs | None
    error: OperationError | None
    lines: Pairs
    http: Pairs
    served: Pairs
    changed: bool


class Implementation(Protocol):
    """Something that does the operations."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case on a server of its own, by name."""


class Labels:
    """Labels in the place of thumbprints, and back."""

    def __init__(self, by_label: Mapping[str, str]) -> None:
        self._by_label = by_label
        self._by_thumbprint = {thumb: label for label, thumb in by_label.items()}

    def filled(self, operation: SetSiteBinding) -> SetSiteBinding:
        label = str(operation.thumbprint)
        return msgspec.structs.replace(operation, thumbprint=self._by_label.get(label, label))

    def told(self, hash_: object, by_name: bool = False) -> str:
        return THEIRS if by_name and hash_ else self._by_thumbprint.get(str(hash_), str(hash_))

    def outcome(
        self,
        answer: Written | OperationError,
        sites: tuple[WebSite, ...],
        entries: tuple[HttpSysBinding, ...],
        changed: bool,
    ) -> Outcome:
        site = next(s for s in sites if s.id == SITE)
        former = None
        if isinstance(answer, Written):
            former = tuple((setting.path, self.told(setting.value)) for setting in answer.former)
        return Outcome(
            former=former,
            error=answer if isinstance(answer, OperationError) else None,
            lines=tuple(
                (b.information, self.told(b.certificate_hash, bool(b.ssl_flags & 1)))
                for b in site.bindings
                if b.protocol == "https"
            ),
            http=tuple((b.information, b.certificate_hash) for b in site.bindings if b.protocol == "http"),
            served=tuple((e.address, self.told(e.certificate_hash, e.address[0].isalpha())) for e in entries),
            changed=changed,
        )


class PracticeLab:
    """A lab for each case, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        return {case.name: self._outcome(case, self._folder / str(n)) for n, case in enumerate(cases)}

    def _outcome(self, case: Case, folder: Path) -> Outcome:
        facts = (
            CertificateFact(OLD, "CN=old", friendly_name=OLD),
            CertificateFact(NEW, "CN=new", friendly_name=NEW),
            CertificateFact(DEAD, "CN=dead", friendly_name=DEAD, key="broken"),
            CertificateFact(BARE, "CN=bare", friendly_name=BARE, key="none"),
        )
        iis = IisFact(http=case.http, https=case.line, others=case.by_name, certificate=case.certificate)
        commits: list[str] = []
        with Lab.create("contract", Scenario(summary=case.name, certificates=facts, iis=iis), folder) as lab:
            labels = Labels({c.friendly_name: c.thumbprint for c in lab.world.store})
            lab.on_commit = commits.append
            answer: Written | OperationError
            try:
                answer = lab.run(labels.filled(case.operation).on(Role.WSUS))
            except OperationFailed as failed:
                answer = failed.error
            lab.on_commit = None
            sites = lab.run(GetSiteBinding().on(Role.WSUS))
            return labels.outcome(answer, sites, lab.run(GetHttpSysBinding().on(Role.WSUS)), bool(commits))


@cache
def _made() -> Mapping[str, x509.Certificate]:
    return {label: certificate(rsa_key(), label) for label in (OLD, NEW, DEAD, BARE)}


class Scripts:
    """All cases in one process of PowerShell."""

    def __init__(self, powershell: PowerShell) -> None:
        self._powershell = powershell
        self._labels = Labels({label: thumbprint(made) for label, made in _made().items()})

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case, and reads behind it."""
        batch = {case.name: self._case(case) for case in cases}
        outcomes = area.run_named(self._powershell, ["host", "directory", "certificates", "iis"], batch)
        return {name: self._outcome(outcome) for name, outcome in outcomes.items()}

    def _case(self, case: Case) -> area.Case:
        made = _made()
        store = [
            stored(made[OLD], rsa_key()),
            stored(made[NEW], rsa_key()),
            stored(made[DEAD], rsa_key(), problem="0x80090016"),
            stored(made[BARE]),
        ]
        hash_ = thumbprint(made[case.certificate]) if case.certificate else ""
        lines: list[Mapping[str, object]] = [{"protocol": "http", "information": case.http}]
        lines += [
            {"protocol": "https", "information": line, "hash": "AB" * 20, "ssl_flags": 1} for line in case.by_name
        ]
        if case.line:
            lines.append({"protocol": "https", "information": case.line, "hash": hash_, "store": "My"})
        served = f"0.0.0.0:{case.line.split(':')[-2]}" if case.line else ""
        entries = [{"address": served, "hash": hash_.lower()}] if hash_ else []
        entries += [{"address": BY_NAME, "hash": "ab" * 20} for _ in case.by_name]
        site = {"id": SITE, "name": "WSUS Administration", "bindings": lines}
        runs = (self._labels.filled(case.operation), GetSiteBinding(), GetHttpSysBinding())
        states: Mapping[str, area.State] = {
            "certificates": {"store": store},
            "iis": {"sites": [site], "entries": entries},
        }
        return area.Case(tuple(area.do(operation) for operation in runs), states)

    def _outcome(self, outcome: area.Outcome) -> Outcome:
        answer, sites, entries = outcome.runs
        return self._labels.outcome(
            answer.error or answer.written(),
            sites.result(GetSiteBinding),
            entries.result(GetHttpSysBinding),
            bool(outcome.changes),
        )
