"""What is painted on, which may go away: a console that is closed, a connection that breaks."""

from __future__ import annotations

from typing import IO, Any

from textual.driver import Driver


class Lasting:
    """A terminal's output that nobody has to be there for.

    Textual paints from a thread of its own. An error there would end that thread, and the app would then wait for it
    for ever, with the lock of its target in its hands.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        try:
            return self._file.write(text)
        except (OSError, ValueError):  # ValueError: the file was closed
            return len(text)

    def flush(self) -> None:
        try:
            self._file.flush()
        except (OSError, ValueError):
            return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def lasting(driver: type[Driver]) -> type[Driver]:
    """The same driver, painting on such an output."""

    class LastingDriver(driver):  # type: ignore[valid-type, misc]  # whichever the system has
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            file = getattr(self, "_file", None)  # one that draws nowhere has none
            if file is not None:
                self._file: Any = Lasting(file)

    return LastingDriver
