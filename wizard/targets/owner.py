"""Who owns a file or folder of Windows, as a SID: names are localised."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _FILE_OBJECT = 1
    _OWNER = 1

    _security = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _security.GetNamedSecurityInfoW.argtypes = (
        wintypes.LPCWSTR, ctypes.c_int, wintypes.DWORD, ctypes.POINTER(wintypes.LPVOID), wintypes.LPVOID,
        wintypes.LPVOID, wintypes.LPVOID, ctypes.POINTER(wintypes.LPVOID),
    )  # fmt: skip
    _security.GetNamedSecurityInfoW.restype = wintypes.DWORD
    _security.ConvertSidToStringSidW.argtypes = (wintypes.LPVOID, ctypes.POINTER(wintypes.LPWSTR))
    _security.ConvertSidToStringSidW.restype = wintypes.BOOL
    _kernel.LocalFree.argtypes = (wintypes.LPVOID,)
    _kernel.LocalFree.restype = wintypes.LPVOID

    def owner_of(path: Path) -> str:
        """SID of the owner. OSError where Windows does not tell."""
        sid, descriptor, text = wintypes.LPVOID(), wintypes.LPVOID(), wintypes.LPWSTR()
        code = _security.GetNamedSecurityInfoW(
            str(path), _FILE_OBJECT, _OWNER, ctypes.byref(sid), None, None, None, ctypes.byref(descriptor)
        )
        if code:
            raise ctypes.WinError(code)
        try:
            if not _security.ConvertSidToStringSidW(sid, ctypes.byref(text)):
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                return text.value or ""
            finally:
                _kernel.LocalFree(text)
        finally:
            _kernel.LocalFree(descriptor)
