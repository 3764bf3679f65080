"""A WSUS server with its site and its client on one computer: how it begins, where it listens, what goes wrong."""

from __future__ import annotations

import shlex
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.powershell.certificates import private, raw, rsa_key
from tests.powershell.runner import APPLICATIONS, DIRECTORIES, WSUS_SITE, ascii_json
from tests.this_computer.authority import NAME, authority
from tests.this_computer.web import Web
from wizard.lab.listeners import HttpListener, TlsListener

HOST = "WSUS1.contoso.com"
AREAS = ("host", "directory", "certificates", "iis", "wsus", "pool", "site", "rights", "client", "logs")
"""All areas; `iis` before `pool`, which adds to it."""
HOMES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
LAUNCH = Path(__file__).with_name("launch.py")

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
    """A server in a folder of its own. `program` is what to name in WSUS_TLS_POWERSHELL while it is listening."""

    def __init__(self, folder: Path, powershell: Path, language: str = "en") -> None:
        self.folder = folder
        self.language = language
        self.program = folder / "powershell"
        self.web = Web(folder)
        self._powershell = powershell
        self._ports: dict[str, int] = {}

    def make(self) -> None:
        """On http, without a certificate, and all is well."""
        self.folder.mkdir(parents=True)
        certificate = {"certificate": raw(authority()), "key": private(rsa_key())}
        begins = {"areas": AREAS, "states": {"base": None, **beginning(self.language)}, "ca": certificate}
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
            self._write_program()
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

    def go_wrong(self, *faults: Fault) -> None:
        """From now on these, and no others."""
        (self.folder / "faults.json").write_bytes(ascii_json({"faults": faults}))
        (self.folder / "hung").unlink(missing_ok=True)
        if known := self.state:
            (self.folder / "state.json").write_bytes(ascii_json({**known, "runs": {}}))

    @property
    def state(self) -> dict[str, Any]:
        """What has become of it; nothing before its first script."""
        path = self.folder / "state.json"
        return msgspec.json.decode(path.read_bytes()) if path.exists() else {}

    @property
    def hung(self) -> bool:
        """Something hangs, or has hung since the faults were set."""
        return (self.folder / "hung").exists()

    def _write_program(self) -> None:
        locale = {"en": "en_US.UTF-8", "de": "de_DE.UTF-8"}[self.language]
        environment = {
            "LANG": locale,
            "LC_ALL": locale,
            "TZ": {"en": "UTC", "de": "Europe/Berlin"}[self.language],
            "SSL_CERT_FILE": str(self.folder / "root.pem"),
            "SSL_CERT_DIR": str(self.folder / "none"),
            # It does not live long enough for what its compiler and its garbage collector would save later.
            "DOTNET_TieredPGO": "0",
            "DOTNET_TC_CallCountThreshold": "FFFF",
            "DOTNET_gcConcurrent": "0",
            "DOTNET_GCgen0size": "0x4000000",
            **dict.fromkeys(HOMES, str(self.folder / "home")),
        }
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        command = shlex.join([sys.executable, "-I", "-S", str(LAUNCH), str(self._powershell), str(self.folder)])
        self.program.write_text(f'#!/bin/sh\nexec env {settings} {command} "$@"\n', encoding="utf-8")
        self.program.chmod(0o700)


def beginning(language: str) -> dict[str, Any]:
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
        "certificates": {"language": language, "authorities": [published]},
        "iis": {"sites": [default, site], **shapes},
        "site": {"server": HOST, "provider": HOST, "points": [{"name": HOST, "ssl": 0, "http": 8530, "https": 8531}]},
        "wsus": {"sid_as_bytes": not other},
        "pool": {"bare": other},
    }
