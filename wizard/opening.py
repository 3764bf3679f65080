"""Opens what the command line names: a target with its sessions, under its lock where something may be changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from wizard.engine.store import Store
from wizard.operations.target import Target
from wizard.resources import assets
from wizard.rules.answers import Answers, decode_answers
from wizard.state import Wanted, default_state, server_state
from wizard.targets.program import permitted


class Missing(Exception):
    """What the command line names cannot be opened; the message says why and what to do."""


Opened = AbstractContextManager[tuple[Target, Store]]


def opened(wanted: Wanted, say: Callable[[str], None], writes: bool) -> Opened:
    """The target and its sessions. With `writes` (or a fresh lab) under the lock: Busy where another run holds it.

    Missing, LabError or OSError where it cannot be had.
    """
    return _lab(wanted, say, writes) if wanted.lab else _this_computer(wanted, say, writes)


@contextmanager
def _lab(wanted: Wanted, say: Callable[[str], None], writes: bool) -> Iterator[tuple[Target, Store]]:
    # Loaded where it is needed: pages come up sooner, and a real server needs none of it.
    from wizard.lab.lab import Lab
    from wizard.lab.labs import check_name, from_file

    check_name(wanted.lab)
    own = from_file(wanted.scenario) if wanted.scenario else None
    store = Store(wanted.state, f"lab:{wanted.lab}", say)
    labs = _writable(wanted.state) / "labs"
    if not (writes or wanted.fresh):
        with Lab.open(wanted.lab, labs, scenario=own) as lab:
            yield lab, store
        return
    with store.locked(), Lab.open(wanted.lab, labs, wanted.fresh, own) as lab:
        if wanted.fresh:
            # Only now: sessions are what undo needs, as long as their servers are there.
            store.forget()
        yield lab, store


@contextmanager
def _this_computer(wanted: Wanted, say: Callable[[str], None], writes: bool) -> Iterator[tuple[Target, Store]]:
    from wizard.targets.local import ThisComputer

    check_this_computer(wanted)
    folder = server_state(wanted.state)
    with ThisComputer() as computer:
        store = Store(folder, computer.name, say)
        if writes:
            _make(folder)
            with store.locked():
                yield computer, store
        else:
            _check_readable(folder)
            yield computer, store


def check_this_computer(wanted: Wanted) -> None:
    """Missing where this computer is none that can be worked on, or is asked for what only a lab has."""
    if not permitted():
        raise Missing(
            "This computer is not a WSUS server that can be worked on: name a practice lab instead, --lab first-run "
            "(all of them: wsus-tls labs). Nothing was changed."
        )
    if wanted.fresh:
        raise Missing("Only a practice lab can be begun anew: --fresh goes with --lab NAME. Nothing was changed.")
    if server_state(wanted.state) != wanted.state != default_state():
        raise Missing(
            f"--state-dir goes with --lab NAME. What is done on this computer is kept in {server_state(wanted.state)}, "
            "so that whoever comes next finds it. Nothing was changed."
        )


def _make(folder: Path) -> None:
    """The state folder of this computer, where only administrators may look."""
    if sys.platform == "win32":
        from wizard.targets.administrators import NotProtected, protected, run_program
        from wizard.targets.owner import owner_of

        try:
            protected(folder, run_program, owner_of)
        except NotProtected as error:
            raise Missing(
                f"The sessions of this computer have to be kept where only administrators look. {error} "
                "Nothing was changed."
            ) from None
    else:
        _writable(folder)


def _check_readable(folder: Path) -> None:
    """What cannot be listed would look like no session at all."""
    try:
        any(folder.iterdir())
    except FileNotFoundError:
        pass
    except OSError as error:
        raise Missing(
            f"The sessions of this computer, in {folder}, cannot be read: {error.strerror}. "
            'Start the console with "Run as administrator". Nothing was changed.'
        ) from None


def example_answers(lab: str) -> Answers:
    """The example answers of a lab's scenario; none for a real server."""
    file = assets() / "answers" / f"{lab}.toml"
    return decode_answers(file.read_text(encoding="utf-8"), file.name) if lab and file.is_file() else Answers()


def _writable(state: Path) -> Path:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(f"The state folder {state} cannot be used: {error.strerror} (--state-dir).") from None
    return state
