"""Opens what the command line names: a target with its sessions, under its lock where something may be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.engine.store import Store
from wizard.lab.lab import Lab
from wizard.lab.labs import check_name
from wizard.operations.target import Target
from wizard.resources import assets
from wizard.rules.answers import Answers, decode_answers
from wizard.state import Wanted


class Missing(Exception):
    """What the command line names cannot be opened; the message says why and what to do."""


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
