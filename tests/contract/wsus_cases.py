"""What the operations of WSUS, its machine, its pool and of logs do, as data: for the practice lab and for the scripts.

Every case names where it is from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.lab.facts import Downstream, FrontEnd, Operator, Pool, Wsus, WsusMachine
from wizard.operations.host import GetHostFacts, GetOperatorRights, GetStrongCrypto
from wizard.operations.logs import GetLogTail, Log
from wizard.operations.model import Operation, Role
from wizard.operations.topology import GetDownstreamServer, GetFrontEndServer
from wizard.operations.wsus import (
    GetApplicationPool,
    GetWsusSetup,
    InvokeConfigureSsl,
    SetApplicationPool,
    SetWsusSetup,
    TestWsusConnection,
)

NAME, ALIAS = "WSUS1.contoso.com", "updates.contoso.com"
VALUES = "SupportArticles-docs, wsus-configure-shared-database.md"
CONFIGURE = "memdocs, software-update-point-ssl.md"
REMOTE_NAME = "PMPC, using-dns-aliases-wsus-third.md"
OPERATION = "wizard/operations/model.py, Operation"
BEST = "SupportArticles-docs, windows-server-update-services-best-practices.md"
CONNECT = "SupportArticles-docs, troubleshoot-wsus-connection-failures.md"
API = "wizard/operations/topology.py; learn.microsoft.com"
RIGHTS = "memdocs, sms_admin-server-wmi-class.md"
LOGS = "memdocs, about-log-files.md"
CRYPTO = "learn.microsoft.com, tls.md (TLS best practices with .NET Framework)"
COMPUTER = "win32, win32-computersystem.md"

FIRST, SECOND, THIRD = "first~\r\n", "zweite: Prüfung\r\n", "third\r\n"
TEXT = FIRST + SECOND + THIRD


@dataclass(frozen=True)
class Surroundings:
    """The server as a case finds it."""

    wsus: Wsus = field(default_factory=Wsus)
    machine: WsusMachine = field(default_factory=WsusMachine)
    operator: Operator = field(default_factory=Operator)
    pool: Pool = field(default_factory=Pool)
    https_line: bool = True
    """The WSUS site has an https binding."""
    ssl_required: bool = False
    """ApiRemoting30 requires SSL."""
    crypto: str = "1"
    """All eight values of .NET Framework; empty for absent."""
    log: str = ""
    """Text of WCM.log."""


@dataclass(frozen=True)
class Case:
    """An operation, and what of its result is promised; None where it has to fail."""

    name: str
    source: str
    operation: Operation[Any]
    shows: Mapping[str, Any] | None
    """By the result's attributes. `error.hresult` looks further in; `former` is by path."""
    before: Surroundings = Surroundings()
    role: Role = Role.WSUS
    after: Mapping[str, Any] = field(default_factory=dict)
    """What Get-WsusSetup and Get-ApplicationPool show afterwards."""
    written: int | None = 0
    """How many values are written; None where a program of Windows does it."""


def ssl(using: bool, port: int, name: str) -> dict[str, Any]:
    """What configuressl writes, as it is read."""
    return {"using_ssl": using, "port_number": port, "server_certificate_name": name}


def formers(using: str, port: str, name: str) -> dict[str, str]:
    """The same as former settings."""
    return {"wsus/UsingSsl": using, "wsus/PortNumber": port, "wsus/ServerCertificateName": name}


PLAIN, SECURE = ssl(False, 8530, ""), ssl(True, 8531, NAME)
ON_HTTPS = Surroundings(wsus=Wsus(using_ssl=True, port_number=8531, server_certificate_name=NAME))
NO_WSUS = Wsus(False, "", "", False, "", False, "", 0, "", False, 0, "", False)
BACK = SetWsusSetup(("UsingSsl", "PortNumber", "ServerCertificateName"), ("0", "8530", ""))
BEST_POOL = SetApplicationPool("WsusPool", 2000, 0, False, 0, 0)
BEST_VALUES = {
    "queue_length": 2000,
    "idle_timeout_minutes": 0,
    "pinging_enabled": False,
    "private_memory_kb": 0,
    "restart_minutes": 0,
}
DEFAULT_VALUES = {
    "queue_length": 1000,
    "idle_timeout_minutes": 20,
    "pinging_enabled": True,
    "private_memory_kb": 1843200,
    "restart_minutes": 1740,
}
HTTP, HTTP_ELSEWHERE = TestWsusConnection(NAME, False, 8530), TestWsusConnection(NAME, False, 8529)

