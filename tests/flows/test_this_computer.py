"""This computer on the command line: where it can be had, what is refused, and that pages open for it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import screens.start
from tests.targets.state_here import state_here
from wizard import cli
from wizard.engine.store import Store
from wizard.frontends.options import VERBS
from wizard.frontends.verbs import run
from wizard.state import Wanted, command_of, default_state, server_state
from wizard.targets.local import ThisComputer
from wizard.targets.program import VARIABLE, permitted

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command line on a computer that can be worked on, but whose PowerShell cannot be started."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no such program"))
    state_here(monkeypatch)

    def command(*arguments: str) -> tuple[int, str]:
        said = io.StringIO()
        options = cli.options(["--state-dir", str(tmp_path / "state"), *arguments])
        return int(run(options, said, said)), said.getvalue()

    return command


def test_it_can_be_had_on_windows_and_where_a_powershell_is_named() -> None:
    assert permitted({}, windows=True)
    assert permitted({VARIABLE: "/x/pwsh"}, windows=False)
    assert not permitted({VARIABLE: ""}, windows=False)


@pytest.mark.skipif(sys.platform == "win32", reason="no Windows is refused, whatever is named")
@pytest.mark.parametrize("verb", [*(name for name, verb in VERBS.items() if verb.needs_target), ""])
def test_elsewhere_nothing_is_done_and_a_lab_is_proposed(
    command: Command, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.delenv(VARIABLE)
    code, said = command(*([verb] if verb else []))
    assert (code, "--lab first-run" in said) == (2, True)


@pytest.mark.parametrize("verb", ["check", "plan", "apply"])
def test_without_a_powershell_the_server_cannot_be_reached(command: Command, tmp_path: Path, verb: str) -> None:
    code, said = command(verb)
    assert (code, "no such program" in said) == (3, True)
    assert list(tmp_path.rglob("*.jsonl")) == []


def test_what_was_done_can_be_read_without_powershell(command: Command) -> None:
    assert command("sessions")[0] == 0
    assert command("undo")[0] == command("report")[0] == 2


@pytest.mark.parametrize("arguments", [(), ("--plain",), ("--json",), ("--answers", "answers.toml")], ids=" ".join)
def test_without_a_verb_nothing_is_done_where_no_pages_are_shown(
    command: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, said = command(*arguments)
    assert (code, "apply --plan DIGEST" in said) == (2, True)
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("arguments", [("check", "--fresh"), ("apply", "--fresh")], ids=" ".join)
def test_only_a_lab_is_begun_anew(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments)[0] == 2


@pytest.mark.parametrize("name", ["", " "])
def test_the_empty_name_of_a_lab_does_not_mean_this_computer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.options(["apply", "--lab", name])
    assert ended.value.code == 2
    assert "practice lab" in capsys.readouterr().err


def test_its_state_is_kept_with_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROGRAMDATA", "D:\\ProgramData")
    assert server_state(default_state(), windows=True) == Path("D:\\ProgramData", "wsus-tls-wizard")
    monkeypatch.delenv("PROGRAMDATA")
    assert server_state(default_state(), windows=True) == Path("C:\\ProgramData", "wsus-tls-wizard")
    assert server_state(tmp_path, windows=False) == tmp_path


def test_another_place_for_it_is_refused(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.opening.server_state", lambda _: tmp_path / "ProgramData")
    code, said = command("check")
    assert (code, str(tmp_path / "ProgramData") in said) == (2, True)


def test_sessions_that_may_not_be_read_are_not_taken_for_none(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("cannot be listed", encoding="utf-8")
    code, said = command("sessions")
    assert (code, str(tmp_path / "state") in said) == (2, True)


def test_only_one_run_works_on_it(command: Command, tmp_path: Path) -> None:
    with Store(tmp_path / "state", ThisComputer().name, lambda _: None).locked():
        assert command("apply")[0] == 6


def test_no_name_stands_in_its_commands() -> None:
    assert command_of("", default_state()) == "wsus-tls"
    assert command_of("--lab x", Path("/s")) == f'wsus-tls --lab x --state-dir "{Path("/s")}"'


@pytest.mark.parametrize("arguments", [[], ["--lab", "first-run"]], ids=["this computer", "a lab"])
def test_pages_open_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]) -> None:
    wanted: list[Wanted] = []
    monkeypatch.setenv(VARIABLE, "powershell")
    monkeypatch.setattr(screens.start, "possible", lambda _: True)

    def start(given: Wanted) -> int:
        wanted.append(given)
        return 0

    monkeypatch.setattr(screens.start, "start", start)
    assert cli.main([*arguments, "--state-dir", str(tmp_path)]) == 0
    assert wanted == [Wanted("first-run" if arguments else "", tmp_path)]
