"""WSUS itself: its set-up values, configuressl, its API and its application pool."""

from __future__ import annotations

from typing import ClassVar, Self

import msgspec

from wizard.operations.model import (
    Data,
    Kind,
    Operation,
    OperationError,
    Role,
    Setting,
    SettingNumber,
    SettingSwitch,
    SettingText,
    Written,
)


class WsusSetup(Data, frozen=True):
    """`HKLM\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup`, 64-bit view, and what surrounds it (facts, 1.1)."""

    area: ClassVar[str] = "wsus"

    role_installed: bool
    """The service WsusService exists. The registry key alone proves nothing (facts, 1.1)."""
    service_state: str
    """Running, Stopped, ... as the service controller's English enumeration; empty where there is no service."""
    version: str
    post_install_done: bool
    """WsusAdministratorsSid is there, which only `wsusutil postinstall` writes."""
    content_folder: str
    content_folder_exists: bool
    wsusutil_path: str
    """Full path of WsusUtil.exe; empty where it is not there."""
    site_id: int
    """IISTargetWebSiteIndex: the id of the IIS site, which is not 1 and not 2. 0 where it is absent."""
    sql_server_name: str
    using_ssl: SettingSwitch
    port_number: SettingNumber
    """The port of the current mode (http or https), as WSUS keeps it. 0 where it is absent."""
    server_certificate_name: SettingText
    software_update_point_installed: bool
    """The thread key of SMS_WSUS_CONTROL_MANAGER exists (facts, 1.4)."""


class GetWsusSetup(Operation[WsusSetup], frozen=True):
    """The set-up values of WSUS, its service, and whether post-installation really ran."""

    name = "Get-WsusSetup"


class InvokeConfigureSsl(Operation[Written], frozen=True):
    """`WsusUtil configuressl NAME`: tells WSUS to use https under this name. Does nothing to IIS (facts, 6)."""

    name = "Invoke-ConfigureSsl"
    kind = Kind.CHANGE
    seconds = 300
    area = "wsus"

    host_name: str


class SetWsusSetup(Operation[Written], frozen=True):
    """Puts set-up values of WSUS back and restarts WsusService and its application pool: configuressl has no undo."""

    name = "Set-WsusSetup"
    kind = Kind.CHANGE
    seconds = 300
    area = "wsus"

    value_name: tuple[str, ...]
    """UsingSSL, PortNumber, ServerCertificateName."""
    value: tuple[str, ...]
    """As many as names; empty removes the value."""

    @classmethod
    def restoring(cls, settings: tuple[Setting, ...]) -> Self:
        """The write that makes these settings so."""
        return cls(
            tuple(s.path.rpartition("/")[2] for s in settings),
            tuple(str(s.value) for s in settings),
        )


class WsusConnection(Data, frozen=True):
    """How a connection by the WSUS API ended, made as the console makes it."""

    connected: bool
    secure: bool
    version: str = ""
    error: OperationError | None = None
    http_status: int = 0
    """Status of the answer where one came and was not what the API needs (401, 403, 503); else 0."""


class TestWsusConnection(Operation[WsusConnection], frozen=True):
    """`GetUpdateServer(name, useSsl, port)`, as the console and WCM connect: through ApiRemoting30."""

    name = "Test-WsusConnection"
    kind = Kind.PROOF
    fresh = True  # the WSUS API keeps connections alive, and .NET reads its strong-crypto values once in a process
    roles = (Role.WSUS, Role.SITE)

    host_name: str
    use_ssl: bool
    port: int


class ApplicationPool(Data, frozen=True):
    """The application pool that ClientWebService names, with the values best practice is about (facts, 1.7)."""

    area: ClassVar[str] = "pool"

    name: str
    state: str
    queue_length: SettingNumber
    idle_timeout_minutes: SettingNumber
    pinging_enabled: SettingSwitch
    private_memory_kb: SettingNumber
    """0 is no limit."""
    restart_minutes: SettingNumber
    """0 is never."""

    @property
    def key(self) -> str:
        """How its settings are told apart from those of other pools."""
        return self.name


class GetApplicationPool(Operation[ApplicationPool], frozen=True):
    """State and values of an application pool."""

    name = "Get-ApplicationPool"

    pool: str


class SetApplicationPool(Operation[Written], frozen=True):
    """Writes values of an application pool. IIS recycles it by itself when its values change.

    A value that is not given stays as it is: undo leaves alone what someone else has changed since.
    """

    name = "Set-ApplicationPool"
    kind = Kind.CHANGE
    area = "pool"

    pool: str
    queue_length: int | None = None
    idle_timeout_minutes: int | None = None
    pinging_enabled: bool | None = None
    private_memory_kb: int | None = None
    restart_minutes: int | None = None

    @classmethod
    def restoring(cls, settings: tuple[Setting, ...]) -> Self:
        """The write that makes these settings so: paths as `pool/NAME/QueueLength`, all of one pool."""
        name = settings[0].path.partition("/")[2].rpartition("/")[0]
        values = {s.path.rpartition("/")[2]: s.value for s in settings}
        return msgspec.convert({"Pool": name, **values}, cls, strict=False)
