"""Where SUSDB is."""

from __future__ import annotations

from typing import Literal

from wizard.operations.host import HostFacts

INTERNAL = frozenset({"microsoft##wid", "microsoft##ssee"})
LOCAL = frozenset({"", ".", "(local)", "localhost"})


def database(sql_server_name: str, host: HostFacts) -> Literal["internal", "local", "remote"]:
    """From SqlServerName, which is `MICROSOFT##WID`, `SERVER` or `SERVER\\INSTANCE` (facts, 1.2)."""
    server = sql_server_name.strip().lower()
    if server in INTERNAL:
        return "internal"
    name = server.split("\\")[0].split(",")[0]
    own = LOCAL | {host.computer_name.lower(), host.fqdn, host.dns_host_name.lower()}
    return "local" if name in own else "remote"
