"""The settings among what was read, and the change that writes each kind of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import get_args

import msgspec

from wizard.operations.fields import fields_of
from wizard.operations.model import Setting


def settings_of(result: object) -> tuple[Setting, ...]:
    """Every setting in a result, by path: area, key of the item, name of the field."""
    return tuple(_walk(result, "", ""))


def _walk(value: object, area: str, key: str) -> Iterator[Setting]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _walk(item, area, key)
    elif isinstance(value, msgspec.Struct) and bears_settings(type(value)):
        area = getattr(value, "area", area)
        key = getattr(value, "key", key)
        for field in fields_of(type(value)):
            inner = getattr(value, field.name)
            if is_setting(field.type):
                yield Setting("/".join(part for part in (area, key, field.encode_name) if part), as_text(inner))
            else:
                yield from _walk(inner, area, key)


@functools.cache
def bears_settings(annotation: object) -> bool:
    """Whether a type has settings in it: a log of many lines, for one, need not be walked."""
    if is_setting(annotation):
        return True
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return any(bears_settings(field.type) for field in fields_of(annotation))
    return any(bears_settings(inner) for inner in get_args(annotation))


def is_setting(annotation: object) -> bool:
    """Whether a field's annotation carries the mark of a setting."""
    return any(isinstance(mark, msgspec.Meta) and (mark.extra or {}).get("setting") for mark in _marks(annotation))


def _marks(annotation: object) -> tuple[object, ...]:
    found: tuple[object, ...] = getattr(annotation, "__metadata__", ())
    return found


def same(one: str, other: str) -> bool:
    """Two values of a setting are equal: names, flags and thumbprints do not differ by case on Windows."""
    return one.casefold() == other.casefold()


def as_text(value: object) -> str:
    """A setting's value as text: switches as 1 and 0, an absent value empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value)
