"""A setting in words: what its path and its values are called on a page."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping

import msgspec

from wizard import resources
from wizard.operations.model import Named, Setting
from wizard.steps.assessment import Change
from wizard.steps.describe import value_text

NOTHING: Mapping[str, str] = {}
THUMBPRINT = re.compile(r"[0-9A-F]{40}")


class SettingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a kind of setting is called."""

    label: str
    values: dict[str, str] = {}


@functools.cache
def _words() -> dict[str, SettingWords]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/settings.toml")), dict[str, SettingWords])


def label(path: str) -> str:
    """What a path is called; the path itself where nobody has named it."""
    parts = re.split(r"[/:]", path)
    words = _words().get(f"{parts[0]}.{parts[-1]}")
    if words is None:
        return path
    try:
        return words.label.format(*parts).replace("0.0.0.0", "") if words else path
    except IndexError:
        return path


def in_words(path: str, value: object, whole: bool = False, brought: Mapping[str, str] = NOTHING) -> str:
    """What a value is called; thumbprints are shortened unless wanted whole. A name stands for what it brought."""
    if isinstance(value, Named):
        value = brought.get(value.name, value)
    parts = re.split(r"[/:]", path)
    words = _words().get(f"{parts[0]}.{parts[-1]}")
    text = value_text(value) if value else ""
    if words and text in words.values:
        return words.values[text]
    return text_of(text or value_text(""), whole)


def text_of(text: str, whole: bool = False) -> str:
    """A value as it stands, thumbprints shortened."""
    return text if whole else THUMBPRINT.sub(lambda found: short_thumbprint(found[0]), text)


def short_thumbprint(thumbprint: str) -> str:
    """Enough of a thumbprint to tell it from others beside it."""
    return f"{thumbprint[:6]}..{thumbprint[-4:]}"


def moved(change: Change, brought: Mapping[str, str], whole: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Label, value now and value after of each setting that a change moves."""
    before = {setting.path: setting.value for setting in change.former}
    rows: list[tuple[str, str, str]] = []
    for wanted in change.wanted:
        now: Setting = Setting(wanted.path, before.get(wanted.path, ""))
        after = in_words(wanted.path, wanted.value, whole, brought)
        row = (label(now.path), in_words(now.path, now.value, whole), after)
        if row[1] != row[2]:
            rows.append(row)
    return tuple(rows)
