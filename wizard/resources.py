"""The one way to a file of `assets/`, from a checkout or from an installed wheel."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def assets() -> Traversable:
    """The folder: packed into the wheel as `wizard/_assets`, in a checkout beside the package."""
    packed = files("wizard") / "_assets"
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parent.parent / "assets"


def read_text(path: str) -> str:
    """Text of a file below the folder, named with slashes. FileNotFoundError where it is not there."""
    return assets().joinpath(*path.split("/")).read_text(encoding="utf-8")
