"""What Get-SslRequirement and Set-SslRequirement do, as data: the practice lab and the scripts both have to do it.

Every case names where it is from; a case without a source is somebody's idea of Windows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.operations.iis import GetSslRequirement, SetSslRequirement, SslFlags

SECURED = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")
OPEN = ("Content", "Inventory", "ReportingWebService", "SelfUpdate")
"""What a WSUS site has below it (SupportArticles-docs, KB 2737219): what gets Require SSL, and what never does."""

Own = Mapping[str, str]
"""Own values by place; `.` is the site. A place that is not named has none."""


@dataclass(frozen=True)
class Reads:
    """A read and what it shows: (own, effective) of some places, and of all others."""

    name: str
    source: str
    before: Own
    shows: Mapping[str, tuple[str, str]]
    others: tuple[str, str]
    operation: GetSslRequirement = field(default_factory=GetSslRequirement)

    def expected(self) -> frozenset[SslFlags]:
        """Every place as it should read."""
        return frozenset(SslFlags(key, *self.shows.get(key, self.others)) for key in (".", *SECURED, *OPEN))


@dataclass(frozen=True)
class Writes:
    """A write, the former values that it returns, in order, and the own values that there are afterwards."""

    name: str
    source: str
    before: Own
    operation: SetSslRequirement
    former: tuple[tuple[str, str], ...]
    after: Own
    written: tuple[str, ...]
    """Places that are really written, in order."""


@dataclass(frozen=True)
class Refuses:
    """An operation that must fail and change nothing. `unreadable` is a place whose flags cannot be read."""

    name: str
    source: str
    before: Own
    operation: GetSslRequirement | SetSslRequirement
    unreadable: str = ""


Case = Reads | Writes | Refuses


def setting(flags: str, *places: str) -> SetSslRequirement:
    """The same flags for several places."""
    return SetSslRequirement(places, (flags,) * len(places))


def all_of(flags: str, *places: str) -> dict[str, str]:
    """The same own value for several places."""
    return dict.fromkeys(places, flags)


READS = (
    Reads(
        "nothing is set",
        "iis-docs, system.webServer/security/access.md: the default of sslFlags is None",
        before={},
        shows={},
        others=("", "None"),
    ),
    Reads(
        "five services are set",
        "memdocs, software-update-point-ssl.md: Require SSL on ApiRemoting30, ClientWebService, DSSAuthWebService, "
        "ServerSyncWebService and SimpleAuthWebService",
        before=all_of("Ssl", *SECURED),
        shows=dict.fromkeys(SECURED, ("Ssl", "Ssl")),
        others=("", "None"),
    ),
    Reads(
        "the site is set and hands it down",
        "windowsserverdocs, 2-configure-wsus.md: not for the whole site; PatchMyPC, error-process-not-background-"
        "processing.md: Content then answers 403, so that a place inherits what the site has",
        before={".": "Ssl"},
        shows={".": ("Ssl", "Ssl")},
        others=("", "Ssl"),
    ),
    Reads(
        "a place says none below a site that is set",
        "iis-docs, how-to-use-locking-in-iis-configuration.md: a location path overrides what is above it",
        before={".": "Ssl", "Content": "None"},
        shows={".": ("Ssl", "Ssl"), "Content": ("None", "None")},
        others=("", "Ssl"),
    ),
    Reads(
        "two flags read as one text",
        "WebAdministrationDsc, DSC_SslSettings.psm1: the value reads as Ssl,Ssl128, to be split at the comma",
        before={"ClientWebService": "Ssl, Ssl128"},
        shows={"ClientWebService": ("Ssl, Ssl128", "Ssl, Ssl128")},
        others=("", "None"),
    ),
    Reads(
        "client certificates are asked for",
        "SupportArticles-docs, troubleshoot-software-update-scan-failures.md: 0x80072f0c where they are not ignored; "
        "iis-docs, access.md: SslNegotiateCert accepts them, SslRequireCert requires them",
        before={"SimpleAuthWebService": "Ssl, SslNegotiateCert, SslRequireCert", ".": "SslNegotiateCert"},
        shows={
            ".": ("SslNegotiateCert", "SslNegotiateCert"),
            "SimpleAuthWebService": (
                "Ssl, SslNegotiateCert, SslRequireCert",
                "Ssl, SslNegotiateCert, SslRequireCert",
            ),
        },
        others=("", "SslNegotiateCert"),
    ),
)

FIVE = setting("Ssl", *SECURED)

WRITES = (
    Writes(
        "five services in order",
        "memdocs, software-update-point-ssl.md: Require SSL, client certificates Ignore, on five services",
        before={},
        operation=FIVE,
        former=tuple((place, "") for place in SECURED),
        after=all_of("Ssl", *SECURED),
        written=SECURED,
    ),
    Writes(
        "what is already as wanted is left alone",
        "wizard/operations/model.py, Operation: writes only what is not yet as wanted, so that repeating is harmless",
        before=all_of("Ssl", *SECURED),
        operation=FIVE,
        former=tuple((place, "Ssl") for place in SECURED),
        after=all_of("Ssl", *SECURED),
        written=(),
    ),
    Writes(
        "only what is missing is written",
        "wizard/operations/model.py, Operation: writes only what is not yet as wanted, so that repeating is harmless",
        before={"ApiRemoting30": "Ssl", "DssAuthWebService": "None"},
        operation=FIVE,
        former=tuple((p, {"ApiRemoting30": "Ssl", "DssAuthWebService": "None"}.get(p, "")) for p in SECURED),
        after=all_of("Ssl", *SECURED),
        written=("ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService"),
    ),
    Writes(
        "an inherited value is not an own one",
        "memdocs, software-update-point-ssl.md names services and not the site: what the site hands down goes with it",
        before={".": "Ssl"},
        operation=setting("Ssl", "ClientWebService"),
        former=(("ClientWebService", ""),),
        after={".": "Ssl", "ClientWebService": "Ssl"},
        written=("ClientWebService",),
    ),
    Writes(
        "another access flag is kept by naming it",
        "WebAdministrationDsc, DSC_SslSettings.psm1: the value written is the whole list of flags",
        before={"ClientWebService": "Ssl128"},
        operation=setting("Ssl, Ssl128", "ClientWebService"),
        former=(("ClientWebService", "Ssl128"),),
        after={"ClientWebService": "Ssl, Ssl128"},
        written=("ClientWebService",),
    ),
    Writes(
        "client certificates are ignored again",
        "SupportArticles-docs, troubleshoot-software-update-scan-failures.md: client certificates have to be ignored",
        before={"ClientWebService": "Ssl, SslNegotiateCert"},
        operation=setting("Ssl", "ClientWebService"),
        former=(("ClientWebService", "Ssl, SslNegotiateCert"),),
        after={"ClientWebService": "Ssl"},
        written=("ClientWebService",),
    ),
    Writes(
        "an own value is taken away",
        "windows-powershell-docs, Clear-WebConfiguration: removes the section from the configuration of a place",
        before={".": "Ssl", "Content": "None"},
        operation=setting("", "Content"),
        former=(("Content", "None"),),
        after={".": "Ssl"},
        written=("Content",),
    ),
    Writes(
        "none of its own is a value, too",
        "I-LOVE-WSUS writes None where it clears: the place then says so itself",
        before={".": "Ssl"},
        operation=setting("None", "Content"),
        former=(("Content", ""),),
        after={".": "Ssl", "Content": "None"},
        written=("Content",),
    ),
    Writes(
        "the site itself",
        "PatchMyPC, error-process-not-background-processing.md: taken from the site, downloads work again",
        before={".": "Ssl", "ClientWebService": "Ssl"},
        operation=setting("", "."),
        former=((".", "Ssl"),),
        after={"ClientWebService": "Ssl"},
        written=(".",),
    ),
    Writes(
        "names without regard to case",
        "memdocs, software-update-point-ssl.md writes DSSAuthWebService, IIS DssAuthWebService (KB 2737219)",
        before={},
        operation=setting("Ssl", "DSSAuthWebService"),
        former=(("DssAuthWebService", ""),),
        after={"DssAuthWebService": "Ssl"},
        written=("DssAuthWebService",),
    ),
    Writes(
        "former values put everything back",
        "wizard/operations/model.py, Written: the settings as they were before",
        before={**all_of("Ssl", *SECURED), ".": "None"},
        operation=SetSslRequirement((*SECURED, "."), ("", "None", "Ssl, Ssl128", "", "Ssl", "")),
        former=(*((place, "Ssl") for place in SECURED), (".", "None")),
        after={"ClientWebService": "None", "DssAuthWebService": "Ssl, Ssl128", "SimpleAuthWebService": "Ssl"},
        written=("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "."),
    ),
)

REFUSES = (
    Refuses(
        "one of five cannot be read",
        "I-LOVE-WSUS takes a failed read for None; a failed read says nothing",
        before=all_of("Ssl", *SECURED),
        operation=GetSslRequirement(),
        unreadable="ServerSyncWebService",
    ),
    Refuses(
        "a place that is not there",
        "SupportArticles-docs, KB 2737219, lists what a WSUS site has below it",
        before={},
        operation=setting("Ssl", "ApiRemoting30", "ApiRemoting31"),
    ),
    Refuses(
        "flags for one place too few",
        "wizard/operations/iis.py, SetSslRequirement: as many flags as places",
        before={},
        operation=SetSslRequirement(("ApiRemoting30", "ClientWebService"), ("Ssl",)),
    ),
)

CASES: tuple[Case, ...] = (*READS, *WRITES, *REFUSES)