SETUP = (
    Case("WSUS on http", f"{VALUES}: UsingSSL 0, PortNumber of http", GetWsusSetup(), {
        **PLAIN, "role_installed": True, "service_state": "Running", "post_install_done": True,
        "content_folder_exists": True, "site_id": 1806390885, "sql_server_name": "MICROSOFT##WID",
        "software_update_point_installed": True, "version": "10.0.20348.143",
    }),
    Case("WSUS on https", f"{VALUES}: UsingSSL 1, PortNumber of https", GetWsusSetup(), SECURE, ON_HTTPS),
    Case("no WSUS", "PoshWSUS.psm1: the key may be there without WSUS, so the service tells", GetWsusSetup(), {
        **ssl(False, 0, ""), "role_installed": False, "service_state": "", "post_install_done": False, "site_id": 0,
        "wsusutil_path": "", "content_folder": "",
    }, Surroundings(NO_WSUS)),
    Case("before post-installation", "facts/windows.md 1.1: ContentDir has a default before it ran", GetWsusSetup(),
         {"role_installed": True, "post_install_done": False, "content_folder_exists": False},
         Surroundings(Wsus(post_install_done=False, content_folder_exists=False))),
    Case("the service is stopped", f"{CONNECT}: Update Services has to run", GetWsusSetup(),
         {"role_installed": True, "service_state": "Stopped"}, Surroundings(Wsus(service_state="Stopped"))),
    Case("no software update point", "facts/windows.md 1.4: the thread key of SMS_WSUS_CONTROL_MANAGER", GetWsusSetup(),
         {"software_update_point_installed": False}, Surroundings(Wsus(software_update_point_installed=False))),
)  # fmt: skip

CHANGES = (
    Case("configuressl", f"{CONFIGURE}: prints the URL with the https port; {VALUES}: what the values mean",
         InvokeConfigureSsl(NAME), {"former": formers("0", "8530", ""), "exit_code": 0, "output": f"https://{NAME}:8531"},
         after=SECURE, written=None),
    Case("configuressl with another name", f"{CONFIGURE}: may be run again; {REMOTE_NAME}: what it writes",
         InvokeConfigureSsl(ALIAS), {"former": formers("1", "8531", NAME), "exit_code": 0}, ON_HTTPS,
         after=ssl(True, 8531, ALIAS), written=None),
    Case("configuressl without an https binding", "facts/windows.md 6: it does nothing to IIS itself",
         InvokeConfigureSsl(NAME), {"exit_code": 1}, Surroundings(https_line=False), after=PLAIN, written=None),
    Case("configuressl without WsusUtil", f"{CONFIGURE}: Tools\\WsusUtil.exe below the folder of WSUS",
         InvokeConfigureSsl(NAME), None, Surroundings(Wsus(wsusutil_path="")), after=PLAIN, written=None),
    Case("back to http", "facts/windows.md 6: UsingSSL and PortNumber back, as configuressl has no undo", BACK,
         {"former": formers("1", "8531", NAME), "exit_code": 0, "output": ""}, ON_HTTPS, after=PLAIN, written=3),
    Case("back where it is already so", f"{OPERATION}: writes only what is not yet as wanted", BACK,
         {"former": formers("0", "8530", "")}, after=PLAIN),
    Case("back with one value left", f"{OPERATION}: writes only what is not yet as wanted", BACK,
         {"former": formers("0", "8531", "")}, Surroundings(Wsus(port_number=8531)), after=PLAIN, written=1),
    Case("one value", f"{VALUES}: each value has a meaning of its own", SetWsusSetup(("PortNumber",), ("8530",)),
         {"former": {"wsus/PortNumber": "8531"}}, ON_HTTPS, after=ssl(True, 8530, NAME), written=1),
    Case("the name removed", "wizard/operations/wsus.py, SetWsusSetup: empty removes the value",
         SetWsusSetup(("ServerCertificateName",), ("",)), {"former": {"wsus/ServerCertificateName": NAME}}, ON_HTTPS,
         after=ssl(True, 8531, ""), written=1),
    Case("a value too few", "wizard/operations/wsus.py, SetWsusSetup: as many as names",
         SetWsusSetup(("UsingSSL", "PortNumber"), ("0",)), None, ON_HTTPS, after=SECURE),
    Case("another value", "wizard/operations/wsus.py, SetWsusSetup: three names", SetWsusSetup(("TargetDir",), ("x",)),
         None, ON_HTTPS, after=SECURE),
    Case("a port that is none", f"{VALUES}: PortNumber is a number", SetWsusSetup(("PortNumber",), ("http",)), None,
         ON_HTTPS, after=SECURE),
)  # fmt: skip

