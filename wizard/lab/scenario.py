"""A scenario: a TOML file that states facts of a server, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from wizard.lab.errors import ScenarioError
from wizard.lab.facts import (
    ClientMachine,
    ConfigurationSite,
    EnterpriseCa,
    Fact,
    FactValue,
    FaultKind,
    Group,
    Line,
    Operator,
    Pool,
    SiteMachine,
    Template,
    Wsus,
    WsusMachine,
)

_OFFSET = r"^[+-]?\d{1,5}[dhm]$"
_LINE = next(str(mark.pattern) for mark in get_args(Line) if isinstance(mark, msgspec.Meta))
_EXPECTED = {
    _OFFSET: "an offset from the lab's creation: `-3d`, `+400d`, `2h`, `-30m`",
    _LINE: "a binding as IIS writes it: `*:8531:` or `*:443:name`",
    "`str`": "text",
    "`int`": "a whole number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
}

Offset = Annotated[str, msgspec.Meta(pattern=_OFFSET)]
"""A moment, counted from the creation of the lab."""


class CertificateFact(Fact, frozen=True):
    """A certificate in the WSUS server's Personal store. `label` is what other facts of the scenario call it by."""

    label: str
    subject: str
    names: tuple[str, ...] = ()
    issuer: str = ""
    """Name of an authority; empty for one that signed itself."""
    template: str = ""
    usages: tuple[str, ...] = ("1.3.6.1.5.5.7.3.1",)
    no_usages: bool = False
    """It has no extended key usage extension at all."""
    not_before: Offset = "-30d"
    not_after: Offset = "+700d"
    key_length: int = 2048
    friendly_name: str = ""
    key: Literal["works", "broken", "none"] = "works"


class WebSiteFact(Fact, frozen=True):
    """An IIS site beside the one of WSUS."""

    id: int
    name: str
    state: str = "Started"
    http: tuple[Line, ...] = ()
    https: tuple[Line, ...] = ()


class IisFact(Fact, frozen=True):
    """The IIS of the WSUS server."""

    site_name: str = "WSUS Administration"
    site_state: str = "Started"
    http: Line = "*:8530:"
    https: Line = "*:8531:"
    """The line that post-installation leaves, without a certificate. Empty: there is none."""
    others: tuple[Line, ...] = ()
    """Further https lines of the WSUS site: certificates of others, found by their names (SNI)."""
    certificate: str = ""
    """Label of the certificate on the https line and in http.sys."""
    own: dict[str, str] = msgspec.field(default_factory=dict)
    """Own `sslFlags` by place; `.` for the site itself."""
    pool: Pool = Pool()
    sites: tuple[WebSiteFact, ...] = (WebSiteFact(1, "Default Web Site", http=("*:80:",)),)


class HistoryFact(Fact, frozen=True):
    """What the logs tell of the time before the lab was made."""

    wcm_since: Offset = "-2d"
    """Since then WCM has run every hour."""
    last_wcm: Offset = "-23m"
    last_synchronization: Offset = "-5h"
    """End of the last one; before that there was one every day."""
    last_scan: Offset = "-3h"
    synchronization_error: str = ""
    """The .NET message with which the last synchronization failed; empty: it ended well."""


class FaultFact(Fact, frozen=True):
    """An operation that goes wrong."""

    operation: str
    kind: FaultKind
    at: Annotated[int, msgspec.Meta(ge=1)] = 1
    """The first run of the operation that it hits, counted from when the fault is set."""
    times: Annotated[int, msgspec.Meta(ge=0)] = 1
    """How many runs it hits; 0 for every one from there on."""


class EventFact(Fact, frozen=True):
    """What happens at a moment, or behind the nth run of an operation: facts become so, or a component starts."""

    at: Offset = ""
    after: str = ""
    """Name of an operation."""
    run: Annotated[int, msgspec.Meta(ge=1)] = 1
    facts: dict[str, FactValue] = msgspec.field(default_factory=dict)
    """By path in the world: `wsus/service_state = "Stopped"`."""
    bind: str = ""
    """Label of a certificate that somebody binds on the https line of the WSUS site."""
    start: Literal["", "wcm", "synchronization", "location", "scan", "approval"] = ""


