"""A store of a thousand certificates against one of a hundred: read, judged, listed; and keys while that happens."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.benchmarks import terminal as terminals
from tests.benchmarks.result import Result, at_most, measured
from tests.flows.desk import Desk
from tests.screens.driver import sitting
from wizard.lab import pki
from wizard.lab.lab import Lab
from wizard.lab.world import StoredCertificate
from wizard.operations.model import Role
from wizard.rules.answers import Answers
from wizard.rules.certificate import read_certificate
from wizard.rules.choice import STORE, TEMPLATES
from wizard.rules.place import PLACE_READS
from wizard.rules.seen import Seen
from wizard.steps.certificate import ChooseCertificate

assert sys.platform != "win32", "there is no pty"

FEW, MANY, ROUNDS, KEYS = 100, 1000, 5, 8
F1, F5, ESC = b"\x1bOP", b"\x1b[15~", b"\x1b"
HELP, LOOKED_AT = "  Help ", "needs you"


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
        yield measured(f"page of {FEW} certificates shown", shown[0], "s")
        yield measured(f"page of {MANY} certificates shown", shown[1], "s")
        yield at_most(f"page of {MANY} certificates against {FEW}", shown[1] / shown[0], "times", 12)
        yield measured(f"slowest key while {MANY} are read and judged", _slowest_key(many), "s")


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
        read_certificate.cache_clear()
        begun = time.perf_counter()
        assessment = ChooseCertificate().assess(seen, Answers(certificate="best"))
        took = time.perf_counter() - begun
    assert len(assessment.findings) >= len(results[STORE])
    return took


async def _shown(desk: Desk) -> float:
    """Seconds until the page of section 2 stands."""
    async with sitting(desk) as it:
        begun = time.perf_counter()
        await it.open("certificate")
        return time.perf_counter() - begun


def _slowest_key(desk: Desk) -> float:
    """Seconds from a key to its answer on the terminal, the slowest of many while everything is read and judged."""
    command = (sys.executable, "-m", "wizard", "--lab", desk.lab, "--state-dir", str(desk.state))
    times = []
    with terminals.Terminal(command) as terminal:
        terminal.until(LOOKED_AT)
        terminal.listen(1.0)
        for number in range(KEYS):
            terminal.press(F5)
            terminal.listen(0.1 * number)
            begun = time.monotonic()
            terminal.until(HELP, terminal.press(F1))
            times.append(time.monotonic() - begun)
            terminal.press(ESC)
            terminal.listen(3.0)
    return max(times)
