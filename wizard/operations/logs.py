"""Log files, read from a byte position on."""

from __future__ import annotations

import enum

from wizard.operations.model import Data, Operation, Role


class Log(enum.Enum):
    """The logs that prove something."""

    WCM = "WCM.log"
    SYNC = "wsyncmgr.log"
    SCAN_AGENT = "ScanAgent.log"
    LOCATION = "LocationServices.log"
    UPDATE_HANDLER = "WUAHandler.log"

    @property
    def role(self) -> Role:
        """Whose disk it is on."""
        return Role.SITE if self in {Log.WCM, Log.SYNC} else Role.CLIENT


class LogLine(Data, frozen=True):
    """A line and the byte position behind it."""

    position: int
    text: str


class LogTail(Data, frozen=True):
    """The end of a log. A file that rolled over since is continued from its `.lo_`."""

    end: int
    """Byte length of the file: positions of a log that rolled over begin anew, so a mark above it is an old file's."""
    lines: tuple[LogLine, ...]


class GetLogTail(Operation[LogTail], frozen=True):
    """The lines of a log behind a byte position; -1 for the last 256 kB."""

    name = "Get-LogTail"
    roles = (Role.SITE, Role.CLIENT)
    alike = True

    log: Log
    after: int = -1


class LogMark(Data, frozen=True):
    """How far a log had come at a moment."""

    log: Log
    machine: str
    position: int
    """Byte position; -1 where the log could not be read, so that only the time tells."""
    time: str
    """The server's clock, UTC, ISO 8601."""
