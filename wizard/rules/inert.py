"""Text of a server is data: what would steer a terminal is shown, never obeyed."""

from __future__ import annotations

import re
import unicodedata

UNSURE = re.compile(r"\r\n|[^ -~\n\t]")
"""What has to be looked up; most text has nothing of it."""


def inert(text: str) -> str:
    """The text with control, bidirectional and invisible characters written as their code points.

    The two at a line's end, as Windows has them, are one line's end.
    """
    return UNSURE.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    if match[0] == "\r\n":
        return "\n"
    # Cc control (ESC), Cf format (bidi, zero width), Cs lone surrogates (not encodable), Co private use, Zl and Zp.
    steers = unicodedata.category(match[0]) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return f"<U+{ord(match[0]):04X}>" if steers else match[0]
