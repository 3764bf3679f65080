"""A setting in words: what its path and its values are called."""

from __future__ import annotations

import functools
import re
import tomllib

import msgspec

from wizard import resources
from wizard.steps.describe import value_text


class SettingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a kind of setting is called."""

    label: str
    values: dict[str, str] = {}


@functools.cache
def _words() -> dict[str, SettingWords]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/settings.toml")), dict[str, SettingWords])


def _parts(path: str) -> list[str]:
    return re.split(r"[/:]", path)


def label(path: str) -> str:
    """What a path is called; the path itself where nobody has named it."""
    parts = _parts(path)
    words = _words().get(f"{parts[0]}.{parts[-1]}")
    if words is None:
        return path
    try:
        return words.label.format(*parts)
    except IndexError:
        return path


def in_words(path: str, value: object) -> str:
    """What a value is called; the value itself where it speaks for itself."""
    parts = _parts(path)
    words = _words().get(f"{parts[0]}.{parts[-1]}")
    text = value_text(value) if value else ""
    return words.values[text] if words and text in words.values else text or value_text("")
