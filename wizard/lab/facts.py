"""Facts of servers. The defaults are a healthy contoso whose WSUS is still on http; a scenario states what differs."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Literal

import msgspec

YesNo = Literal["yes", "no", "unknown"]
FaultKind = Literal["fails", "hangs", "lies", "stops"]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Line = Annotated[str, msgspec.Meta(pattern=r"^([^:]*|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}:[^:]*$|^$")]
"""Binding information, `address:port:host`; empty for none."""

FactValue = str | int | bool | list[str]
"""What an event can make a fact."""


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what a scenario may state."""


def _strong_crypto() -> tuple[RegistryFact, ...]:
    folders = ("SOFTWARE\\Microsoft\\.NETFramework", "SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework")
    return tuple(
        RegistryFact(f"HKLM\\{folder}\\{version}", name, "1")
        for folder, version, name in product(
            folders, ("v2.0.50727", "v4.0.30319"), ("SchUseStrongCrypto", "SystemDefaultTlsVersions")
        )
    )


class RegistryFact(Fact, frozen=True):
    """A value of the registry; empty where it is absent."""

    path: str
    name: str
    value: str


class Machine(Fact, frozen=True):
    """A computer, and whom it trusts."""

    name: str = "WSUS1.contoso.com"
    """Fully qualified."""
    reachable: bool = True
    domain: str = "contoso.com"
    part_of_domain: bool = True
    system: str = "Microsoft Windows Server 2022 Standard"
    build: str = "20348"
    powershell_version: str = "5.1.20348.2849"
    language_mode: str = "FullLanguage"
    is_64_bit: bool = True
    elevated: bool = True
    local_administrator: bool = True
    culture: str = "en-US"
    trusts: tuple[str, ...] = ("Contoso Root CA",)
    """Names of the authorities in its machine store of trusted roots."""
    knows: tuple[str, ...] = ()
    """Names of the authorities in its machine store of intermediates: what a server does not send has to be here."""
    wsus_console: bool = True
    """The WSUS administration console, whose assemblies every connection by the API needs."""
    strong_crypto: tuple[RegistryFact, ...] = msgspec.field(default_factory=_strong_crypto)

    @property
    def computer_name(self) -> str:
        """The NetBIOS name."""
        return self.name.split(".")[0].upper()[:15]


class WsusMachine(Machine, frozen=True):
    """The WSUS server."""

    knows: tuple[str, ...] = ("Contoso Issuing CA",)
    """These it also sends in a handshake."""


class SiteMachine(Machine, frozen=True):
    """The site server."""

    name: str = "CM1.contoso.com"


class ClientMachine(Machine, frozen=True):
    """The test client."""

    name: str = "PC1.contoso.com"
    system: str = "Microsoft Windows 11 Enterprise"
    build: str = "22631"
    powershell_version: str = "5.1.22621.4391"
    wsus_console: bool = False
    address: str = "10.0.0.51"
    remoting: bool = True
    """PowerShell on it can be reached from elsewhere. Without that it goes about its work all the same."""
    hears_after_minutes: int = 7
    """When its next location request comes once the management point tells of a new address."""


class Operator(Fact, frozen=True):
    """The signed-in user, and what he may do."""

    name: str = "CONTOSO\\operator"
    rid: int = 1604
    wsus_administrator: YesNo = "yes"
    edit_software_update_point: YesNo = "yes"
    roles: tuple[str, ...] = ("Full Administrator",)


class Group(Fact, frozen=True):
    """A group of the domain. Members are accounts or other groups; a computer is `CONTOSO\\NAME$`."""

    name: str
    rid: int
    members: tuple[str, ...] = ()


class Permission(Fact, frozen=True):
    """One entry of a template's or a CA's list, in the order in which they are walked."""

    who: str
    rights: tuple[Literal["read", "enroll", "autoenroll", "full"], ...]
    allow: bool = True


