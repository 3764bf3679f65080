"""Sessions of a newer version of the wizard: opened for reading only, their undo told in words.

What such a session did may be half done, and this version cannot tell. So nothing is changed beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from wizard.engine.codes import Exit, Refused
from wizard.engine.undo_list import AwaitWcm, Restore, Value, undo_list
from wizard.operations.model import Setting
from wizard.operations.settings import same
from wizard.rules.findings import Level, finding
from wizard.steps.describe import value_text

if TYPE_CHECKING:
    from wizard.engine.store import Store


class _Record(msgspec.Struct):
    """What every record has, whatever else is in it."""

    record: str


class _Setting(msgspec.Struct, rename="pascal"):
    path: str
    value: str


class _Call(msgspec.Struct):
    operation: str


class _Intent(msgspec.Struct):
    """As much of an intent as an undo needs."""

    change: str
    call: _Call
    former: tuple[_Setting, ...] = ()
    wanted: tuple[_Setting, ...] = ()


class _Outcome(msgspec.Struct):
    change: str
    result: str


class _Window(msgspec.Struct):
    state: str


class _Line(msgspec.Struct):
    v: int
    record: msgspec.Raw


class Newer(msgspec.Struct, frozen=True):
    """A session of a newer version, as far as this one understands it."""

    id: str
    path: str
    version: int
    changed: tuple[tuple[tuple[Setting, ...], tuple[Setting, ...]], ...]
    """Former and written values of every change that was begun and not put back, in order."""
    others: tuple[str, ...]
    """Operations of changes that wrote no values: what they brought forth, or started."""
    changes: int
    """How many changes were begun and not put back."""
    unread: int
    """Lines that this version cannot read."""
    window_open: bool
    """The last that was written of the switch window: it was opened."""

    @property
    def undo(self) -> tuple[str, ...]:
        """What would put it back, in the order that is safe; values that this version does not know come last."""
        known = undo_list(self.changed)
        lines: list[str] = []
        listed: set[str] = set()
        for entry in known.entries:
            if isinstance(entry, Restore):
                lines += [_back(value) for value in entry.values if not same(value.former, value.wrote)]
                listed |= {value.path for value in entry.values}
            elif isinstance(entry, AwaitWcm):
                lines.append(finding("engine.newer.wait", Level.INFO, "", what=_wcm()).text)
        lines += [_back(value) for value in self._values() if value.path not in listed]
        lines += [finding("engine.newer.other", Level.INFO, "", operation=name).text for name in self.others]
        if self.unread:
            lines.append(finding("engine.newer.unread", Level.INFO, "", count=self.unread).text)
        return tuple(lines)

    def _values(self) -> Iterator[Value]:
        """Every value that is not as it was: the first former one and the last written one count."""
        found: dict[str, Value] = {}
        for former, wanted in self.changed:
            before = {setting.path: str(setting.value) for setting in former}
            for setting in wanted:
                first = found[setting.path].former if setting.path in found else before.get(setting.path, "")
                found[setting.path] = Value(setting.path, first, str(setting.value))
        return (value for value in found.values() if not same(value.former, value.wrote))


def _back(value: Value) -> str:
    return finding("engine.newer.back", Level.INFO, "", path=value.path, value=value_text(value.former)).text


def _wcm() -> str:
    return finding("wait.wcm-back", Level.INFO, "").text


def read_newer(identity: str, path: str, data: bytes) -> Newer:
    """As much as can be read of a journal of a newer version."""
    version, unread, window = 0, 0, ""
    intents: list[_Intent] = []
    for text in data.splitlines():
        try:
            line = msgspec.json.decode(text, type=_Line)
            version = max(version, line.v)
            known = _known(line.record)
        except msgspec.MsgspecError:
            unread += 1
            continue
        match known:
            case _Intent():
                intents.append(known)
            case _Outcome(change=change, result="rolled-back"):
                intents = [intent for intent in intents if intent.change != change]
            case _Window(state=state):
                window = state
    changed = tuple((_settings(i.former), _settings(i.wanted)) for i in intents if i.wanted)
    others = tuple(dict.fromkeys(i.call.operation for i in intents if not i.wanted))
    changes = len({intent.change for intent in intents})
    return Newer(identity, path, version, changed, others, changes, unread, window == "opened")


_KNOWN: dict[str, Any] = {"intent": _Intent, "outcome": _Outcome, "window": _Window}
_WEIGHTLESS = frozenset({"opened", "answered", "agreed", "section", "undo", "restoring", "undone", "ended"})
"""Records of this version that change no value by themselves, or only towards what an undo wants."""


def _known(record: msgspec.Raw) -> object:
    """A record that matters, or None. MsgspecError for one that this version does not know."""
    tag = msgspec.json.decode(record, type=_Record).record
    if tag in _WEIGHTLESS:
        return None
    if tag not in _KNOWN:
        raise msgspec.ValidationError(tag)
    return msgspec.json.decode(record, type=_KNOWN[tag])


def _settings(found: tuple[_Setting, ...]) -> tuple[Setting, ...]:
    return tuple(Setting(setting.path, setting.value) for setting in found)


def refused(newer: Newer) -> Refused:
    """Why nothing is changed beside it, and what would put it back."""
    found = finding(
        "engine.newer-version", Level.ERROR, "", session=newer.id, version=newer.version, path=newer.path
    )  # fmt: skip
    undo = newer.undo
    heading = finding("engine.newer.undo", Level.INFO, "").text
    return Refused.because(Exit.BLOCKED, found, *((heading, *(f"  {line}" for line in undo)) if undo else ()))


def demand_known(store: Store) -> None:
    """Refused where a newer version has left a session: nothing is changed beside what may be half done."""
    for newer in store.newer():
        raise refused(newer)
