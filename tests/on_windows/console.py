"""Programs for Wine's console. `python -m tests.on_windows.console wizard [arguments]`, or `... keys`.

Wine 8 takes escape sequences for text: it breaks a line that is full of them, writes "erase to the end of the line" in
place of blanks at its end, and shows and hides the cursor on its own. So it gets lines longer than any page, an
attribute that no terminal shows (with it, blanks stay blanks), and a cursor that it leaves alone. What a program writes
then goes through as it is. The window stays as large as the terminal.
"""

from __future__ import annotations

import sys

COLUMNS = 32000
INVISIBLE = 0x0407
"""White on black, and a grid line that only Windows draws."""

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Cursor(ctypes.Structure):
        """CONSOLE_CURSOR_INFO."""

        _fields_ = (("dwSize", wintypes.DWORD), ("bVisible", wintypes.BOOL))

    def prepare() -> None:
        """The console of this process."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetStdHandle.restype = wintypes.HANDLE
        output = wintypes.HANDLE(kernel.GetStdHandle(wintypes.DWORD(-11)))
        for taken in (
            kernel.SetConsoleScreenBufferSize(output, wintypes._COORD(COLUMNS, 24)),
            kernel.SetConsoleTextAttribute(output, wintypes.WORD(INVISIBLE)),
            kernel.SetConsoleCursorInfo(output, ctypes.byref(_Cursor(25, False))),
        ):
            if not taken:
                raise ctypes.WinError(ctypes.get_last_error())

    def wizard(arguments: list[str]) -> int:
        """The wizard, as it is started; only a practice lab's waits are not made to last."""
        from screens.look.facts_of_terminal import prepare_environment, read_terminal

        # Before Textual is imported, as the wizard does it itself.
        prepare_environment(read_terminal())
        from screens import backstage
        from wizard import cli
        from wizard.state import Wanted

        class Unhurried(backstage.Backstage):
            def __init__(self, wanted: Wanted) -> None:
                super().__init__(wanted, pace=0)

        backstage.Backstage = Unhurried  # type: ignore[assignment,misc]
        return cli.main(arguments)

    def keys() -> None:
        """Say what the console hands to Textual, until a q: `virtual key:character` of each key that goes down."""
        from textual.drivers import win32

        win32.enable_application_mode()
        records, count, found = (win32.INPUT_RECORD * 64)(), wintypes.DWORD(), [""]
        print("ready", flush=True)
        while found[-1] != "q":
            win32.KERNEL32.ReadConsoleInputW(
                win32.GetStdHandle(win32.STD_INPUT_HANDLE), ctypes.byref(records), 64, ctypes.byref(count)
            )  # fmt: skip
            for record in records[: count.value]:
                key = record.Event.KeyEvent
                if record.EventType != 1:
                    print(f"event {record.EventType}", end=" ", flush=True)
                elif key.bKeyDown:
                    found.append(key.uChar.UnicodeChar)
                    print(f"{key.wVirtualKeyCode}:{ord(found[-1])}", end=" ", flush=True)
        print("end", flush=True)

    if __name__ == "__main__":
        if sys.argv[1] == "keys":
            keys()
        else:
            prepare()
            sys.exit(wizard(sys.argv[2:]))
