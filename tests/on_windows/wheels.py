"""The packages of this environment, in the same versions, as a Windows gets them; and the product's own wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.on_windows.cpython import VERSION
from tests.on_windows.place import CHECKOUT, CannotBeHad, Place

PRODUCT = "wsus-tls-wizard"

_NOT_THERE = {
    "mypy", "ruff", "import-linter", "grimp", "ast-serialize", "librt", "mypy-extensions",
    PRODUCT, "pip", "setuptools",
}  # fmt: skip
"""What judges the sources, which are the same there, the product itself, and what installs."""

_SECONDS = 600

_WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "python_version": VERSION.rpartition(".")[0],
    "python_full_version": VERSION,
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def wanted() -> list[str]:
    """What is installed beside the tests, as `name==version`."""
    found = {canonicalize_name(one.metadata["Name"]): one.version for one in distributions()}
    return sorted(f"{name}=={version}" for name, version in found.items() if name not in _NOT_THERE)


def fetch_wheels(place: Place) -> None:
    """Those of this environment, and what they need besides on Windows. CannotBeHad where one is not to be had."""
    place.wheels.mkdir(parents=True, exist_ok=True)
    _download(place, wanted())
    while missing := _missing(place.wheels):
        _download(place, missing)


def _download(place: Place, requirements: list[str]) -> None:
    # Where from is pip's own configuration.
    done = subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
            "--platform", "win_amd64", "--implementation", "cp", "--python-version", _WINDOWS["python_version"],
            "--find-links", place.wheels, "--dest", place.wheels, *requirements,
        ],
        capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotBeHad(f"pip did not fetch the wheels for Windows: {done.stderr.strip()[-400:]}")


def _missing(folder: Path) -> list[str]:
    """Requirements that only a Windows has and that no wheel meets: markers are judged here as they are there."""
    names, required = set(), {}
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            name = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
            metadata = Parser().parsestr(packed.read(name).decode())
        names.add(canonicalize_name(metadata["Name"]))
        for line in metadata.get_all("Requires-Dist") or []:
            requirement = Requirement(line)
            if not requirement.marker or requirement.marker.evaluate(_WINDOWS):
                required[canonicalize_name(requirement.name)] = f"{requirement.name}{requirement.specifier}"
    return sorted(text for name, text in required.items() if name not in names)


def unpack(wheel: Path, folder: Path) -> None:
    """A wheel as an installer leaves it there; headers and programs are not needed."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as packed:
        for member in packed.infolist():
            rest = member.filename.partition(".data/")[2]
            if rest.startswith(("purelib/", "platlib/")):
                member.filename = rest.partition("/")[2]
            elif rest:
                continue
            packed.extract(member, folder)


def build_product(place: Place) -> Path:
    """The product's own wheel, from the sources as they are now."""
    folder = place.folder / "product"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT],
        capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False,
    )  # fmt: skip
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        raise CannotBeHad(f"the product's wheel was not built: {done.stderr.strip()[-400:]}")
    return found[0]
