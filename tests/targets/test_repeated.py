"""A request whose fate is not known is sent again: it is answered again, and what it did is done once."""

from __future__ import annotations

import time
from pathlib import Path

from wizard.targets.agent import Answer, Frame, request
from wizard.targets.process import PowerShellProcess

SECONDS = 60.0
COUNT = "$global:runs += 1; $global:runs"


def send(process: PowerShellProcess, line: bytes) -> Frame:
    """The frame that comes back for a line, whatever the process would make of it."""
    process._outgoing.put(line)
    return process._next(time.monotonic() + SECONDS)


def test_a_repeated_request_is_answered_again_and_done_once(kept: PowerShellProcess) -> None:
    line = request(1001, COUNT, {})
    first = send(kept, line)
    assert first == Answer(1001, [1])
    assert send(kept, b"\n" + line) == first
    assert send(kept, request(1002, "$global:runs", {})) == Answer(1002, [1])


def test_an_error_is_repeated_as_it_was(kept: PowerShellProcess) -> None:
    line = request(1003, "$global:runs += 1; throw 'x'", {})
    first = send(kept, line)
    assert isinstance(first, Answer)
    assert first.error
    assert send(kept, line) == first


def test_a_line_that_cannot_be_read_is_answered_and_forgets_nothing(kept: PowerShellProcess) -> None:
    line = request(1004, COUNT, {})
    first = send(kept, line)
    garbage = send(kept, b"not base64\n")
    assert isinstance(garbage, Answer)
    assert (garbage.id, bool(garbage.error)) == (0, True)
    assert send(kept, line) == first


def test_two_requests_sent_at_once_are_answered_in_order(kept: PowerShellProcess) -> None:
    kept._outgoing.put(request(1005, "'a'", {}) + request(1006, "'b'", {}))
    frames = [kept._next(time.monotonic() + SECONDS) for _ in range(2)]
    assert frames == [Answer(1005, ["a"]), Answer(1006, ["b"])]


def test_an_answer_of_an_earlier_request_is_passed_over(powershell_program: Path) -> None:
    process = PowerShellProcess(powershell_program)
    process._outgoing.put(request(1007, "'earlier'", {}))
    assert process.ask("'now'", {}, SECONDS).value == ["now"]
    process.close()
