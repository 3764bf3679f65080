"""Secrets are a type: what carries one cannot end in a session, a journal, a log, a report or a traceback."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """A password or its like. Only `reveal` gives it, at the one place that needs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself. Hand it on at once; keep it nowhere."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
