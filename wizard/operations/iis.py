"""The WSUS web site: site bindings, http.sys, Require SSL, and what is served."""

from __future__ import annotations

from typing import ClassVar, Self

from wizard.operations.model import (
    Data,
    Kind,
    Operation,
    OperationError,
    Role,
    Setting,
    SettingText,
    Text,
    Written,
)


class SiteChild(Data, frozen=True):
    """An application or virtual directory directly below a site."""

    name: str
    is_application: bool
    pool: str = ""


class SiteBinding(Data, frozen=True):
    """A site binding as IIS has it. Its information is `address:port:host`; an empty address is the same as `*`."""

    area: ClassVar[str] = "binding"

    site_id: int
    protocol: str
    information: SettingText
    certificate_hash: SettingText = ""
    """Upper-case hexadecimal; empty without a certificate."""
    store_name: str = ""
    ssl_flags: int = 0
    """0 = by address and port; 1 = SNI; 2, 3 = central store (facts, 4)."""

    @property
    def port(self) -> int:
        """The port; 0 where the binding has none (net.pipe)."""
        parts = self.information.rsplit(":", 2)
        return int(parts[1]) if len(parts) == 3 and parts[1].isdecimal() else 0

    @property
    def host(self) -> str:
        """The host name that the binding is limited to; empty for any."""
        return self.information.rpartition(":")[2]

    @property
    def by_name(self) -> bool:
        """Its certificate is found by its host name (SNI): whoever asks for another name never gets it."""
        return bool(self.host) and self.ssl_flags in {1, 3}

    @property
    def key(self) -> str:
        """How its settings are told apart from those of other bindings."""
        return binding_key(self.site_id, self.protocol, self.information)


def binding_key(site_id: int, protocol: str, information: str) -> str:
    """The part of a setting's path that names a binding: site, protocol, port, and what narrows it down."""
    if information.count(":") < 2:
        return f"{site_id}:{protocol}:{information}"
    address, port, host = information.rsplit(":", 2)
    narrowed = "" if address in {"", "*"} else f"@{address}"
    return f"{site_id}:{protocol}:{port}{narrowed}" + (f":{host}" if host else "")


class WebSite(Data, frozen=True):
    """An IIS site with its bindings and children."""

    id: int
    name: str
    state: str
    bindings: tuple[SiteBinding, ...] = ()
    children: tuple[SiteChild, ...] = ()


class GetSiteBinding(Operation[tuple[WebSite, ...]], frozen=True):
    """Every IIS site with its bindings and children, since a port that WSUS needs may belong to another one."""

    name = "Get-SiteBinding"


class HttpSysBinding(Data, frozen=True):
    """What http.sys holds for an address and port. It, not IIS, decides which certificate is served (facts, 4)."""

    area: ClassVar[str] = "httpsys"

    address: str
    """As `0.0.0.0:8531`, or `name:8531` for SNI."""
    certificate_hash: SettingText
    store_name: str
    application_id: str
    negotiate_client_certificate: bool = False

    @property
    def key(self) -> str:
        """How its setting is told apart from those of other addresses."""
        return self.address


class GetHttpSysBinding(Operation[tuple[HttpSysBinding, ...]], frozen=True):
    """Every certificate binding of http.sys."""

    name = "Get-HttpSysBinding"


class SetSiteBinding(Operation[Written], frozen=True):
    """Makes the https binding of a site so: its line, then its certificate (which http.sys then serves).

    Empty information removes the binding; an empty thumbprint leaves it without a certificate.
    """

    name = "Set-SiteBinding"
    kind = Kind.CHANGE
    area = "binding"

    site_id: int
    port: int
    information: str
    thumbprint: Text

    @classmethod
    def restoring(cls, settings: tuple[Setting, ...]) -> Self:
        """The write that makes these settings so: paths as `binding/SITE:https:PORT/...`."""
        line, certificate = (s for s in settings if s.path.startswith("binding/"))
        site, _, port = line.path.split("/")[1].split(":")[:3]
        return cls(int(site), int(port.partition("@")[0]), str(line.value), str(certificate.value))


def binding_settings(site_id: int, port: int, information: str, thumbprint: Text) -> tuple[Setting, ...]:
    """The settings that Set-SiteBinding makes so, in the order in which it writes them."""
    path = f"binding/{binding_key(site_id, 'https', information)}"
    return (
        Setting(f"{path}/Information", information),
        Setting(f"{path}/CertificateHash", thumbprint),
        Setting(f"httpsys/{http_sys_address(information, port)}/CertificateHash", thumbprint),
    )


