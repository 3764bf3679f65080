"""Where WSUS is: its web site, the pair of ports and the name it is reached by."""

from __future__ import annotations

from typing import Any

import msgspec

from wizard.operations.host import GetHostFacts
from wizard.operations.iis import GetSiteBinding, SiteBinding, WebSite
from wizard.operations.model import CannotTell, Question, Role
from wizard.operations.site import GetSoftwareUpdatePoint, Site, SoftwareUpdatePoint
from wizard.operations.wsus import GetWsusSetup
from wizard.rules.answers import Answers
from wizard.rules.logs import Endpoint
from wizard.rules.names import same_host
from wizard.rules.ports import http_port_for
from wizard.rules.seen import Seen

SECURED = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")
"""The five web services that require SSL, and nothing else does (facts, 5)."""

CONTENTS = ("ClientWebService", "ApiRemoting30")
"""What makes an IIS site the one of WSUS, besides its id."""

HOST = GetHostFacts().on(Role.WSUS)
SETUP = GetWsusSetup().on(Role.WSUS)
SITES = GetSiteBinding().on(Role.WSUS)
POINTS = GetSoftwareUpdatePoint().on(Role.SITE)

PLACE_READS: tuple[Question[Any], ...] = (HOST, SETUP, SITES, POINTS)


class Place(msgspec.Struct, frozen=True):
    """WSUS as it is reached, or as it shall be."""

    host_name: str
    """What WSUS shall call itself (configuressl)."""
    reached_as: str
    """What the site, its clients and consoles call it: the software update point's name as the site stores it."""
    site: WebSite
    http: SiteBinding | None
    https: SiteBinding | None
    http_port: int
    https_port: int

    @property
    def secure(self) -> Endpoint:
        """Where it answers over https."""
        return Endpoint("https", self.reached_as, self.https_port)

    @property
    def plain(self) -> Endpoint:
        """Where it answers over http."""
        return Endpoint("http", self.reached_as, self.http_port)


def wsus_site(seen: Seen) -> WebSite | None:
    """The IIS site with the id that WSUS keeps, if it really holds WSUS; a name proves nothing (failures, F29)."""
    setup, sites = seen.read(SETUP), seen.read(SITES)
    for site in sites or ():
        if setup and site.id == setup.site_id and holds_wsus(site):
            return site
    return None


def holds_wsus(site: WebSite) -> bool:
    """The site has the web services below it."""
    names = {child.name.lower() for child in site.children}
    return all(name.lower() in names for name in CONTENTS)


def place(seen: Seen, answers: Answers) -> Place | None:
    """Where WSUS is; None where its site, its ports or its name are not known."""
    host, setup, site = seen.read(HOST), seen.read(SETUP), wsus_site(seen)
    if host is None or setup is None or site is None:
        return None
    http = _binding(site, "http", answers.http_port)
    https = _binding(site, "https", answers.https_port, own=(host.fqdn, answers.host_name))
    https_port = answers.https_port or (https.port if https else _https_port_for(http.port if http else 8530))
    # Never from ServerCertificateName: a change of ours writes it, and a stale one must not decide what is wanted.
    name = (answers.host_name or host.fqdn).lower()
    point = update_point(seen.read(POINTS), seen, answers)
    http_port = http.port if http else http_port_for(https_port)
    return Place(name, point.name.lower() if point else name, site, http, https, http_port, https_port)


def unread_place(seen: Seen) -> CannotTell | None:
    """The first of its reads that failed: then nothing about the place may be concluded, least of all "missing".

    A site that is elsewhere is no failed read: the server alone tells where WSUS is, and the gate will ask the site.
    """
    unread = (failed for question in PLACE_READS if (failed := seen.failed(question)))
    return next((failed for failed in unread if failed is not site_elsewhere(seen)), None)


def site_elsewhere(seen: Seen) -> CannotTell | None:
    """Why the site cannot be asked, where the target has no machine for it."""
    return None if seen.machine(Role.SITE) else seen.failed(POINTS)


def others_on_port(seen: Seen, where: Place) -> tuple[tuple[WebSite, SiteBinding], ...]:
    """Every other binding on the port of https, with its site: of other sites, and further names of this one."""
    return tuple(
        (site, binding)
        for site in seen.read(SITES) or ()
        for binding in site.bindings
        if binding.port == where.https_port and binding != where.https
    )


def _binding(site: WebSite, protocol: str, port: int, own: tuple[str, ...] = ()) -> SiteBinding | None:
    """The line that is WSUS's; one that answers to the name of something else by its own certificate is not."""
    fitting = [
        b
        for b in site.bindings
        if b.protocol == protocol
        and (not port or b.port == port)
        and not (b.by_name and not any(same_host(b.host, name) for name in own))
    ]
    return min(fitting, key=lambda b: (bool(b.host), b.port), default=None)


def _https_port_for(http_port: int) -> int:
    return 443 if http_port == 80 else http_port + 1


def update_point(site: Site | None, seen: Seen, answers: Answers) -> SoftwareUpdatePoint | None:
    """The software update point that sits on the WSUS server: by the name of the answers or of the machine."""
    host = seen.read(HOST)
    names = [name for name in (answers.host_name, host.fqdn if host else "", seen.machine(Role.WSUS)) if name]
    for point in site.points if site else ():
        if any(same_host(point.name, name) for name in names):
            return point
    return None


