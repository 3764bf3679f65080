"""What the server answers by http and https, by what stands on its disk and in its state at that moment."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from wizard.state import patiently

ANSWERS = {
    "/apiremoting30/webservice.asmx": 401,
    "/clientwebservice/client.asmx": 200,
    "/simpleauthwebservice/simpleauth.asmx": 200,
    "/serversyncwebservice/serversyncwebservice.asmx": 200,
    "/dssauthwebservice/dssauthwebservice.asmx": 200,
    "/content/anonymouscheckfile.txt": 200,
}
"""To somebody who does not sign in (facts, 10.2)."""


class Web:
    """IIS and http.sys of the server in a folder. Everything is looked up anew for each question."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "Windows" / "System32" / "inetsrv" / "config" / "applicationHost.config"
        self._state = folder / "state.json"

    def protocol_on(self, port: int) -> str:
        """What a port is listened on for: http, https, or nothing."""
        for binding in self._root().iterfind(".//site[@state='Started']/bindings/binding"):
            if binding.get("bindingInformation", "").split(":")[-2:-1] == [str(port)]:
                return binding.get("protocol", "")
        return ""

    def answer(self, scheme: str, path: str) -> int:
        """Status of an anonymous GET: the pool first, then Require SSL, then what is there."""
        root, place = self._root(), path.lstrip("/").split("/")[0]
        site = next(s for s in root.iterfind(".//site") if s.find("application[@path='/ClientWebService']") is not None)
        if any(pool["state"] != "Started" for pool in self._known().get("pools", ())):
            return 503
        own, inherited = _flags(root, f"{site.get('name')}/{place}"), _flags(root, site.get("name", ""))
        flags = own or inherited or ""
        if scheme == "http" and "Ssl" in flags.split(","):
            return 403
        return ANSWERS.get(path.lower(), 404)

    def served(self, port: int) -> tuple[bytes, bytes] | None:
        """The certificate that http.sys has for the port, and its key; None where it has none that it can use."""
        known = self._known()
        held = next((e["hash"].upper() for e in known.get("held", ()) if e["address"] == f"0.0.0.0:{port}"), "")
        entries: list[Any] = known.get("stores", {}).get("My", [])
        entry = next((e for e in entries if e["thumbprint"] == held and e.get("key") and not e.get("problem")), None)
        if entry is None:
            return None
        return _pem(entry["certificate"], entry["key"])

    def _root(self) -> ElementTree.Element:
        return ElementTree.fromstring(patiently(self.config.read_bytes))

    def _known(self) -> dict[str, Any]:
        """What has become of the server; nothing before it was first started."""
        return msgspec.json.decode(patiently(self._state.read_bytes)) if self._state.exists() else {}


@cache
def _pem(certificate: str, key: str) -> tuple[bytes, bytes]:
    made = x509.load_der_x509_certificate(base64.b64decode(certificate))
    private = load_der_private_key(base64.b64decode(key), None)
    return made.public_bytes(Encoding.PEM), private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _flags(root: ElementTree.Element, location: str) -> str:
    """sslFlags that stand at a location path; empty where none do."""
    for found in root.iterfind("location"):
        access = found.find("system.webServer/security/access")
        if found.get("path", "").lower() == location.lower() and access is not None:
            return access.get("sslFlags", "").replace(" ", "")
    return ""