POOL = (
    Case("values as WSUS leaves them", f"{BEST}: the defaults", GetApplicationPool("WsusPool"),
         {**DEFAULT_VALUES, "name": "WsusPool", "state": "Started"}),
    Case("the pool's name in another case", "iis-docs, applicationPools/index.md: names do not differ by case",
         GetApplicationPool("WSUSPOOL"), {"name": "WsusPool"}),
    Case("a stopped pool", f"{CONNECT}: 503 where it is stopped", GetApplicationPool("WsusPool"), {"state": "Stopped"},
         Surroundings(pool=Pool(state="Stopped"))),
    Case("no such pool", "iis-docs, applicationPools/index.md: a pool is found by its name",
         GetApplicationPool("Other"), None),
    Case("best practice", f"{BEST}: what the values should be", BEST_POOL, {"former": {
        "pool/WsusPool/QueueLength": "1000", "pool/WsusPool/IdleTimeoutMinutes": "20",
        "pool/WsusPool/PingingEnabled": "1", "pool/WsusPool/PrivateMemoryKb": "1843200",
        "pool/WsusPool/RestartMinutes": "1740",
    }}, after=BEST_VALUES, written=5),
    Case("best practice again", f"{OPERATION}: writes only what is not yet as wanted", BEST_POOL,
         {"former": {f"pool/WsusPool/{name}": "0" for name in
                     ("IdleTimeoutMinutes", "PingingEnabled", "PrivateMemoryKb", "RestartMinutes")}
                    | {"pool/WsusPool/QueueLength": "2000"}},
         Surroundings(pool=Pool(queue_length=2000, idle_timeout_minutes=0, pinging_enabled=False, private_memory_kb=0,
                                restart_minutes=0)), after=BEST_VALUES),
    Case("one value of the pool", "wizard/operations/wsus.py, SetApplicationPool: what is not given stays",
         SetApplicationPool("wsuspool", private_memory_kb=0), {"former": {"pool/WsusPool/PrivateMemoryKb": "1843200"}},
         after={**DEFAULT_VALUES, "private_memory_kb": 0}, written=1),
    Case("values for no such pool", "iis-docs, applicationPools/index.md: a pool is found by its name",
         SetApplicationPool("Other", queue_length=2000), None, after=DEFAULT_VALUES),
)  # fmt: skip

CONNECTIONS = (
    Case("the API over http", f"{BEST}: GetUpdateServer(name, useSsl, port)", HTTP,
         {"connected": True, "secure": False, "error": None, "version": "10.0.20348.143", "http_status": 0}),
    Case("http against Require SSL", f"{CONNECT}: 403", HTTP, {"connected": False, "http_status": 403},
         Surroundings(ssl_required=True)),
    Case("the pool is stopped", f"{CONNECT}: 503", HTTP, {"connected": False, "http_status": 503},
         Surroundings(pool=Pool(state="Stopped"))),
    Case("nobody listens", f"{CONNECT}: wrong port", HTTP_ELSEWHERE,
         {"connected": False, "http_status": 0, "secure": False}),
    Case("not in WSUS Administrators", "PMPC, sup-sync-failure-permission-error.md: 0x8013150A, which is not TLS", HTTP,
         {"connected": False, "error.type": "SecurityException", "error.hresult": "0x8013150A", "http_status": 0},
         Surroundings(operator=Operator(wsus_administrator="no"))),
    Case("no console", "LAB1 (facts/windows.md 7): 0x80131701, which is not TLS", HTTP,
         {"connected": False, "error.hresult": "0x80131701"}, Surroundings(machine=WsusMachine(wsus_console=False))),
    Case("the service does not run", "facts/windows.md 7: WsusInvalidServerException", HTTP,
         {"connected": False, "error.type": "WsusInvalidServerException"}, Surroundings(Wsus(service_state="Stopped"))),
)  # fmt: skip

