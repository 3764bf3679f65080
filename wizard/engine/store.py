"""Where sessions live: a folder a target below the state folder, a file a session, and one lock."""

from __future__ import annotations

import getpass
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from wizard.engine.journal import Journal, JournalDamaged, NewerVersion, read_journal
from wizard.engine.newer import Newer, read_newer
from wizard.engine.session import Session
from wizard.state import PATIENCE, patiently


class Busy(Exception):
    """Another run works on the same target now."""


class Owner(msgspec.Struct, frozen=True):
    """Who holds the lock. Kept beside it: the bytes of a locked file cannot be read on Windows."""

    process: int
    user: str
    since: str


class Store:
    """The sessions of one target."""

    def __init__(self, state: Path, target: str, say: Callable[[str], None]) -> None:
        self.target = target
        self.folder = state / "sessions" / re.sub(r"[^A-Za-z0-9_-]+", "-", target)
        self._say = say
        self._named: set[str] = set()
        """Sessions of a newer version that were named already."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the target. Busy while another process does; the lock of a process that ended is free."""
        self.folder.mkdir(parents=True, exist_ok=True)
        owner = self.folder / "owner.json"
        lock = FileLock(self.folder / "lock")
        try:
            # Who works has its name there. Without one, a scanner of Windows may have the lock open for a moment.
            lock.acquire(timeout=0 if owner.exists() else PATIENCE)
        except Timeout:
            raise Busy(self._who(owner)) from None
        try:
            if owner.exists():
                self._say(f"Taking over from a run that did not end by itself ({self._who(owner)}).")
            since = datetime.now(UTC).isoformat(timespec="seconds")
            mine = msgspec.json.encode(Owner(os.getpid(), _user(), since))
            patiently(lambda: owner.write_bytes(mine))
            yield
        finally:
            # Only a process that was ended from outside leaves its name behind. On Windows also one whose name is
            # being read just now: it is nobody's failure, and holds the lock no longer.
            with suppress(PermissionError):
                patiently(lambda: owner.unlink(missing_ok=True))
            lock.release()

    def _who(self, owner: Path) -> str:
        try:
            found = msgspec.json.decode(owner.read_bytes(), type=Owner)
        except (OSError, msgspec.MsgspecError):
            return "nobody knows whose"
        return f"process {found.process} of {found.user}, since {found.since}"

    def files(self) -> list[Path]:
        """The journals, oldest first."""
        return sorted(self.folder.glob("s????.jsonl"))

    def sessions(self) -> list[Session]:
        """Every session that can be read, oldest first. What cannot is set aside or left, and named."""
        found: list[Session] = []
        for path in self.files():
            try:
                lines, _ = read_journal(patiently(path.read_bytes))
            except NewerVersion as error:
                if path.name not in self._named:
                    self._named.add(path.name)
                    self._say(f"{path.name}: {error}. It is left as it is; use that version, or undo by hand.")
            except JournalDamaged as error:
                self._set_aside(path, str(error))
            else:
                session = Session(tuple(line.record for line in lines))
                if session.opened.target == self.target and session.id == path.stem:
                    found.append(session)
                else:
                    self._set_aside(path, f"it is session {session.id} of {session.opened.target}")
        return found

    def newer(self) -> tuple[Newer, ...]:
        """The sessions of a newer version, as far as this one understands them, oldest first."""
        found: list[Newer] = []
        for path in self.files():
            data = patiently(path.read_bytes)
            try:
                read_journal(data)
            except NewerVersion:
                found.append(read_newer(path.stem, str(path), data))
            except JournalDamaged:
                pass  # set aside by whoever asks for the sessions
        return tuple(found)

    def journal(self, session: str, clock: Callable[[], datetime]) -> Journal:
        """The journal of a session, to be continued. A line that the end of its process cut off is kept aside."""
        path = self.folder / f"{session}.jsonl"
        data = patiently(path.read_bytes)
        lines, whole = read_journal(data)
        if whole < len(data):
            aside = _free(path.with_suffix(".cut-off"))
            aside.write_bytes(data[whole:])
            with patiently(lambda: path.open("r+b")) as file:
                file.truncate(whole)
            self._say(f"The last line of {path.name} was cut off when its run ended; it is kept as {aside.name}.")
        return Journal(path, clock, lines)

    def new_id(self) -> str:
        """The next free session id; ids of files set aside are not used again.

        A way back alone uses none: its run ended before it had begun to change anything.
        """
        names = (path.name for path in self.folder.glob("s*") if path.is_file())
        numbers = [int(match[1]) for name in names if (match := re.match(r"s(\d{4})\.", name))]
        return f"s{max(numbers, default=0) + 1:04}"

    def new(self, session: str, clock: Callable[[], datetime]) -> Journal:
        """A journal that comes to disk when something is about to change."""
        return Journal(self.folder / f"{session}.jsonl", clock)

    def beside(self, session: str, ending: str) -> Path:
        """A file that goes with a session: its report, its answers."""
        return self.folder / f"{session}.{ending}"

    def forget(self) -> None:
        """Remove all of it: the target was reset and these sessions are about a server that is gone."""
        for path in self.folder.glob("s[0-9]*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _set_aside(self, path: Path, why: str) -> None:
        aside = _free(path.with_suffix(".unreadable"))
        patiently(lambda: path.rename(aside))
        self._say(f"{path.name} is not a session that can be used: {why}. It is kept as {aside.name}.")


def _free(path: Path) -> Path:
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
