"""What Windows says of the console: whether it takes sequences, its font and code page. Nothing is left changed.

QuickEdit and the other input modes are not touched: Textual sets and restores its own.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from screens.look.level import Console, Font

ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x0004
TMPF_VECTOR, TMPF_TRUETYPE = 0x02, 0x04
"""Bits of CONSOLE_FONT_INFOEX.FontFamily; a raster font has neither."""

FACE_LENGTH = 32

Stream = Literal["input", "output"]
T = TypeVar("T")


class Calls(Protocol):
    """The calls of Windows; each may raise OSError or AttributeError, where this Windows has it not."""

    def mode(self, stream: Stream) -> int | None:
        """GetConsoleMode. None where the stream is no console."""

    def set_mode(self, mode: int) -> bool:
        """SetConsoleMode of the output: whether it was taken."""

    def font(self) -> tuple[str, int]:
        """GetCurrentConsoleFontEx: face and family."""

    def code_page(self) -> int:
        """GetConsoleOutputCP."""

    def build(self) -> int:
        """Build of Windows."""


def console_of(calls: Calls) -> Console:
    """The facts; whatever cannot be asked is unknown."""
    return Console(
        build=_asked(calls.build),
        keyboard=_asked(lambda: calls.mode("input") is not None),
        sequences=_asked(lambda: takes_sequences(calls)),
        font=_asked(lambda: font_of(*calls.font())),
        code_page=_asked(calls.code_page) or None,
    )


def takes_sequences(calls: Calls) -> bool:
    """Whether the output takes virtual terminal sequences: switched on, read back, and put as it was (facts, 2.4)."""
    before = calls.mode("output")
    if before is None:
        return False
    if before & ENABLE_VIRTUAL_TERMINAL_PROCESSING:
        return True
    try:
        taken = calls.set_mode(before | ENABLE_VIRTUAL_TERMINAL_PROCESSING)
        after = calls.mode("output")
        return taken and after is not None and bool(after & ENABLE_VIRTUAL_TERMINAL_PROCESSING)
    finally:
        calls.set_mode(before)


def font_of(face: str, family: int) -> Font | None:
    """The font; None where the console names none, as a hidden one may."""
    return Font(face, raster=not family & (TMPF_VECTOR | TMPF_TRUETYPE)) if face else None


def _asked(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except (OSError, AttributeError, ValueError, ctypes.ArgumentError):
        return None


if sys.platform == "win32":
    import msvcrt
    from ctypes import wintypes

    class _FontInfo(ctypes.Structure):
        """CONSOLE_FONT_INFOEX."""

        _fields_ = (
            ("cbSize", wintypes.ULONG),
            ("nFont", wintypes.DWORD),
            ("dwFontSize", wintypes._COORD),
            ("FontFamily", wintypes.UINT),
            ("FontWeight", wintypes.UINT),
            ("FaceName", wintypes.WCHAR * FACE_LENGTH),
        )

    class Kernel:
        """The calls, as kernel32 has them."""

        def __init__(self) -> None:
            # An instance of our own: argument types set here bind nobody else.
            self._dll = ctypes.WinDLL("kernel32", use_last_error=True)

        def mode(self, stream: Stream) -> int | None:
            mode = wintypes.DWORD()
            read = self._dll.GetConsoleMode(_handle(stream), ctypes.byref(mode))
            return mode.value if read else None

        def set_mode(self, mode: int) -> bool:
            return bool(self._dll.SetConsoleMode(_handle("output"), wintypes.DWORD(mode)))

        def font(self) -> tuple[str, int]:
            info = _FontInfo()
            info.cbSize = ctypes.sizeof(info)
            if not self._dll.GetCurrentConsoleFontEx(_handle("output"), wintypes.BOOL(False), ctypes.byref(info)):
                raise ctypes.WinError(ctypes.get_last_error())
            return str(info.FaceName), int(info.FontFamily)

        def code_page(self) -> int:
            return int(self._dll.GetConsoleOutputCP())

        def build(self) -> int:
            return sys.getwindowsversion().build

    def _handle(stream: Stream) -> wintypes.HANDLE:
        # The streams that Textual takes, whatever was put over them since.
        file = sys.__stdin__ if stream == "input" else sys.__stdout__
        if file is None:
            raise OSError(f"no standard {stream}")
        return wintypes.HANDLE(msvcrt.get_osfhandle(file.fileno()))


def read_console() -> Console:
    """Ask Windows; elsewhere nothing is known."""
    if sys.platform == "win32":
        return console_of(Kernel())
    else:
        return Console()
