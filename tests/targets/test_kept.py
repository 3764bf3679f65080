"""Operations through a PowerShell that stays: what each ends with, and when a process of its own is started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from tests.targets.starter import starter
from wizard.operations.catalogue import OPERATIONS
from wizard.operations.model import Data, Operation, OperationError, OperationFailed, Unreachable
from wizard.targets import process as module
from wizard.targets.agent import bootstrap
from wizard.targets.kept import KeptPowerShell
from wizard.targets.program import NoPowerShell, program


class Told(Data, frozen=True):
    """What the scripts here return."""

    text: str
    process: int


class Say(Operation[Told], frozen=True):
    """Answers with a text."""

    name = "Say"
    text: str


class SayAlone(Operation[Told], frozen=True):
    """The same in a process of its own."""

    name = "Say"
    fresh = True
    text: str


class Ask(Operation[Told], frozen=True):
    """Does what its name says."""

    name: ClassVar[str] = "Hang"
    seconds = 2


class Fail(Ask, frozen=True):
    name = "Fail"


class Leave(Ask, frozen=True):
    name = "Leave"


class Lie(Ask, frozen=True):
    name = "Lie"


class Missing(Ask, frozen=True):
    name = "Missing"


SCRIPTS = {
    "Say": """
        param([string] $Text)
        Send-Progress 'on it'
        Write-Warning 'odd'
        [pscustomobject] @{ Text = $Text; Process = $PID }
    """,
    "Hang": "while ($true) { }",
    "Fail": "throw (New-Object System.Runtime.InteropServices.COMException('Zugriff verweigert', 0x80070005))",
    "Leave": "[Environment]::Exit(3)",
    "Lie": "[pscustomobject] @{ Text = 'x' }",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts."""
    scripts = tmp_path_factory.mktemp("scripts")
    for name, text in SCRIPTS.items():
        (scripts / f"{name}.ps1").write_text(text, encoding="ascii")
    return scripts


@pytest.fixture
def told() -> list[str]:
    """What was told while operations ran."""
    return []


@pytest.fixture
def kept(folder: Path, powershell_program: Path, told: list[str]) -> Iterator[KeptPowerShell]:
    """Starts when it is first asked."""
    powershell = KeptPowerShell(folder, lambda: powershell_program, told.append)
    yield powershell
    powershell.close()


def failure(kept: KeptPowerShell, operation: Operation[Told]) -> OperationError:
    """The error that an operation ends with."""
    with pytest.raises(OperationFailed) as failed:
        kept.run(operation)
    return failed.value.error


def test_operations_share_a_process(kept: KeptPowerShell, told: list[str]) -> None:
    first, second = kept.run(Say("ä")), kept.run(Say("б"))
    assert (first.text, second.text) == ("ä", "б")
    assert first.process == second.process
    assert told == ["on it", "odd", "on it", "odd"]


def test_a_proof_that_needs_it_has_a_process_of_its_own(kept: KeptPowerShell) -> None:
    usual = kept.run(Say("")).process
    alone = {kept.run(SayAlone("")).process for _ in range(2)}
    assert len(alone) == 2
    assert usual not in alone
    assert kept.run(Say("")).process == usual


def test_an_operation_that_hangs_is_ended_and_the_next_has_a_new_process(kept: KeptPowerShell) -> None:
    before = kept.run(Say("")).process
    assert failure(kept, Ask()).type == "Timeout"
    assert kept.run(Say("")).process != before


def test_a_process_that_ends_is_named_and_replaced(kept: KeptPowerShell) -> None:
    error = failure(kept, Leave())
    assert error.type == "Interrupted"
    assert "exit code 3" in error.text
    assert kept.run(Say("again")).text == "again"


def test_a_process_that_was_ended_meanwhile_is_replaced_unnoticed(kept: KeptPowerShell) -> None:
    before = kept.run(Say("")).process
    os.kill(before, 9)
    kept._kept._tree.wait(10) if kept._kept else None
    assert kept.run(Say("")).process != before


def test_an_error_of_the_script_is_the_operations_and_ends_nothing(kept: KeptPowerShell) -> None:
    before = kept.run(Say("")).process
    error = failure(kept, Fail())
    assert (error.type, error.hresult, error.line) == ("COMException", "0x80070005", 1)
    assert error.text == "Zugriff verweigert"
    assert kept.run(Say("")).process == before


def test_an_answer_that_does_not_fit_is_an_error(kept: KeptPowerShell) -> None:
    assert failure(kept, Lie()).type == "AnswerNotUnderstood"


def test_an_operation_without_a_script_starts_nothing(folder: Path) -> None:
    def find() -> Path:
        raise AssertionError("started something")

    assert failure(KeptPowerShell(folder, find), Missing()).type == "NoScript"


def test_the_clock_goes_on_from_what_the_process_said(kept: KeptPowerShell) -> None:
    before = kept.now()
    kept.run(Say(""))
    assert kept.now() > before


def test_without_a_powershell_nothing_can_be_asked(folder: Path, tmp_path: Path) -> None:
    def none() -> Path:
        raise NoPowerShell

    for find in (none, lambda: tmp_path / "absent"):
        with pytest.raises(Unreachable):
            KeptPowerShell(folder, find).run(Say(""))


@pytest.mark.parametrize(
    ("does", "start_seconds", "word"), [("sys.exit(7)", 60, "exit code 7"), ("time.sleep(600)", 1, "seconds")]
)
def test_a_powershell_that_does_not_answer_is_named(
    folder: Path, tmp_path: Path, does: str, start_seconds: float, word: str
) -> None:
    odd = starter(tmp_path / "odd", f"import sys, time; {does}")
    with pytest.raises(Unreachable, match=word):
        KeptPowerShell(folder, lambda: odd, start_seconds=start_seconds).run(Say(""))


def test_another_language_mode_is_told_in_words(
    folder: Path, powershell_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'\n"
    monkeypatch.setattr(module, "bootstrap", lambda nonce: prefix + bootstrap(nonce))
    with pytest.raises(Unreachable, match="ConstrainedLanguage"):
        KeptPowerShell(folder, lambda: powershell_program).run(Say(""))


def test_which_operations_need_a_process_of_their_own() -> None:
    assert {o.name for o in OPERATIONS if o.fresh} == {"Test-WsusConnection", "Test-TlsEndpoint"}


def test_the_one_that_is_named_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WSUS_TLS_POWERSHELL", "/somewhere/pwsh")
    assert program() == Path("/somewhere/pwsh")
