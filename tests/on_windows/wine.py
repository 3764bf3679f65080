"""Wine: its prefix, its environment, its server (facts: A Windows Python under Wine)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from tests.on_windows.distribution import install
from tests.on_windows.forwarder import forwarder
from tests.on_windows.place import CannotBeHad, Place

POWERSHELL = "WSUS_TLS_WINDOWS_POWERSHELL"
"""Names a `powershell.exe` for Windows that takes the place of Wine's, which does nothing and returns 0."""

_FOLDER = Path("/usr/lib/wine")
_SECONDS = 300


def wine() -> Path:
    """Wine's program. CannotBeHad where there is none."""
    for found in (_FOLDER / "wine64", shutil.which("wine64"), shutil.which("wine")):
        if found and Path(found).is_file():
            return Path(found)
    raise CannotBeHad("there is no Wine")


def install_wine() -> None:
    """From the distribution, where it may be installed. CannotBeHad where not."""
    try:
        wine()
    except CannotBeHad:
        install("wine64")


def environment(place: Place, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a Windows program inherits: little of this machine's, so that nothing passes for Windows by accident."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "TERM") if name in os.environ}
    return {**own, "WINEPREFIX": str(place.prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8", **(more or {})}


def command(program: Path | str, *arguments: str | Path) -> list[str]:
    """A command line for this machine that runs a program of Windows."""
    return [str(wine()), str(program), *map(str, arguments)]


def run(
    place: Place, words: Sequence[str], seconds: float = _SECONDS, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A program of Windows to its end. Its input is an empty pipe: Wine's null device is none for CPython."""
    return subprocess.run(
        words,
        env=environment(place, more),
        input="",
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
    )


def make_prefix(place: Place) -> None:
    """A Windows 10 without a display. CannotBeHad where Wine does not start."""
    shutil.rmtree(place.prefix, ignore_errors=True)
    place.prefix.mkdir(parents=True)
    settings = (
        (r"HKCU\Software\Wine", "Version", "win10"),
        (r"HKCU\Environment", "DOTNET_EnableWriteXorExecute", "0"),
    )
    commands = [command("wineboot", "-i")]
    commands += [command("reg", "add", key, "/v", name, "/d", value, "/f") for key, name, value in settings]
    for words in commands:
        if code := _quietly(words, place):
            raise CannotBeHad(f"Wine's {' '.join(words[1:3])} ended in {code}")
    drive = place.prefix / "dosdevices" / "z::"
    drive.unlink(missing_ok=True)
    drive.symlink_to("/dev/null")    # else .NET says at each start that it may not read it
    # Rust's library asks for random numbers here; Wine 8 has no such DLL, but the function, under its older name.
    system = place.prefix / "drive_c" / "windows" / "system32"
    names = {"ProcessPrng": "advapi32.SystemFunction036"}
    (system / "bcryptprimitives.dll").write_bytes(forwarder("bcryptprimitives.dll", names))
    (place.prefix / "drive_c" / "temp").mkdir(exist_ok=True)


def put_powershell(place: Place, program: Path | None) -> None:
    """In place of Wine's own, a link; without one nothing at all, so that nothing passes by doing nothing."""
    folder = place.prefix / "drive_c" / "windows" / "system32" / "WindowsPowerShell" / "v1.0"
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    # What 32-bit programs see besides; of those there are none here, and Wine has it for them alone, as Windows does.
    native = place.prefix / "drive_c" / "windows" / "sysnative"
    native.unlink(missing_ok=True)
    if program:
        folder.symlink_to(program.absolute().parent, target_is_directory=True)
        native.symlink_to("system32", target_is_directory=True)


@contextmanager
def started(place: Place) -> Iterator[None]:
    """Wine's server for as long as this lasts: else every pipe ends 3 s late (facts: How Wine behaves).

    One at a time: the end of one run would be the end of all.
    """
    with FileLock(place.folder / "lock"):
        _quietly([_FOLDER / "wineserver64", "-p"], place)
        _quietly(command("cmd", "/c", "exit"), place)
        try:
            yield
        finally:
            end(place)


def end(place: Place) -> None:
    """Wine's server, and with it every program that runs there."""
    _quietly([_FOLDER / "wineserver64", "-k"], place)
    _quietly([_FOLDER / "wineserver64", "-w"], place)


def _quietly(words: Sequence[str | Path], place: Place) -> int:
    """Without pipes: Wine's services hold them for as long as they live."""
    null = subprocess.DEVNULL
    done = subprocess.run(
        words, env=environment(place), stdin=null, stdout=null, stderr=null, timeout=_SECONDS, check=False
    )  # fmt: skip
    return done.returncode
