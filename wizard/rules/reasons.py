"""Why a rule judged as it did: a stable code and its values. Words are made from the code elsewhere."""

from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """A code of `assets/text/reasons.toml` with the values that its words may name."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """One of its values; empty where it has none of that name."""
        return dict(self.values).get(name, "")


def reason(code: str, /, **values: object) -> Reason:
    """A reason with its values as text, in the order they are given."""
    return Reason(code, tuple((name, str(value)) for name, value in values.items()))
