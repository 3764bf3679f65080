"""Whether a process of Windows runs: `os.kill(pid, 0)` would end it."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import _winapi

    _SYNCHRONIZE, _RUNS = 0x00100000, 0x102

    def alive(process: int) -> bool:
        """It has not ended, whether anybody still holds it or not."""
        try:
            handle = _winapi.OpenProcess(_SYNCHRONIZE, False, process)
        except OSError:
            return False
        try:
            return _winapi.WaitForSingleObject(handle, 0) == _RUNS
        finally:
            _winapi.CloseHandle(handle)

else:

    def alive(process: int) -> bool:
        """Asked on Windows alone."""
        raise NotImplementedError