MACHINE = (
    Case("a member of a domain", f"{COMPUTER}: DNSHostName, Domain, PartOfDomain", GetHostFacts(), {
        "computer_name": "WSUS1", "fqdn": "wsus1.contoso.com", "domain": "contoso.com", "part_of_domain": True,
        "elevated": True, "local_administrator": True, "user": "CONTOSO\\operator", "build": "20348", "is_64_bit": True,
        "system": "Microsoft Windows Server 2022 Standard", "language_mode": "FullLanguage",
    }),
    Case("an administrator without elevation", f"{CONFIGURE}: run elevated", GetHostFacts(),
         {"elevated": False, "local_administrator": True}, Surroundings(machine=WsusMachine(elevated=False))),
    Case("no administrator", f"{CONFIGURE}: Administrators", GetHostFacts(),
         {"elevated": False, "local_administrator": False},
         Surroundings(machine=WsusMachine(elevated=False, local_administrator=False))),
    Case("a workgroup", f"{COMPUTER}: Domain is the workgroup's name", GetHostFacts(),
         {"part_of_domain": False, "domain": "WORKGROUP"},
         Surroundings(machine=WsusMachine(domain="WORKGROUP", part_of_domain=False))),
    Case("strong crypto", f"{CRYPTO}: both values 1, in both registry views", GetStrongCrypto(), {"values": {"1": 8}}),
    Case("strong crypto off", f"{CRYPTO}: 0", GetStrongCrypto(), {"values": {"0": 8}}, Surroundings(crypto="0")),
    Case("strong crypto absent", f"{CRYPTO}: absent is not 0", GetStrongCrypto(), {"values": {"": 8}},
         Surroundings(crypto="")),
    Case("may run configuressl", f"{CONFIGURE}: Administrators or WSUS Administrators", GetOperatorRights(),
         {"user": "CONTOSO\\operator", "wsus_administrator": True, "edit_software_update_point": None, "roles": ()}),
    Case("may not run configuressl", f"{CONFIGURE}: Administrators or WSUS Administrators", GetOperatorRights(),
         {"wsus_administrator": False}, Surroundings(operator=Operator(wsus_administrator="no"))),
    Case("who may could not be looked up", "wizard/operations/host.py, OperatorRights: unknown", GetOperatorRights(),
         {"wsus_administrator": None}, Surroundings(operator=Operator(wsus_administrator="unknown"))),
    Case("may edit the software update point", f"{RIGHTS}: SMS0001R, Full Administrator", GetOperatorRights(),
         {"wsus_administrator": None, "edit_software_update_point": True, "roles": ("Full Administrator",)},
         role=Role.SITE),
    Case("may not edit it", f"{RIGHTS}: SMS0002R, Read-only Analyst", GetOperatorRights(),
         {"edit_software_update_point": False, "roles": ("Read-only Analyst",)},
         Surroundings(operator=Operator(edit_software_update_point="no", roles=("Read-only Analyst",))), Role.SITE),
    Case("may edit it or not", f"{RIGHTS}: nothing is shown to who may not read administrators", GetOperatorRights(),
         {"edit_software_update_point": None},
         Surroundings(operator=Operator(edit_software_update_point="unknown", roles=())), Role.SITE),
)  # fmt: skip


def lines(*texts: str, before: int = 0) -> tuple[tuple[int, str], ...]:
    """Lines with the position behind each."""
    found, at = [], before
    for text in texts:
        at += len(text.encode())
        found.append((at, text.rstrip("\r\n")))
    return tuple(found)


