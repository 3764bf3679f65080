"""Who works on a real server, and whether they may: asked before anything else."""

from __future__ import annotations

from wizard.engine.observe import Observer, ServerUnreachable
from wizard.operations.host import GetHostFacts
from wizard.operations.model import CannotTell, Role
from wizard.operations.target import Target
from wizard.rules.findings import Finding, Level, unread
from wizard.rules.identity import identity


def introduced(target: Target) -> Finding | None:
    """Who it is; None in a practice lab.

    ServerUnreachable where this cannot be asked: then nothing else can be, and each question would take its time.
    """
    if target.practice:
        return None
    host = Observer(target).ask(GetHostFacts().on(Role.WSUS))
    if isinstance(host, CannotTell) and host.error.type == "Unreachable":
        raise ServerUnreachable(host.error.text)
    machine = target.machine(Role.WSUS)
    if isinstance(host, CannotTell):
        return unread("operator", host.error, machine, Level.WARNING)
    return identity(host, machine)
