"""What is asked of a Windows console, with stand-ins for its calls: nothing is left changed, nothing is made up."""

from __future__ import annotations

import sys

import pytest

from screens.look.level import Console, Font
from screens.look.windows_console import Stream, console_of, font_of, read_console

SEQUENCES = 0x0004


class StandIn:
    """A console: its output mode, and what it refuses."""

    def __init__(
        self, mode: int | None = 0x3, takes: bool = True, keeps: bool = True, keyboard: int | None = 0x1F7
    ) -> None:
        self.modes = [mode]
        self.takes = takes
        self.keeps = keeps
        self.keyboard = keyboard

    def mode(self, stream: Stream) -> int | None:
        return self.keyboard if stream == "input" else self.modes[-1]

    def set_mode(self, mode: int) -> bool:
        if self.takes:
            self.modes.append(mode if self.keeps else mode & ~SEQUENCES)
        return self.takes

    def font(self) -> tuple[str, int]:
        return "Consolas", 0x36

    def code_page(self) -> int:
        return 850

    def build(self) -> int:
        return 17763


class Refuses(StandIn):
    """A system that has none of the calls."""

    def _refuse(self) -> int:
        raise AttributeError("function not found")

    def mode(self, stream: Stream) -> int | None:
        return self._refuse()

    def font(self) -> tuple[str, int]:
        raise OSError(6, "The handle is invalid")

    def code_page(self) -> int:
        return self._refuse()

    def build(self) -> int:
        return self._refuse()


def test_the_facts_of_a_console() -> None:
    assert console_of(StandIn()) == Console(17763, True, True, Font("Consolas", raster=False), 850)


def test_what_cannot_be_asked_is_unknown() -> None:
    assert console_of(Refuses()) == Console()


@pytest.mark.parametrize(
    ("console", "sequences"),
    [
        (StandIn(mode=0x7), True),                  # on already
        (StandIn(mode=0x3), True),                  # can be switched on
        (StandIn(takes=False), False),              # Server 2012 R2
        (StandIn(keeps=False), False),              # said yes, and did not
        (StandIn(mode=None), False),                # no console: redirected, or a remote session
    ],
)  # fmt: skip
def test_sequences_are_tried_not_assumed(console: StandIn, sequences: bool) -> None:
    before = console.modes[0]
    assert console_of(console).sequences is sequences
    assert console.modes[-1] == before, "the mode is left as it was"


def test_without_a_console_for_input_there_is_no_keyboard() -> None:
    assert console_of(StandIn(keyboard=None)).keyboard is False


@pytest.mark.parametrize(
    ("face", "family", "font"),
    [
        ("Consolas", 0x36, Font("Consolas", raster=False)),
        ("Lucida Console", 0x36, Font("Lucida Console", raster=False)),
        ("Terminal", 0x30, Font("Terminal", raster=True)),
        ("Cascadia Code", 0x0E, Font("Cascadia Code", raster=False)),
        ("", 0, None),
    ],
)
def test_a_raster_font_is_known_by_its_family(face: str, family: int, font: Font | None) -> None:
    assert font_of(face, family) == font


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_answers() -> None:
    console = read_console()
    assert console.build
    assert console.sequences is not None
