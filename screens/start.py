"""Starts the wizard on a terminal, and says on leaving what state the server is in."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from wizard.rules.inert import inert
from wizard.state import Wanted


def possible(say: Callable[[str], None]) -> bool:
    """Whether pages can be shown here. A terminal that cannot is told why; where there is none, nobody expects them."""
    from screens.look.facts_of_terminal import read_terminal
    from screens.look.level import NoScreen, why_no_screen

    reason = why_no_screen(read_terminal())
    if reason in {NoScreen.DUMB, NoScreen.NO_SEQUENCES}:
        say(reason.words)
    return reason is None


def start(wanted: Wanted) -> int:
    """Run the wizard to its end; its exit code."""
    # Textual reads its settings when it is imported: they are made first.
    from screens.look.facts_of_terminal import prepare_environment, read_terminal
    from screens.look.level import glyph_level

    terminal = read_terminal()
    prepare_environment(terminal)

    from screens.app import Wizard
    from screens.backstage import Backstage
    from screens.farewell import farewell
    from wizard.frontends.closing import closing

    backstage = Backstage(wanted)
    wizard = Wizard(backstage, glyph_level(terminal))

    def ask(_number: int, _frame: FrameType | None) -> None:
        wizard.call_later(wizard.leave_now)

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ask)
    try:
        with closing(lambda: wizard.call_later(wizard.leave_now)):
            code = wizard.run()
    finally:
        backstage.close()
    with suppress(OSError):  # nobody may be there any more to read it
        for line in farewell(wizard):
            print(inert(line), flush=True)
    return int(code or 0)
