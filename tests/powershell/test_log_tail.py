"""Get-LogTail.ps1: only what is new, whole lines, across a rollover, in any encoding, beside a writer."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.powershell.area import Case, Outcome, Run, call, do, run, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.logs import GetLogTail, Log, LogTail

AREAS = ("logs",)
TAIL = 256 * 1024
FIRST, SECOND, THIRD = "first line~\r\n", "zweite Zeile: Prüfung\r\n", "third\r\n"
LINES = FIRST + SECOND + THIRD
OLD = "old one\r\nold two\r\n"
LONG = "".join(f"line {number:05} {'x' * 480}\r\n" for number in range(1000))


def wcm(after: int = -1, **logs: object) -> Case:
    """WCM.log read once."""
    return Case((do(GetLogTail(Log.WCM, after)),), {"logs": logs})


def files(log: str = LINES, old: str | None = None) -> Mapping[str, str]:
    """WCM.log, and the one before it."""
    return {"WCM.log": log} | ({} if old is None else {"WCM.lo_": old})


def as_bytes(content: bytes) -> Mapping[str, str]:
    """WCM.log as bytes."""
    return {"WCM.log": base64.b64encode(content).decode()}


def size(text: str) -> int:
    """Bytes of a text as UTF-8."""
    return len(text.encode())


CASES: Mapping[str, Case] = {
    "whole": wcm(files=files()),
    "behind the first": wcm(size(FIRST), files=files()),
    "within the second": wcm(size(FIRST) + 5, files=files()),
    "nothing new": wcm(size(LINES), files=files()),
    "from the beginning": wcm(0, files=files()),
    "empty": wcm(files=files("")),
    "without an end": wcm(files=files("one\r\ntwo")),
    "line feeds alone": wcm(files=files("one\ntwo\n\nthree\n")),
    "long": wcm(files=files(LONG)),
    "long, behind a position": wcm(size(LONG) - 10, files=files(LONG)),
    "long without a line": wcm(files=files("y" * (TAIL + 100))),
    "rolled": wcm(size("old one\r\n"), files=files("n\r\n", OLD)),
    "rolled, nothing left of the old one": wcm(size(OLD) + 90, files=files("n\r\n", OLD)),
    "rolled, no old one": wcm(500, files=files("n\r\n")),
    "just rolled": wcm(size(OLD), files={"WCM.lo_": OLD}),
    "old one before a short new one": wcm(files=files("n\r\n", OLD)),
    "long old one before a short new one": wcm(files=files("n\r\n", LONG)),
    "old one beside a position": wcm(3, files=files("n\r\nm\r\n", OLD)),
    "byte order mark": wcm(bytes=as_bytes(b"\xef\xbb\xbf" + LINES.encode())),
    "code page": wcm(bytes=as_bytes("Prüfung\r\n".encode("cp1252") + "Prüfung\r\n".encode())),
    "any byte": wcm(bytes=as_bytes(bytes(range(256)) * 4)),
    "traced": wcm(traced=True, files=files()),
    "a position that is none": wcm(-2, files=files()),
    "missing": wcm(),
    "another name": Case((call("Get-LogTail", Log="..\\WCM.log"),)),
    "no site server": wcm(site=False),
    "locked for a moment": wcm(files=files(), locked="WCM.log"),
    "locked": wcm(files=files(), locked="WCM.log", locked_for=9),
    "client": Case((do(GetLogTail(Log.LOCATION)),), {"logs": {"files": {"LocationServices.log": LINES}}}),
    "client elsewhere": Case(
        (do(GetLogTail(Log.SCAN_AGENT)),), {"logs": {"files": {"ScanAgent.log": LINES}, "client_folder": True}}
    ),
    "registry denied": Case(
        (do(GetLogTail(Log.WCM)),),
        {"logs": {"files": files()}, "base": {"denied": ["HKLM:\\SOFTWARE\\Microsoft\\SMS"]}},
    ),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def tail(outcomes: Mapping[str, Outcome], name: str) -> LogTail:
    """What the script gives."""
    return outcomes[name].runs[0].result(GetLogTail)


def texts(found: LogTail) -> Sequence[str]:
    """The lines without positions."""
    return [line.text for line in found.lines]


WHOLE = ["first line~", "zweite Zeile: Prüfung", "third"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("whole", WHOLE),
        ("from the beginning", WHOLE),
        ("behind the first", WHOLE[1:]),
        ("nothing new", []),
        ("empty", []),
        ("without an end", ["one", "two"]),
        ("line feeds alone", ["one", "two", "", "three"]),
        ("byte order mark", WHOLE),
        ("traced", WHOLE),
        ("client", WHOLE),
        ("client elsewhere", WHOLE),
        ("old one beside a position", ["m"]),
    ],
)
def test_the_lines_behind_a_position(outcomes: Mapping[str, Outcome], name: str, expected: Sequence[str]) -> None:
    assert texts(tail(outcomes, name)) == expected


def test_positions_are_bytes_behind_each_line(outcomes: Mapping[str, Outcome]) -> None:
    found = tail(outcomes, "whole")
    assert [line.position for line in found.lines] == [size(FIRST), size(FIRST + SECOND), size(LINES)]
    assert found.end == size(LINES)
    assert [line.position for line in tail(outcomes, "behind the first").lines] == [size(FIRST + SECOND), size(LINES)]


def test_a_position_within_a_line_gives_that_line_whole(outcomes: Mapping[str, Outcome]) -> None:
    assert texts(tail(outcomes, "within the second")) == WHOLE[1:]
    assert texts(tail(outcomes, "long, behind a position")) == [LONG.splitlines()[-1]]


def test_of_a_long_log_the_last_256_kilobytes(outcomes: Mapping[str, Outcome]) -> None:
    found = tail(outcomes, "long")
    assert found.end == size(LONG)
    assert texts(found) == LONG.splitlines()[-len(found.lines) :]
    assert TAIL - 500 < sum(size(text) + 2 for text in texts(found)) <= TAIL
    assert sum(map(size, texts(tail(outcomes, "long without a line")))) == TAIL


def test_after_a_rollover_the_rest_of_the_old_one_comes_first(outcomes: Mapping[str, Outcome]) -> None:
    found = tail(outcomes, "rolled")
    assert texts(found) == ["old two", "n"]
    assert [line.position for line in found.lines] == [size(OLD), 3], "positions begin anew"
    assert found.end == 3


@pytest.mark.parametrize("name", ["rolled, nothing left of the old one", "rolled, no old one"])
def test_after_a_rollover_all_of_the_new_one_counts(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert texts(tail(outcomes, name)) == ["n"]


def test_a_log_that_has_no_new_file_yet_is_no_error(outcomes: Mapping[str, Outcome]) -> None:
    assert tail(outcomes, "just rolled") == LogTail(0, ())


def test_what_happened_just_before_a_rollover_is_still_seen(outcomes: Mapping[str, Outcome]) -> None:
    assert texts(tail(outcomes, "old one before a short new one")) == ["old one", "old two", "n"]
    found = tail(outcomes, "long old one before a short new one")
    assert texts(found)[-2:] == [LONG.splitlines()[-1], "n"]
    assert sum(size(text) + 2 for text in texts(found)) <= TAIL


def test_every_byte_is_read_somehow(outcomes: Mapping[str, Outcome]) -> None:
    assert texts(tail(outcomes, "code page")) == ["Prüfung", "Prüfung"]
    assert len(tail(outcomes, "any byte").lines) == 5


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("a position that is none", "ArgumentOutOfRangeException"),
        ("missing", "ItemNotFoundException"),
        ("no site server", "ItemNotFoundException"),
        ("locked", "IOException"),
        ("registry denied", "SecurityException"),
        ("another name", "ValidationMetadataException"),
    ],
)
def test_a_log_that_cannot_be_read_is_an_error_and_never_empty(
    outcomes: Mapping[str, Outcome], name: str, error: str
) -> None:
    assert outcomes[name].runs[0].failure().type == error


def test_a_lock_is_waited_for_but_not_for_ever(outcomes: Mapping[str, Outcome]) -> None:
    assert texts(tail(outcomes, "locked for a moment")) == WHOLE
    assert (outcomes["locked for a moment"].slept, outcomes["locked"].slept) == (1, 2)


GROW = """
$path = Get-StandInLog 'WCM.log'
$script:writer = New-Object IO.FileStream($path, 'Append', 'Write', 'ReadWrite, Delete')
$bytes = [Text.Encoding]::UTF8.GetBytes("more`r`n")
$script:writer.Write($bytes, 0, $bytes.Length)
$script:writer.Flush()
"""


def test_a_log_is_read_and_grows_while_its_writer_has_it_open(english: PowerShell, tmp_path: Path) -> None:
    grow = tmp_path / "grow.ps1"
    grow.write_text(GROW, encoding="ascii")
    before, after = do(GetLogTail(Log.WCM)), do(GetLogTail(Log.WCM, size(LINES)))
    outcome = run(english, AREAS, [Case((before, Run(str(grow)), after), {"logs": {"files": files()}})])[0]
    assert outcome.runs[0].result(GetLogTail).end == size(LINES)
    assert texts(outcome.runs[2].result(GetLogTail)) == ["more"]
