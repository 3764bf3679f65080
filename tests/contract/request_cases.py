"""What the operations of a certificate request do, as data: the practice lab and the scripts both have to do it.

A case is a way: steps one after the other, and what there is in the end. Every case names where it is from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wizard.operations.certificates import NewCertificateRequest

CONFIG = "CA1.contoso.com\\Contoso Issuing CA"
WISH = NewCertificateRequest("WebServer", "CN=WSUS1.contoso.com", ("wsus1.contoso.com", "wsus1"), 2048, "WSUS TLS")

Step = Literal["new", "submit", "submit as user", "install", "rename", "remove"]
Policy = Literal["issues", "keeps", "denies the computer", "does not publish", "is switched off"]

CERTREQ = "windowsserverdocs, certreq_1.md"
CODES = "win32, com-error-codes-4.md"
MODEL = "wizard/operations/model.py, Operation: writes only what is not yet as wanted, so that repeating is harmless"


@dataclass(frozen=True)
class Request:
    """An open request as it is read in the end."""

    disposition: str = ""
    code: str = ""
    request_id: str = ""

    @property
    def config(self) -> str:
        """Told once it was submitted."""
        return CONFIG if self.disposition else ""


@dataclass(frozen=True)
class Case:
    """Steps with the HRESULT that each ends in (empty where it works), and what there is afterwards."""

    name: str
    source: str
    steps: tuple[tuple[Step, str], ...]
    request: Request | None
    """The open request in the end; None where there is none any more."""
    certificate: str | None = None
    """Friendly name of the one certificate in the Personal store; None where there is none."""
    policy: Policy = "issues"


GIVEN_UP: tuple[tuple[str, tuple[tuple[Step, str], ...], Policy], ...] = (
    ("asked nobody yet", (("new", ""),), "issues"),
    ("issued", (("new", ""), ("submit", "")), "issues"),
    ("pending", (("new", ""), ("submit", "")), "keeps"),
    ("denied", (("new", ""), ("submit", "")), "denies the computer"),
)

CASES: tuple[Case, ...] = (
    Case("a request is made and asks nobody", f"{CERTREQ}: -new", (("new", ""),), Request()),
    Case(
        "it is issued",
        f"{CERTREQ}: -submit; samples certreq_submit_issued_plain",
        (("new", ""), ("submit", "")),
        Request("issued", request_id="7"),
    ),
    Case(
        "the signed-in user asks",
        f"{CERTREQ}: without -adminforcemachine it is the caller who asks",
        (("new", ""), ("submit as user", "")),
        Request("issued", request_id="7"),
        policy="denies the computer",
    ),
    Case(
        "it is installed with its key and its name",
        f"{CERTREQ}: -accept joins key and certificate and takes the request away",
        (("new", ""), ("submit", ""), ("install", "")),
        None,
        "WSUS TLS",
    ),
    Case(
        "installing again only names it",
        MODEL,
        (("new", ""), ("submit", ""), ("install", ""), ("install", ""), ("rename", "")),
        None,
        "renamed",
    ),
    Case(
        "a manager has to approve it",
        f"{CERTREQ}: the policy module may leave it pending; samples certreq_submit_pending",
        (("new", ""), ("submit", "")),
        Request("pending", request_id="7"),
        policy="keeps",
    ),
    Case(
        "what is pending is neither sent again nor installed",
        f"{MODEL}; {CODES}: CRYPT_E_NOT_FOUND",
        (("new", ""), ("submit", ""), ("submit", ""), ("install", "0x80092004")),
        Request("pending", request_id="7"),
        policy="keeps",
    ),
    Case(
        "the account may not Enroll",
        f"{CODES}: CERTSRV_E_TEMPLATE_DENIED; samples certreq_submit_denied_0x80094812",
        (("new", ""), ("submit", ""), ("install", "0x80092004")),
        Request("denied", "0x80094012", "7"),
        policy="denies the computer",
    ),
    Case(
        "what was denied may be sent again",
        "facts/windows.md, 3.5: computer and user are two accounts with permissions of their own",
        (("new", ""), ("submit", ""), ("submit as user", "")),
        Request("issued", request_id="8"),
        policy="denies the computer",
    ),
    Case(
        "the CA does not publish the template",
        f"{CODES}: CERTSRV_E_UNSUPPORTED_CERT_TYPE",
        (("new", ""), ("submit", "")),
        Request("denied", "0x80094800", "7"),
        policy="does not publish",
    ),
    Case(
        "the CA is switched off",
        f"{CODES}: RPC_S_SERVER_UNAVAILABLE",
        (("new", ""), ("submit", "0x800706BA")),
        Request(),
        policy="is switched off",
    ),
    Case(
        "there is nothing to send or to install",
        f"{CODES}: CRYPT_E_NOT_FOUND",
        (("submit", "0x80092004"), ("install", "0x80092004")),
        None,
    ),
    *(
        Case(
            f"a request is given up: {name}",
            "PowerShell-Docs, about_Certificate_Provider.md: Remove-Item -DeleteKey; facts/windows.md, 3.6: "
            "what is open is in the machine's REQUEST store",
            (*steps, ("remove", ""), ("remove", ""), ("submit", "0x80092004")),
            None,
            policy=policy,
        )
        for name, steps, policy in GIVEN_UP
    ),
    Case(
        "giving up what is installed takes nothing away",
        f"{CERTREQ}: -accept takes the request away",
        (("new", ""), ("submit", ""), ("install", ""), ("remove", "")),
        None,
        "WSUS TLS",
    ),
    Case("giving up what is not there", MODEL, (("remove", ""),), None),
    Case(
        "what is issued gets no second certificate",
        MODEL,
        (("new", ""), ("submit", ""), ("submit", "")),
        Request("issued", request_id="7"),
    ),
)
