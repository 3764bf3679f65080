"""What must be so once a killed run was run again, or undone. Each check names what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.kill import disk
from tests.kill.disk import Servers
from tests.kill.running import Ran, ran
from wizard.engine.codes import Exit
from wizard.engine.records import Ended, Intent, Outcome, WindowMark
from wizard.engine.session import Session
from wizard.lab.world import World

FIRST_LINES = 5
"""Take-over, cut-off line, target, session, window: nothing else may come before the window is named."""


class Reference(msgspec.Struct, frozen=True):
    """The servers before the first run, and behind one that nobody killed."""

    before: Servers
    behind: Servers


class Left(msgspec.Struct, frozen=True):
    """What a killed run has left."""

    process: int
    world: World | None
    session: Session | None
    """The one that has begun to change something."""
    cut_off: bool
    """A session's last line is cut off."""


def left(state: Path, process: int) -> Left:
    """Read without touching anything."""
    sessions = disk.journals(state)
    changing = [session for session, _ in sessions.values() if session.changed_anything]
    cut = any(cut for session, cut in sessions.values() if session.changed_anything)
    return Left(process, disk.world(state), changing[-1] if changing else None, cut)


def resumed(was: Left, run: Ran, state: Path, reference: Reference) -> Iterator[str]:
    """Everything that is promised of the same command run again."""
    if run.code:
        yield f"resume: exit code {run.code}: {' | '.join(run.lines[-6:])}"
        return
    yield from _first_lines(was, run)
    yield from _not_twice(was, run, reference)
    yield from _different(disk.servers(state), reference.behind)
    yield from _one_story(state)
    if (check := ran(state, "check")).code:
        yield f"check: exit code {check.code}: {' | '.join(check.lines[-6:])}"


def undone(was: Left, run: Ran, state: Path, reference: Reference) -> Iterator[str]:
    """Everything that is promised of an undo of the same state."""
    to_undo = was.session is not None and was.session.state != "undone"
    wanted = Exit.SATISFIED if to_undo else Exit.USAGE
    if run.code != wanted:
        yield f"undo: exit code {run.code}, not {int(wanted)}: {' | '.join(run.lines[-6:])}"
        return
    yield from _taken_over(was, run)
    now = disk.servers(state)
    yield from _differences("undo: setting", now.settings, reference.before.settings)
    if now.window != "closed":
        yield f"undo: the servers say that the switch window is {now.window}"
    for session in disk.changing(state):
        if session.state != "undone":
            yield f"undo: session {session.id} is {session.state}"
        if session.window_open:
            yield f"undo: session {session.id} says that the switch window is open"
        yield from _written(state, session, "report.md")


def refused_meanwhile(was: Left, state: Path) -> Iterator[str]:
    """Half-way through an undo, nothing is applied."""
    if was.session is None or was.session.state != "undoing":
        return
    if (run := ran(state, "apply")).code != Exit.BLOCKED or run.changes:
        yield f"apply in a half done undo: exit code {run.code}, not {int(Exit.BLOCKED)}; ran {run.changes}"


def _first_lines(was: Left, run: Ran) -> Iterator[str]:
    yield from _taken_over(was, run)
    said = "\n".join(run.lines[:FIRST_LINES])
    if was.cut_off != ("was cut off" in said):
        yield f"resume: the cut-off line of the journal is {'not' if was.cut_off else 'wrongly'} spoken of"
    if was.session is None or was.session.state == "finished":
        return
    if not re.search(rf"^Resuming session {was.session.id}\b", said, re.MULTILINE):
        yield f"resume: the first lines do not name the session: {said}"
    if was.session.window_open != ("SWITCH WINDOW" in said):
        yield f"resume: the first lines are wrong about the switch window: {said}"
    half_done = [intent.call.operation for intent in was.session.begun.values()]
    told = f"Half done: {', '.join(half_done)}." if half_done else "Nothing on the server is half done."
    if told not in run.lines:
        yield f"resume: does not say {told!r}"


