"""The line protocol of the PowerShell that stays: what is sent to it, and what its lines say. Pure.

`bootstrap.ps1`, given by `-EncodedCommand`, reads a request per line (base64 of JSON: id, script, parameters) and
answers in frames: a line with the nonce, a letter and base64 of JSON. What else comes out of the process is noise:
native programs print what they like. A request with the id of the last one is answered again and not done again, so
that one whose fate is not known can be sent once more (facts: winrm.md, 5 and 6).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from wizard.operations.model import OperationError

LARGEST = 2500
"""Bytes of a bootstrap: its base64 has to fit into a command line of 8191 characters (facts: winrm.md, 1)."""

_FIRST_TICK = datetime(1, 1, 1, tzinfo=UTC)


class Hello(msgspec.Struct, frozen=True):
    """The first frame: the process is there and listens."""

    pid: int
    ticks: int

    @property
    def clock(self) -> datetime:
        """The server's clock when it said so."""
        return _FIRST_TICK + timedelta(microseconds=self.ticks // 10)


class Refused(msgspec.Struct, frozen=True):
    """This PowerShell may not run scripts as they are meant: its language mode."""

    mode: str


class Progress(msgspec.Struct, frozen=True):
    """How far a request has come, in the script's words."""

    id: int
    text: str


class Failure(msgspec.Struct, frozen=True):
    """The error that ended a script: the innermost exception, and where PowerShell saw it."""

    type: str
    text: str | None
    hresult: int
    fqid: str | None
    line: int

    def error(self) -> OperationError:
        """The same in the words of the catalogue."""
        code = f"0x{self.hresult & 0xFFFFFFFF:08X}" if self.hresult else ""
        return OperationError(self.type, code, self.text or "", self.line, self.fqid or "")


class Answer(msgspec.Struct, frozen=True):
    """What a request came to: everything that its script wrote, in order, or the error that ended it."""

    id: int
    value: list[Any] = []
    warnings: list[str] = []
    error: Failure | None = None


class Garbled(msgspec.Struct, frozen=True):
    """A frame that cannot be read."""

    why: str


Frame = Hello | Refused | Progress | Answer | Garbled

T = TypeVar("T", Hello, Progress, Answer)


def bootstrap(nonce: str) -> str:
    """The text of `bootstrap.ps1` as it is sent: with this nonce, without its comments."""
    text = (files("wizard.targets") / "bootstrap.ps1").read_text(encoding="ascii")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return "\n".join(lines).replace("@NONCE@", nonce)


def encoded(text: str) -> str:
    """A script as `-EncodedCommand` takes it."""
    return base64.b64encode(text.encode("utf-16-le")).decode("ascii")


def request(number: int, script: str, parameters: Mapping[str, Any], alike: bool = False) -> bytes:
    """The line that asks for a script. A parameter without a value is left out: the script's default holds.

    `alike`: the objects of a list in its answer have the properties of the first, which makes long ones much faster.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    asked = {"id": number, "script": script, "params": given} | ({"alike": True} if alike else {})
    body = json.dumps(asked, ensure_ascii=False)
    # Windows allows half a character in names, and UTF-8 knows none. Only these are escaped: 5.1 reads 2 MB at most.
    text = re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", body)
    return base64.b64encode(text.encode("utf-8")) + b"\n"


def frame(line: bytes, nonce: str) -> Frame | None:
    """What a line says; None for noise. A frame may stand behind noise that has no line end of its own."""
    _, mark, rest = line.partition(nonce.encode("ascii"))
    if not mark:
        return None
    kind, body = rest[:1], rest[1:].strip()
    match kind:
        case b"X":
            return Refused(body.decode("ascii", "replace"))
        case b"H":
            return _decoded(body, Hello)
        case b"P":
            return _decoded(body, Progress)
        case b"R":
            return _decoded(body, Answer)
    return Garbled(f"a frame of the unknown kind {kind!r}")


def _decoded(body: bytes, kind: type[T]) -> T | Garbled:
    try:
        return msgspec.json.decode(base64.b64decode(body, validate=True), type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        return Garbled(f"{kind.__name__}: {error}")
