"""Text of a server in Markdown: shown, never obeyed."""

from __future__ import annotations

import re
from itertools import groupby

from wizard.rules.inert import inert

SPECIAL = frozenset("\\`*_[]<>|#~&$")
BEGINS_A_BLOCK = re.compile(r"[-+=]|\d+(?=[.)])")
"""What makes a list or a heading of a line that begins with it."""


def one_line(text: str) -> str:
    """Inert, and on one line; a space at either end stays."""
    return re.sub(r"\s+", " ", inert(text))


def escaped(text: str) -> str:
    """Text that Markdown leaves alone wherever it stands."""
    marked = "".join(f"\\{char}" if char in SPECIAL else char for char in one_line(text))
    # Addresses become links without any mark.
    return re.sub(r"(?i)(?<=\bwww)\.|:(?=//)", lambda found: f"\\{found[0]}", marked)


def unbegun(line: str) -> str:
    """A line that begins no block of another kind."""
    line = line.strip()
    begins = BEGINS_A_BLOCK.match(line)
    if begins is None:
        return line
    return f"{begins[0]}\\{line[begins.end() :]}" if begins[0].isdigit() else f"\\{line}"


def span_of_code(text: str, in_table: bool) -> str:
    """Code in a line, with more backquotes around it than any in it. A cell ends at a pipe even within code."""
    shown = one_line(text).strip()
    fence = "`" * (longest_run(shown) + 1)
    inner = shown.replace("|", "\\|") if in_table else shown
    space = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{fence}{space}{inner}{space}{fence}"


def block_of_code(text: str) -> list[str]:
    """A block of code, fenced longer than any fence in it."""
    shown = inert(text)
    fence = "`" * max(3, longest_run(shown) + 1)
    return [fence, shown, fence]


def longest_run(text: str) -> int:
    """Length of the longest run of backquotes."""
    return max((len(list(run)) for char, run in groupby(text) if char == "`"), default=0)
