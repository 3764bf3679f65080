"""Painting goes on where nobody is there any more to see it."""

from __future__ import annotations

import io

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from screens.look.output import Lasting
from screens.look.terminal_app import TerminalApp


class Gone(io.StringIO):
    """A terminal whose other side is closed."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error

    def flush(self) -> None:
        raise self.error


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), BrokenPipeError(), ValueError("closed file")])
def test_whoever_paints_is_never_waited_for(error: Exception) -> None:
    writer = WriterThread(Lasting(Gone(error)))  # type: ignore[arg-type]  # of a file, it writes and flushes
    writer.start()
    for _ in range(3 * MAX_QUEUED_WRITES):
        writer.write("text")
    writer.stop()
    assert not writer.is_alive()


def test_what_is_painted_arrives_as_it_is() -> None:
    file = io.StringIO()
    output = Lasting(file)
    assert output.write("abc") == 3
    output.flush()
    assert (file.getvalue(), output.closed) == ("abc", False)


async def test_every_app_paints_on_such_an_output() -> None:
    app = TerminalApp[None]()
    driver = app.driver_class(app, size=(80, 24))
    assert isinstance(driver._file, Lasting)  # type: ignore[attr-defined]  # of Textual's drivers for a terminal
