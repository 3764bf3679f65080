"""The one thread that works with the target. Pages hand it jobs; what happens comes back as messages."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.message import Message

from wizard.state import Wanted

if TYPE_CHECKING:
    from wizard.engine.events import Event
    from wizard.engine.guide import Guide, View
    from wizard.engine.session import Session
    from wizard.engine.store import Store
    from wizard.engine.undo_list import UndoList
    from wizard.operations.target import Target
    from wizard.rules.findings import Finding

Job = Callable[["Backstage"], Any]


class Happened(Message):
    """An event of the engine, with the server's clock at that moment."""

    def __init__(self, event: Event, server: datetime) -> None:
        super().__init__()
        self.event = event
        self.server = server


class Finished(Message):
    """A job is done: what it gave, or what it raised."""

    def __init__(self, result: Any, error: Exception | None) -> None:
        super().__init__()
        self.result = result
        self.error = error


class Backstage:
    """Owns target, sessions and guide from the first job to the last: all of them live in its thread."""

    def __init__(self, wanted: Wanted, pace: float = 0.4) -> None:
        self.wanted = wanted
        self.pace = pace
        """Seconds that a wait of the practice lab is made to last, to be seen; a change twice as long."""
        self.stop = threading.Event()
        """Asks what runs to end at the next safe place."""
        self.notices: list[str] = []
        """What was said of the sessions when they were opened; before it, who works on a real server."""
        self._introduced = False
        self.post: Callable[[Message], Any] = lambda _: None
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stack = ExitStack()
        self._thread = threading.Thread(target=self._work, name="backstage")
        self._guide: Guide | None = None
        self._target: Target | None = None
        self._store: Store | None = None

    @property
    def guide(self) -> Guide:
        assert self._guide is not None
        return self._guide

    @property
    def target(self) -> Target:
        assert self._target is not None
        return self._target

    @property
    def store(self) -> Store:
        assert self._store is not None
        return self._store

    @property
    def is_open(self) -> bool:
        """The target was opened and looked at."""
        return self._guide is not None

    def start(self, post: Callable[[Message], Any]) -> None:
        """Begin to work; messages go to `post`, which has to be safe to call from any thread."""
        self.post = post
        self._thread.start()

    def ask_to_stop(self) -> None:
        """End what runs at the next safe place; a wait is over at once."""
        self.stop.set()
        if self._target is not None:
            self._target.wake()

    def do(self, job: Job) -> None:
        """One more job, behind those that wait."""
        # Here and not in the thread: who asks to stop just after this is heard.
        self.stop.clear()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the last job end, then give target and lock back."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def open(self) -> View:
        """Job: open what is wanted and look at it for the first time."""
        # Loaded here, in the thread behind the first page, which is painted before.
        from wizard.engine.guide import Guide
        from wizard.engine.introducing import introduced
        from wizard.opening import opened

        if self._target is None:
            self._target, self._store = self._stack.enter_context(opened(self.wanted, self.notices.append, True))
        if not self._introduced:
            if found := introduced(self.target):
                self.notices.insert(0, found.text)
            self._introduced = True
        self._guide = Guide.open(self.target, self.store, self._happened)
        return self._guide.view

    def undo(self, session: Session, what: UndoList) -> tuple[Finding, ...]:
        """Job: put a session back; what stays different."""
        return self.guide.undo(session, what, self._happened)

    def _happened(self, event: Event) -> None:
        from wizard.engine.events import ChangeBegun, Waited

        self.post(Happened(event, self.target.now()))
        if self.target.practice and isinstance(event, Waited | ChangeBegun):
            self.stop.wait(self.pace if isinstance(event, Waited) else 2 * self.pace)

    def _work(self) -> None:
        with self._stack:
            while (job := self._jobs.get()) is not None:
                try:
                    result, error = job(self), None
                except Exception as raised:  # whatever it is: it is shown, and the screen stays
                    result, error = None, raised
                self.post(Finished(result, error))
