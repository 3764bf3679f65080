"""Log lines as the components write them: the form of site server components and that of the client (failures, B)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from wizard.lab.world import World
from wizard.operations.logs import GetLogTail, Log, LogLine, LogTail
from wizard.operations.model import OperationError, OperationFailed, Role

_STEP = timedelta(milliseconds=15)
"""Between two lines of one piece of work."""

_TAIL = 256 * 1024

_SITE_COMPONENTS = {Log.WCM: ("SMS_WSUS_CONFIGURATION_MANAGER", 4844), Log.SYNC: ("SMS_WSUS_SYNC_MANAGER", 4116)}
_CLIENT_COMPONENTS = {
    Log.SCAN_AGENT: ("ScanAgent", 6112, "scanjob.cpp:1090"),
    Log.LOCATION: ("LocationServices", 5336, "lsad.cpp:6862"),
    Log.UPDATE_HANDLER: ("WUAHandler", 10444, "sourcemanager.cpp:1461"),
}
_FAILED = ("fail", "Error = 0x", "Error=0x")


def written(world: World, log: Log, messages: Sequence[str], at: datetime | None = None) -> World:
    """The world with a component's messages in its log, at a moment (now, if none is said)."""
    moment = at or world.now
    lines = (_line(log, text, moment + _STEP * number, world.bias) for number, text in enumerate(messages))
    return msgspec.structs.replace(world, logs=world.logs.with_more(log, "".join(lines)))


def _line(log: Log, message: str, moment: datetime, bias: int) -> str:
    local = moment - timedelta(minutes=bias)
    milliseconds = f"{local.microsecond // 1000:03d}"
    if log in _SITE_COMPONENTS:
        component, thread = _SITE_COMPONENTS[log]
        stamp = f"<{local:%m-%d-%Y %H:%M:%S}.{milliseconds}{bias:+d}>"
        return f"{message}~  $$<{component}>{stamp}<thread={thread} (0x{thread:X})>\r\n"
    component, thread, file = _CLIENT_COMPONENTS[log]
    kind = 3 if any(word in message for word in _FAILED) else 1
    return (
        f'<![LOG[{message}]LOG]!><time="{local:%H:%M:%S}.{milliseconds}{bias:+d}" date="{local:%m-%d-%Y}" '
        f'component="{component}" context="" type="{kind}" thread="{thread}" file="{file}">\r\n'
    )


def tail(world: World, operation: GetLogTail, role: Role) -> LogTail:
    """The end of a log. A position behind its end is that of a file before this one: then all of it counts."""
    if operation.log.role is not role:
        raise OperationFailed(
            OperationError("ItemNotFoundException", "0x80131501", f"Cannot find path '{operation.log.value}'.")
        )
    content = world.logs.text(operation.log).encode()
    begin = operation.after if 0 <= operation.after <= len(content) else 0
    if operation.after < 0 and len(content) > _TAIL:
        begin = content.index(b"\n", len(content) - _TAIL) + 1
    lines, position = [], begin
    for raw in content[begin:].splitlines(keepends=True):
        position += len(raw)
        lines.append(LogLine(position, raw.decode().rstrip("\r\n")))
    return LogTail(len(content), tuple(lines))


def status_message(world: World, number: int, severity: str, component: str, moment: datetime, text: str = "") -> str:
    """The line that says that a status message was raised; its GMTDATE is UTC (failures, B 8)."""
    return (
        f'STATMSG: ID={number} SEV={severity} LEV=M SOURCE="SMS Server" COMP="{component}" '
        f"SYS={world.site_machine.name} SITE={world.site.code} PID=2980 TID=4116 "
        f'GMTDATE={moment:%a %b %d %H:%M:%S}.{moment.microsecond // 1000:03d} {moment:%Y} ISTR0="{text}" ISTR1="" '
        'ISTR2="" ISTR3="" ISTR4="" ISTR5="" ISTR6="" ISTR7="" ISTR8="" ISTR9="" NUMATTRS=0'
    )
