"""Ctrl+C and its like ask to stop; a second one ends the process at once, which the journal survives."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from wizard.frontends.closing import closing

NAMES = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
"""As far as the platform has them."""


class Stop:
    """Whether a stop was asked for. Who waits meanwhile is woken."""

    def __init__(self) -> None:
        self._asked = False
        self._wake: Callable[[], None] = lambda: None

    def __call__(self) -> bool:
        return self._asked

    def wakes(self, wake: Callable[[], None]) -> None:
        """What ends a wait early. Called from a signal handler."""
        self._wake = wake

    def ask(self) -> None:
        """From now on a stop is asked for."""
        self._asked = True
        self._wake()


@contextmanager
def stopping(say: Callable[[str], None]) -> Iterator[Stop]:
    """Whether a stop was asked for. Only the main thread can listen; elsewhere nobody ever asks."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop():
            signal.signal(number, signal.default_int_handler)
            raise KeyboardInterrupt
        stop.ask()
        say("Stopping at the next safe place. Once more: stop at once.")

    for number in numbers:
        signal.signal(number, ask)
    try:
        with closing(stop.ask):
            yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
