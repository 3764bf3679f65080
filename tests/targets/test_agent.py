"""The line protocol: frames found among noise, and requests that carry any text."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.operations.model import OperationError
from wizard.targets.agent import (
    LARGEST,
    Answer,
    Failure,
    Garbled,
    Hello,
    Progress,
    Refused,
    bootstrap,
    encoded,
    frame,
    request,
)
from wizard.targets.program import OPTIONS

NONCE = "0123456789abcdef"


def line(kind: str, value: Any) -> bytes:
    """A frame as the bootstrap writes it."""
    return NONCE.encode() + kind.encode() + base64.b64encode(msgspec.json.encode(value)) + b"\n"


def test_the_bootstrap_fits_into_a_command_line_whatever_program_it_is_for() -> None:
    text = bootstrap(NONCE)
    assert len(text.encode("ascii")) <= LARGEST
    command = " ".join(["C:\\Windows\\Sysnative\\WindowsPowerShell\\v1.0\\powershell.exe", *OPTIONS, encoded(text)])
    assert len(command) < 8000, "cmd.exe, which a remote shell puts in between, takes 8191"


def test_the_bootstrap_leaves_standard_input_to_itself() -> None:
    # Windows PowerShell reads it, and keeps it, where the script names this variable.
    assert "$input" not in bootstrap(NONCE).lower()
    assert "@NONCE@" not in bootstrap(NONCE)


def test_a_greeting_tells_process_and_clock() -> None:
    hello = frame(line("H", {"pid": 7, "ticks": 639314856684167704}), NONCE)
    assert isinstance(hello, Hello)
    assert (hello.pid, hello.clock) == (7, datetime(2026, 11, 28, 18, 1, 8, 416770, UTC))


def test_a_language_mode_is_told_in_plain_text() -> None:
    assert frame(f"{NONCE}XConstrainedLanguage\r\n".encode(), NONCE) == Refused("ConstrainedLanguage")


def test_an_answer_with_its_values_and_warnings() -> None:
    sent = {"id": 3, "value": [{"Name": "ä"}], "warnings": ["w"]}
    assert frame(line("R", sent), NONCE) == Answer(3, [{"Name": "ä"}], ["w"])


def test_an_error_keeps_type_code_id_and_line() -> None:
    failure = Failure("COMException", "Zugriff verweigert", -2147024891, "Id,Command", 4)
    assert frame(line("R", {"id": 3, "error": failure}), NONCE) == Answer(3, error=failure)
    assert failure.error() == OperationError("COMException", "0x80070005", "Zugriff verweigert", 4, "Id,Command")


def test_an_error_without_a_code_or_text_has_none() -> None:
    assert Failure("Odd", None, 0, None, 0).error() == OperationError("Odd")


def test_progress_is_told_apart_from_answers() -> None:
    assert frame(line("P", {"id": 3, "text": "half"}), NONCE) == Progress(3, "half")


@pytest.mark.parametrize("noise", [b"", b"\r\n", b"WARNING: \xff\xfe\n", NONCE[:-1].encode() + b"R\n", b"R e30=\n"])
def test_what_has_no_nonce_is_noise(noise: bytes) -> None:
    assert frame(noise, NONCE) is None


@given(st.binary(max_size=60).filter(lambda b: b"\n" not in b))
def test_a_frame_is_found_behind_noise_on_the_same_line(noise: bytes) -> None:
    assert frame(noise + line("P", {"id": 1, "text": "x"}), NONCE) == Progress(1, "x")


@pytest.mark.parametrize("body", [b"R!", b"R" + base64.b64encode(b"{"), b"Re30=x", b"Q", b"", b"HbnVsbA=="])
def test_a_frame_that_cannot_be_read_says_so(body: bytes) -> None:
    assert isinstance(frame(NONCE.encode() + body + b"\n", NONCE), Garbled)


@given(st.text(st.characters()), st.dictionaries(st.text(min_size=1), st.text(st.characters()) | st.booleans()))
def test_a_request_is_one_line_of_ascii_that_holds_everything(script: str, parameters: dict[str, Any]) -> None:
    sent = request(5, script, parameters)
    assert sent.isascii()
    assert sent.index(b"\n") == len(sent) - 1
    assert json.loads(base64.b64decode(sent)) == {"id": 5, "script": script, "params": parameters}


def test_that_objects_are_alike_is_said_where_they_are() -> None:
    sent = [json.loads(base64.b64decode(request(1, "", {}, alike))) for alike in (True, False)]
    assert sent == [{"id": 1, "script": "", "params": {}, "alike": True}, {"id": 1, "script": "", "params": {}}]


def test_a_parameter_without_a_value_is_left_out() -> None:
    sent = json.loads(base64.b64decode(request(1, "", {"Pool": "WsusPool", "QueueLength": None, "Name": ""})))
    assert sent["params"] == {"Pool": "WsusPool", "Name": ""}
