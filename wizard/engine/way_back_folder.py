"""The way back on disk: a folder beside the journal, whole before the change that it covers is begun."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from wizard.engine.events import BackedUp, Event, WayBackKept
from wizard.engine.journal import Journal
from wizard.engine.records import Intent
from wizard.engine.session import Session
from wizard.engine.way_back import Backup, decoded, encoded, list_before, way_back
from wizard.engine.way_back_words import in_words
from wizard.operations.iis import BackupIisConfiguration
from wizard.operations.model import OperationFailed, Role, Setting, Unreachable
from wizard.operations.target import Target
from wizard.resources import assets
from wizard.state import command_of, default_state, patiently, server_state
from wizard.steps.describe import describe

DATA, WORDS, SCRIPT = "undo.json", "undo.txt", "undo.ps1"
SOURCE = "Undo-Session"
"""What undo.ps1 is called among the product's scripts."""
BESIDE = (
    "Get-ApplicationPool", "Get-HostFacts", "Get-HttpSysBinding", "Get-LogTail", "Get-SiteBinding",
    "Get-SoftwareUpdatePoint", "Get-SslRequirement", "Get-WsusSetup", "Set-ApplicationPool", "Set-SiteBinding",
    "Set-SoftwareUpdatePoint", "Set-SslRequirement", "Set-WsusSetup",
)  # fmt: skip
"""The scripts that undo.ps1 calls: it does what the wizard would do, by the same text."""
IIS = frozenset({"binding", "require-ssl", "pool"})
"""Areas that are in IIS's configuration."""


class WayBackFolder:
    """Keeps the way back of one session up with its journal."""

    def __init__(self, target: Target, journal: Journal, tell: Callable[[Event], None]) -> None:
        self.path = journal.path.with_suffix(".undo")
        self._target = target
        self._journal = journal
        self._tell = tell
        self._told = False

    def before(self, intent: Intent) -> None:
        """Cover a change that is about to be begun, too. OSError where it cannot be written: then it must not begin.

        Killed behind this, the folder covers a change that was not made; that reads as before and is skipped.
        """
        backup = self._backup(intent)
        self._write(intent, backup)
        if not self._told:
            self._told = True
            self._tell(WayBackKept(str(self.path)))

    def again(self) -> None:
        """Something was put back: that is not ours to undo any more.

        A folder that cannot be written stays as it was. It still does no harm: what reads as before is skipped.
        """
        if self.path.is_dir():
            with suppress(OSError):
                self._write(None, self._kept())

    @property
    def _session(self) -> Session:
        return Session(self._journal.records)

    @property
    def _command(self) -> str:
        """What reaches the target again, up to the verb."""
        state = self._journal.path.parents[2]
        usual = default_state()
        return command_of(self._target.arguments, usual if state == server_state(usual) else state)

    def _kept(self) -> Backup:
        """The copy that was made when this session first changed IIS."""
        if not any(in_iis(intent.wanted) for intent in self._session.intents):
            return Backup()
        try:
            known = decoded(patiently((self.path / DATA).read_bytes))
        except OSError:
            return Backup()
        return known.backup if known else Backup()

    def _backup(self, intent: Intent) -> Backup:
        """A copy of IIS's configuration before this session first changes it: once, since later it would be none."""
        session = self._session
        if any(in_iis(made.wanted) for made in session.intents) or not in_iis(intent.wanted):
            return self._kept()
        name = f"wsus-tls-{session.id}-{self._target.now():%Y%m%d%H%M%S}"
        machine = self._target.machine(Role.WSUS)
        try:
            self._target.run(BackupIisConfiguration(name).on(Role.WSUS))
        except (OperationFailed, Unreachable) as error:
            # It is besides: the way back does not need it, so a run does not end for want of it.
            made = Backup(problem=str(error) or type(error).__name__)
        else:
            made = Backup(name)
        self._tell(BackedUp(machine, made.name, made.problem))
        return made

    def _write(self, intent: Intent | None, backup: Backup) -> None:
        session = self._session
        changes = (*session.standing, intent) if intent else session.standing
        what = list_before(session, intent)
        back = way_back(session, what, changes, self._target, backup)
        coming = describe(intent.call.question().operation).title if intent else ""
        staying = dict.fromkeys(change.call.question().operation for change in changes if not change.wanted)
        text = in_words(back, f"{self._command} undo {session.id}", coming, staying)
        self.path.mkdir(parents=True, exist_ok=True)
        scripts = assets() / "powershell"
        for name in BESIDE:
            _keep(self.path / f"{name}.ps1", (scripts / f"{name}.ps1").read_bytes())
        _keep(self.path / SCRIPT, (scripts / f"{SOURCE}.ps1").read_bytes())
        # A byte order mark and Windows' line ends: the Notepad of Windows Server 2016 shows nothing right without them.
        _keep(self.path / WORDS, text.replace("\n", "\r\n").encode("utf-8-sig"))
        _keep(self.path / DATA, encoded(back))


def in_iis(settings: Iterable[Setting]) -> bool:
    """Whether one of them is in IIS's configuration."""
    return any(setting.path.partition("/")[0] in IIS for setting in settings)


def _keep(path: Path, data: bytes) -> None:
    """Put a file in the place of the one before, forced to disk; whoever reads it sees one of the two, whole."""
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    patiently(lambda: temporary.replace(path))