def _taken_over(was: Left, run: Ran) -> Iterator[str]:
    wanted = f"Taking over from a run that did not end by itself (process {was.process} of"
    if not run.lines[0].startswith(wanted):
        yield f"the lock was taken over without saying from whom: {run.lines[0]}"


def _not_twice(was: Left, run: Ran, reference: Reference) -> Iterator[str]:
    """What was read back, or shows on a server, is not done again."""
    done: set[str] = set()
    if was.session:
        ends = {r.change for r in was.session.records if isinstance(r, Outcome) and r.result == "done"}
        done |= {intent.call.operation for intent in was.session.intents if intent.change in ends}
    if was.world:
        before = reference.before.started
        now = disk.starts(was.world)
        done |= {"New-CertificateRequest"} if was.world.requests or was.world.database else set()
        done |= {"Submit-CertificateRequest"} if was.world.database else set()
        done |= {"Start-Synchronization"} if now["synchronization"] > before["synchronization"] else set()
        done |= {"Start-ClientScan"} if now["scan"] > before["scan"] else set()
    for operation in sorted(done & set(run.changes)):
        yield f"resume: {operation} was run again though it was done"
    for operation in sorted({change for change in run.changes if run.changes.count(change) > 1}):
        yield f"resume: {operation} was run {run.changes.count(operation)} times"


def _different(now: Servers, wanted: Servers) -> Iterator[str]:
    yield from _differences("end: setting", now.settings, wanted.settings)
    for name in ("window", "ca", "requests", "store", "started"):
        if getattr(now, name) != getattr(wanted, name):
            yield f"end: {name} is {getattr(now, name)}, not {getattr(wanted, name)}"


def _differences(what: str, now: dict[str, str], wanted: dict[str, str]) -> Iterator[str]:
    for path in sorted(now.keys() | wanted.keys()):
        if now.get(path) != wanted.get(path):
            yield f"{what} {path} is {now.get(path)!r}, not {wanted.get(path)!r}"


def _one_story(state: Path) -> Iterator[str]:
    """One session, read from its beginning: agreed, each change begun and done once, one window, one good end."""
    if len(changing := disk.changing(state)) != 1:
        yield f"journal: {len(changing)} sessions have changed something"
        return
    (session,) = changing
    records = session.records
    intents = [r.change for r in records if isinstance(r, Intent)]
    done = [r.change for r in records if isinstance(r, Outcome) and r.result == "done"]
    if tuple(done) != session.agreed:
        yield f"journal: agreed were {session.agreed}, done were {done}"
    if tuple(dict.fromkeys(intents)) != session.agreed:
        yield f"journal: agreed were {session.agreed}, begun were {intents}"
    if others := [r.result for r in records if isinstance(r, Outcome) and r.result != "done"]:
        yield f"journal: outcomes that nothing called for: {others}"
    for change in set(done):
        if max(n for n, r in enumerate(records) if isinstance(r, Intent) and r.change == change) > next(
            n for n, r in enumerate(records) if isinstance(r, Outcome) and r.change == change
        ):
            yield f"journal: {change} was begun again when it was done"
    marks = [(r.state, r.how) for r in records if isinstance(r, WindowMark)]
    if marks != [("opened", "ours"), ("closed", "forwards")]:
        yield f"journal: the switch window was {marks}"
    ends = [r.code for r in records if isinstance(r, Ended)]
    if ends != [0] or not isinstance(records[-1], Ended):
        yield f"journal: the ends are {ends}, the last record is {type(records[-1]).__name__}"
    if session.begun:
        yield f"journal: half done at the end: {list(session.begun)}"
    yield from _written(state, session, "report.md")
    yield from _written(state, session, "report.html")
    yield from _written(state, session, "answers.toml")


def _written(state: Path, session: Session, ending: str) -> Iterator[str]:
    path = disk.sessions_folder(state) / f"{session.id}.{ending}"
    if not path.is_file() or not path.read_text(encoding="utf-8"):
        yield f"{path.name} was not written"
    elif ending == "report.md" and f"state: **{session.state}**" not in path.read_text(encoding="utf-8"):
        yield f"{path.name} does not say that the session is {session.state}"
