"""Command lines and state folders that are wrong: named, with exit 2, without a traceback, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.desk import Desk, changed
from wizard import cli


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The command line as the shell gives it."""
    try:
        code = cli.main(list(arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.parametrize(("arguments", "said"), [
    (["--lab", "nowhere", "check"], "There is no practice lab 'nowhere'. There are: already-secure,"),
    (["--lab", "../first-run", "check"], "'../first-run' is no name of a practice lab"),
    (["--lab", "First Run", "apply"], "is no name of a practice lab"),
    (["--lab", "", "check"], "practice lab"),
    (["--lab"], "expected one argument"),
    (["--lab", "first-run", "aply"], "apply"),
    (["--lab", "first-run", "check", "--answers"], "expected one argument"),
    (["--lab", "first-run", "check", "--offer", "x"], "--offer"),
    (["--lab", "first-run", "apply", "--port", "8531"], "--port"),
    (["--lab", "first-run", "undo", "s0001", "s0002"], "s0002"),
    (["--lab", "first-run", "undo"], "No session"),
    (["--lab", "first-run", "report", "s0001"], "There is no session 's0001'"),
    (["--lab", "first-run", "report", "../../x"], "There is no session"),
])  # fmt: skip
def test_a_wrong_command_line_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, told = run(capsys, "--state-dir", str(tmp_path / "state"), *arguments)
    assert code == 2, told
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize("verb", ["check", "plan", "apply", "undo", "sessions", "report"])
def test_a_state_folder_that_is_a_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    (tmp_path / "state").write_text("not a folder", encoding="utf-8")
    code, told = run(capsys, "--state-dir", str(tmp_path / "state"), "--lab", "first-run", verb)
    assert code == 2, told
    assert str(tmp_path / "state") in told
    assert (tmp_path / "state").read_text(encoding="utf-8") == "not a folder"


def test_an_answers_file_that_is_a_folder_is_named(desk: Desk, tmp_path: Path) -> None:
    refused = desk.run("apply", "--answers", str(tmp_path))
    assert refused.code == 2
    assert str(tmp_path) in refused.err


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 1}', b'{"version": "x"}'])
def test_a_lab_whose_disk_is_damaged_is_named_with_the_way_out_and_left(desk: Desk, content: bytes) -> None:
    disk = desk.state / "labs" / "first-run" / "world.json"
    disk.write_bytes(content)
    for verb in ("check", "apply"):
        refused = desk.run(verb)
        assert refused.code == 2, refused.said
        assert "--fresh" in refused.err
        assert disk.read_bytes() == content
    assert desk.run("apply", "--fresh").code == 0


def test_a_lab_of_another_version_is_named_with_the_way_out(desk: Desk) -> None:
    disk = desk.state / "labs" / "first-run" / "world.json"
    content = disk.read_bytes().replace(b'"version":1', b'"version":9', 1)
    disk.write_bytes(content)
    refused = desk.run("check")
    assert refused.code == 2
    assert "version 9" in refused.err
    assert disk.read_bytes() == content


def test_a_last_line_that_was_cut_off_is_kept_aside_and_the_session_goes_on(
    bound: Desk, before: dict[str, str]
) -> None:
    whole = bound.journal().read_bytes()
    bound.journal().write_bytes(whole + b'{"v":1,"n":99,"ti')
    listed = bound.run("sessions", "--json")
    assert [s["session"] for s in listed.data] == ["s0001"]
    ended = bound.run("apply")
    assert ended.code == 0, ended.said
    assert "cut off" in ended.said
    assert (bound.folder / "s0001.cut-off").read_bytes() == b'{"v":1,"n":99,"ti'
    assert bound.journal().read_bytes().startswith(whole)
    assert bound.run("undo").code == 0
    assert not changed(before, bound.settings())


@pytest.mark.parametrize("damage", ["line lost", "line doubled", "line cut", "byte lost"])
def test_a_journal_damaged_in_its_middle_is_set_aside_whole(done: Desk, damage: str) -> None:
    lines = done.journal().read_bytes().splitlines(keepends=True)
    middle = len(lines) // 2
    lines[middle : middle + 1] = {
        "line lost": [],
        "line doubled": [lines[middle]] * 2,
        "line cut": [lines[middle][:20] + b"\n"],
        "byte lost": [lines[middle].replace(b"}", b"", 1)],
    }[damage]
    content = b"".join(lines)
    done.journal().write_bytes(content)
    for verb in ("undo", "report"):
        refused = done.run(verb)
        assert refused.code == 2, refused.said
        assert "Traceback" not in refused.said
    aside = done.folder / "s0001.unreadable"
    assert aside.read_bytes() == content
    assert not done.journal().exists()


def test_the_id_of_a_session_set_aside_is_not_used_again(done: Desk) -> None:
    done.journal().write_bytes(b"not ours\n")
    assert done.run("sessions").code == 0
    with done.servers() as lab:
        lab.set_fact("iis/sites/1806390885/places/ApiRemoting30/own", "")
    ended = done.run("apply")
    assert "s0001.jsonl" not in [path.name for path in done.folder.iterdir()], ended.said
    assert done.sessions() == ["s0002"]
    assert (done.folder / "s0001.unreadable").read_bytes() == b"not ours\n"


@pytest.mark.parametrize("verb", ["undo", "report", "apply", "sessions", "check"])
def test_a_session_of_a_newer_version_is_never_written_to(bound: Desk, verb: str) -> None:
    content = bound.journal().read_bytes().replace(b'"v":1', b'"v":2')
    bound.journal().write_bytes(content)
    ended = bound.run(verb)
    assert "newer version" in ended.said
    assert "Traceback" not in ended.said
    assert bound.journal().read_bytes() == content


def test_other_files_among_the_sessions_are_left_alone(done: Desk) -> None:
    names = {"notes.txt": b"mine", "s0001.jsonl.bak": b"copy", "s1.jsonl": b"short", "sessions.jsonl": b"other"}
    for name, content in names.items():
        (done.folder / name).write_bytes(content)
    for verb in ("sessions", "check", "apply", "undo"):
        assert done.run(verb).code == 0
    assert {name: (done.folder / name).read_bytes() for name in names} == names


def test_a_session_file_that_is_a_folder_is_no_traceback(done: Desk) -> None:
    (done.folder / "s0002.jsonl").mkdir()
    ended = done.run("sessions")
    assert "s0002" in ended.said
    assert "Traceback" not in ended.said


def test_what_a_server_sends_is_inert_on_the_terminal(desk: Desk) -> None:
    """An escape sequence in a name that a server gives must not reach the terminal."""
    desk.fact("wsus_machine/system", "Windows\x1b]0;owned\x07")
    desk.fact("operator/name", "CONTOSO\\\x1b[31mred")
    for verb in ("check", "plan", "apply", "report"):
        assert "\x1b" not in desk.run(verb).said