def http_sys_address(information: str, port: int) -> str:
    """Where http.sys keeps a binding's certificate: it writes 0.0.0.0 where IIS writes `*` or nothing (facts, 4)."""
    address = information.rsplit(":", 2)[0] if information else ""
    return f"{'0.0.0.0' if address in {'', '*'} else address}:{port}"


class SslFlags(Data, frozen=True):
    """`sslFlags` of one place below the WSUS site (or of the site itself: an empty key)."""

    area: ClassVar[str] = "require-ssl"

    key: str
    """Name of the application or virtual directory; `.` for the site itself."""
    own: SettingText
    """The place's own value, as `Ssl, Ssl128`; `None` where it says so itself; empty where it has none of its own."""
    effective: str
    """What holds there, with what it inherits."""


class SslRequirement(Data, frozen=True):
    """Require SSL and client certificates on the WSUS site and on everything directly below it."""

    site_name: str
    places: tuple[SslFlags, ...]


class GetSslRequirement(Operation[SslRequirement], frozen=True):
    """`sslFlags` (system.webServer/security/access) of the WSUS site and its children, own and effective apart."""

    name = "Get-SslRequirement"


class SetSslRequirement(Operation[Written], frozen=True):
    """Writes `sslFlags` at APPHOST for places below the WSUS site: the whole flags of each, or none of its own."""

    name = "Set-SslRequirement"
    kind = Kind.CHANGE
    area = "require-ssl"

    place: tuple[str, ...]
    """Names of applications or virtual directories; `.` for the site itself."""
    flags: tuple[str, ...]
    """As many as places: `Ssl`, `Ssl, Ssl128`, `None`; empty removes the place's own value."""

    @classmethod
    def restoring(cls, settings: tuple[Setting, ...]) -> Self:
        """The write that makes these settings so: paths as `require-ssl/PLACE/Own`."""
        return cls(tuple(s.path.split("/")[1] for s in settings), tuple(str(s.value) for s in settings))

    def settings(self) -> tuple[Setting, ...]:
        """What reads back when it is done."""
        return tuple(
            Setting(f"require-ssl/{place}/Own", flags) for place, flags in zip(self.place, self.flags, strict=True)
        )


class BackupIisConfiguration(Operation[Written], frozen=True):
    """Copies IIS's whole configuration into a folder of that name below inetsrv\\backup. Restoring it is for people."""

    name = "Backup-IisConfiguration"
    kind = Kind.CHANGE

    backup_name: str


class TlsEndpoint(Data, frozen=True):
    """What a TLS handshake showed, on a connection of its own, judged by the machine that made it."""

    connected: bool
    """The TCP connection came up."""
    handshake: bool
    thumbprint: str = ""
    """SHA-1 of the certificate served, upper-case hexadecimal."""
    certificate: str = ""
    """The certificate served, DER in base64."""
    protocol: str = ""
    name_matches: bool = False
    trusted: bool = False
    """The chain holds in that machine's context (not in the signed-in user's)."""
    chain_status: tuple[str, ...] = ()
    """X509ChainStatusFlags by name: UntrustedRoot, PartialChain, NotTimeValid, ..."""
    error: OperationError | None = None


class TestTlsEndpoint(Operation[TlsEndpoint], frozen=True):
    """A TLS handshake with host and port; every policy error is recorded, none is hidden."""

    name = "Test-TlsEndpoint"
    kind = Kind.PROOF
    fresh = True  # Windows resumes TLS sessions of the same process: a resumed one shows the certificate of its first
    roles = (Role.WSUS, Role.SITE, Role.CLIENT, Role.HERE)

    host_name: str
    port: int


class HttpAnswer(Data, frozen=True):
    """How one path answered to an anonymous GET; `status` is 0 where no answer came."""

    path: str
    status: int
    error: OperationError | None = None


class TestHttpEndpoint(Operation[tuple[HttpAnswer, ...]], frozen=True):
    """Anonymous GET of paths by one scheme, each on a connection of its own. Certificates are not judged here."""

    name = "Test-HttpEndpoint"
    kind = Kind.PROOF
    roles = (Role.WSUS, Role.SITE, Role.HERE)

    host_name: str
    use_ssl: bool
    port: int
    path: tuple[str, ...]
