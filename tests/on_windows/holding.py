"""A file held open as a scanner of Windows does: nobody else may do anything with it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

if sys.platform == "win32":
    import _winapi

    _READ, _EXISTING = 0x80000000, 3

    @contextmanager
    def held_without_sharing(path: Path, seconds: float) -> Iterator[None]:
        """From now on for so long, also while the block goes on."""
        handle = _winapi.CreateFile(str(path), _READ, 0, 0, _EXISTING, 0, 0)
        closing = threading.Timer(seconds, _winapi.CloseHandle, (handle,))
        closing.start()
        try:
            yield
        finally:
            closing.join()

else:

    def held_without_sharing(path: Path, seconds: float) -> AbstractContextManager[None]:
        """Windows alone can do that."""
        raise NotImplementedError
