"""A console's window is closed, its user signs off, Windows ends: a stop, in the time that Windows gives for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

if sys.platform == "win32":
    import ctypes
    import functools
    import threading
    from ctypes import wintypes

    CLOSE, LOGOFF, SHUTDOWN = 2, 5, 6
    """CTRL_CLOSE_EVENT and its like: the process ends as soon as its handlers have returned, or 5 s after the event.

    Source: Microsoft's "HandlerRoutine callback function".
    """

    _asks: list[Callable[[], object]] = []

    def _heard(event: int) -> bool:
        if event not in {CLOSE, LOGOFF, SHUTDOWN} or not _asks:
            return False
        _asks[-1]()
        # CPython's handler makes a SIGBREAK of it and returns: nobody would come to hear that. This one stays until
        # the process has ended by itself, or Windows ends it.
        threading.Event().wait()
        return True

    _HANDLER = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(_heard)

    @functools.cache
    def _registered() -> bool:
        return bool(ctypes.WinDLL("kernel32").SetConsoleCtrlHandler(_HANDLER, wintypes.BOOL(True)))

    @contextmanager
    def closing(ask: Callable[[], object]) -> Iterator[None]:
        """Such an end calls `ask`, in a thread of its own."""
        _registered()
        _asks.append(ask)
        try:
            yield
        finally:
            # The handler stays registered: taking it back would wait for its end while it is on.
            _asks.remove(ask)

else:

    @contextmanager
    def closing(ask: Callable[[], object]) -> Iterator[None]:
        """Elsewhere a terminal that goes away is a signal."""
        yield
