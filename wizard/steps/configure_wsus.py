"""Section 5: tell WSUS to use https, by `WsusUtil configuressl`. The read-back decides, never its output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.operations.model import CannotTell, Question, Role, Setting, Written
from wizard.operations.wsus import InvokeConfigureSsl, TestWsusConnection, WsusConnection, WsusSetup
from wizard.rules.answers import Answers
from wizard.rules.connection import refusal
from wizard.rules.evidence import served_anew
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.names import same_host
from wizard.rules.place import HOST, PLACE_READS, POINTS, SETUP, Place, place, unread_place, update_point
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Change, Status, Step, cannot_tell


def api(where: Place) -> Question[WsusConnection]:
    """The connection over https that WSUS's own tools make: by the name that it was given."""
    return TestWsusConnection(where.host_name, True, where.https_port).on(Role.WSUS)


class ConfigureWsus(Step):
    """WSUS itself knows that it is reached over https, and by which name."""

    key = "configure-wsus"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        where, setup = place(seen, answers), seen.read(SETUP)
        if where and setup and _configured(setup, where):
            yield api(where)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        setup, where = seen.read(SETUP), place(seen, answers)
        machine = seen.machine(Role.WSUS)
        if setup is None or where is None:
            return Assessment(Status.BLOCKED, (finding("before.site.missing", Level.ERROR, machine),))
        shown = f"UsingSSL {int(setup.using_ssl)}, PortNumber {setup.port_number}, name {setup.server_certificate_name}"
        if not _configured(setup, where):
            now = finding("configure-wsus.not-yet", Level.INFO, machine, seen=shown)
            return Assessment(Status.NEEDS_CHANGE, (now,), (_change(seen, answers, setup, where),))
        read_back = finding("configure-wsus.read-back", Level.OK, machine, seen=shown)
        again = _change(seen, answers, setup, where)
        return _connected(seen, where, (read_back, *_oddities(seen, where, machine)), machine, again)


def _configured(setup: WsusSetup, where: Place) -> bool:
    return (
        setup.using_ssl
        and setup.port_number == where.https_port
        and same_host(setup.server_certificate_name, where.host_name)
    )


def _change(seen: Seen, answers: Answers, setup: WsusSetup, where: Place) -> Change:
    former = (
        Setting("wsus/UsingSsl", str(int(setup.using_ssl))),
        Setting("wsus/PortNumber", str(setup.port_number)),
        Setting("wsus/ServerCertificateName", setup.server_certificate_name),
    )
    wanted = (
        Setting("wsus/UsingSsl", "1"),
        Setting("wsus/PortNumber", str(where.https_port)),
        Setting("wsus/ServerCertificateName", where.host_name),
    )
    operation = InvokeConfigureSsl(where.host_name)
    evidence = served_anew(seen, update_point(seen.read(POINTS), seen, answers)) if not setup.using_ssl else ()
    return Change("configure-wsus", operation, Role.WSUS, former, wanted, evidence=evidence, unit="switch", tries=2)


def _connected(
    seen: Seen, where: Place, found: tuple[Finding, ...], machine: str, again: Change
) -> Assessment:
    connection = seen[api(where)]
    if isinstance(connection, CannotTell):
        return cannot_tell("api", connection, seen, *found)
    if not connection.connected:
        # A bad read-back behind a try of this run: once more. Without one, configuressl is not what is missing.
        tried = seen.read(InvokeConfigureSsl(where.host_name).on(Role.WSUS)) is not None
        return Assessment(Status.FAILED, (*refusal(connection, machine), *found), (again,) if tried else ())
    proven = finding("configure-wsus.connected", Level.OK, machine, seen=connection.version)
    return Assessment(Status.SATISFIED, (proven, *found))


def _oddities(seen: Seen, where: Place, machine: str) -> Iterator[Finding]:
    written: Written | None = seen.read(InvokeConfigureSsl(where.host_name).on(Role.WSUS))
    if written and (written.exit_code or f"https://{where.host_name}" not in written.output.lower()):
        shown = f"exit code {written.exit_code}: {written.output}"
        yield finding("configure-wsus.odd-output", Level.WARNING, machine, seen=shown)
    host = seen.read(HOST)
    if host and not same_host(where.host_name, host.fqdn):
        yield finding("configure-wsus.alias", Level.WARNING, machine, seen=where.host_name, fqdn=host.fqdn)
