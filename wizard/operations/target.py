"""What the engine needs of a target: the machines of its roles, an answer to a question, a clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from wizard.operations.model import Question, Role

R = TypeVar("R")


class Target(Protocol):
    """A server with its surroundings: this computer, one reached over WinRM, or one of the practice lab."""

    @property
    def name(self) -> str:
        """Stable, for the session store and `--json`: `lab:first-run`."""

    @property
    def title(self) -> str:
        """For people: `practice lab first-run: WSUS1.contoso.com`."""

    @property
    def arguments(self) -> str:
        """What the command line says to reach it again: `--lab first-run`."""

    @property
    def practice(self) -> bool:
        """Nobody is harmed by what is done to it. On any other target a run without questions wants a digest."""

    def machine(self, role: Role) -> str:
        """Host name of the machine of a role; empty where the target has none."""

    def run(self, question: Question[R]) -> R:
        """Do the operation. OperationFailed where it failed or took too long, Unreachable where nobody answers."""

    def now(self) -> datetime:
        """The server's clock, in UTC."""

    def pause(self, duration: timedelta) -> None:
        """Let time pass. The lab moves its clock and returns at once."""

    def wake(self) -> None:
        """End the pause that is on now, or the next one. From a signal handler, too, or another thread."""
