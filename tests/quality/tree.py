"""The files of the product, as a checkout has them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is no product of a tool (.gitignore says which are), relative to the top. Needs no git."""
    ignored = tuple(
        pattern.rstrip("/") for pattern in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if pattern != "#"
    )
    return tuple(path.relative_to(ROOT) for path in sorted(_walk(ROOT, (".git", *ignored))))


def _walk(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, ignored)
        else:
            yield path
