"""A store of a thousand certificates against one of a hundred: read, judged, listed; and keys while that happens."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.result import Result, at_most, measured
from tests.flows.desk import Desk
from tests.screens.driver import sitting
from wizard.lab import pki
from wizard.lab.lab import Lab
from wizard.lab.world import StoredCertificate
from wizard.operations.model import Role
from wizard.rules.answers import Answers
from wizard.rules.choice import STORE, TEMPLATES
from wizard.rules.place import PLACE_READS
from wizard.rules.seen import Seen
from wizard.steps.certificate import ChooseCertificate

FEW, MANY, ROUNDS = 100, 1000, 5


def results() -> Iterator[Result]:
    """All of them, in order."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_filled(Path(folder), count) for count in (FEW, MANY))
        judging = [(_judged(few), _judged(many)) for _ in range(ROUNDS)]
        yield measured(f"{FEW} certificates judged and listed", statistics.median(one for one, _ in judging), "s")
        yield measured(f"{MANY} certificates judged and listed", statistics.median(other for _, other in judging), "s")
        ratio = statistics.median(other / one for one, other in judging)
        yield at_most(f"{MANY} certificates judged against {FEW}", ratio, "times", 12)
        shown = [asyncio.run(_shown(desk)) for desk in (few, many)]
        yield measured(f"page of {FEW} certificates shown", shown[0][0], "s")
        yield measured(f"page of {MANY} certificates shown", shown[1][0], "s")
        yield at_most(f"page of {MANY} certificates against {FEW}", shown[1][0] / shown[0][0], "times", 12)
        yield measured(f"slowest key while {MANY} are looked at again", shown[1][1], "s")


def _filled(folder: Path, count: int) -> Desk:
    """A lab whose store has so many certificates, each for another name, and one that is suitable."""
    desk = Desk(folder / str(count), "certificate-present")
    with desk.servers() as lab:
        lab._bench.write("store", store=(*lab.world.store, *_others(lab, count - len(lab.world.store))))
    return desk


def _others(lab: Lab, count: int) -> Iterator[StoredCertificate]:
    key, ca = pki.make_key(), lab.world.cas[1]
    authority, now = pki.Authority(ca.name, ca.certificate, ca.key), lab.now()
    for number in range(count):
        name = f"app{number}.contoso.com"
        certificate = pki.issue(
            authority, pki.public_key_of(key), f"CN={name}", (name,), now - timedelta(days=number % 300 + 1),
            now + timedelta(days=365), ("1.3.6.1.5.5.7.3.1",),
        )  # fmt: skip
        yield StoredCertificate(pki.thumbprint(certificate), certificate, name, key)


def _judged(desk: Desk) -> float:
    """Seconds for what the wizard makes of a store that it has read."""
    with desk.servers() as lab:
        results = {question: lab.run(question) for question in (*PLACE_READS, STORE, TEMPLATES)}
        seen = Seen(results, lab.now(), {role: lab.machine(role) for role in Role})
        begun = time.perf_counter()
        assessment = ChooseCertificate().assess(seen, Answers(certificate="best"))
        took = time.perf_counter() - begun
    assert len(assessment.findings) >= len(results[STORE])
    return took


async def _shown(desk: Desk) -> tuple[float, float]:
    """Seconds until the page of section 2 stands, and the slowest key while everything is asked and judged again."""
    async with sitting(desk) as it:
        begun = time.perf_counter()
        await it.open("certificate")
        shown = time.perf_counter() - begun
        await it.tap("f5")
        slowest = 0.0
        while it.app.working:
            begun = time.perf_counter()
            await it.pilot.press("down")
            slowest = max(slowest, time.perf_counter() - begun)
            await asyncio.sleep(0.02)
    return shown, slowest
