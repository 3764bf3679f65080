"""The words of the sections. Light: the list of them is the first thing that is seen."""

from __future__ import annotations

import functools
import tomllib

import msgspec

from wizard import resources


class SectionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a section is about."""

    title: str
    short: str
    """The same in at most 18 characters, for a strip or a list."""
    why: str
    """At most two lines of a page of 80 columns, as `risk`."""
    risk: str
    """Who notices, what can break, and for how long."""
    more: str
    """The whole of both, for help; a paragraph a line."""
    clicks: tuple[str, ...]
    """How the tutorial does it by hand."""
    proof: str


@functools.cache
def _sections() -> dict[str, SectionWords]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/sections.toml")), dict[str, SectionWords])


def section_keys() -> tuple[str, ...]:
    """Keys of the sections in the tutorial's order, without the sections themselves (a test compares them)."""
    return tuple(_sections())


def section_words(key: str) -> SectionWords:
    """The words of a section."""
    return _sections()[key]
