"""The state of a lab: facts, the certificates and keys of its machines, its logs, its clock and what is due.

Frozen: whoever changes something makes a new world of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from wizard.lab.facts import (
    ClientMachine,
    ConfigurationSite,
    EnterpriseCa,
    FactValue,
    FaultKind,
    Group,
    Machine,
    Operator,
    Point,
    SiteMachine,
    Template,
    Wsus,
    WsusMachine,
)
from wizard.lab.sites import Iis, WebSite
from wizard.operations.logs import Log
from wizard.operations.model import Role

VERSION = 1

Component = Literal["wcm", "wcm-change", "sync-begin", "sync-database", "sync-end", "location", "scan-end", "event"]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what stands in world.json."""


class Ca(State, frozen=True):
    """A certification authority with its key. `issuer` is empty for a root."""

    name: str
    issuer: str
    certificate: bytes
    key: bytes
    revoked: tuple[str, ...] = ()
    """Serial numbers, in hexadecimal."""


class StoredCertificate(State, frozen=True):
    """A certificate in the WSUS server's Personal store."""

    thumbprint: str
    certificate: bytes
    friendly_name: str = ""
    key: bytes | None = None
    broken_key: bool = False
    """The link to a key is there, the key is not."""
    label: str = ""
    """What the scenario calls it."""


class OpenRequest(State, frozen=True):
    """A request made on the WSUS server that is not an installed certificate yet."""

    public_key: str
    key: bytes
    request: bytes
    template: str
    subject: str
    names: tuple[str, ...]
    key_length: int
    friendly_name: str
    created: datetime


class CaRecord(State, frozen=True):
    """A row of a CA's database."""

    request_id: int
    config: str
    public_key: str
    requester: str
    disposition: Literal["issued", "pending", "denied"]
    code: str = ""
    certificate: bytes = b""


class Wcm(State, frozen=True):
    """SMS_WSUS_CONFIGURATION_MANAGER."""

    state: int = 2


class Synchronization(State, frozen=True):
    """SMS_WSUS_SYNC_MANAGER and what it left in SMS_SUPSyncStatus."""

    state: int
    changed: datetime | None
    last_success: datetime | None
    address: str
    """URL of the WSUS it last synchronized with: another one makes the next a full one."""
    error_code: str = ""
    running: bool = False
    began: datetime | None = None
    asked_again: bool = False
    """Another one was asked for while this one runs: it follows."""


class Client(State, frozen=True):
    """The Configuration Manager client of the test client."""

    installed: bool
    location: str
    """The URL of the last location answer."""
    policy_server: str
    scan_path: str
    last_success_path: str
    scanning: bool = False


class Due(State, frozen=True):
    """Something that a component does at a moment."""

    at: datetime
    do: Component
    event: int = 0


class Event(State, frozen=True):
    """What a scenario makes happen: facts become so, or a component starts."""

    after: str
    """Name of the operation behind whose run it happens; empty for a dated one."""
    left: int
    """Runs to wait for; 0 when it has happened."""
    facts: dict[str, FactValue]
    start: str
    bind: str = ""


class Fault(State, frozen=True):
    """An operation that goes wrong: from its `first` run on, `times` runs (0: all)."""

    operation: str
    kind: FaultKind
    first: int
    times: int
    runs: int = 0

    @property
    def hits(self) -> bool:
        """The run that is being counted now is one that goes wrong."""
        return self.runs >= self.first and (self.times == 0 or self.runs < self.first + self.times)


class FirstAnswer(State, frozen=True):
    """What a read or proof said when it was first asked, kept for when it lies."""

    question: str
    answer: msgspec.Raw


class WebRequest(State, frozen=True):
    """A line of the WSUS site's log in IIS."""

    time: datetime
    address: str
    port: int
    path: str
    status: int
    substatus: int


class Logs(State, frozen=True):
    """Text of each log, by its file name without `.log`."""

    wcm: str = ""
    wsyncmgr: str = ""
    scanagent: str = ""
    locationservices: str = ""
    wuahandler: str = ""

    def text(self, log: Log) -> str:
        """One log whole."""
        text: str = getattr(self, _field(log))
        return text

    def with_more(self, log: Log, text: str) -> Logs:
        """The same with text behind a log."""
        return msgspec.structs.replace(self, **{_field(log): self.text(log) + text})


def _field(log: Log) -> str:
    return log.value.removesuffix(".log").lower()


class World(State, frozen=True):
    """Everything that is so in a lab at a moment."""

    version: int
    name: str
    created: datetime
    now: datetime
    bias: int
    operator: Operator
    wsus_machine: WsusMachine
    site_machine: SiteMachine
    client_machine: ClientMachine
    groups: tuple[Group, ...]
    templates: tuple[Template, ...]
    authorities: tuple[EnterpriseCa, ...]
    cas: tuple[Ca, ...]
    store: tuple[StoredCertificate, ...]
    wsus: Wsus
    iis: Iis
    site: ConfigurationSite
    wcm: Wcm
    synchronization: Synchronization
    client: Client
    published: str
    """The WSUS URL that the management point tells clients."""
    requests: tuple[OpenRequest, ...] = ()
    database: tuple[CaRecord, ...] = ()
    logs: Logs = Logs()
    web_log: tuple[WebRequest, ...] = ()
    due: tuple[Due, ...] = ()
    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()
    first_answers: tuple[FirstAnswer, ...] = ()

    def machine(self, role: Role) -> Machine:
        """The machine of a role. KeyError for the computer that the wizard runs on."""
        return {Role.WSUS: self.wsus_machine, Role.SITE: self.site_machine, Role.CLIENT: self.client_machine}[role]

    @property
    def point(self) -> Point:
        """The software update point of the WSUS server."""
        return self.site.points[0]

    @property
    def url(self) -> str:
        """Where the site says that WSUS is."""
        return url(self.point, self.point.ssl)

    @property
    def wsus_site(self) -> WebSite | None:
        """The IIS site that WSUS names by its id."""
        return next((site for site in self.iis.sites if site.id == self.wsus.site_id), None)

    def with_due(self, after: timedelta, do: Component) -> World:
        """The same with something more to do."""
        return msgspec.structs.replace(self, due=(*self.due, Due(self.now + after, do)))


def url(point: Point, ssl: bool) -> str:
    """The base URL of a software update point."""
    return f"https://{point.name}:{point.https_port}" if ssl else f"http://{point.name}:{point.http_port}"


def iso(moment: datetime | None) -> str:
    """A moment as operations tell it: UTC, ISO 8601; empty for none."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
