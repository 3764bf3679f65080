"""Runs the product's PowerShell scripts in a child process, against stand-ins for Windows whose state is data."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from wizard.operations.iis import SslRequirement
from wizard.operations.model import OperationError, Written
from wizard.resources import assets

HERE = Path(__file__).parent
SCRIPTS = Path(str(assets())) / "powershell"
WSUS_SITE = "WSUS Administration"
APPLICATIONS = (
    "ApiRemoting30",
    "ClientWebService",
    "DssAuthWebService",
    "Inventory",
    "ReportingWebService",
    "ServerSyncWebService",
    "SimpleAuthWebService",
)
DIRECTORIES = ("Content", "SelfUpdate")
"""What a WSUS site has below it (SupportArticles-docs, KB 2737219)."""


LITTLE_GARBAGE = {"DOTNET_gcConcurrent": "0", "DOTNET_GCgen0size": "0x4000000"}
"""It does not live long enough for its memory to be tidied up: a tenth of its time."""


class Site(msgspec.Struct, frozen=True):
    """An IIS site with the names directly below it."""

    id: int = 1806390885
    name: str = WSUS_SITE
    applications: tuple[str, ...] = APPLICATIONS
    directories: tuple[str, ...] = DIRECTORIES


class At(msgspec.Struct, frozen=True):
    """Flags at a location path."""

    location: str
    flags: str


class State(msgspec.Struct, frozen=True):
    """A server as the stand-ins make it, and what goes wrong there. Places are location paths; empty is the server."""

    sites: tuple[Site, ...] = (Site(1, "Default Web Site", (), ()), Site())
    site_id: int | None = 1806390885
    server_flags: str = ""
    own: tuple[At, ...] = ()
    further_xml: str = ""
    """What else stands in applicationHost.config."""
    shape: str = "real"
    """`real`: text where something is set, else an object; `object` and `number`: always these."""
    module_missing: bool = False
    redirected: bool = False
    no_files: bool = False
    """IIS answers, and its files are not where they usually are."""
    answers: tuple[At, ...] = ()
    """What IIS answers there, whatever the file says."""
    unreadable: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unwritable: tuple[str, ...] = ()
    lying: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    """Writes that are seen only after the second wait."""


class Run(msgspec.Struct, frozen=True):
    """A script with its parameters."""

    script: str
    parameters: Mapping[str, Sequence[str]] = {}


class Case(msgspec.Struct, frozen=True):
    """Scripts that run one after another on the same server."""

    state: State
    runs: tuple[Run, ...]


class Answer(msgspec.Struct, frozen=True):
    """What one script printed as JSON, or the error that ended it."""

    output: str
    error: OperationError | None

    def requirement(self) -> SslRequirement:
        """The output as the catalogue's type, or a failed test."""
        assert self.error is None, self.error
        return msgspec.json.decode(self.output, type=SslRequirement)

    def written(self) -> Written:
        """The output as the catalogue's type, or a failed test."""
        assert self.error is None, self.error
        return msgspec.json.decode(self.output, type=Written)

    def failure(self) -> OperationError:
        """The error, or a failed test."""
        assert self.error is not None, f"it did not fail but gave {self.output}"
        return self.error


class Outcome(msgspec.Struct, frozen=True):
    """How a case ended."""

    runs: tuple[Answer, ...]
    written: tuple[str, ...]
    """Location paths of the writes, in their order."""
    slept: int
    file: str
    """applicationHost.config afterwards."""


class PowerShell:
    """One pwsh that starts once for each batch of cases."""

    def __init__(self, program: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._program = program
        self._folder = folder
        # Its home is here: it keeps a cache and a profile there.
        homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(folder))
        self._environment = {**os.environ, **homes, **LITTLE_GARBAGE, **environment}

    def run(self, cases: Sequence[Case]) -> tuple[Outcome, ...]:
        """The outcomes of all cases, in their order."""
        folder = self.new_folder()
        nonce = secrets.token_hex(16)
        request = folder / "request.json"
        # Beyond ASCII as \u escapes: how a file without a byte order mark is read differs between versions.
        request.write_bytes(ascii_json({"nonce": nonce, "folder": str(folder / "Windows"), "cases": cases}))
        done = self.call("-File", str(HERE / "runner.ps1"), "-Request", str(request))
        last = (done.stdout.strip().splitlines() or [""])[-1]
        assert last.startswith(nonce), f"no answer but: {done.stdout}{done.stderr}"
        return msgspec.json.decode(base64.b64decode(last.removeprefix(nonce)), type=tuple[Outcome, ...])

    def new_folder(self) -> Path:
        """An empty folder for one batch."""
        folder = self._folder / secrets.token_hex(8)
        folder.mkdir()
        return folder

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """pwsh with these arguments; its exit code is for the caller to judge."""
        return subprocess.run(
            [self._program, "-NoProfile", "-NonInteractive", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",  # the answer is ASCII; what else a Windows says is in a code page of its own
            env=self._environment,
            cwd=self._folder,
            timeout=120,
            check=False,
        )


def ascii_json(value: object) -> bytes:
    """JSON that every PowerShell reads alike, whatever code page it takes a file to be in."""
    text = msgspec.json.encode(value).decode()
    return "".join(c if c.isascii() else _escape(c) for c in text).encode("ascii")


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def find_powershell() -> Path:
    """The PowerShell to run scripts in; skips with a reason where there is none."""
    if named := os.environ.get("WSUS_TLS_POWERSHELL"):
        return Path(named)
    if found := shutil.which("pwsh"):
        return Path(found)
    pytest.skip("no PowerShell: name one in WSUS_TLS_POWERSHELL or put pwsh on the PATH")


def find_ps51_check() -> Path:
    """The checker for Windows PowerShell 5.1; skips with a reason where there is none."""
    if named := os.environ.get("WSUS_TLS_PS51_CHECK"):
        return Path(named)
    pytest.skip("no checker for Windows PowerShell 5.1: name its check.ps1 in WSUS_TLS_PS51_CHECK")


def script(name: str) -> str:
    """Path of a script of the product."""
    return str(SCRIPTS / f"{name}.ps1")


def get() -> Run:
    """Get-SslRequirement."""
    return Run(script("Get-SslRequirement"))


def write(places: Sequence[str], flags: Sequence[str]) -> Run:
    """Set-SslRequirement with these parameters."""
    return Run(script("Set-SslRequirement"), {"Place": places, "Flags": flags})