LONG = tuple(f"{number:06} {'x' * 91}\r\n" for number in range(4000))
KEPT = (256 * 1024) // 100
"""Whole lines of 100 bytes in the last 256 kB."""
WITH_TEXT = Surroundings(log=TEXT)

LOG = (
    Case("a whole log", f"{LOGS}: text, a line for each entry", GetLogTail(Log.WCM),
         {"end": len(TEXT.encode()), "lines": lines(FIRST, SECOND, THIRD)}, WITH_TEXT, Role.SITE),
    Case("behind a position", "wizard/operations/logs.py, GetLogTail: bytes", GetLogTail(Log.WCM, len(FIRST.encode())),
         {"lines": lines(SECOND, THIRD, before=len(FIRST.encode()))}, WITH_TEXT, Role.SITE),
    Case("nothing new", "wizard/operations/logs.py, GetLogTail: behind a position",
         GetLogTail(Log.WCM, len(TEXT.encode())), {"end": len(TEXT.encode()), "lines": ()}, WITH_TEXT, Role.SITE),
    Case("from the beginning", "wizard/operations/logs.py, GetLogTail: behind a position", GetLogTail(Log.WCM, 0),
         {"lines": lines(FIRST, SECOND, THIRD)}, WITH_TEXT, Role.SITE),
    Case("a position of the log before", f"{LOGS}: a new file begins when a log is full", GetLogTail(Log.WCM, 9999),
         {"end": len(TEXT.encode()), "lines": lines(FIRST, SECOND, THIRD)}, WITH_TEXT, Role.SITE),
    Case("a line that is still being written", "facts/failures.md B6: a file may end inside a record",
         GetLogTail(Log.WCM), {"lines": lines(FIRST, "zwei")}, Surroundings(log=FIRST + "zwei"), Role.SITE),
    Case("a long log", "wizard/operations/logs.py, GetLogTail: the last 256 kB", GetLogTail(Log.WCM),
         {"end": 400000, "lines": lines(*LONG[-KEPT:], before=400000 - 100 * KEPT)}, Surroundings(log="".join(LONG)),
         Role.SITE),
)  # fmt: skip

FRONT_ENDS, BELOW = GetFrontEndServer(), GetDownstreamServer(NAME, False, 8530)
SHARED = Surroundings(Wsus(front_ends=(FrontEnd(NAME, master=True), FrontEnd("WSUS2.contoso.com", active=False))))
UPSTREAM = Surroundings(
    Wsus(downstream=(Downstream("WSUS3.contoso.com", replica=True), Downstream("WSUS4.contoso.com")))
)

OTHERS = (
    Case("one front end", "facts/windows.md 1.2: IsActive:True, IsMaster:True", FRONT_ENDS,
         {"servers": ((NAME, True, True),)}),
    Case("two front ends", "facts/windows.md 1.2: several share a SUSDB, one of them is the master", FRONT_ENDS,
         {"servers": ((NAME, True, True), ("WSUS2.contoso.com", False, False))}, SHARED),
    Case("front ends without WsusUtil", f"{CONFIGURE}: Tools\\WsusUtil.exe below the folder of WSUS", FRONT_ENDS, None,
         Surroundings(Wsus(wsusutil_path=""))),
    Case("nobody downstream", f"{API}, ms747034: who is registered with this server", BELOW, {"servers": ()}),
    Case("two downstream", f"{API}, aa354295: FullDomainName, IsReplica", BELOW,
         {"servers": (("WSUS3.contoso.com", True, ""), ("WSUS4.contoso.com", False, ""))}, UPSTREAM),
    Case("downstream, a wrong port", f"{CONNECT}: wrong port", GetDownstreamServer(NAME, False, 8529), None, UPSTREAM),
    Case("downstream by http against Require SSL", f"{CONNECT}: 403", BELOW, None, Surroundings(ssl_required=True)),
    Case("downstream while the pool is stopped", f"{CONNECT}: 503", BELOW, None,
         Surroundings(pool=Pool(state="Stopped"))),
)  # fmt: skip

CASES: tuple[Case, ...] = (*SETUP, *CHANGES, *POOL, *CONNECTIONS, *MACHINE, *LOG, *OTHERS)
