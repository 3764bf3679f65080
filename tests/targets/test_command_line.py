"""The command line on this computer: its own PowerShell, the product's scripts, stand-ins for Windows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.targets.stand_in import stand_in
from tests.targets.state_here import state_here
from tests.targets.test_scripts_here import EVERYTHING, USER
from wizard import cli
from wizard.frontends.verbs import run
from wizard.targets import process
from wizard.targets.agent import bootstrap
from wizard.targets.program import VARIABLE

AREAS = (
    "host", "site", "client", "iis", "wsus", "sslflags", "pool", "httpsys", "logs", "certificates", "authority",
    "directory", "rights",
)  # fmt: skip
ALONE: dict[str, Any] = {**EVERYTHING, "site": {"installed": False}, "client": {"installed": False}}


class Said(msgspec.Struct, frozen=True):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def command(powershell_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command on a server with these states."""
    state_here(monkeypatch)

    def command(states: dict[str, Any], *arguments: str) -> Said:
        monkeypatch.setenv(VARIABLE, str(stand_in(powershell_program, tmp_path / "server", AREAS, states)))
        out, err = io.StringIO(), io.StringIO()
        code = run(cli.options(["--state-dir", str(tmp_path / "state"), *arguments]), out, err)
        return Said(int(code), out.getvalue(), err.getvalue())

    return command


def test_every_section_is_looked_at_and_nothing_is_applied_unseen(command: Command, tmp_path: Path) -> None:
    checked = command(EVERYTHING, "check")
    lines = checked.out.splitlines()
    assert (checked.code, checked.err) == (1, "")
    assert USER in lines[0]
    assert lines[1].startswith("this computer: wsus1.contoso.com")
    assert "9. " in checked.out
    assert command(EVERYTHING, "apply").code == 2
    assert list(tmp_path.rglob("*.jsonl")) == []


def test_a_server_without_site_and_client_is_told_what_that_costs(command: Command) -> None:
    checked = command(ALONE, "check", "--json")
    assert checked.code == 1
    found = {f["code"] for section in msgspec.json.decode(checked.out)["sections"] for f in section["findings"]}
    assert {"before.update-point.elsewhere", "read.elsewhere"} <= found


def test_a_session_that_is_not_elevated_is_told_first(command: Command) -> None:
    checked = command({**ALONE, "host": {**EVERYTHING["host"], "elevated": False}}, "check")
    assert checked.out.splitlines()[0].split()[0] == "STOP"


@pytest.mark.parametrize("verb", ["check", "apply"])
def test_another_language_mode_is_told_once_and_at_once(
    command: Command, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    started: list[str] = []

    def constrained(nonce: str) -> str:
        started.append(nonce)
        return "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'\n" + bootstrap(nonce)

    monkeypatch.setattr(process, "bootstrap", constrained)
    ended = command(ALONE, verb)
    assert (ended.code, "ConstrainedLanguage" in ended.err) == (3, True)
    assert len(started) == 1
