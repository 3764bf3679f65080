"""A session that is made change by change on a target that only knows its machines, with its way back on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from wizard.engine.events import Event
from wizard.engine.journal import Journal
from wizard.engine.records import Intent, Opened
from wizard.engine.way_back_folder import WayBackFolder
from wizard.operations.client import StartClientScan
from wizard.operations.iis import BackupIisConfiguration, SetSiteBinding, SetSslRequirement, binding_settings
from wizard.operations.model import (
    Operation,
    OperationError,
    OperationFailed,
    Question,
    Role,
    Setting,
    Written,
)
from wizard.operations.site import SetSoftwareUpdatePoint
from wizard.operations.wsus import InvokeConfigureSsl, SetApplicationPool
from wizard.rules.answers import Answers
from wizard.steps.assessment import Call

R = TypeVar("R")

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WSUS, SITE = "WSUS1.contoso.com", "CM1.contoso.com"
SITE_ID = 1806390885
SERVICES = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")


class Machines:
    """A target that does nothing but copies of IIS's configuration."""

    title, arguments = "this computer", ""

    def __init__(self, site: str = SITE, name: str = "local:wsus1", backup_fails: bool = False) -> None:
        self.name = name
        self.practice = name.startswith("lab:")
        self.backups: list[str] = []
        self._site = site
        self._backup_fails = backup_fails

    def machine(self, role: Role) -> str:
        return {Role.WSUS: WSUS, Role.SITE: self._site}.get(role, "PC1.contoso.com")

    def run(self, question: Question[R]) -> R:
        assert isinstance(question.operation, BackupIisConfiguration)
        if self._backup_fails:
            raise OperationFailed(OperationError("UnauthorizedAccessException", "0x80070005", "Zugriff\x1b[2J"))
        self.backups.append(question.operation.backup_name)
        return cast("R", Written())

    def now(self) -> datetime:
        return NOW

    def pause(self, duration: timedelta) -> None:
        raise AssertionError(f"nothing waits {duration}")

    def wake(self) -> None:
        raise AssertionError("nothing waits")


class Made:
    """A session, and the folder of its way back."""

    def __init__(self, folder: Path, target: Machines | None = None) -> None:
        self.target = target or Machines()
        self.told: list[Event] = []
        self.journal = Journal(folder / "sessions" / "target" / "s0001.jsonl", lambda: NOW)
        self.journal.append(Opened("s0001", self.target.name, Answers()))
        self.way_back = WayBackFolder(self.target, self.journal, self.told.append)

    @property
    def folder(self) -> Path:
        return self.way_back.path

    def make(self, *intents: Intent) -> Made:
        """Each change as the engine begins it: first its way back, then its intent."""
        for intent in intents:
            self.way_back.before(intent)
            self.journal.append(intent)
        return self


def intent(
    change: str,
    operation: Operation[Written],
    role: Role = Role.WSUS,
    former: Sequence[Setting] = (),
    wanted: Sequence[Setting] = (),
    unit: str = "switch",
) -> Intent:
    """The line that stands in a journal before a change."""
    call = Call.of(operation, role)
    return Intent(change, "section", call, call, NOW.isoformat(), tuple(former), tuple(wanted), (), unit)


def settings(values: Mapping[str, str]) -> tuple[Setting, ...]:
    return tuple(Setting(path, value) for path, value in values.items())


def pool() -> Intent:
    """The offer."""
    return intent(
        "pool",
        SetApplicationPool("WsusPool", 2000, pinging_enabled=False),
        former=settings({"pool/WsusPool/QueueLength": "1000", "pool/WsusPool/PingingEnabled": "1"}),
        wanted=settings({"pool/WsusPool/QueueLength": "2000", "pool/WsusPool/PingingEnabled": "0"}),
        unit="",
    )


def bind(thumbprint: str, line_before: str = "*:8531:", before: str = "") -> Intent:
    return intent(
        "bind",
        SetSiteBinding(SITE_ID, 8531, "*:8531:", thumbprint),
        former=(Setting(f"binding/{SITE_ID}:https:8531/Information", line_before),
                *binding_settings(SITE_ID, 8531, "*:8531:", before)[1:]),
        wanted=binding_settings(SITE_ID, 8531, "*:8531:", thumbprint),
        unit="",
    )  # fmt: skip


def require() -> Intent:
    flags = SetSslRequirement(SERVICES, ("Ssl",) * len(SERVICES))
    former = (Setting(setting.path, "") for setting in flags.settings())
    return intent("require", flags, former=tuple(former), wanted=flags.settings())


def configure(name: str = "wsus1.contoso.com") -> Intent:
    return intent(
        "configure",
        InvokeConfigureSsl(name),
        former=settings({"wsus/UsingSsl": "0", "wsus/PortNumber": "8530", "wsus/ServerCertificateName": ""}),
        wanted=settings({"wsus/UsingSsl": "1", "wsus/PortNumber": "8531", "wsus/ServerCertificateName": name}),
    )


def flag() -> Intent:
    path = f"sup/{WSUS.lower()}/Ssl"
    return intent(
        "flag",
        SetSoftwareUpdatePoint("PS1", WSUS.lower(), True),
        Role.SITE,
        settings({path: "0"}),
        settings({path: "1"}),
    )


def scan() -> Intent:
    """A change without a value to put back."""
    return intent("scan", StartClientScan(), Role.CLIENT, unit="")


def the_job(thumbprint: str, **bound: Any) -> tuple[Intent, ...]:
    """Every change that has a value, in the order of the tutorial."""
    return pool(), bind(thumbprint, **bound), require(), configure(), flag()
