"""The sentences of the pages, by code, from assets/text/screens.toml."""

from __future__ import annotations

import functools
import tomllib

import msgspec

from wizard import resources


@functools.cache
def _words() -> dict[str, str]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/screens.toml")), dict[str, str])


def say(code: str, /, **values: object) -> str:
    """The sentence of a code, its placeholders filled. KeyError where there is none: a fault of ours."""
    return _words()[code].format_map({name: str(value) for name, value in values.items()})
