"""Section 6: the console's connection over https, from the WSUS server and from the site server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wizard.operations.model import CannotTell, Question, Role
from wizard.operations.wsus import TestWsusConnection, WsusConnection
from wizard.rules.answers import Answers
from wizard.rules.connection import refusal
from wizard.rules.findings import Finding, Level, finding
from wizard.rules.place import PLACE_READS, Place, place, unread_place
from wizard.rules.seen import Seen
from wizard.steps.assessment import Assessment, Status, Step, cannot_tell

FROM = (Role.WSUS, Role.SITE)


def api(where: Place, role: Role) -> Question[WsusConnection]:
    """The console's connection over https, from the machine of a role."""
    return TestWsusConnection(where.reached_as, True, where.https_port).on(role)


class Console(Step):
    """What a console, WCM and every script with the WSUS API will meet. Changes nothing."""

    key = "console"

    def reads(self, answers: Answers, seen: Seen) -> Iterable[Question[Any]]:
        yield from PLACE_READS
        if where := place(seen, answers):
            yield from (api(where, role) for role in FROM)

    def assess(self, seen: Seen, answers: Answers) -> Assessment:
        if failed := unread_place(seen):
            return cannot_tell("place", failed, seen)
        where = place(seen, answers)
        if where is None:
            error = finding("before.site.missing", Level.ERROR, seen.machine(Role.WSUS))
            return Assessment(Status.BLOCKED, (error,))
        found: list[Finding] = []
        for role in FROM:
            connection = seen[api(where, role)]
            machine = seen.machine(role)
            if isinstance(connection, CannotTell):
                return cannot_tell("api", connection, seen, *found)
            if not connection.connected:
                return Assessment(Status.FAILED, (*refusal(connection, machine), *found))
            found.append(finding("console.connected", Level.OK, machine, seen=connection.version, machine=machine))
        return Assessment(Status.SATISFIED, tuple(found))
