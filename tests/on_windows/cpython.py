"""A CPython for 64-bit Windows, laid out as its installer does, and once more as the embeddable package is."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path, PurePosixPath

from tests.on_windows.distribution import install
from tests.on_windows.forwarder import exported, forwarder
from tests.on_windows.place import CannotBeHad, Place

VERSION = "3.11.3"
ARTIFACT = f"org.bytedeco:cpython:{VERSION}-1.5.9:jar:windows-x86_64"
"""The release as its makers built it, with its folders in other places and without `python3.dll`."""

ARCHIVE = "WSUS_TLS_WINDOWS_CPYTHON"
"""Names that archive where Maven cannot fetch it."""

_LEFT_OUT = {"test", "idlelib", "lib2to3", "tkinter", "turtledemo", "distutils", "site-packages"}
"""Of the standard library; what the product might meet by accident stays."""

_SECONDS = 600


def make_python(place: Place) -> None:
    """Both layouts. CannotBeHad where the archive cannot be fetched."""
    archive = _archive(place)
    _unpack(archive, place.python)
    _embed(place.python, place.embedded)


def _archive(place: Place) -> Path:
    if named := os.environ.get(ARCHIVE):
        return Path(named)
    place.downloads.mkdir(parents=True, exist_ok=True)
    maven = shutil.which("mvn")
    if not maven:
        install("maven")
        maven = "mvn"
    command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={place.downloads}"]
    # Outside the checkout: it is no project of Maven's.
    done = subprocess.run(
        command, cwd=place.downloads, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False
    )  # fmt: skip
    found = sorted(place.downloads.glob("cpython-*.jar"))
    if done.returncode or not found:
        raise CannotBeHad(f"Maven did not fetch {ARTIFACT}: {(done.stdout + done.stderr).strip()[:400]}")
    return found[0]


def _unpack(archive: Path, folder: Path) -> None:
    """`python.exe` and DLLs at the root, extension modules in `DLLs`, the rest in `Lib`."""
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            inside = PurePosixPath(member.filename).parts[4:]
            if member.is_dir() or not (relative := _where(inside)):
                continue
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed.read(member))
    # Wheels for the stable ABI load python3.dll, which only leads there.
    library = next(folder.glob("python3?*.dll"))
    names = {name: f"{library.stem}.{name}" for name in exported(library.read_bytes())}
    (folder / "python3.dll").write_bytes(forwarder("python3.dll", names))


def _where(inside: tuple[str, ...]) -> Path | None:
    match inside:
        case (name,) if name.startswith("python"):
            return Path(name)
        case ("lib", name) if name.startswith("vcruntime"):
            return Path(name)
        case ("lib", name) if name.endswith((".pyd", ".dll")):
            return Path("DLLs", name)
        case ("lib", first, *rest) if first.removesuffix(".py") not in _LEFT_OUT and "dist-info" not in first:
            return None if first.endswith(".pth") else Path("Lib", first, *rest)
        case _:
            return None


def _embed(python: Path, folder: Path) -> None:
    """All in one folder, the library in a .zip, and a `._pth` that says what is importable (facts: Embeddable)."""
    folder.mkdir(parents=True, exist_ok=True)
    for found in [*python.glob("*.dll"), *python.glob("*.exe"), *(python / "DLLs").iterdir()]:
        shutil.copy(found, folder / found.name)
    short = next(python.glob("python3?*.dll")).stem
    with zipfile.ZipFile(folder / f"{short}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for module in sorted((python / "Lib").rglob("*.py")):
            inside = module.relative_to(python / "Lib")
            if inside.parts[0] not in {"site-packages", "pip", "setuptools", "pkg_resources", "ensurepip", "venv"}:
                packed.write(module, str(inside))
    importable = (f"{short}.zip", ".", "site-packages", "", "#import site")
    (folder / f"{short}._pth").write_text("\n".join((*importable, "")), encoding="utf-8")
