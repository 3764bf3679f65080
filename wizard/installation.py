"""`wizard` and `screens` are general names: both have to come from this product."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


class Mixed(Exception):
    """The two packages do not come from one place."""


def check_installation() -> None:
    """Mixed where another product's package of that name would be used. Imports nothing."""
    spec = find_spec("screens")
    home = Path(__file__).resolve().parent.parent
    found = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
    if found != home:
        raise Mixed(
            f"The package `screens` is not this product's: found {found or 'none'}, expected it below {home}. "
            "Install wsus-tls-wizard into an environment of its own."
        )
