"""What an undo will do, as data: values to restore and a proof to wait for, in the one order that is safe."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import msgspec

from wizard.operations.certificates import RemoveCertificate
from wizard.operations.iis import (
    GetHttpSysBinding,
    GetSiteBinding,
    GetSslRequirement,
    SetSiteBinding,
    SetSslRequirement,
)
from wizard.operations.model import Operation, Question, Role, Setting, Text, Written
from wizard.operations.settings import same
from wizard.operations.site import GetSoftwareUpdatePoint, SetSoftwareUpdatePoint
from wizard.operations.wsus import GetApplicationPool, GetWsusSetup, SetApplicationPool, SetWsusSetup
from wizard.steps.describe import shown

Settings = tuple[Setting, ...]


class Value(msgspec.Struct, frozen=True):
    """One value that was changed: where, what it was, and what we wrote."""

    path: str
    former: str
    wrote: str


class Writer(msgspec.Struct, frozen=True):
    """How the settings of an area are read and put back."""

    areas: tuple[str, ...]
    what: str
    """The short name of what is read (assets/text/reads.toml)."""
    reads: Callable[[str], tuple[Question[Any], ...]]
    """From the path of a setting to the questions that read it."""
    role: Role
    writes: Callable[[Settings, str], Operation[Written]]
    """From settings (and the site code) to the change that makes them so."""
    whole: bool = False
    """The values stand or fall together: where one is someone else's, none is touched."""
    in_window: bool = True
    """Put back when the switch window is closed backwards."""
    apart: bool = False
    """An entry of its own for each item: what reads and writes it names the item."""
    restarts: bool = False
    """What uses the values is restarted behind them, which no read shows."""


class AwaitWcm(msgspec.Struct, frozen=True):
    """Wait until WCM has set WSUS back, so that it does not do so to values restored meanwhile."""

    look_every: timedelta = timedelta(minutes=1)
    patience: timedelta = timedelta(minutes=75)


ORDER: tuple[Writer | AwaitWcm, ...] = (
    # Both schemes answer at once when this is cleared: patching goes on whatever comes after.
    Writer(("require-ssl",), "requirement", lambda _: (GetSslRequirement().on(Role.WSUS),), Role.WSUS,
           lambda settings, _: SetSslRequirement.restoring(settings)),
    Writer(("sup",), "place", lambda _: (GetSoftwareUpdatePoint().on(Role.SITE),), Role.SITE,
           lambda settings, site_code: SetSoftwareUpdatePoint.restoring(settings, site_code)),
    AwaitWcm(),
    Writer(("wsus",), "setup", lambda _: (GetWsusSetup().on(Role.WSUS),), Role.WSUS,
           lambda settings, _: SetWsusSetup.restoring(settings), restarts=True),
    Writer(("binding", "httpsys"), "httpsys",
           lambda _: (GetSiteBinding().on(Role.WSUS), GetHttpSysBinding().on(Role.WSUS)), Role.WSUS,
           lambda settings, _: SetSiteBinding.restoring(settings), whole=True, in_window=False),
    Writer(("pool",), "pool", lambda path: (GetApplicationPool(_item(path)).on(Role.WSUS),), Role.WSUS,
           lambda settings, _: SetApplicationPool.restoring(settings), in_window=False, apart=True),
)  # fmt: skip
"""The order of an undo, which is not the reverse of the changes. Rolling back inside the window is the same list."""

NEEDED_BY_SITE = frozenset({"wsus", "binding"})
"""Areas that are not put back while the software update point's flag is not: the site still comes by https."""


class Restore(msgspec.Struct, frozen=True):
    """Put values back: each one only where it still reads as we wrote it."""

    writer: Writer
    values: tuple[Value, ...]

    @property
    def area(self) -> str:
        return self.writer.areas[0]

    @property
    def reads(self) -> tuple[Question[Any], ...]:
        """What is asked to read the values."""
        return self.writer.reads(self.values[0].path)


class Remove(msgspec.Struct, frozen=True):
    """The offer: remove the certificate that the session brought. Its private key cannot be brought back."""

    operation: RemoveCertificate


class UndoList(msgspec.Struct, frozen=True):
    """The entries in order."""

    entries: tuple[Restore | AwaitWcm | Remove, ...]

    @property
    def digest(self) -> str:
        """Names what is agreed to: paths and values, no times and no texts."""
        content = [
            [(v.path, v.former, v.wrote) for v in entry.values] if isinstance(entry, Restore) else type(entry).__name__
            for entry in self.entries
        ]
        return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:16]


def undo_list(changed: Iterable[tuple[Settings, Settings]], remove: str = "", window_only: bool = False) -> UndoList:
    """From (former, wanted) of every change made, in order: the first former value and the last written one count."""
    values: dict[str, Value] = {}
    for former, wanted in changed:
        before = {setting.path: as_text(setting.value) for setting in former}
        for setting in wanted:
            known = values.get(setting.path)
            first = known.former if known else before.get(setting.path, "")
            values[setting.path] = Value(setting.path, first, as_text(setting.value))
    moved = [value for value in values.values() if not same(value.former, value.wrote)]
    entries: list[Restore | AwaitWcm | Remove] = []
    flag_set = False
    for writer in ORDER:
        if isinstance(writer, AwaitWcm):
            # Only where the flag was ours: otherwise WCM has nothing to set back.
            entries += [writer] if flag_set else []
            continue
        for mine in _of(writer, list(values.values()) if writer.whole else moved):
            if (window_only and not writer.in_window) or all(same(v.former, v.wrote) for v in mine):
                continue
            entries.append(Restore(writer, mine))
            flag_set = flag_set or (writer.areas == ("sup",) and any(value.wrote == "1" for value in mine))
    if remove:
        entries.append(Remove(RemoveCertificate(remove)))
    return UndoList(tuple(entries))


def as_text(value: Text) -> str:
    """A value; of what is not brought forth yet (in the preview of a plan), its name."""
    return value if isinstance(value, str) else shown(value)


def _of(writer: Writer, values: list[Value]) -> Iterator[tuple[Value, ...]]:
    """The values of a writer's areas, entry by entry."""
    mine = tuple(value for value in values if value.path.split("/")[0] in writer.areas)
    if not writer.apart:
        yield from (mine,) if mine else ()
        return
    for item in dict.fromkeys(_item(value.path) for value in mine):
        yield tuple(value for value in mine if _item(value.path) == item)


def _item(path: str) -> str:
    """What a setting belongs to: its path without the area and the name of the value."""
    return path.partition("/")[2].rpartition("/")[0]
