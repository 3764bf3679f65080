"""The two forms of log that Configuration Manager writes, as records, and what belongs behind a mark."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from wizard.operations.logs import Log, LogLine, LogMark, LogTail
from wizard.operations.model import Role

CLIENT_RECORD = re.compile(r"<!\[LOG\[(?P<text>(?:(?!<!\[LOG\[).)*?)\]LOG\]!><(?P<trailer>time=[^<>\n]*)", re.DOTALL)
"""From `<![LOG[` to the first `]LOG]!><time=`, over as many lines as it takes (failures, B6)."""
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
SITE_RECORD = re.compile(r"(?P<text>.*)\$\$<(?P<component>[^<>]*)><(?P<stamp>[^<>]*)><thread=[^<>]*>\s*", re.DOTALL)
"""`message  $$<COMPONENT><date time+bias><thread=...>`; the last `$$<` of a line counts (failures, B2)."""
STAMP = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?([+-]\d{1,4})")
SERVER = re.compile(
    r"(?:Attempting connection to WSUS|Successfully connected to) server: (?P<host>[^,\s]+), port: (?P<port>\d{1,5})"
    r", useSSL: (?P<ssl>True|False)",
    re.IGNORECASE,
)


class Endpoint(msgspec.Struct, frozen=True):
    """Where a line says WSUS is. Host names are in lower case."""

    scheme: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """As `https://wsus1.contoso.com:8531`."""
        return f"{self.scheme}://{self.host}:{self.port}"


class Record(msgspec.Struct, frozen=True):
    """One entry of a log."""

    position: int
    """Byte position behind it."""
    time: datetime | None
    """UTC; None where its stamp names no time that can be turned into UTC."""
    component: str
    text: str
    """The message, verbatim but for the line mark `~` at its end. Several lines may be in it."""
    severity: int
    """1 info, 2 warning, 3 error; 0 where the form has none (failures, B4)."""


State = Literal["none", "running", "succeeded", "failed"]


class Verdict(msgspec.Struct, frozen=True):
    """How the newest attempt that a log tells of stands."""

    state: State = "none"
    endpoint: Endpoint | None = None
    """Where it went to; None where its lines name no place."""
    time: datetime | None = None
    position: int = -1
    """Byte position behind the deciding record, in the log that it stands in."""
    code: str = ""
    """What went wrong: HRESULT as 0x80072F8F, an HTTP status, an exception's type, or nothing."""
    line: str = ""
    """The deciding record, verbatim."""
    milestones: tuple[Record, ...] = ()
    """The records of this attempt that tell how it went."""


def moment(time: datetime | None) -> str:
    """A record's time for reading; empty where the record names no zone."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def records(log: Log, tail: LogTail) -> tuple[Record, ...]:
    """The records of a log, by the form its lines are in: some components of a site write the client's form."""
    forms = (site_records, client_records) if log.role is Role.SITE else (client_records, site_records)
    return forms[0](tail) or forms[1](tail)


def client_records(tail: LogTail) -> tuple[Record, ...]:
    """Records of the form `<![LOG[message]LOG]!><time="..." date="..." component="..." type="1" ...>`.

    What is cut off at the beginning or the end is no record and is left out.
    """
    text = "\n".join(line.text for line in tail.lines)
    starts = _starts(tail.lines)
    found = []
    for match in CLIENT_RECORD.finditer(text):
        attributes = dict(ATTRIBUTE.findall(match["trailer"]))
        kind = attributes.get("type", "")
        found.append(
            Record(
                position=tail.lines[bisect.bisect_right(starts, match.end() - 1) - 1].position,
                time=_time(f"{attributes.get('date', '')} {attributes.get('time', '')}"),
                component=attributes.get("component", ""),
                text=_message(match["text"]),
                severity=int(kind) if kind in {"1", "2", "3"} else 0,
            )
        )
    return tuple(found)


def _starts(lines: Sequence[LogLine]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return starts


def site_records(tail: LogTail) -> tuple[Record, ...]:
    """Records of the form `message  $$<COMPONENT><date time+bias><thread=...>`; what has no such
    end belongs to the next.

    What has no end yet is still being written and is left out.
    """
    found = []
    pending: list[str] = []
    for line in tail.lines:
        pending.append(line.text)
        if match := SITE_RECORD.fullmatch(line.text):
            text = "\n".join([*pending[:-1], match["text"]])
            found.append(Record(line.position, _time(match["stamp"]), match["component"], _message(text), 0))
            pending = []
    return tuple(found)


def _message(text: str) -> str:
    return text.lstrip("\ufeff").rstrip("~ \t\r\n").lstrip(" \t\r\n")


@functools.lru_cache(maxsize=4096)
def _time(stamp: str) -> datetime | None:
    """UTC from local time and Windows' bias in minutes: UTC = local + bias, +240 is UTC-4 (failures, B7)."""
    match = STAMP.fullmatch(stamp.strip())
    if match is None:
        return None
    month, day, year, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction = (match[7] or "").ljust(6, "0")[:6]
    try:
        local = datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=UTC)
        return local + timedelta(minutes=int(match[8]))
    except (ValueError, OverflowError):
        return None


def after(found: tuple[Record, ...], tail: LogTail, mark: LogMark | None) -> tuple[Record, ...]:
    """The records that came after a mark; all of them without one.

    By position. Where the log could not be read when the mark was made, by time. Where it is shorter now than it was
    then, it rolled over: everything in the new file is newer, and of the old file what lies behind the mark.
    """
    if mark is None:
        return found
    if mark.position < 0:
        return _later(found, mark.time)
    new_file = _new_file(found)
    if tail.end < mark.position:
        rest = [record for record in found[:new_file] if record.position > mark.position]
        return (*rest, *found[new_file:])
    return tuple(record for record in found[new_file:] if record.position > mark.position)


def _new_file(found: tuple[Record, ...]) -> int:
    """Where positions begin anew, the last time they do; 0 where all records are of one file."""
    return max((i for i in range(1, len(found)) if found[i].position < found[i - 1].position), default=0)


def _later(found: tuple[Record, ...], moment: str) -> tuple[Record, ...]:
    try:
        since = datetime.fromisoformat(moment)
    except ValueError:
        return ()
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return tuple(record for record in found if record.time is not None and record.time > since)


def endpoint_of(url: str) -> Endpoint | None:
    """The place that a URL of http or https names; None where it names none."""
    text = url.strip()
    if re.search(r"\s", text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return None
    return Endpoint(parts.scheme, parts.hostname.removesuffix("."), port or (443 if parts.scheme == "https" else 80))


def server_named(text: str) -> Endpoint | None:
    """The place in `... server: NAME, port: 8531, useSSL: True`, as WCM and wsyncmgr write it."""
    match = SERVER.search(text)
    if match is None:
        return None
    scheme = "https" if match["ssl"].lower() == "true" else "http"
    return Endpoint(scheme, match["host"].lower().removesuffix("."), int(match["port"]))
