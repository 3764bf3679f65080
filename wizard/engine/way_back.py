"""The way back without the wizard, as data: what undo.ps1 reads from the undo.json beside it, in an undo's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from wizard.engine.records import Intent
from wizard.engine.session import Session
from wizard.engine.undo_list import NEEDED_BY_SITE, AwaitWcm, Remove, Restore, UndoList, undo_list
from wizard.operations.model import Data, Role, Setting
from wizard.operations.target import Target
from wizard.steps.describe import describe

VERSION = 1
"""Of undo.json: undo.ps1 refuses any other."""


class Value(Data, frozen=True):
    """One value: where, what it was, and what the wizard wrote. An absent one is empty."""

    path: str
    former: str
    wrote: str


class Entry(Data, frozen=True):
    """An entry of the undo list, with all that the script needs to do it and to say it."""

    kind: Literal["restore", "await"]
    machine: str
    """The machine that it is done on."""
    area: str = ""
    values: tuple[Value, ...] = ()
    whole: bool = False
    """The values stand or fall together."""
    needed_by_site: bool = False
    """Left alone while the software update point's flag is not back: the site still comes by https."""
    site_code: str = ""
    title: str = ""
    command: str = ""
    """What an admin would type, for a part that is done on another machine."""


class Backup(Data, frozen=True):
    """The copy of IIS's configuration from before the first change to it. Nothing ever restores it by itself."""

    name: str = ""
    problem: str = ""
    """Why there is none."""


class WayBack(Data, frozen=True):
    """The way back of a session, as it stands before its next change."""

    version: int
    session: str
    target: str
    practice: bool
    """Of a practice lab: the script refuses it, since a real server may have a lab's names."""
    server: str
    written: str
    """The server's clock, UTC, ISO 8601."""
    entries: tuple[Entry, ...]
    backup: Backup = Backup()

    @property
    def practice_lab(self) -> str:
        """Name of the practice lab; empty for a real server."""
        return self.target.partition(":")[2] if self.practice else ""


def list_before(session: Session, intent: Intent | None) -> UndoList:
    """What an undo would put back once the change that is about to be made is made, too."""
    if session.state == "undone":
        return UndoList(())
    made = (*session.standing, intent) if intent else session.standing
    return undo_list([(change.former, change.wanted) for change in made])


def way_back(
    session: Session, what: UndoList, changes: Iterable[Intent], target: Target, backup: Backup
) -> WayBack:
    """The list as data. `changes` are those that it is about: they know the code of the site."""
    codes = [str(change.call.parameters.get("SiteCode", "")) for change in changes]
    entries = _entries(what, target.machine, next((code for code in codes if code), ""))
    return WayBack(
        version=VERSION,
        session=session.id,
        target=target.name,
        practice=target.practice,
        server=target.machine(Role.WSUS),
        written=target.now().isoformat(),
        entries=tuple(entries),
        backup=backup,
    )


def _entries(what: UndoList, machine: Callable[[Role], str], site_code: str) -> Iterator[Entry]:
    for entry in what.entries:
        match entry:
            case Restore():
                back = tuple(Setting(value.path, value.former) for value in entry.values)
                told = describe(entry.writer.writes(back, site_code))
                yield Entry(
                    "restore",
                    machine(entry.writer.role),
                    entry.area,
                    tuple(Value(value.path, value.former, value.wrote) for value in entry.values),
                    entry.writer.whole,
                    entry.area in NEEDED_BY_SITE,
                    site_code if entry.area == "sup" else "",
                    told.title,
                    told.command.strip(),
                )
            case AwaitWcm():
                yield Entry("await", machine(Role.SITE))
            case Remove():
                # An offer of the wizard's own undo: no key is deleted by hand in a hurry.
                continue


def encoded(back: WayBack) -> bytes:
    """As undo.json, with every field: the script reads them strictly."""
    return msgspec.json.format(msgspec.json.encode(back), indent=2) + b"\n"


def decoded(data: bytes) -> WayBack | None:
    """What stands in an undo.json; None where it cannot be used."""
    try:
        return msgspec.json.decode(data, type=WayBack)
    except msgspec.MsgspecError:
        return None
