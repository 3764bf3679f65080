"""What the operations of the site and of the client do, as data: the practice lab and the scripts both have to do it.

Every case names where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wizard.operations.client import ClientState, GetClientState, StartClientScan
from wizard.operations.model import Operation, Setting, Written
from wizard.operations.site import (
    GetSoftwareUpdatePoint,
    GetSynchronizationStatus,
    SetSoftwareUpdatePoint,
    Site,
    SoftwareUpdatePoint,
    StartSynchronization,
)

SITE_SERVER, CLIENT = "CM1.contoso.com", "PC1.contoso.com"
WSUS, SECOND = "WSUS1.contoso.com", "WSUS2.contoso.com"
HTTP, HTTPS = f"http://{WSUS}:8530", f"https://{WSUS}:8531"
PLAIN = SoftwareUpdatePoint(WSUS, "PS1", False, 8530, 8531)
SECURE = SoftwareUpdatePoint(WSUS, "PS1", True, 8530, 8531)
OTHER = SoftwareUpdatePoint(SECOND, "PS1", True, 80, 443)

CMDLET = "sccm-docs-powershell-ref, Set-CMSoftwareUpdatePoint.md"
PROPERTIES = "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint.psm1"
STATUS = "memdocs, sms_supsyncstatus-server-wmi-class.md"
SYNC = "memdocs, syncnow-method-in-class-sms_softwareupdate.md"
TUTORIAL = "memdocs, software-update-point-ssl.md"


@dataclass(frozen=True)
class Surroundings:
    """Site and client as a case finds them."""

    points: tuple[SoftwareUpdatePoint, ...] = (PLAIN,)
    top_level: bool = True
    state: int = 6702
    error_code: str = ""
    client_installed: bool = True
    policy_server: str = ""
    scan_path: str = ""
    last_success_path: str = ""


@dataclass(frozen=True)
class Case:
    """An operation; what it gives, or None where it has to fail; the points afterwards."""

    name: str
    source: str
    operation: Operation[Any]
    expected: Any
    before: Surroundings = Surroundings()
    after: tuple[SoftwareUpdatePoint, ...] | None = None
    """None: as before."""
    done: int = 0
    """How many things were changed or started."""


def site(*points: SoftwareUpdatePoint, top_level: bool = True) -> Site:
    """What a read of the site gives."""
    return Site("PS1", SITE_SERVER, SITE_SERVER, top_level, points)


def written(*former: tuple[str, str]) -> Written:
    """What a change of the flag gives: former values by name."""
    return Written(tuple(Setting(f"sup/{name.lower()}/Ssl", value) for name, value in former))


READ, STATUSES, CLIENT_READ = GetSoftwareUpdatePoint(), GetSynchronizationStatus(), GetClientState()

CASES: tuple[Case, ...] = (
    Case("a point on http", f"{PROPERTIES}: SSLWSUS 0, ports in Value", READ, site(PLAIN)),
    Case("a point on https", f"{PROPERTIES}: SSLWSUS 1", READ, site(SECURE), Surroundings((SECURE,))),
    Case(
        "two points, each with its own flag and ports",
        "memdocs, plan-for-software-updates.md: a site may have several; 2-configure-wsus.md: ports 80 and 443",
        READ,
        site(PLAIN, OTHER),
        Surroundings((PLAIN, OTHER)),
    ),
    Case(
        "a child site",
        "memdocs, sms_site-server-wmi-class.md: ReportingSiteCode is the parent's code, empty without one",
        READ,
        site(PLAIN, top_level=False),
        Surroundings(top_level=False),
    ),
    Case(
        "the flag is set",
        f"{CMDLET}: -EnableSsl $true",
        SetSoftwareUpdatePoint("PS1", WSUS, True),
        written((WSUS, "0")),
        after=(SECURE,),
        done=1,
    ),
    Case(
        "the flag is taken away",
        f"{CMDLET}: -EnableSsl $false",
        SetSoftwareUpdatePoint("PS1", WSUS, False),
        written((WSUS, "1")),
        Surroundings((SECURE,)),
        after=(PLAIN,),
        done=1,
    ),
    Case(
        "a flag that is as wanted is left alone",
        "wizard/operations/model.py, Operation: writes only what is not yet as wanted, so that repeating is harmless",
        SetSoftwareUpdatePoint("PS1", WSUS, True),
        written((WSUS, "1")),
        Surroundings((SECURE,)),
    ),
    Case(
        "only the point that is named",
        f"{CMDLET}: -SiteSystemServerName names one",
        SetSoftwareUpdatePoint("PS1", WSUS, True),
        written((WSUS, "0")),
        Surroundings((PLAIN, OTHER)),
        after=(SECURE, OTHER),
        done=1,
    ),
    Case(
        "names and codes without regard to case",
        "memdocs, software-update-point-ssl.md writes the same server in small letters and in capitals",
        SetSoftwareUpdatePoint("ps1", WSUS.upper(), True),
        written((WSUS, "0")),
        after=(SECURE,),
        done=1,
    ),
    Case(
        "the former value puts it back",
        "wizard/operations/model.py, Written: the settings as they were before",
        SetSoftwareUpdatePoint.restoring((Setting(f"sup/{WSUS.lower()}/Ssl", "0"),), "PS1"),
        written((WSUS, "1")),
        Surroundings((SECURE,)),
        after=(PLAIN,),
        done=1,
    ),
    Case("a point that is not there", f"{CMDLET}: nothing is found", SetSoftwareUpdatePoint("PS1", SECOND, True), None),
    Case(
        "a site that is not this one",
        f"{CMDLET}: -SiteCode names the site",
        SetSoftwareUpdatePoint("ABC", WSUS, True),
        None,
    ),
    Case("synchronized", f"{STATUS}; 6702 is done", STATUSES, ((WSUS, 6702, ""),)),
    Case(
        "failed, with a code",
        f"{STATUS}; failures F22 has 0x8013150a; 6703 is failed",
        STATUSES,
        ((WSUS, 6703, "0x8013150A"),),
        Surroundings(state=6703, error_code="0x8013150A"),
    ),
    Case(
        "on its way",
        "SupportArticles-docs, track-software-update-synchronization.md: 6704, WSUS itself synchronizes",
        STATUSES,
        ((WSUS, 6704, ""),),
        Surroundings(state=6704),
    ),
    Case("a synchronization is started", f"{SYNC}: 0 is success", StartSynchronization(), Written(), done=1),
    Case(
        "not at a child site",
        f"{TUTORIAL}: child sites wait for the top-level site's synchronization",
        StartSynchronization(),
        None,
        Surroundings(top_level=False),
    ),
    Case(
        "a client by policy and by location",
        f"{TUTORIAL}: CCM_SUPLocationList; troubleshoot-software-update-scan-failures.md: WUServer",
        CLIENT_READ,
        ClientState(CLIENT, True, HTTPS, HTTPS, HTTP),
        Surroundings(policy_server=HTTPS, scan_path=HTTPS, last_success_path=HTTP),
    ),
    Case(
        "a client that was told nothing yet",
        f"{TUTORIAL}: a client learns the address at a location request",
        CLIENT_READ,
        ClientState(CLIENT, True, "", "", ""),
    ),
    Case(
        "no client",
        f"{TUTORIAL}: what is asked is in root\\ccm, which comes with the client",
        CLIENT_READ,
        ClientState(CLIENT, False, HTTP, "", ""),
        Surroundings(client_installed=False, policy_server=HTTP),
    ),
    Case("a scan is triggered", f"{TUTORIAL}: TriggerSchedule with schedule 113", StartClientScan(), Written(), done=1),
    Case(
        "no scan without a client",
        f"{TUTORIAL}: TriggerSchedule is a method in root\\ccm, which comes with the client",
        StartClientScan(),
        None,
        Surroundings(client_installed=False),
    ),
)
