"""`python -m tests.on_windows.closing PROCESS`: the window of its console is closed, as far as the process can tell.

Windows starts a thread in each process of the console, at the routine that calls the handlers, and ends the process
when that has returned, or after five seconds (source: SetConsoleCtrlHandler, HandlerRoutine). Wine never sends that
event, but has the routine.
"""

from __future__ import annotations

import sys

CLOSE, ENDED = 2, 0xC000013A
"""CTRL_CLOSE_EVENT, and STATUS_CONTROL_C_EXIT."""
SECONDS = 5.0

if sys.platform == "win32":
    import _winapi
    import ctypes
    from ctypes import wintypes

    def close_window(process: int) -> None:
        """Returns when the process has ended."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateRemoteThread.restype = wintypes.HANDLE
        routine = ctypes.cast(ctypes.WinDLL("kernelbase").CtrlRoutine, ctypes.c_void_p)
        handle = _winapi.OpenProcess(0x1F0FFF, False, process)
        thread = kernel.CreateRemoteThread(
            wintypes.HANDLE(handle), None, ctypes.c_size_t(0), routine, ctypes.c_void_p(CLOSE), 0, None
        )  # fmt: skip
        if not thread:
            raise ctypes.WinError(ctypes.get_last_error())
        _winapi.WaitForMultipleObjects([handle, thread], False, int(SECONDS * 1000))
        # A process that ends by itself ends its other threads first.
        _winapi.WaitForSingleObject(handle, 200)
        try:
            _winapi.TerminateProcess(handle, ENDED)
        except OSError:
            return  # it has ended by itself

else:

    def close_window(process: int) -> None:
        """Windows alone does that."""
        raise NotImplementedError


if __name__ == "__main__":
    close_window(int(sys.argv[1]))
