"""The Configuration Manager site: its software update point and its synchronization."""

from __future__ import annotations

from typing import ClassVar, Self

from wizard.operations.model import (
    Data,
    Kind,
    Operation,
    Role,
    Setting,
    SettingSwitch,
    Written,
)


class SoftwareUpdatePoint(Data, frozen=True):
    """A software update point as the site stores it (facts, 8.1)."""

    area: ClassVar[str] = "sup"

    name: str
    """From NetworkOSPath, without the backslashes: this name clients and the site use."""
    site_code: str
    ssl: SettingSwitch
    """Embedded property SSLWSUS: "Require SSL communication to the WSUS server"."""
    http_port: int
    https_port: int

    @property
    def key(self) -> str:
        """How its settings are told apart from those of other software update points."""
        return self.name.lower()


class Site(Data, frozen=True):
    """The site that the software update points belong to."""

    site_code: str
    site_server: str
    provider: str
    """Machine of the SMS Provider."""
    top_level: bool
    """No parent site: synchronization is started here."""
    points: tuple[SoftwareUpdatePoint, ...]


class GetSoftwareUpdatePoint(Operation[Site], frozen=True):
    """The site and every software update point it has."""

    name = "Get-SoftwareUpdatePoint"
    roles = (Role.SITE,)


class SetSoftwareUpdatePoint(Operation[Written], frozen=True):
    """`Set-CMSoftwareUpdatePoint -EnableSsl`: WCM acts on it later, and only its log says how that ended."""

    name = "Set-SoftwareUpdatePoint"
    kind = Kind.CHANGE
    roles = (Role.SITE,)
    seconds = 180
    area = "sup"

    site_code: str
    host_name: str
    enable_ssl: bool

    @classmethod
    def restoring(cls, settings: tuple[Setting, ...], site_code: str) -> Self:
        """The write that makes this setting so: path as `sup/NAME/Ssl`."""
        return cls(site_code, settings[0].path.split("/")[1], str(settings[0].value) == "1")


class SynchronizationStatus(Data, frozen=True):
    """SMS_SUPSyncStatus of a software update point."""

    name: str
    state: int
    """Status message id: 6701 started, 6702 done, 6703 failed, 6704 to 6706 in progress, 6707 out of sync. 0 never."""
    changed: str
    """Time of that state, UTC, ISO 8601; empty where it never had one."""
    last_success: str = ""
    error_code: str = ""


class GetSynchronizationStatus(Operation[tuple[SynchronizationStatus, ...]], frozen=True):
    """How the last synchronization of each software update point stands."""

    name = "Get-SynchronizationStatus"
    roles = (Role.SITE,)


class StartSynchronization(Operation[Written], frozen=True):
    """Starts a synchronization on the top-level site. After a change of the server's address it is a full one."""

    name = "Start-Synchronization"
    kind = Kind.CHANGE
    roles = (Role.SITE,)
