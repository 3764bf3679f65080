"""A contoso as typed results: what every question would be answered, before the tutorial and after it.

`BEFORE` is healthy over http with a suitable certificate in the store; `AFTER` is everything done, seen by someone who
did not do it. Tests take one of the two and change what they are about.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from tests.rules.certificates import HOST, NOW, issued, stored
from tests.rules.test_enrollment import AUTHENTICATED, AUTHORITY, OPERATOR, TEMPLATE, WSUS_SERVERS
from tests.steps import words
from tests.steps.observations import CM, Contoso
from wizard.lab.descriptors import template_descriptor
from wizard.operations.certificates import EnrollmentIdentity, Principal
from wizard.operations.client import ClientState
from wizard.operations.host import HostFacts, OperatorRights, RegistryValue
from wizard.operations.iis import (
    HttpAnswer,
    HttpSysBinding,
    SiteBinding,
    SiteChild,
    SslFlags,
    SslRequirement,
    TestHttpEndpoint,
    TestTlsEndpoint,
    TlsEndpoint,
    WebSite,
)
from wizard.operations.logs import Log, LogTail
from wizard.operations.model import Kind, OperationError, Question, Role
from wizard.operations.site import Site, SoftwareUpdatePoint, SynchronizationStatus
from wizard.operations.wsus import ApplicationPool, GetApplicationPool, TestWsusConnection, WsusConnection, WsusSetup
from wizard.rules.choice import STORE, TEMPLATES
from wizard.rules.evidence import CLIENT_LOGS, tail
from wizard.rules.gate import RIGHTS_ON_SITE, RIGHTS_ON_WSUS, SYNCHRONIZATION
from wizard.rules.place import HOST as HOST_FACTS
from wizard.rules.place import POINTS, SECURED, SETUP, SITES
from wizard.rules.requests import AUTHORITIES, IDENTITY, REQUESTS
from wizard.rules.window import REQUIREMENT
from wizard.steps.before_you_start import CRYPTO
from wizard.steps.bind import HTTP_SYS
from wizard.steps.client_scan import STATE
from wizard.steps.require_ssl import CONTENT, PATHS

FQDN = HOST.lower()
SITE_ID = 1806390885
GOOD = stored(issued())
"""A certificate that WSUS can serve."""
THUMBPRINT = GOOD.thumbprint

OPEN_CHILDREN = ("Content", "SelfUpdate", "Inventory", "ReportingWebService")
VIRTUAL = {"Content", "SelfUpdate"}
CHILDREN = tuple(
    SiteChild(name, name not in VIRTUAL, "" if name in VIRTUAL else "WsusPool") for name in (*SECURED, *OPEN_CHILDREN)
)
HTTP = SiteBinding(SITE_ID, "http", "*:8530:")
HTTPS = SiteBinding(SITE_ID, "https", "*:8531:", THUMBPRINT, "My")
POOL = GetApplicationPool("WsusPool").on(Role.WSUS)


def tls(thumbprint: str = THUMBPRINT, **changed: Any) -> TlsEndpoint:
    """A handshake with which nothing is wrong."""
    good = TlsEndpoint(True, True, thumbprint, protocol="Tls12", name_matches=True, trusted=True)
    return msgspec.structs.replace(good, **changed)


def tls_question(role: Role) -> Question[TlsEndpoint]:
    return TestTlsEndpoint(FQDN, 8531).on(role)


def api_question(role: Role, host: str = FQDN) -> Question[WsusConnection]:
    return TestWsusConnection(host, True, 8531).on(role)


def http_question(use_ssl: bool) -> Question[tuple[HttpAnswer, ...]]:
    paths = tuple(PATHS.values()) if use_ssl else (*PATHS.values(), CONTENT)
    return TestHttpEndpoint(FQDN, use_ssl, 8531 if use_ssl else 8530, paths).on(Role.WSUS)


REFUSED = tuple(HttpAnswer(path, 403) for path in PATHS.values())
SERVED = HttpAnswer(CONTENT, 200)
ANSWERED = tuple(HttpAnswer(path, 401 if "ApiRemoting" in path else 200) for path in PATHS.values())
CONNECTED = WsusConnection(True, True, "10.0.20348.2227")
NOBODY = OperationError("SocketException", "0x8007274D", "Es konnte keine Verbindung hergestellt werden")
NO_TLS = TlsEndpoint(False, False, error=NOBODY)
NO_API = WsusConnection(False, True, error=NOBODY)


def _everything() -> dict[Question[Any], object]:
    """Contoso when the tutorial is through."""
    host = HostFacts(
        computer_name="WSUS1", dns_host_name="WSUS1", domain="contoso.com", part_of_domain=True,
        system="Microsoft Windows Server 2022 Standard", build="20348", powershell_version="5.1.20348.2227",
        language_mode="FullLanguage", is_64_bit=True, elevated=True, local_administrator=True,
        user="CONTOSO\\operator", culture="de-DE",
    )  # fmt: skip
    setup = WsusSetup(
        role_installed=True, service_state="Running", version="10.0.20348.2227", post_install_done=True,
        content_folder="D:\\WSUS\\WsusContent", content_folder_exists=True,
        wsusutil_path="C:\\Program Files\\Update Services\\Tools\\WsusUtil.exe", site_id=SITE_ID,
        sql_server_name="MICROSOFT##WID", using_ssl=True, port_number=8531, server_certificate_name=FQDN,
        software_update_point_installed=True,
    )  # fmt: skip
    point = SoftwareUpdatePoint(HOST, "PS1", ssl=True, http_port=8530, https_port=8531)
    template = msgspec.structs.replace(
        TEMPLATE,
        security_descriptor=base64.b64encode(template_descriptor([WSUS_SERVERS], [AUTHENTICATED])).decode(),
    )
    places = (
        SslFlags(".", "", "None"),
        *(SslFlags(name, "Ssl", "Ssl") for name in SECURED),
        *(SslFlags(name, "", "None") for name in OPEN_CHILDREN),
    )
    logs = {
        Log.WCM: words.WCM_HTTPS,
        Log.SYNC: words.SYNC_HTTPS,
        Log.SCAN_AGENT: words.REQUESTED,
        Log.LOCATION: words.LOCATED,
        Log.UPDATE_HANDLER: words.SCAN_HTTPS,
    }
    asked: dict[Question[Any], object] = {
        HOST_FACTS: host,
        SETUP: setup,
        SITES: (WebSite(SITE_ID, "WSUS Administration", "Started", (HTTP, HTTPS), CHILDREN),),
        POINTS: Site("PS1", CM, CM, top_level=True, points=(point,)),
        CRYPTO: (RegistryValue("HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319", "SchUseStrongCrypto", "1"),),
        POOL: ApplicationPool(
            "WsusPool", "Started", queue_length=2000, idle_timeout_minutes=0, pinging_enabled=False,
            private_memory_kb=0, restart_minutes=0,
        ),
        STORE: (GOOD,),
        TEMPLATES: (template,),
        AUTHORITIES: (AUTHORITY,),
        IDENTITY: EnrollmentIdentity(
            Principal("CONTOSO\\operator", (OPERATOR,)),
            Principal("CONTOSO\\WSUS1$", ("S-1-5-21-1-2-3-1201", WSUS_SERVERS)),
        ),
        REQUESTS: (),
        HTTP_SYS: (HttpSysBinding("0.0.0.0:8531", THUMBPRINT, "My", "{4dc3e181-e14b-4a21-b022-59fc669b0914}"),),
        REQUIREMENT: SslRequirement("WSUS Administration", places),
        **{tls_question(role): tls() for role in Role},
        **{api_question(role): CONNECTED for role in (Role.WSUS, Role.SITE)},
        http_question(use_ssl=False): (*REFUSED, SERVED),
        http_question(use_ssl=True): ANSWERED,
        SYNCHRONIZATION: (SynchronizationStatus(HOST, 6702, NOW.isoformat(), NOW.isoformat()),),
        RIGHTS_ON_WSUS: OperatorRights("CONTOSO\\operator", True, None),
        RIGHTS_ON_SITE: OperatorRights("CONTOSO\\operator", None, True, ("Full Administrator",)),
        STATE: ClientState("PC1", True, "", "", ""),
    }  # fmt: skip
    whole = Contoso({**asked, **{tail(log): LogTail(0, ()) for log in logs}})
    for log, messages in logs.items():
        whole = whole.log(log, *messages, at=-61 if log in CLIENT_LOGS[:2] else -60)
    return dict(whole.results)


AFTER = Contoso(_everything())
BEFORE = (
    AFTER.altered(SETUP, using_ssl=False, port_number=8530, server_certificate_name="")
    .web_site(bindings=(HTTP,))
    .having(HTTP_SYS, ())
    .point(ssl=False)
    .flags(**dict.fromkeys(SECURED, "~None"))
    .log(Log.WCM, *words.WCM_HTTP)
    .log(Log.SYNC, *words.SYNC_HTTP)
    .log(Log.UPDATE_HANDLER, *words.SCAN_HTTP)
    .log(Log.LOCATION)
    .every(dict.fromkeys((tls_question(role) for role in Role), NO_TLS))
    .every(dict.fromkeys((api_question(role) for role in (Role.WSUS, Role.SITE)), NO_API))
)
BOUND = (
    BEFORE.web_site(bindings=(HTTP, HTTPS))
    .every({HTTP_SYS: AFTER.results[HTTP_SYS]})
    .every({question: result for question, result in AFTER.results.items() if question.operation.kind is Kind.PROOF})
)
"""Sections 1 to 3 are done: the switch window may be opened."""

