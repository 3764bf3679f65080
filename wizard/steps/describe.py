"""The words of changes: what the operator reads before agreeing."""

from __future__ import annotations

import functools
import tomllib
from typing import Any

import msgspec

from wizard import resources
from wizard.operations.fields import fields_of
from wizard.operations.model import Named, Operation, Setting
from wizard.steps.assessment import Change


class ChangeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a change does. `{Name}` stands for a parameter of its operation."""

    title: str
    command: str
    impact: str
    duration: str
    undo: str


NAMED = {
    "certificate": "<the certificate that was requested>",
    "request.key": "<the key of the request>",
    "request.id": "<the request's number>",
}
"""What stands for a value that does not exist yet."""


@functools.cache
def _changes() -> dict[str, ChangeWords]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/changes.toml")), dict[str, ChangeWords])


def describe(operation: Operation[Any]) -> ChangeWords:
    """The words of a change, with its parameters filled in."""
    words = _changes()[operation.name]
    values = {field.encode_name: shown(getattr(operation, field.name)) for field in fields_of(type(operation))}
    switches = {name: f"${value}".lower() for name, value in _switches(operation).items()}
    filled = {name: getattr(words, name).format_map(values) for name in words.__struct_fields__}
    return ChangeWords(**{**filled, "command": _lines(words.command, operation).format_map({**values, **switches})})


def _lines(command: str, operation: Operation[Any]) -> str:
    """The lines of a command, without those for a parameter that is not given."""
    fields = fields_of(type(operation))
    absent = [f"{{{f.encode_name}}}" for f in fields if getattr(operation, f.name) is None]
    return "\n".join(line for line in command.split("\n") if not any(name in line for name in absent))


def _switches(operation: Operation[Any]) -> dict[str, bool]:
    fields = fields_of(type(operation))
    return {f.encode_name: value for f in fields if isinstance(value := getattr(operation, f.name), bool)}


def shown(value: object) -> str:
    """A parameter or a setting's value, for reading."""
    if isinstance(value, Named):
        return NAMED.get(value.name, f"<{value.name}>")
    if isinstance(value, tuple):
        items = [shown(item) or "(none)" for item in value]
        return ("; " if any("," in item for item in items) else ", ").join(items)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def before_after(change: Change) -> tuple[tuple[str, str, str], ...]:
    """Path, former and wanted value of each setting that a change moves."""
    former = {setting.path: setting.value for setting in change.former}
    rows = ((s.path, value_text(former.get(s.path, "")), value_text(s.value)) for s in change.wanted)
    return tuple(row for row in rows if row[1] != row[2])


def value_text(value: object) -> str:
    """A setting's value; an absent one in words."""
    return shown(value) or "(none)"


def settings_text(settings: tuple[Setting, ...]) -> str:
    """Settings on one line."""
    return ", ".join(f"{setting.path} = {value_text(setting.value)}" for setting in settings)
