"""What F1 says: help by the code of a page, a field, an answer or an offer, and the terms of the field."""

from __future__ import annotations

import functools
import tomllib

import msgspec

from wizard import resources


class HelpWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Help for one thing. Plain text, a paragraph a line."""

    title: str
    text: str


class Term(msgspec.Struct, frozen=True):
    """A term of the field, and what it means."""

    name: str
    text: str


class _Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    terms: dict[str, str]


@functools.cache
def _help() -> dict[str, HelpWords]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/help.toml")), dict[str, HelpWords])


def help_words(code: str) -> HelpWords:
    """The help of a code. KeyError where there is none: a fault of ours."""
    return _help()[code]


def help_codes() -> tuple[str, ...]:
    """Every code that has help."""
    return tuple(_help())


@functools.cache
def terms() -> tuple[Term, ...]:
    """The glossary, in the order in which its terms are met."""
    found = msgspec.convert(tomllib.loads(resources.read_text("text/terms.toml")), _Terms)
    return tuple(Term(name, text) for name, text in found.terms.items())
