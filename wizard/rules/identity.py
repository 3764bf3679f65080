"""Who works on a server, and whether Windows lets them."""

from __future__ import annotations

from wizard.operations.host import HostFacts
from wizard.rules.findings import Finding, Level, finding


def identity(host: HostFacts, machine: str) -> Finding:
    """The account, and whether it is an elevated local administrator: nobody else may change what the tutorial does."""
    good = host.local_administrator and host.elevated
    code = "before.administrator" if good else "before.administrator.missing"
    return finding(code, Level.OK if good else Level.ERROR, machine, seen=host.user, shown=host.user)