class Scenario(Fact, frozen=True):
    """Everything a scenario may state. What it leaves out is as in a healthy contoso whose WSUS is on http."""

    summary: Annotated[str, msgspec.Meta(min_length=1)]
    bias: Annotated[int, msgspec.Meta(ge=-840, le=720)] = -60
    """Windows' Bias of every machine, in minutes: UTC = local time + bias."""
    operator: Operator = Operator()
    wsus_machine: WsusMachine = WsusMachine()
    site_machine: SiteMachine = SiteMachine()
    client_machine: ClientMachine = ClientMachine()
    groups: tuple[Group, ...] = (
        Group("CONTOSO\\Domain Admins", 512, ("CONTOSO\\Administrator",)),
        Group("CONTOSO\\Domain Users", 513, ("CONTOSO\\operator",)),
        Group("CONTOSO\\Domain Computers", 515, ("CONTOSO\\WSUS1$", "CONTOSO\\CM1$", "CONTOSO\\PC1$", "CONTOSO\\CA1$")),
        Group("CONTOSO\\Enterprise Admins", 519, ("CONTOSO\\Administrator",)),
        Group("CONTOSO\\WSUS Servers", 1201, ("CONTOSO\\WSUS1$",)),
    )
    templates: tuple[Template, ...] = (Template(),)
    authorities: tuple[EnterpriseCa, ...] = (EnterpriseCa(),)
    certificates: tuple[CertificateFact, ...] = ()
    wsus: Wsus = Wsus()
    iis: IisFact = IisFact()
    site: ConfigurationSite = ConfigurationSite()
    client_installed: bool = True
    history: HistoryFact = HistoryFact()
    fault: tuple[FaultFact, ...] = ()
    event: tuple[EventFact, ...] = ()


def parse_scenario(text: str, source: str) -> Scenario:
    """The scenario that a file states. ScenarioError names the source, the line where it is known, what is expected."""
    try:
        return msgspec.toml.decode(text, type=Scenario)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        line = _line_of(text, path, message)
        raise ScenarioError(f"{source}{line}: {_in_words(message, path)}{_where(path)}") from None
    except msgspec.DecodeError as error:
        raise ScenarioError(f"{source}: not TOML: {error}") from None


def in_file(error: ScenarioError, text: str, source: str) -> ScenarioError:
    """A scenario that cannot be, with its file and the line of what it names first."""
    named = re.search(r"'([^']+)'", str(error))
    lines = text.splitlines() if named else []
    ways = (rf"[\"']{re.escape(named[1])}[\"']", re.escape(named[1])) if named else ()
    number = next((n for way in ways for n, line in enumerate(lines, 1) if re.search(way, line)), 0)
    return ScenarioError(f"{source}{f', line {number}' if number else ''}: {error}")


def offset(text: str) -> timedelta:
    """An offset as a duration."""
    unit = {"d": "days", "h": "hours", "m": "minutes"}[text[-1]]
    return timedelta(**{unit: int(text[:-1])})


def _in_words(message: str, path: str) -> str:
    for pattern, words in _EXPECTED.items():
        message = message.replace(f"matching regex {pattern!r}", f"that is {words}").replace(pattern, words)
    found = _type_at(path)
    if get_origin(found) is Literal:
        message += f", expected one of {', '.join(repr(choice) for choice in get_args(found))}"
    elif "unknown field" in message and isinstance(found, type) and issubclass(found, msgspec.Struct):
        message += f", known are {', '.join(found.__struct_fields__)}"
    return message


def _type_at(path: str) -> Any:
    """The type that a path of the file ends at, as far as it is known."""
    found: Any = Scenario
    for name in re.findall(r"\.(\w+)", path):
        found = {field.name: field.type for field in msgspec.structs.fields(found)}.get(name)
        if get_origin(found) is Annotated:
            found = get_args(found)[0]
        if get_origin(found) is tuple:
            found = get_args(found)[0]
        if not (isinstance(found, type) and issubclass(found, msgspec.Struct)):
            break
    return found


def _where(path: str) -> str:
    place = path.strip("`.").replace("[...]", "")
    return f", at {place}" if place else ""


def _line_of(text: str, path: str, message: str) -> str:
    """The line that states what the message is about: msgspec knows no lines. Of several the one leading furthest."""
    unknown = re.search(r"unknown field `(.+?)`", message)
    steps = [*re.findall(r"\.([\w-]+)(?:\[(\d+)\])?", path), *([(unknown[1], "")] if unknown else [])]
    names, index = [name for name, _ in steps], int((steps or [("", "")])[0][1] or 0)
    found, best, table = 0, 0, list[str]()
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\s-]+?)\s*\]", line):
            table = [part.strip() for part in header[2].split(".")]
            seen[header[2]] = seen.get(header[2], -1) + (header[1] == "[[")
            keys = table
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            keys = [*table, *key[1].split(".")]
        else:
            continue
        elsewhere = table and table == names[: len(table)] and seen.get(".".join(table), -1) not in {-1, index}
        if not elsewhere and keys == names[: len(keys)] and len(keys) > best:
            found, best = number, len(keys)
    return f", line {found}" if found else ""
