"""Text that a server sends is shown, never obeyed: markup, escape sequences, what turns or hides text, no end of it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from screens.pages.progress import ProgressPage
from screens.work import Milestone, Work
from tests.flows.desk import Desk
from tests.screens.driver import PAGES, Sitting, sitting
from tests.screens.labs import GOOD, UNSUITABLE, certificate, desk_with
from wizard.lab import faults, logs
from wizard.lab.errors import LabError
from wizard.lab.lab import Lab
from wizard.lab.labs import scenario
from wizard.operations.logs import Log
from wizard.operations.model import OperationError

MARKUP = "[/red]C:\\x[1][bold]b[/] [@click=app.quit]q[/]"
ESCAPES = "\x1b[31mred\x1b]0;owned\x07\x1b[2J\r\x08\x9b5n"
TURNED = "\u202egnp.exe\u2066\u200b\u200d\ufeff\u00ad\u2028"
WIDE = "更新サーバー証明書" * 2
LONG = "very-long-name." * 40
ALL = f"{MARKUP}{ESCAPES}{TURNED}{WIDE}"
TALL = (80, 70)
"""Nothing of a page is below the screen."""
NAMED = "CN=[/red]x[1][bold]b[/],OU=[@click app.quit]q[/]"


def harmless(it: Sitting, width: int = 80) -> None:
    """Nothing on the screen steers a terminal, and every line is as wide as the screen."""
    for line in it.lines:
        steering = {f"U+{ord(char):04X}" for char in line if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}}
        assert not steering, f"{it.page}: {steering} in {line!r}"
        assert cell_len(line) == width, f"{it.page}: {cell_len(line)} cells in {line!r}"


def hostile_desk(folder: Path) -> Desk:
    """A desk at which everything that is text for a server is hostile."""
    usual = scenario("first-run")
    desk = desk_with(
        folder,
        (
            *UNSUITABLE,
            GOOD,
            certificate("markup", subject=NAMED, friendly_name=ALL),
            certificate("turned", subject=f"CN={TURNED}", names=("old.contoso.com",), friendly_name=LONG),
            certificate("wide", subject=f"CN={WIDE}", names=(LONG,), not_after="-3d", not_before="-30d"),
        ),
        history=msgspec.structs.replace(usual.history, synchronization_error=f"{ALL} {LONG}"),
    )
    desk.fact("wsus_machine/system", f"Windows {ALL}")
    desk.fact("wsus_machine/powershell_version", ALL)
    desk.fact("operator/name", f"CONTOSO\\{ALL}{LONG}")
    desk.fact("wsus/version", ALL)
    with desk.servers() as lab:
        for log in Log:
            lab._bench.world = logs.written(lab.world, log, [f"Failed {ALL} {LONG}".replace("\r", ""), f"fatal {ALL}"])
        lab._bench.commit("hostile lines")
    return desk


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = hostile_desk(tmp_path / "state")
    monkeypatch.setattr(Lab, "title", property(lambda _: f"lab {ALL} {LONG}"))
    monkeypatch.setattr(faults, "_FAILED", OperationError(f"COM{MARKUP}", ALL, f"{ALL} {LONG}"))
    for operation in ("Get-WsusSetup", "Test-TlsEndpoint", "Get-ClientState", "Get-SslRequirement"):
        desk.fault(operation, "fails", times=0)
    return desk


async def test_no_page_obeys_what_a_server_says(hostile: Desk) -> None:
    async with sitting(hostile, size=TALL) as it:
        assert it.app.view is not None, it.text
        for name in PAGES:
            await it.open(name)
            await it.press("f2")
            harmless(it)
        await it.open("certificate")
        for _ in range(9):
            await it.press("down")
            harmless(it)
        await it.press("enter")
        await it.press("f10")
        harmless(it)
        await it.press("escape")
        work = Work(ALL, (Milestone(ALL, "running"), Milestone(LONG, "waiting")), log=ALL, lines=(ALL, LONG, MARKUP))
        it.app.work = work
        it.app.push_screen(ProgressPage())
        await it.until(lambda: it.over(ProgressPage))
        harmless(it)
        it.app.work = None


@pytest.mark.parametrize("why", [ALL, LONG])
async def test_why_a_lab_cannot_be_had_is_shown_as_it_is(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    def refused(*_: object, **__: object) -> Lab:
        raise LabError(why)

    monkeypatch.setattr(Lab, "open", refused)
    async with sitting(fresh) as it:
        assert it.app.trouble
        harmless(it)
        assert "F10" in it.text
