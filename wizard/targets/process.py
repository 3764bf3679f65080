"""One PowerShell that stays: started once, asked line by line, ended with all it started where no answer comes."""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from wizard.targets.agent import Answer, Frame, Garbled, Hello, Progress, Refused, bootstrap, encoded, frame, request
from wizard.targets.program import OPTIONS, child_environment
from wizard.targets.tree import ProcessTree

START_SECONDS = 60.0
_SLICE = 0.2
"""A wait in one piece cannot be interrupted by Ctrl+C on Windows."""
_LAST_LINE = 1.0
"""How long what it wrote before it ended may be on its way."""
_GOODBYE = 5.0
_KEPT = 8000
"""Bytes of standard error that are kept to tell why it ended."""


class Hung(Exception):
    """No answer came in time. The process is ended, with its children; what it did meanwhile is not known."""


class Ended(Exception):
    """The process ended before it answered; the message has its exit code and its last words."""


class Misunderstood(Exception):
    """The process and the wizard do not understand each other; it is ended."""


class LanguageMode(Exception):
    """This PowerShell is not in FullLanguage; the message is the mode that it is in."""


class PowerShellProcess:
    """A running PowerShell that has said hello. One request at a time.

    OSError where it cannot be started; Hung, Ended or LanguageMode where it does not get to a hello.
    """

    def __init__(self, program: Path, start_seconds: float = START_SECONDS) -> None:
        self._nonce = secrets.token_hex(8)
        self._number = 0
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._last_words = b""
        self._tree = ProcessTree([str(program), *OPTIONS, encoded(bootstrap(self._nonce))], child_environment())
        self._threads = [
            threading.Thread(target=work, name=f"PowerShell {work.__name__}", daemon=True)
            for work in (self._read, self._drain, self._write)
        ]
        for thread in self._threads:
            thread.start()
        self._over = False
        try:
            self.hello = self._greeting(time.monotonic() + start_seconds)
        except BaseException:
            self.end()
            raise

    @property
    def alive(self) -> bool:
        """It can be asked: nobody has ended it, neither from here nor from outside."""
        return not self._over and self._tree.wait(0) is None

    def ask(
        self,
        script: str,
        parameters: Mapping[str, Any],
        seconds: float,
        tell: Callable[[str], None] = lambda _: None,
        alike: bool = False,
    ) -> Answer:
        """What a script comes to. Hung, Ended or Misunderstood where that is not known: then this process is over."""
        self._number += 1
        try:
            self._outgoing.put(request(self._number, script, parameters, alike))
            return self._answer(time.monotonic() + seconds, tell)
        except BaseException:
            # Whatever interrupts the wait: an operation that nobody waits for must not run on.
            self.end()
            raise

    def close(self) -> None:
        """Let it end by itself, which it does when its input ends; end it where it does not."""
        self._outgoing.put(None)
        self._tree.wait(_GOODBYE)
        self.end()

    def end(self) -> None:
        """End it with all that it has started."""
        self._over = True
        self._outgoing.put(None)
        self._tree.end()
        for thread in self._threads:
            thread.join(_GOODBYE)
        if not any(thread.is_alive() for thread in self._threads):
            # Else a descendant got away and holds a pipe; closing it would wait for that one.
            self._tree.close()

    def _greeting(self, deadline: float) -> Hello:
        while True:
            match self._next(deadline):
                case Hello() as hello:
                    return hello
                case Refused(mode):
                    raise LanguageMode(mode)
                case Garbled(why):
                    raise Misunderstood(why)

    def _answer(self, deadline: float, tell: Callable[[str], None]) -> Answer:
        while True:
            match self._next(deadline):
                case Progress(number, text) if number == self._number:
                    tell(text)
                case Answer() as answer if answer.id == self._number:
                    return answer
                case Answer(id=0, error=error):
                    raise Misunderstood(error.text or "" if error else "")
                case Garbled(why):
                    raise Misunderstood(why)

    def _next(self, deadline: float) -> Frame:
        """The next frame, whatever noise stands before it."""
        over = False
        while True:
            left = deadline - time.monotonic()
            try:
                line = self._lines.get(timeout=max(0.0, min(_LAST_LINE if over else _SLICE, left)))
            except queue.Empty:
                if left <= 0:
                    raise Hung from None
                if over:
                    raise Ended(self._ending()) from None
                # A program that it has started may have its pipes, too: then they do not end with it.
                over = self._tree.wait(0) is not None
                continue
            if line is None:
                raise Ended(self._ending())
            if found := frame(line, self._nonce):
                return found
            if left <= 0:
                # Noise without end is no answer.
                raise Hung

    def _ending(self) -> str:
        code = self._tree.wait(_GOODBYE)
        self._threads[1].join(_LAST_LINE)
        words = self._last_words.decode("utf-8", "replace").strip()
        return f"exit code {code}" + (f": {words}" if words else "")

    def _read(self) -> None:
        with suppress(OSError, ValueError):
            for line in self._tree.stdout:
                if line.endswith(b"\n"):  # else it ended within the line
                    self._lines.put(line)
        self._lines.put(None)

    def _drain(self) -> None:
        # Warnings and progress of native programs land here; a full pipe would stop them.
        with suppress(OSError, ValueError):
            while piece := os.read(self._tree.stderr.fileno(), 4096):
                self._last_words = (self._last_words + piece)[-_KEPT:]

    def _write(self) -> None:
        # In a thread of its own: a process that does not read would stop whoever writes.
        while (line := self._outgoing.get()) is not None:
            with suppress(OSError, ValueError):
                self._tree.stdin.write(line)
                self._tree.stdin.flush()
        with suppress(OSError, ValueError):
            self._tree.stdin.close()  # the end of its input, by which it ends itself
