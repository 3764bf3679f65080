"""A WSUS server with its site and its client on one computer: how it begins, where it listens, what goes wrong."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.powershell.certificates import private, raw, rsa_key
from tests.powershell.runner import APPLICATIONS, DIRECTORIES, WSUS_SITE, ascii_json
from tests.this_computer.authority import NAME, authority
from tests.this_computer.program import put_in_place, write_program
from tests.this_computer.web import Web
from wizard.lab.listeners import HttpListener, TlsListener
from wizard.state import patiently

HOST = "WSUS1.contoso.com"
AREAS = ("host", "directory", "certificates", "iis", "wsus", "pool", "site", "rights", "client", "logs")
"""All areas; `iis` before `pool`, which adds to it."""

Kind = Literal["fails", "hangs", "lies", "stops"]


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong with an operation."""

    operation: str
    kind: Kind
    after: int = 0
    """Behind so many of its changes; where it makes fewer, just before its answer."""
    at: int = 1
    """With this run of it, counted since the faults were set."""
    times: int = 1
    """How many runs in a row; 0 for all of them from then on."""


class Server:
    """A server in a folder of its own. `program` is its PowerShell while it is listening."""

    def __init__(self, folder: Path, powershell: Path, language: str = "en") -> None:
        self.folder = folder
        self.language = language
        self.program = powershell if sys.platform == "win32" else folder / "powershell"
        self.web = Web(folder)
        self._powershell = powershell
        self._ports: dict[str, int] = {}

    def make(self) -> None:
        """On http, without a certificate, and all is well."""
        self.folder.mkdir(parents=True)
        key = private(rsa.generate_private_key(65537, 2048)) if sys.platform == "win32" else ""
        certificate = {"certificate": raw(authority()), "key": private(rsa_key())}
        begins = {"areas": AREAS, "states": {"base": None, **beginning(self.language, key)}, "ca": certificate}
        (self.folder / "start.json").write_bytes(ascii_json(begins))
        (self.folder / "root.pem").write_bytes(authority().public_bytes(Encoding.PEM))
        self.go_wrong()
        # It is there before the first script runs: who starts is asked over http at once.
        self.web.config.parent.mkdir(parents=True)
        (self.folder / "home").mkdir()

    def copy(self, folder: Path) -> Server:
        """The same as it stands now, beside it."""
        shutil.copytree(self.folder, folder)
        return Server(folder, self._powershell, self.language)

    @contextmanager
    def listening(self) -> Iterator[Server]:
        """With its network: the ports of its bindings, each behind a port of loopback."""
        http = HttpListener(self.web.answer)
        https = TlsListener(lambda: self.web.served(8531), self.web.answer)
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as refusing:
            # Bound, and nobody listens.
            refusing.bind(("127.0.0.1", 0))
            self._ports = {"http": http.port, "https": https.port, "closed": refusing.getsockname()[1]}
            names = [HOST, HOST.partition(".")[0]]
            (self.folder / "ports.json").write_bytes(ascii_json({**self._ports, "names": names}))
            if sys.platform != "win32":
                write_program(self.program, self._powershell, self.folder, self.language)
            try:
                yield self
            finally:
                http.stop()
                https.stop()

    def dial(self, host: str, port: int) -> tuple[str, int]:
        """Whom a name and port lead to from here. OSError for a name that nobody has."""
        if host.lower() != HOST.lower():
            raise socket.gaierror(socket.EAI_NONAME, f"no host is called {host}")
        return "127.0.0.1", self._ports[self.web.protocol_on(port) or "closed"]

    def is_here(self, patch: pytest.MonkeyPatch) -> None:
        """This computer is it, for the wizard in this process."""
        put_in_place(patch, self.program, self.folder, self.language)

    def go_wrong(self, *faults: Fault) -> None:
        """From now on these, and no others."""
        (self.folder / "faults.json").write_bytes(ascii_json({"faults": faults}))
        (self.folder / "hung").unlink(missing_ok=True)
        if known := self.state:
            told = ascii_json({**known, "runs": {}})
            patiently(lambda: (self.folder / "state.json").write_bytes(told))

    @property
    def state(self) -> dict[str, Any]:
        """What has become of it; nothing before its first script."""
        path = self.folder / "state.json"
        return msgspec.json.decode(patiently(path.read_bytes)) if path.exists() else {}

    @property
    def hung(self) -> bool:
        """Something hangs, or has hung since the faults were set."""
        return (self.folder / "hung").exists()


def beginning(language: str, key: str = "") -> dict[str, Any]:
    """The areas as they begin. The other language comes with the other shapes in which Windows gives its values."""
    other = language != "en"
    site = {
        "id": 1806390885,
        "name": WSUS_SITE,
        "bindings": [{"protocol": "http", "information": ":8530:" if other else "*:8530:"}],
        "applications": APPLICATIONS,
        "directories": DIRECTORIES,
    }
    plain = {"protocol": "http", "information": "*:80:"}
    default = {"id": 1, "name": "Default Web Site", "bindings": [plain]}
    shapes = {"language": language, "shape": "object", "flags_shape": "object", "layout": "iis7"} if other else {}
    published = {"name": NAME, "host": "CA1.contoso.com", "templates": ["WebServer"], "reachable": True}
    system = "Microsoft Windows Server 2016 Standard" if other else "Microsoft Windows Server 2022 Standard"
    return {
        "host": {"name": HOST, "dns_host_name": "WSUS1", "system": system},
        # What certreq makes where keys are computed (keystore.ps1), which takes its time: one that is no other's.
        "certificates": {"language": language, "authorities": [published], **({"key": key} if key else {})},
        "iis": {"sites": [default, site], **shapes},
        "site": {"server": HOST, "provider": HOST, "points": [{"name": HOST, "ssl": 0, "http": 8530, "https": 8531}]},
        "wsus": {"sid_as_bytes": not other},
        "pool": {"bare": other},
    }