def _default_permissions() -> tuple[Permission, ...]:
    """What a forest has out of the box, and Enroll for the group of WSUS servers (facts, 3.4)."""
    return (
        Permission("CONTOSO\\Domain Admins", ("read", "enroll")),
        Permission("CONTOSO\\Enterprise Admins", ("read", "enroll")),
        Permission("Authenticated Users", ("read",)),
        Permission("CONTOSO\\WSUS Servers", ("read", "enroll")),
    )


class Template(Fact, frozen=True):
    """A certificate template (facts, 3.1)."""

    name: str = "WebServer"
    display_name: str = "Web Server"
    oid: str = "1.3.6.1.4.1.311.21.8.7638725.13898300.1985460.3383425.7519116.119.1.16"
    schema_version: int = 1
    name_flags: int = 0x1
    """0x1: subject and names come from the request."""
    enrollment_flags: int = 0
    """0x2: a CA manager has to approve."""
    flags: int = 0x10241
    """0x40: for computers."""
    ra_signatures: int = 0
    minimal_key_size: int = 2048
    usages: tuple[str, ...] = ("1.3.6.1.5.5.7.3.1",)
    validity_days: int = 730
    permissions: tuple[Permission, ...] = msgspec.field(default_factory=_default_permissions)


class EnterpriseCa(Fact, frozen=True):
    """A certification authority that issues."""

    host: str = "CA1.contoso.com"
    name: str = "Contoso Issuing CA"
    root: str = "Contoso Root CA"
    reachable: bool = True
    templates: tuple[str, ...] = ("WebServer",)
    may_request: tuple[str, ...] = ("Authenticated Users",)
    """The CA's own permission, Request Certificates (facts, 3.3)."""
    denies: str = ""
    """HRESULT with which its policy module refuses every request; empty: it goes by templates and permissions."""

    @property
    def config(self) -> str:
        """What certreq calls it by."""
        return f"{self.host}\\{self.name}"


class Pool(Fact, frozen=True):
    """An application pool, as WSUS makes it (facts, 1.7)."""

    name: str = "WsusPool"
    state: str = "Started"
    queue_length: int = 1000
    idle_timeout_minutes: int = 20
    pinging_enabled: bool = True
    private_memory_kb: int = 1_843_200
    restart_minutes: int = 1740


class FrontEnd(Fact, frozen=True):
    """A WSUS server on the same SUSDB."""

    name: str
    active: bool = True
    master: bool = False


class Downstream(Fact, frozen=True):
    """A WSUS server that synchronizes from this one."""

    name: str
    replica: bool = False


class Wsus(Fact, frozen=True):
    """WSUS itself: its set-up values and what surrounds them (facts, 1.1)."""

    role_installed: bool = True
    service_state: str = "Running"
    version: str = "10.0.20348.143"
    post_install_done: bool = True
    content_folder: str = "C:\\WSUS"
    content_folder_exists: bool = True
    wsusutil_path: str = "C:\\Program Files\\Update Services\\Tools\\WsusUtil.exe"
    site_id: int = 1806390885
    sql_server_name: str = "MICROSOFT##WID"
    using_ssl: bool = False
    port_number: Port = 8530
    server_certificate_name: str = ""
    software_update_point_installed: bool = True
    front_ends: tuple[FrontEnd, ...] = ()
    downstream: tuple[Downstream, ...] = ()
    https_api_before_configuressl: bool = True
    """Whether the API answers over https while WSUS is still set to http: what a real one does is written nowhere."""


class Point(Fact, frozen=True):
    """A software update point as the site stores it."""

    name: str = "WSUS1.contoso.com"
    ssl: bool = False
    http_port: Port = 8530
    https_port: Port = 8531


class ConfigurationSite(Fact, frozen=True):
    """The Configuration Manager site."""

    code: str = "PS1"
    top_level: bool = True
    points: Annotated[tuple[Point, ...], msgspec.Meta(min_length=1)] = (Point(),)
    administrators: tuple[str, ...] = ("CONTOSO\\CM1$",)
    """Who of the site's accounts is in the group WSUS Administrators of the WSUS server."""
