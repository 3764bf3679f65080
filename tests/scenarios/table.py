"""How every scenario ends, as it is promised: what `check` and `apply` (with its answers) give, and where."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One scenario."""

    name: str
    apply: int
    """Exit code of `apply` with the example answers."""
    ends: str = ""
    """The section that it ends at, by its key; empty where all are satisfied."""
    says: tuple[str, ...] = ()
    """Codes of findings that have to stand there."""
    check: int = 1
    undo: int = 0
    kept: tuple[str, ...] = ()
    """Beginnings of the settings that undo leaves otherwise than they were: what others have changed."""


ROWS = (
    Row("first-run", 0),
    Row("certificate-present", 0),
    Row("no-enroll", 6, "certificate", ("request.not-allowed",)),
    Row("pending-approval", 5, "certificate", ("request.pending",)),
    Row("denied", 6, "certificate", ("request.denied", "error.user-template", "engine.tidied")),
    Row("remote-database", 0),
    Row("shared-database", 6, "require-ssl", ("gate.other-front-ends.refused",)),
    Row("default-web-site", 0),
    Row("half-done", 0, undo=4),
    Row("already-secure", 0, check=0),
    Row("port-taken", 6, "bind", ("bind.port-taken",)),
    Row("site-wide-ssl", 0, undo=4),
    Row("sick-before", 6, "require-ssl", ("gate.healthy-synchronization.refused",)),
    Row("sup-refuses", 4, "software-update-point", ("update-point.wcm-failed", "engine.window-closed")),
    # The pool stays stopped, so nobody sees WCM set WSUS back: all settings are as before, and that much is said.
    Row("sync-fails", 4, "synchronization", ("synchronization.failed", "error.service-unavailable"), undo=4),
    Row("scan-fails", 4, "client-scan", ("client-scan.failed", "error.certificate-refused")),
    Row("scan-lags", 5, "client-scan", ("engine.patience-spent", "client-scan.still-http")),
    Row("client-by-log", 0),
    Row("expired-and-bound", 0),
    Row("two-names", 0),
    Row("second-sup", 0),
    Row("hierarchy", 6, "require-ssl", ("gate.downstream-servers.refused",)),
    Row("german", 0),
    Row("someone-else", 4, "bind", ("engine.someone-else",), undo=4, kept=("binding/", "httpsys/")),
)
"""In the order in which a newcomer meets them."""
