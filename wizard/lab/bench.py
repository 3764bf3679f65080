"""What the operations and components of a lab work on: its world, written to disk value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.lab.world import World

if TYPE_CHECKING:
    from wizard.lab.network import Network

Commit = Callable[[str], None]
"""Told what is about to be written."""


class Bench:
    """The world as it is now. Whoever changes it does so with `put`, or with `write`, which also brings it to disk."""

    network: Network

    def __init__(self, world: World, save: Callable[[World], None], on_commit: Commit | None = None) -> None:
        self.world = world
        self.on_commit = on_commit
        self.after_write: Callable[[], None] | None = None
        """Called behind every value that reached the disk: how a fault stops a change in the middle."""
        self._save = save
        self._rehearsing = False

    def put(self, **changes: Any) -> None:
        """Make facts so, in memory only: what belongs together is written together, at its end."""
        self.world = msgspec.structs.replace(self.world, **changes)

    def commit(self, what: str) -> None:
        """Bring the world to disk. `what` names it for whoever watches, or kills the process here."""
        if self._rehearsing:
            return
        if self.on_commit:
            self.on_commit(what)
        self._save(self.world)
        if self.after_write:
            self.after_write()

    def write(self, what: str, **changes: Any) -> None:
        """One value of a change: made so, and on disk."""
        self.put(**changes)
        self.commit(what)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What is done inside has no effect, though it looks to the doer as if it had."""
        before, self._rehearsing = self.world, True
        try:
            yield
        finally:
            self.world, self._rehearsing = before, False
