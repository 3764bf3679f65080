"""The PowerShell that stays, in the real engine: noise, any text, long lines, and its own end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.powershell.runner import find_ps51_check
from tests.targets.nest import eventually
from tests.targets.starter import starter
from wizard.targets import process as module
from wizard.targets.agent import bootstrap, request
from wizard.targets.process import Ended, Hung, LanguageMode, PowerShellProcess

SECONDS = 60.0
ECHO = "param([string] $Text, [string[]] $List, [bool] $Switch, [int] $Number) "
ECHO += "[pscustomobject] @{ Text = $Text; List = $List; Switch = $Switch; Number = $Number }"
TEXTS = (
    "WSUS Administration",
    "Prüfung äöüß ÅÆØ ąćęłńóśźż",
    "Проверка обновлений",
    "Έλεγχος",
    "更新プログラム 軟體更新 소프트웨어",
    "\U0001f512 \U00020000",
    "a\nb\r\nc\t\0d",
    "' \" \u2018 \u2019 \u201c ` $(throw 1) ; # @{ } | > %PATH%",
    "\\/Date(1745871176634)\\/",
    "2024-05-07T18:27:09Z",
    "",
    " ",
    "İı",
)
MEGABYTE = 1 << 20
SCRIPTS = {
    "Latin": "Die Prüfung läuft: äöüß ÅÆØ ąćęłńóśźż İı.\n",
    "Cyrillic": "Проверка обновлений завершена, ошибок нет. Ґґ Її Ћћ Ѣѣ\n",
    "CJK": "更新プログラムの確認が完了しました 軟體更新 소프트웨어 업데이트 \U00020000\n",
    "mixed": 'WSUS Привет 更新 \U0001f512 é\u0301 \u2028 \\ " \t',
}
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
"""Any text but halves of characters, which no answer in UTF-8 can carry."""


@pytest.fixture
def own(powershell_program: Path) -> Iterator[PowerShellProcess]:
    """A process that the test may ruin."""
    process = PowerShellProcess(powershell_program)
    yield process
    process.end()


def started_with(prefix: str, program: Path, monkeypatch: pytest.MonkeyPatch) -> PowerShellProcess:
    """A process in which something happened before the bootstrap ran."""
    monkeypatch.setattr(module, "bootstrap", lambda nonce: prefix + "\n" + bootstrap(nonce))
    return PowerShellProcess(program)


def test_it_says_who_it_is_and_what_time_it_has(kept: PowerShellProcess) -> None:
    assert kept.ask("$PID", {}, SECONDS).value == [kept.hello.pid]
    assert abs(kept.hello.clock.timestamp() - time.time()) < 600


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_every_script_comes_back_as_it_was_sent(kept: PowerShellProcess, text: str) -> None:
    sent = {"Text": text, "List": [text, "", text], "Switch": True, "Number": -1}
    assert kept.ask(ECHO, sent, SECONDS).value == [sent]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.booleans(), st.integers(-(2**31), 2**31 - 1))
def test_any_parameter_comes_back_as_data(
    kept: PowerShellProcess, text: str, many: list[str], switch: bool, number: int
) -> None:
    sent = {"Text": text, "List": many, "Switch": switch, "Number": number}
    assert kept.ask(ECHO, sent, SECONDS).value == [sent]


def test_half_a_character_arrives_as_one_character(kept: PowerShellProcess) -> None:
    assert kept.ask("param($T) $T.Length; [int] $T[0]", {"T": "\ud800"}, SECONDS).value == [1, 0xD800]


@pytest.mark.parametrize("script", SCRIPTS)
def test_lines_of_a_megabyte_pass_both_ways_in_every_script(kept: PowerShellProcess, script: str) -> None:
    once = SCRIPTS[script]
    long = once * (MEGABYTE // len(once.encode()) + 1)
    echo = "param([string] $Text) $Text"
    assert len(request(0, echo, {"Text": long})) > MEGABYTE
    answer = kept.ask(echo, {"Text": long}, SECONDS)
    assert answer.value == [long]


def test_an_empty_list_and_a_list_of_one_stay_lists(kept: PowerShellProcess) -> None:
    script = "[pscustomobject] @{ None = @(); One = @('x'); Objects = @([pscustomobject] @{ A = $null }) }"
    script += "; , @(); , @(1)"
    assert kept.ask(script, {}, SECONDS).value == [{"None": [], "One": ["x"], "Objects": [{"A": None}]}, [], [1]]


def test_numbers_switches_and_absent_values_keep_their_kind(kept: PowerShellProcess) -> None:
    script = "[pscustomobject] @{ N = 5; L = 9007199254740993; T = $true; F = $false; A = $null; D = '5' }"
    sent = {"N": 5, "L": 9007199254740993, "T": True, "F": False, "A": None, "D": "5"}
    assert kept.ask(script, {}, SECONDS).value == [sent]


def test_what_hangs_on_a_line_of_a_file_is_left_behind(kept: PowerShellProcess, tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("one\ntwo\n", encoding="ascii")
    script = "param($Path) [pscustomobject] @{ Lines = @(Get-Content -LiteralPath $Path) }"
    assert kept.ask(script, {"Path": str(file)}, SECONDS).value == [{"Lines": ["one", "two"]}]


def test_alike_objects_come_as_they_do_one_by_one(kept: PowerShellProcess) -> None:
    script = """
        $lines = @(foreach ($i in 1..3) {
            $inner = [pscustomobject] @{ A = $i }
            [pscustomobject] @{ Position = [long] $i; Text = "$i"; Flags = @($i); Set = $i -eq 2; Inner = $inner }
        })
        [pscustomobject] @{ End = 7; None = @(); Lines = $lines }
    """
    one_by_one = kept.ask(script, {}, SECONDS).value
    assert one_by_one[0]["Lines"][2] == {"Position": 3, "Text": "3", "Flags": [3], "Set": False, "Inner": {"A": 3}}
    assert kept.ask(script, {}, SECONDS, alike=True).value == one_by_one


def test_an_object_that_is_not_alike_shows_what_it_lacks(kept: PowerShellProcess) -> None:
    script = "[pscustomobject] @{ A = 1; B = 2 }; [pscustomobject] @{ A = 3 }"
    assert kept.ask(script, {}, SECONDS).value == [{"A": 1, "B": 2}, {"A": 3}]
    assert kept.ask(script, {}, SECONDS, alike=True).value == [{"A": 1, "B": 2}, {"A": 3, "B": None}]


@pytest.mark.parametrize("live", ["Get-Date", "[DayOfWeek]::Monday", "[IO.FileInfo] 'x'", "1.5", "@{ A = 1 }"])
def test_what_is_no_plain_data_is_an_error_and_nothing_else(kept: PowerShellProcess, live: str) -> None:
    answer = kept.ask(f"[pscustomobject] @{{ Value = {live} }}", {}, SECONDS)
    assert answer.error
    assert (answer.error.text or "").startswith("Not plain data")


def test_noise_of_every_kind_disturbs_nothing(kept: PowerShellProcess) -> None:
    script = """
        param($Python)
        [Console]::Out.WriteLine('noise'); Write-Host 'host'; Write-Verbose 'v' -Verbose; Write-Debug 'd' -Debug
        [Console]::Error.WriteLine('error'); Write-Information 'i' -InformationAction Continue
        & $Python -I -S -c 'import sys; print(1, file=sys.stderr)'; [Console]::Out.Write('no line end'); 7
    """
    assert kept.ask(script, {"Python": sys.executable}, SECONDS).value == [7]
    assert kept.ask("8", {}, SECONDS).value == [8]


def test_warnings_come_beside_the_answer(kept: PowerShellProcess) -> None:
    answer = kept.ask("Write-Warning 'Achtung'; 7", {}, SECONDS)
    assert (answer.value, answer.warnings) == ([7], ["Achtung"])


def test_progress_is_told_while_it_runs(kept: PowerShellProcess) -> None:
    told: list[str] = []
    assert kept.ask("Send-Progress 'a'; Send-Progress 'ä'; 7", {}, SECONDS, told.append).value == [7]
    assert told == ["a", "ä"]


def test_an_error_comes_with_type_code_id_line_and_text(kept: PowerShellProcess) -> None:
    thrown = "New-Object System.Runtime.InteropServices.COMException('Zugriff verweigert', 0x80070005)"
    script = f"$x = 1\nthrow ({thrown})"
    error = kept.ask(script, {}, SECONDS).error
    assert error
    assert error.error().hresult == "0x80070005"
    assert (error.type, error.line, error.text) == ("COMException", 2, "Zugriff verweigert")


@pytest.mark.parametrize(
    ("thrown", "code"),
    [
        ("ComponentModel.Win32Exception(5)", "0x80070005"),
        ("ComponentModel.Win32Exception(10061)", "0x8007274D"),
        ("ComponentModel.Win32Exception(-2146893007)", "0x80090331"),
        ("IO.IOException('x')", "0x80131620"),
    ],
)
def test_a_code_of_windows_is_kept_whole(kept: PowerShellProcess, thrown: str, code: str) -> None:
    error = kept.ask(f"throw (New-Object {thrown})", {}, SECONDS).error
    assert error
    assert error.error().hresult == code


def test_an_error_of_a_cmdlet_has_its_id_and_ends_the_script(kept: PowerShellProcess) -> None:
    error = kept.ask("Get-Item -LiteralPath /nothing/here; 7", {}, SECONDS).error
    assert error
    assert (error.type, error.fqid) == (
        "ItemNotFoundException",
        "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
    )


@pytest.mark.parametrize(
    ("script", "kind"),
    [("nonsense (", "ParseException"), ("param([ValidateSet('a')] $T)", "ValidationMetadataException")],
)
def test_a_script_that_cannot_begin_is_an_error(kept: PowerShellProcess, script: str, kind: str) -> None:
    error = kept.ask(script, {"T": "b"}, SECONDS).error
    assert error
    assert error.type == kind


def test_one_request_leaves_nothing_to_the_next(kept: PowerShellProcess) -> None:
    kept.ask("$left = 1; function Left { 1 }; Set-StrictMode -Version 2", {}, SECONDS)
    kept.ask("$ErrorActionPreference = 'Continue'", {}, SECONDS)
    found = "[bool] (Get-Variable left -ErrorAction Ignore); [bool] (Get-Command Left -ErrorAction Ignore)"
    assert kept.ask(found, {}, SECONDS).value == [False, False]
    assert kept.ask("$undefined; [string] $ErrorActionPreference", {}, SECONDS).value == [None, "Stop"]


def test_a_location_is_not_kept(kept: PowerShellProcess) -> None:
    before = kept.ask("(Get-Location).Path", {}, SECONDS).value
    kept.ask("Set-Location Env:", {}, SECONDS)
    assert kept.ask("(Get-Location).Path", {}, SECONDS).value == before


def test_a_process_that_ends_says_so_with_its_code_and_last_words(own: PowerShellProcess) -> None:
    with pytest.raises(Ended, match=r"exit code 3.*last words"):
        own.ask("[Console]::Error.WriteLine('last words'); [Environment]::Exit(3)", {}, SECONDS)
    assert not own.alive


def test_a_process_that_ends_within_an_answer_has_not_answered(own: PowerShellProcess) -> None:
    cut = f"[Console]::Out.Write('{own._nonce}ReyJpZCI6MX'); [Environment]::Exit(3)"
    with pytest.raises(Ended, match="exit code 3"):
        own.ask(cut, {}, SECONDS)


def test_what_is_ending_is_not_ended_twice(own: PowerShellProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    # Windows refuses to end a process that is ending already, as one of a closed job is: WinError 5.
    def refuse() -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(own._tree._process, "kill", refuse)
    own.end()
    assert not own.alive
    assert own._tree.wait(0) is not None


def test_a_process_that_is_ended_from_outside_is_not_alive(own: PowerShellProcess) -> None:
    assert own.alive
    os.kill(own.hello.pid, 9)
    assert eventually(lambda: not own.alive)


def test_closing_lets_it_end_by_itself(own: PowerShellProcess) -> None:
    own.close()
    assert own._tree.wait(0) == 0


def test_a_program_that_is_no_powershell_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    silent = starter(tmp_path / "silent", "import time; time.sleep(600)")
    with pytest.raises(Hung):
        PowerShellProcess(silent, start_seconds=0.5)


def test_the_bootstrap_uses_only_what_windows_powershell_has(powershell_program: Path) -> None:
    # Building code from text is what it is there for; leaving is what it does where it may not.
    file = Path(str(files("wizard.targets"))) / "bootstrap.ps1"
    command = [str(powershell_program), "-NoProfile", "-File", str(find_ps51_check()), "-Path", str(file)]
    allowed = ["-Allow", "Send-Line,Send-Progress,Get-Plain"]
    done = subprocess.run([*command, *allowed], capture_output=True, text=True, timeout=120, check=False)
    found = [line.split(": ", 1)[1] for line in done.stdout.splitlines()]
    assert found == ["danger: exit ends the whole session", "danger: code built from text"], done.stderr


def test_another_language_mode_is_told(powershell_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'"
    with pytest.raises(LanguageMode, match="ConstrainedLanguage"):
        started_with(prefix, powershell_program, monkeypatch)


def test_it_need_not_be_the_outermost_scope(powershell_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As where a script of somebody else's starts it.
    monkeypatch.setattr(module, "bootstrap", lambda nonce: "& {\n" + bootstrap(nonce) + "\n}")
    process = PowerShellProcess(powershell_program)
    assert process.ask("Send-Progress 'a'; Write-Warning 'b'; 7", {}, SECONDS).value == [7]
    process.close()


def test_noise_before_the_greeting_disturbs_nothing(powershell_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = "Write-Warning 'profile'; [Console]::Out.Write('no line end'); 'output'"
    process = started_with(prefix, powershell_program, monkeypatch)
    assert process.ask("7", {}, SECONDS).value == [7]
    process.close()
