"""What to draw with, decided from facts about the terminal alone; whether screens can be drawn at all. Pure."""

from __future__ import annotations

import enum
import functools
import tomllib
from typing import Literal

import msgspec

from screens.look.glyphs import GlyphLevel
from wizard import resources


class Font(msgspec.Struct, frozen=True):
    """The font of a Windows console."""

    face: str
    raster: bool


class Console(msgspec.Struct, frozen=True):
    """What Windows says of the console. None: it did not say."""

    build: int | None = None
    """Build of Windows: 14393 is Server 2016, 17763 is 2019, 20348 is 2022."""
    keyboard: bool | None = None
    """Standard input is a console. (A terminal to Python is NUL, too.)"""
    sequences: bool | None = None
    """Virtual terminal sequences can be switched on; False as well where there is no console at all."""
    font: Font | None = None
    code_page: int | None = None


class Terminal(msgspec.Struct, frozen=True):
    """Facts about the terminal, as far as they are known, and what the operator wishes."""

    platform: str
    """As `sys.platform` names it."""
    input_tty: bool = True
    output_tty: bool = True
    """The stream that screens are written to: standard output on Windows, standard error elsewhere."""
    encoding: str | None = "utf-8"
    """Of that stream."""
    term: str = ""
    windows_terminal: bool = False
    """WT_SESSION is set. A hint only: programs that Windows Terminal starts elsewhere inherit it."""
    ssh: bool = False
    """Then the console that Windows tells of is a hidden one: its font is not what the operator sees."""
    no_color: bool = False
    """NO_COLOR is set and not empty (no-color.org)."""
    glyphs: str = ""
    """WSUS_TLS_GLYPHS: full, wgl4 or ascii. Anything else is no wish."""
    color: str = ""
    """WSUS_TLS_COLOR: auto, 16 or none. Anything else is no wish."""
    console: Console = Console()

    @property
    def on_windows(self) -> bool:
        """Whether it is a console of Windows."""
        return self.platform == "win32"


CELLS_OF_TWO = frozenset({932, 936, 949, 950, 1361})
"""Code pages of East Asia: their consoles draw many symbols and lines two cells wide."""

UTF_8 = frozenset({"utf-8", "utf8", "cp65001"})


def glyph_level(terminal: Terminal) -> GlyphLevel:
    """The richest level that is safe on this terminal; the operator's wish beats all (facts, 2.4)."""
    wish = terminal.glyphs.strip().lower()
    if wish in {level.value for level in GlyphLevel}:
        return GlyphLevel(wish)
    if terminal.term == "dumb" or (terminal.encoding or "").lower().replace("_", "-") not in UTF_8:
        return GlyphLevel.ASCII
    if not terminal.on_windows:
        # The text console of Linux has 512 glyphs at most, those of code page 437 among them.
        return GlyphLevel.WGL4 if terminal.term == "linux" else GlyphLevel.FULL
    if terminal.windows_terminal:
        return GlyphLevel.FULL
    console = terminal.console
    raster = console.font is not None and console.font.raster and not terminal.ssh
    return GlyphLevel.ASCII if raster or console.code_page in CELLS_OF_TWO else GlyphLevel.WGL4


Color = Literal["auto", "standard", "none"]
"""`auto`: what the terminal is taken to be able to. `standard`: the 16 colours."""

BUILD_OF_24_BIT = 15063
"""From this build on the console takes 24-bit colours (facts, 2.2)."""


def color_system(terminal: Terminal) -> Color:
    """Which colours to write. WSUS_TLS_COLOR=16 beats NO_COLOR, as the wish for this one program."""
    wish = terminal.color.strip().lower()
    if wish == "16":
        return "standard"
    if wish == "none" or terminal.no_color:
        return "none"
    build = terminal.console.build
    if terminal.on_windows and build is not None and build < BUILD_OF_24_BIT:
        return "standard"
    return "auto"


class NoScreen(enum.Enum):
    """Why screens cannot be drawn; its value is the code of its words."""

    NO_INPUT = "no-input"
    NO_OUTPUT = "no-output"
    DUMB = "dumb-terminal"
    NO_SEQUENCES = "no-sequences"

    @property
    def words(self) -> str:
        """What is said to the operator, in one line."""
        return _words()[self.value]


def why_no_screen(terminal: Terminal) -> NoScreen | None:
    """What keeps a full-screen program from running here; None where nothing does.

    A remote PowerShell session, the ISE, a service and redirected output have no terminal (facts, 2.2). The console of
    Server 2012 R2, or a later one with "Use legacy console" ticked, prints sequences as garbage.
    """
    if not terminal.input_tty or terminal.console.keyboard is False:
        return NoScreen.NO_INPUT
    if not terminal.output_tty:
        return NoScreen.NO_OUTPUT
    if terminal.on_windows:
        return NoScreen.NO_SEQUENCES if terminal.console.sequences is False else None
    return NoScreen.DUMB if terminal.term == "dumb" else None


@functools.cache
def _words() -> dict[str, str]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/no-screen.toml")), dict[str, str])
