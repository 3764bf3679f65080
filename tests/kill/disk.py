"""What stands on disk: the sessions as a killed run leaves them, and what the lab's servers say of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tests.kill.driver import LAB
from wizard.engine.journal import JournalDamaged, read_journal
from wizard.engine.observe import Observer
from wizard.engine.session import Session
from wizard.lab import store
from wizard.lab.lab import Lab
from wizard.lab.pki import thumbprint
from wizard.lab.world import World
from wizard.operations.catalogue import OPERATIONS
from wizard.operations.logs import Log
from wizard.operations.model import Kind, Operation, result_type
from wizard.operations.settings import as_text, bears_settings, settings_of
from wizard.operations.wsus import GetApplicationPool
from wizard.rules.answers import Answers
from wizard.rules.window import window, window_reads

_STARTED = {"synchronization": (Log.SYNC, "Starting Sync"), "scan": (Log.SCAN_AGENT, "ScanByUpdateSource request")}
"""Lines that components write at each beginning."""


class Servers(msgspec.Struct, frozen=True):
    """The lab's servers, as far as two runs must agree on them."""

    settings: dict[str, str]
    """By path; the certificate that was issued by its name, since each run is issued another."""
    window: str
    ca: tuple[str, ...]
    """What became of each request that the CA has."""
    requests: int
    """Made and not installed yet."""
    store: dict[str, int]
    """Certificates of the Personal store by friendly name; those without a key are named so."""
    started: dict[str, int]
    """How often each component says that it began."""


def sessions_folder(state: Path) -> Path:
    """Where the sessions of the lab are."""
    return state / "sessions" / f"lab-{LAB}"


def journals(state: Path) -> dict[str, tuple[Session, bool]]:
    """Sessions by file name, each with whether its last line is cut off. Without a whole first line there is none."""
    found = {}
    for path in sorted(sessions_folder(state).glob("s????.jsonl")):
        data = path.read_bytes()
        try:
            lines, whole = read_journal(data)
        except JournalDamaged:
            continue
        found[path.name] = (Session(tuple(line.record for line in lines)), whole < len(data))
    return found


def changing(state: Path) -> tuple[Session, ...]:
    """The sessions that have begun to change something."""
    return tuple(session for session, _ in journals(state).values() if session.changed_anything)


def world(state: Path) -> World | None:
    """The servers' disk; None where the lab was not made yet."""
    return store.load(state / "labs" / LAB)


def servers(state: Path) -> Servers:
    """Asks the servers by operations, and looks behind them for what operations do not tell."""
    with Lab.open(LAB, state / "labs") as lab:
        now = lab.world
        issued = {thumbprint(record.certificate): "the issued one" for record in now.database if record.certificate}
        answers = [lab.run(operation.on(operation.roles[0])) for operation in _readers(now)]
        read = {setting.path: as_text(setting.value) for answer in answers for setting in settings_of(answer)}
        seen = Observer(lab).observe([lambda answers, so_far: window_reads(so_far, answers)], Answers())
        return Servers(
            settings={path: issued.get(value, value) for path, value in read.items()},
            window=window(seen, Answers()),
            ca=tuple(record.disposition for record in now.database),
            requests=len(now.requests),
            store=dict(Counter(c.friendly_name + ("" if c.key else " without a key") for c in now.store)),
            started=starts(now),
        )


def starts(now: World) -> dict[str, int]:
    """How often each component says that it began."""
    return {what: now.logs.text(log).count(line) for what, (log, line) in _STARTED.items()}


def _readers(now: World) -> Iterator[Operation[Any]]:
    """Every read of the catalogue that has settings in its result."""
    for operation in OPERATIONS:
        result: Any = result_type(operation)
        if operation is GetApplicationPool:
            yield GetApplicationPool(now.wsus_site.pool if now.wsus_site else "")
        elif operation.kind is Kind.READ and bears_settings(result):
            yield operation()
