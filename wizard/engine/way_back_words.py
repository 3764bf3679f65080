"""The way back in plain words: undo.txt, for an admin with a console, an editor and nothing else."""

from __future__ import annotations

import functools
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from wizard import resources
from wizard.engine.way_back import Entry, WayBack
from wizard.operations.model import Operation
from wizard.rules.inert import inert
from wizard.steps.describe import describe, value_text

WIDTH = 96
COMMAND = 'powershell.exe -NoProfile -ExecutionPolicy Bypass -Command ".\\undo.ps1{}; exit $LASTEXITCODE"'


@functools.cache
def _sentences() -> dict[str, str]:
    return msgspec.convert(tomllib.loads(resources.read_text("text/way-back.toml")), dict[str, str])


def in_words(back: WayBack, undo: str, coming: str, staying: Iterable[Operation[Any]]) -> str:
    """The whole text.

    `undo` is the wizard's own command, `coming` the change that is about to be made (empty where none is), `staying`
    are changes that have no value to put back.
    """
    lines = (*_head(back, coming), *_ways(back, undo), *_by_hand(back), *_rest(back, staying))
    return "\n".join(inert(line) for line in lines) + "\n"


def _say(code: str, /, **values: object) -> str:
    return _sentences()[code].format_map({name: str(value) for name, value in values.items()})


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"


def _paragraph(text: str, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _heading(code: str) -> Iterator[str]:
    text = _say(code)
    yield from ("", text, "-" * len(text))


def _head(back: WayBack, coming: str) -> Iterator[str]:
    title = _say("title")
    yield from (title, "=" * len(title))
    code = "what" if coming else "open" if back.entries else "closed"
    target = back.server or back.target
    yield from _paragraph(_say(code, session=back.session, target=target, time=_time(back.written), next=coming))
    if back.practice:
        yield ""
        yield from _paragraph(_say("practice", lab=back.practice_lab))


def _ways(back: WayBack, undo: str) -> Iterator[str]:
    if not back.entries:
        return
    yield from _heading("wizard.heading")
    yield from _paragraph(_say("wizard"))
    yield from ("", f"    {undo}")
    yield from _heading("script.heading")
    yield from _paragraph(_say("script"))
    yield from ("", f"    {COMMAND.format(' -WhatIf')}", f"    {COMMAND.format('')}", "")
    if any(entry.kind == "await" for entry in back.entries):
        yield from _paragraph(_say("script.site"))
    yield from _paragraph(_say("script.rule"))


def _by_hand(back: WayBack) -> Iterator[str]:
    yield from _heading("hand.heading")
    if not back.entries:
        yield _say("hand.nothing")
        return
    yield from _paragraph(_say("hand"))
    for number, entry in enumerate(back.entries, 1):
        yield ""
        title = entry.title if entry.kind == "restore" else _say("await")
        yield _say("entry", number=number, title=title, machine=entry.machine)
        yield from _entry(entry, any(other.area == "sup" for other in back.entries))


def _quoted(value: str) -> str:
    return f'"{value}"' if value else value_text(value)


def _entry(entry: Entry, flag_first: bool) -> Iterator[str]:
    if entry.kind == "await":
        yield from _paragraph(_say("await.how", machine=entry.machine), "   ")
        return
    for code, holds in (("entry.needed", entry.needed_by_site and flag_first), ("entry.whole", entry.whole)):
        if holds:
            yield from _paragraph(_say(code), "   ")
    for value in entry.values:
        yield "   " + _say("value", path=value.path, former=_quoted(value.former), wrote=_quoted(value.wrote))
    yield from (f"     > {line}" for line in entry.command.splitlines())
    bare = next((v.path for v in entry.values if v.path.startswith("httpsys/") and not v.former), "")
    if bare:
        address = bare.split("/")[1]
        yield from _paragraph(_say("entry.no-certificate", address=address), "   ")
        yield f"     > {_say('entry.no-certificate.command', address=address)}"


def _rest(back: WayBack, staying: Iterable[Operation[Any]]) -> Iterator[str]:
    told = [describe(operation) for operation in staying]
    if told:
        yield from _heading("stays.heading")
        for words in told:
            yield from _paragraph(_say("stays", title=words.title, undo=words.undo))
    yield from _heading("backup.heading")
    backup, machine = back.backup, back.server
    if backup.name:
        yield from _paragraph(_say("backup", name=backup.name, machine=machine))
        yield from ("", f"    {_say('backup.command', name=backup.name)}", "")
        yield from _paragraph(_say("backup.lacks"))
    elif backup.problem:
        yield from _paragraph(_say("backup.none", machine=machine, problem=backup.problem))
    else:
        yield from _paragraph(_say("backup.not-yet"))
