"""Text of a server is data: what would steer a terminal is shown, never obeyed."""

from __future__ import annotations

import unicodedata

KEPT = frozenset("\n\t")


def inert(text: str) -> str:
    """The text with control, bidirectional and invisible characters written as their code points."""
    return "".join(char if char in KEPT or not _steers(char) else f"<U+{ord(char):04X}>" for char in text)


def _steers(char: str) -> bool:
    # Cc control (ESC), Cf format (bidi, zero width), Cs lone surrogates (not encodable), Co private use, Zl and Zp.
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
