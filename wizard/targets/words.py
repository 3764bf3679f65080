"""What is said where a computer cannot be asked: `assets/text/targets.toml`, by code."""

from __future__ import annotations

import functools
import tomllib

from wizard.resources import read_text


def say(code: str, /, **values: object) -> str:
    """The words of a code with its values in them."""
    return _table()[code].format(**values)


@functools.cache
def _table() -> dict[str, str]:
    return tomllib.loads(read_text("text/targets.toml"))
