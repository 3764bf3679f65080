"""What the wizard says it found, and the words for it."""

from __future__ import annotations

import enum
import functools
import tomllib
from collections.abc import Mapping

import msgspec

from wizard import resources
from wizard.operations.model import OperationError
from wizard.rules.reasons import Reason

WORDS = ("findings", "gate", "reasons")
"""Files of assets/text that hold words by code."""


class Level(enum.Enum):
    """How much a finding matters. Only an error keeps a section from being satisfied."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Basis(enum.Enum):
    """Where the knowledge comes from."""

    VERIFIED = "verified"
    """Read back just now."""
    ASSUMED = "assumed"
    TOLD = "told"
    """The operator said so."""


class Finding(msgspec.Struct, frozen=True):
    """One thing found. The code never changes; the words may."""

    level: Level
    basis: Basis
    machine: str
    """The machine it was seen from."""
    code: str
    text: str
    """One line."""
    seen: str = ""
    """What was read, as it was read: data of the server."""
    meaning: str = ""
    do: str = ""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of a code. `{name}` stands for a value of the finding."""

    text: str
    meaning: str = ""
    do: str = ""


@functools.cache
def words() -> dict[str, Words]:
    """The words of every code."""
    found: dict[str, Words] = {}
    for name in WORDS:
        table = tomllib.loads(resources.read_text(f"text/{name}.toml"))
        for code, entry in msgspec.convert(table, dict[str, Words]).items():
            if code in found:
                raise ValueError(f"{code} has words twice, again in {name}.toml")
            found[code] = entry
    return found


@functools.cache
def reads() -> dict[str, str]:
    """What is read, by the short name that steps and rules call it."""
    return msgspec.convert(tomllib.loads(resources.read_text("text/reads.toml")), dict[str, str])


def finding(
    code: str,
    level: Level,
    machine: str,
    /,
    *,
    seen: str = "",
    basis: Basis = Basis.VERIFIED,
    **values: object,
) -> Finding:
    """A finding in the words of its code; the values fill the words' placeholders."""
    return worded(code, level, machine, seen, basis, values)


def worded(
    code: str, level: Level, machine: str, seen: str, basis: Basis, values: Mapping[str, object]
) -> Finding:
    """The same with the values as a table. KeyError where a code or one of its values has no words: a fault of ours."""
    entry = words()[code]
    fill = {name: str(value) for name, value in values.items()}
    return Finding(
        level=level,
        basis=basis,
        machine=machine,
        code=code,
        text=entry.text.format_map(fill),
        seen=seen,
        meaning=entry.meaning.format_map(fill),
        do=entry.do.format_map(fill),
    )


def of_reason(
    reason: Reason, level: Level, machine: str, *, of: str = "", seen: str = "", basis: Basis = Basis.VERIFIED
) -> Finding:
    """A reason of a rule as a finding; it begins with what the reason is said of, where that is named."""
    found = worded(reason.code, level, machine, seen, basis, dict(reason.values))
    return msgspec.structs.replace(found, text=f"{of}: {found.text}") if of else found


def unread(what: str, error: OperationError, machine: str, level: Level = Level.ERROR) -> Finding:
    """A failed read, shown as a failed read. Never "nothing found".

    Where the target has no machine to ask, reading again does not help: that is another thing to say.
    """
    if error.type == "Unreachable" and not machine:
        return finding("read.elsewhere", level, machine, seen=error.text, what=reads()[what])
    shown = " ".join(part for part in (error.type, error.hresult, error.text) if part)
    return finding("read.failed", level, machine, seen=shown, what=reads()[what], error=error.hresult or error.type)
