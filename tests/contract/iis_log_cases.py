"""What Get-ClientRequest does, as data: the practice lab and the scripts both have to do it.

Every case names where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.operations.iis_log import GetClientRequest

SITE = 1806390885
CLIENT, ADDRESS = "PC1.contoso.com", "10.0.0.51"
PATH = "/ClientWebService/client.asmx"
A7 = "facts/failures.md, A.7: columns by #Fields, UTC"
ASK = GetClientRequest(SITE, CLIENT)
PLAIN, REFUSED = (8530, PATH, 200, 0), (8530, PATH, 403, 4)


@dataclass(frozen=True)
class Case:
    """A read, behind a client's scan over http or none; and what it gives."""

    name: str
    source: str
    operation: GetClientRequest
    addresses: tuple[str, ...]
    requests: tuple[tuple[int, str, int, int], ...]
    """Port, path, status and substatus."""
    scanned: bool = True
    ssl_required: bool = False
    """ClientWebService requires SSL."""

    @property
    def logged(self) -> tuple[int, str, int, int]:
        """What the scan leaves in the log."""
        return REFUSED if self.ssl_required else PLAIN


CASES: tuple[Case, ...] = (
    Case("a scan over http", f"{A7}; s-port tells who uses 8530", ASK, (ADDRESS,), (PLAIN,)),
    Case("a scan that was refused", f"{A7}; 403 4: SSL required", ASK, (ADDRESS,), (REFUSED,), ssl_required=True),
    Case("no scan yet", f"{A7}; no line where nobody came", ASK, (ADDRESS,), (), scanned=False),
    Case(
        "the short name",
        "facts/windows.md, 1.5: a computer has a short name and a full one",
        GetClientRequest(SITE, "PC1"),
        (ADDRESS,),
        (PLAIN,),
    ),
    Case(
        "a name that nobody has",
        "wizard/operations/iis_log.py, ClientRequests: addresses, none where it has none",
        GetClientRequest(SITE, "PC9.contoso.com"),
        (),
        (),
    ),
)
