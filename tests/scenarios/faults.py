"""Every operation gone wrong in every way, headless: how it ends, and that nothing is called done that is not."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec

from tests.flows.desk import Desk, changed, requiring, window_is_open
from wizard.lab.facts import FaultKind
from wizard.operations.catalogue import OPERATIONS
from wizard.rules.place import SECURED

KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
THREE = ("first-run", "site-wide-ssl", "default-web-site")
"""Scenarios that between them use every change and every proof."""


class End(msgspec.Struct, frozen=True):
    """How a run with a fault ended, on, and back."""

    scenario: str
    operation: str
    kind: FaultKind
    first: int
    """Exit code of `apply` with the fault, which lasts."""
    second: int
    """The same command once the fault is gone."""
    undo: int
    broken: tuple[str, ...]
    """Promises that were not kept."""


def ends(scenarios: tuple[str, ...] = THREE, words: tuple[str, ...] = ()) -> Iterator[End]:
    """Every operation x every kind of fault x every scenario."""
    for scenario in scenarios:
        with tempfile.TemporaryDirectory(prefix="wsus-tls-") as folder:
            fresh = Desk(Path(folder) / "fresh", scenario)
            fresh.run("check")
            before = fresh.settings()
            found_open = window_is_open(fresh.world)
            for operation in OPERATIONS:
                for kind in KINDS:
                    name = operation.name
                    if not words or any(word in f"{scenario} {name} {kind}" for word in words):
                        desk = fresh.copy(f"{name}-{kind}")
                        yield _end(desk, name, kind, before, found_open)


def _end(desk: Desk, operation: str, kind: FaultKind, before: dict[str, str], found_open: bool) -> End:
    broken: list[str] = []
    desk.fault(operation, kind, times=0)
    first = desk.run("apply", "--json")
    desk.heal()
    world = desk.world
    really = (world.wsus.using_ssl, world.point.ssl, len(requiring(world)) == len(SECURED), _bound(desk))
    if first.code == 0 and not all(really):
        broken.append(f"called satisfied, but {really}")
    told_open = bool(first.out) and first.data["window_open"]
    if window_is_open(world) and not (told_open or found_open):
        broken.append("the window is open, and nobody says so")
    second = desk.run("apply", "--json")
    if window_is_open(desk.world):
        broken.append("the window stays open once the fault is gone")
    undone = desk.run("undo", "--json") if desk.sessions() else None
    left = changed(before, desk.settings())
    if undone and undone.code == 0 and left:
        broken.append(f"undo said 0, but {left}")
    if window_is_open(desk.world) and not found_open:
        broken.append("the window is open after the undo")
    return End(
        desk.lab, operation, kind, first.code, second.code, undone.code if undone else -1, tuple(broken)
    )


def _bound(desk: Desk) -> bool:
    """http.sys serves a certificate that is in the store."""
    world = desk.world
    return any(entry.certificate_hash in {c.thumbprint for c in world.store} for entry in world.iis.http_sys)


def counted(found: list[End]) -> str:
    """How often each end was come to, as Markdown."""
    counts = Counter((end.kind, end.first) for end in found)
    codes = sorted({end.first for end in found})
    head = ["| fault | " + " | ".join(f"ends in {code}" for code in codes) + " |", "|---" * (len(codes) + 1) + "|"]
    rows = [f"| {kind} | " + " | ".join(str(counts[kind, code]) for code in codes) + " |" for kind in KINDS]
    return "\n".join([*head, *rows]) + "\n"
