"""Opens what the command line names: a target with its sessions, under its lock where something may be changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import platformdirs

from wizard.engine.store import Store
from wizard.lab.lab import Lab
from wizard.lab.labs import check_name
from wizard.operations.target import Target
from wizard.resources import assets
from wizard.rules.answers import Answers, decode_answers


class Missing(Exception):
    """What the command line names cannot be opened; the message says why and what to do."""


class Wanted(msgspec.Struct, frozen=True):
    """What the command line names."""

    lab: str
    """A practice lab; empty for this computer."""
    state: Path
    """The state folder."""
    fresh: bool = False
    """Begin the lab anew, its sessions forgotten."""


@contextmanager
def opened(wanted: Wanted, say: Callable[[str], None], writes: bool) -> Iterator[tuple[Target, Store]]:
    """The target and its sessions. With `writes` (or a fresh lab) under the lock: Busy where another run holds it.

    Missing, LabError or OSError where it cannot be had.
    """
    if not wanted.lab:
        raise Missing(
            "This computer is not a WSUS server that can be worked on: name a practice lab instead, --lab first-run "
            "(all of them: wsus-tls labs). Nothing was changed."
        )
    check_name(wanted.lab)
    store = Store(wanted.state, f"lab:{wanted.lab}", say)
    labs = _writable(wanted.state) / "labs"
    if not (writes or wanted.fresh):
        with Lab.open(wanted.lab, labs) as lab:
            yield lab, store
        return
    with store.locked(), Lab.open(wanted.lab, labs, fresh=wanted.fresh) as lab:
        if wanted.fresh:
            # Only now: sessions are what undo needs, as long as their servers are there.
            store.forget()
        yield lab, store


def example_answers(lab: str) -> Answers:
    """The example answers of a lab's scenario."""
    file = assets() / "answers" / f"{lab}.toml"
    return decode_answers(file.read_text(encoding="utf-8"), file.name) if file.is_file() else Answers()


def _writable(state: Path) -> Path:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(f"The state folder {state} cannot be used: {error.strerror} (--state-dir).") from None
    return state


def default_state() -> Path:
    """Where state lives unless `--state-dir` says otherwise."""
    return Path(platformdirs.user_state_dir("wsus-tls-wizard", appauthor=False))


def program() -> str:
    """How this program was called, so that its commands can be copied as they stand."""
    called = sys.argv[0]
    if not Path(called).name.startswith("wsus-tls"):
        return "wsus-tls"
    return f'"{called}"' if " " in called else called


def command_of(target: Target, state: Path) -> str:
    """What reaches a target again, up to the verb."""
    folder = "" if state == default_state() else f' --state-dir "{state}"'
    return f"{program()} {target.arguments}{folder}"
