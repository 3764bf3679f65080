"""IIS and http.sys of the WSUS server as their configuration has them."""

from __future__ import annotations

from wizard.lab.facts import Fact, Pool


class Binding(Fact, frozen=True):
    """A site binding as applicationHost.config has it."""

    protocol: str
    information: str
    certificate_hash: str = ""
    store_name: str = ""
    ssl_flags: int = 0

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.information.rsplit(":", 2)[1])

    @property
    def host(self) -> str:
        """The host name that it is limited to."""
        return self.information.rpartition(":")[2]

    @property
    def by_name(self) -> bool:
        """Its certificate is found by the host name (SNI): it has an entry of its own in http.sys."""
        return bool(self.host) and bool(self.ssl_flags & 1)


class Place(Fact, frozen=True):
    """An application or virtual directory directly below a site."""

    name: str
    is_application: bool = True
    pool: str = ""
    own: str = ""
    """Its own `sslFlags`; empty where it has none."""


class WebSite(Fact, frozen=True):
    """An IIS site. It may be stopped, and then nothing listens for it."""

    id: int
    name: str
    state: str
    pool: str
    """Of its root application, which virtual directories run in."""
    bindings: tuple[Binding, ...] = ()
    places: tuple[Place, ...] = ()
    own: str = ""


class HttpSysEntry(Fact, frozen=True):
    """The certificate that http.sys serves on an address and port."""

    address: str
    certificate_hash: str
    store_name: str = "MY"
    application_id: str = "{4dc3e181-e14b-4a21-b022-59fc669b0914}"
    """IIS (facts, 4)."""
    negotiate_client_certificate: bool = False


class Iis(Fact, frozen=True):
    """The IIS of the WSUS server, and its http.sys."""

    sites: tuple[WebSite, ...]
    pools: tuple[Pool, ...]
    http_sys: tuple[HttpSysEntry, ...] = ()
    backups: tuple[str, ...] = ()
    """Names of the copies that were made of its configuration."""
