"""Log lines for the tables, in the two forms that Configuration Manager writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from wizard.operations.logs import LogLine, LogTail
from wizard.rules.logs import Record, client_records, site_records

BEGAN = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


def tail(*lines: str, begin: int = 0, newline: int = 2) -> LogTail:
    """Lines as a log's end: each with the byte position behind it."""
    position, found = begin, []
    for line in lines:
        position += len(line.encode()) + newline
        found.append(LogLine(position, line))
    return LogTail(position, tuple(found))


def site_line(
    message: str, moment: datetime = BEGAN, bias: int = -120, component: str = "SMS_WSUS_SYNC_MANAGER"
) -> str:
    """`message~  $$<COMPONENT><date time+bias><thread=...>`."""
    local = moment - timedelta(minutes=bias)
    stamp = f"{local:%m-%d-%Y %H:%M:%S}.{local.microsecond // 1000:03d}{bias:+d}"
    return f"{message}~  $$<{component}><{stamp}><thread=4116 (0x1014)>"


def client_line(message: str, moment: datetime = BEGAN, bias: int = -120, severity: int = 1) -> str:
    """`<![LOG[message]LOG]!><time=...>`."""
    local = moment - timedelta(minutes=bias)
    return (
        f'<![LOG[{message}]LOG]!><time="{local:%H:%M:%S}.{local.microsecond // 1000:03d}{bias:+d}" '
        f'date="{local:%m-%d-%Y}" component="WUAHandler" context="" type="{severity}" thread="10444" file="x.cpp:1461">'
    )


def site(*messages: str) -> tuple[Record, ...]:
    """Records of a site server's log, a second apart."""
    return site_records(tail(*(site_line(m, BEGAN + timedelta(seconds=i)) for i, m in enumerate(messages))))


def client(messages: Sequence[str], begins: int = 0) -> tuple[Record, ...]:
    """Records of a client's log, a second apart, the first so many seconds after the beginning."""
    lines = (client_line(m, BEGAN + timedelta(seconds=begins + i)) for i, m in enumerate(messages))
    return client_records(tail(*"\n".join(lines).split("\n")))
