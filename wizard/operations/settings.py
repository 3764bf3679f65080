"""The settings among what was read, and the change that writes each kind of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from wizard.operations.model import Setting


def settings_of(result: object) -> tuple[Setting, ...]:
    """Every setting in a result, by path: area, key of the item, name of the field."""
    return tuple(_walk(result, "", ""))


def _walk(value: object, area: str, key: str) -> Iterator[Setting]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for item in value:
            yield from _walk(item, area, key)
    elif isinstance(value, msgspec.Struct):
        area = getattr(value, "area", area)
        key = getattr(value, "key", key)
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            if is_setting(field.type):
                yield Setting("/".join(part for part in (area, key, field.encode_name) if part), as_text(inner))
            else:
                yield from _walk(inner, area, key)


def is_setting(annotation: object) -> bool:
    """Whether a field's annotation carries the mark of a setting."""
    return any(isinstance(mark, msgspec.Meta) and (mark.extra or {}).get("setting") for mark in _marks(annotation))


def _marks(annotation: object) -> tuple[object, ...]:
    found: tuple[object, ...] = getattr(annotation, "__metadata__", ())
    return found


def as_text(value: object) -> str:
    """A setting's value as text: switches as 1 and 0, an absent value empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value)
