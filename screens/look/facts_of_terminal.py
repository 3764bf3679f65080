"""Reads the facts about the terminal, and sets what Textual reads when it is imported: so imports none itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from typing import TextIO

from screens.look.level import Terminal, color_system
from screens.look.windows_console import read_console

FRAMES = 15
"""Repaints a second at most: enough for text, and Remote Desktop keeps up (facts, 2.4)."""

SLOW_ESCAPE = 250
"""Milliseconds over SSH: an arrow key whose bytes come in two packets would else be Esc and letters."""


def read_terminal(environ: Mapping[str, str] = os.environ) -> Terminal:
    """The facts about the terminal that this process has."""
    output = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__    # what Textual's drivers write to
    return Terminal(
        platform=sys.platform,
        input_tty=_is_tty(sys.__stdin__),
        output_tty=_is_tty(output),
        encoding=output.encoding if output is not None else None,
        term=environ.get("TERM", ""),
        windows_terminal=bool(environ.get("WT_SESSION")),
        ssh=bool(environ.get("SSH_CONNECTION") or environ.get("SSH_CLIENT")),
        no_color=bool(environ.get("NO_COLOR")),
        glyphs=environ.get("WSUS_TLS_GLYPHS", ""),
        color=environ.get("WSUS_TLS_COLOR", ""),
        console=read_console(),
    )


def prepare_environment(terminal: Terminal, environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what Textual reads when it is imported: so before. What the operator has set stays, NO_COLOR as decided.

    Nothing moves by itself anywhere, not only over Remote Desktop: no page needs it.
    """
    wanted = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": str(FRAMES), "TEXTUAL_SMOOTH_SCROLL": "0"}
    if terminal.ssh:
        wanted["ESCDELAY"] = str(SLOW_ESCAPE)
    color = color_system(terminal)
    if color == "standard":
        wanted["TEXTUAL_COLOR_SYSTEM"] = color
    for name, value in wanted.items():
        environ.setdefault(name, value)
    if color == "none":
        environ["NO_COLOR"] = "1"
    else:
        environ.pop("NO_COLOR", None)    # Textual obeys it even where it is empty


def _is_tty(stream: TextIO | None) -> bool:
    # None in a process without a console; closed by whoever started us.
    return stream is not None and not stream.closed and stream.isatty()
