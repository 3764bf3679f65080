"""Labs of a scenario of the test's own, beside those that come with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tests.flows.desk import Desk
from wizard.lab.lab import Lab
from wizard.lab.labs import scenario
from wizard.lab.scenario import CertificateFact

HOST = "WSUS1.contoso.com"
CA = "Contoso Issuing CA"


def certificate(label: str, **facts: Any) -> CertificateFact:
    """A certificate of the server that will do, but for what is said of it."""
    usual: dict[str, Any] = {
        "subject": f"CN={HOST}",
        "names": (HOST, "WSUS1"),
        "issuer": CA,
        "template": "WebServer",
        "friendly_name": label,
    }
    return CertificateFact(label, **{**usual, **facts})


GOOD = certificate("good")
UNSUITABLE = (
    certificate("expired", not_before="-400d", not_after="-3d"),
    certificate("another name", subject="CN=old.contoso.com", names=("old.contoso.com",)),
    certificate("no key", key="none"),
    certificate("self-signed", issuer="", template=""),
    certificate("for clients", usages=("1.3.6.1.5.5.7.3.2",)),
)


def desk_with(folder: Path, certificates: tuple[CertificateFact, ...], **facts: Any) -> Desk:
    """A desk whose lab first-run has these certificates, and what else is said of it."""
    changed = msgspec.structs.replace(scenario("first-run"), certificates=certificates, **facts)
    Lab.create("first-run", changed, folder / "labs").close()
    return Desk(folder)
