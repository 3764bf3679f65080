"""The fields of a type, looked up once: asking for its annotations anew costs more than what is done with them."""

from __future__ import annotations

import functools

import msgspec


@functools.cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """What a type's values consist of, in the order of their declaration."""
    return msgspec.structs.fields(struct)
