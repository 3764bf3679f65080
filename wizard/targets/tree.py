"""A child process that is ended with everything it has started.

On Windows ending a process leaves its children, so it runs in a job that ends them too, also when the wizard itself is
ended from outside: a change that runs on unseen would meet the run that resumes. Elsewhere it leads a process group.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

if sys.platform == "win32":
    from wizard.targets.job import Job

    _FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0


_LAST_SECONDS = 10.0
"""A driver that does not answer may hold a process that was ended; nobody waits longer for it."""


class ProcessTree:
    """A process with pipes for its three streams. OSError where it cannot be started."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        # Pipes of subprocess are not overlapped, which .NET's console streams need (facts: winrm.md, 2).
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            creationflags=_FLAGS,
            start_new_session=sys.platform != "win32",
        )
        if sys.platform == "win32":
            try:
                # It starts nothing before it is asked to, so whatever it starts is in the job.
                self._job = Job(self._process.pid)
            except OSError:
                self._process.kill()
                self._process.wait()
                self.close()
                raise

    @property
    def stdin(self) -> IO[bytes]:
        return _open(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        return _open(self._process.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        return _open(self._process.stderr)

    def wait(self, seconds: float) -> int | None:
        """Its exit code; None while it still runs after that long."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it and all its descendants now. Harmless where it has ended."""
        if sys.platform == "win32":
            self._job.end()
        else:
            # The group outlives its leader as long as a descendant runs.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        # No kill() besides: Windows refuses that for a process which is ending already.
        self.wait(_LAST_SECONDS)

    def close(self) -> None:
        """Close the pipes. Nobody may be reading or writing them: that would wait for whoever holds the other end."""
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                # What was not written yet has nobody to read it.
                with suppress(OSError):
                    stream.close()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "all three streams are pipes"
    return stream
