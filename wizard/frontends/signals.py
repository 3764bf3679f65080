"""Ctrl+C and its like ask to stop; a second one ends the process at once, which the journal survives."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
"""As far as the platform has them."""


@contextmanager
def stopping(say: Callable[[str], None]) -> Iterator[Callable[[], bool]]:
    """Whether a stop was asked for. Only the main thread can listen; elsewhere nobody ever asks."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            signal.signal(number, signal.default_int_handler)
            raise KeyboardInterrupt
        asked.set()
        say("Stopping at the next safe place. Once more: stop at once.")

    for number in numbers:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
