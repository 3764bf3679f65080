"""What is decided about a terminal, as tables: an admin of such consoles can read and contradict them."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import msgspec
import pytest

from screens.look.glyphs import GlyphLevel
from screens.look.level import Console, Font, NoScreen, Terminal, color_system, glyph_level, why_no_screen
from wizard.resources import read_text

CONSOLAS, RASTER = Font("Consolas", raster=False), Font("Terminal", raster=True)
SERVER_2016, SERVER_2019, SERVER_2022 = 14393, 17763, 20348


def windows(
    build: int | None = SERVER_2019,
    font: Font | None = CONSOLAS,
    code_page: int | None = 437,
    sequences: bool | None = True,
    keyboard: bool | None = True,
    **facts: object,
) -> Terminal:
    """A console of Windows."""
    return msgspec.structs.replace(
        Terminal("win32", console=Console(build, keyboard, sequences, font, code_page)), **facts
    )


def linux(**facts: object) -> Terminal:
    """A terminal of Linux."""
    return msgspec.structs.replace(Terminal("linux", term="xterm-256color"), **facts)


@pytest.mark.parametrize(
    ("terminal", "level"),
    [
        (windows(), "wgl4"),                                          # the main case: conhost with Consolas
        (windows(font=Font("Lucida Console", raster=False)), "wgl4"),
        (windows(font=Font("MS Mincho", raster=False)), "wgl4"),
        (windows(font=RASTER), "ascii"),
        (windows(font=None), "wgl4"),                                 # an unknown font is rarely a raster font
        (windows(font=None, code_page=None, build=None), "wgl4"),     # nothing is known
        (windows(code_page=65001), "wgl4"),
        (windows(code_page=932), "ascii"),                            # Japan: lines are two cells wide there
        (windows(code_page=936), "ascii"),
        (windows(windows_terminal=True), "full"),
        (windows(windows_terminal=True, font=None), "full"),
        (windows(ssh=True), "wgl4"),                                  # whose terminal it is, nobody knows
        (windows(ssh=True, font=RASTER), "wgl4"),                     # the font of a console that nobody sees
        (windows(encoding="cp1252"), "ascii"),
        (windows(encoding="UTF8"), "wgl4"),
        (windows(term="xterm"), "wgl4"),
        (linux(), "full"),
        (linux(ssh=True), "full"),
        (linux(term="linux"), "wgl4"),
        (linux(term="dumb"), "ascii"),
        (linux(term=""), "full"),
        (linux(encoding="UTF-8"), "full"),
        (linux(encoding="ISO-8859-1"), "ascii"),
        (linux(encoding="ANSI_X3.4-1968"), "ascii"),                  # LANG=C of old
        (linux(encoding=None), "ascii"),
        (linux(windows_terminal=True, term="dumb"), "ascii"),
        (windows(glyphs="full", font=RASTER), "full"),                # the operator's wish beats all
        (windows(glyphs="ascii", windows_terminal=True), "ascii"),
        (linux(glyphs=" WGL4 "), "wgl4"),
        (linux(glyphs="pretty"), "full"),                             # no wish
    ],
)  # fmt: skip
def test_the_glyph_level(terminal: Terminal, level: str) -> None:
    assert glyph_level(terminal) is GlyphLevel(level)


@pytest.mark.parametrize(
    ("terminal", "color"),
    [
        (windows(build=SERVER_2016), "standard"),
        (windows(build=15063), "auto"),
        (windows(build=SERVER_2022), "auto"),
        (windows(build=None), "auto"),
        (linux(), "auto"),
        (windows(no_color=True), "none"),
        (windows(no_color=True, build=SERVER_2016), "none"),
        (linux(color="none"), "none"),
        (linux(color="16"), "standard"),
        (linux(color="16", no_color=True), "standard"),               # the wish for this program beats that for all
        (linux(color="auto", no_color=True), "none"),
        (windows(color="auto", build=SERVER_2016), "standard"),
        (linux(color="NONE "), "none"),
        (linux(color="pink"), "auto"),                                # no wish
    ],
)  # fmt: skip
def test_the_colours(terminal: Terminal, color: str) -> None:
    assert color_system(terminal) == color


@pytest.mark.parametrize(
    ("terminal", "code"),
    [
        (windows(), None),
        (linux(), None),
        (linux(input_tty=False), "no-input"),
        (linux(output_tty=False), "no-output"),
        (linux(input_tty=False, output_tty=False), "no-input"),
        (linux(term="dumb"), "dumb-terminal"),
        (linux(term="linux"), None),
        (windows(keyboard=False), "no-input"),                        # < NUL: a terminal to Python
        (windows(sequences=False), "no-sequences"),                   # legacy console; PSSession; > NUL
        (windows(sequences=None), None),                              # could not be asked: try
        (windows(keyboard=None), None),
        (windows(term="dumb"), None),                                 # TERM says nothing of a console
    ],
)  # fmt: skip
def test_why_there_can_be_no_screen(terminal: Terminal, code: str | None) -> None:
    why = why_no_screen(terminal)
    assert (why.value if why else None) == code


def test_every_reason_has_words_and_no_words_are_left_over() -> None:
    assert {why.value for why in NoScreen} == set(tomllib.loads(read_text("text/no-screen.toml")))
    assert all(why.words for why in NoScreen)


def test_deciding_loads_no_textual() -> None:
    code = "import sys, screens.look.facts_of_terminal; sys.exit('textual' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
