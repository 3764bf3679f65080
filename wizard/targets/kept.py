"""Operations done by a PowerShell that stays on this computer, or by a new one where an operation needs that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from wizard.operations.model import Operation, OperationError, OperationFailed, Unreachable
from wizard.targets.process import (
    START_SECONDS,
    Ended,
    Hung,
    LanguageMode,
    Misunderstood,
    PowerShellProcess,
)
from wizard.targets.program import NoPowerShell, program
from wizard.targets.result import decoded, parameters
from wizard.targets.words import say

R = TypeVar("R")

Tell = Callable[[str], None]


class KeptPowerShell:
    """Starts at the first operation, and anew behind one that hung or ended it. One operation at a time."""

    def __init__(
        self,
        scripts: Traversable,
        find: Callable[[], Path] = program,
        tell: Tell = lambda _: None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._scripts = scripts
        self._find = find
        self._tell = tell
        self._start_seconds = start_seconds
        self._kept: PowerShellProcess | None = None
        self._texts: dict[str, str] = {}
        self._lock = threading.Lock()
        self._clock = (datetime.now(UTC), time.monotonic())

    def run(self, operation: Operation[R]) -> R:
        """Do an operation. OperationFailed where it failed or took too long, Unreachable where nothing can be run."""
        script = self._script(operation.name)
        with self._lock:
            if not operation.fresh:
                return self._ask(self._running(), operation, script)
            with closing(self._started()) as own:
                return self._ask(own, operation, script)

    def now(self) -> datetime:
        """The clock of the machine that PowerShell runs on: as it said at its start, and what has passed since."""
        said, at = self._clock
        return said + timedelta(seconds=time.monotonic() - at)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._kept:
                self._kept.close()
                self._kept = None

    def _ask(self, process: PowerShellProcess, operation: Operation[R], script: str) -> R:
        try:
            answer = process.ask(script, parameters(operation), operation.seconds, self._tell, operation.alike)
        except Hung:
            raise OperationFailed(OperationError("Timeout", text=say("timeout", seconds=operation.seconds))) from None
        except Ended as ended:
            raise OperationFailed(OperationError("Interrupted", text=say("ended", why=ended))) from None
        except Misunderstood as error:
            raise OperationFailed(OperationError("Misunderstood", text=say("misunderstood", why=error))) from None
        for warning in answer.warnings:
            self._tell(warning)
        if answer.error:
            raise OperationFailed(answer.error.error())
        return decoded(operation, answer.value)

    def _running(self) -> PowerShellProcess:
        if self._kept is None or not self._kept.alive:
            if self._kept:
                self._kept.end()
            self._kept = self._started()
            self._clock = (self._kept.hello.clock, time.monotonic())
        return self._kept

    def _started(self) -> PowerShellProcess:
        try:
            found = self._find()
        except NoPowerShell:
            raise Unreachable(say("no-powershell")) from None
        try:
            return PowerShellProcess(found, self._start_seconds)
        except OSError as error:
            raise Unreachable(say("not-started", program=found, why=error)) from None
        except LanguageMode as mode:
            raise Unreachable(say("language-mode", mode=mode)) from None
        except Hung:
            why = say("timeout", seconds=self._start_seconds)
            raise Unreachable(say("no-greeting", program=found, why=why)) from None
        except (Ended, Misunderstood) as error:
            raise Unreachable(say("no-greeting", program=found, why=error)) from None

    def _script(self, name: str) -> str:
        if name not in self._texts:
            try:
                self._texts[name] = (self._scripts / f"{name}.ps1").read_text(encoding="ascii")
            except FileNotFoundError:
                raise OperationFailed(OperationError("NoScript", text=say("no-script", operation=name))) from None
        return self._texts[name]
