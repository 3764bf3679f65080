"""`python -m tests.this_computer`: the whole job as on a server, in both languages, and every fault of every change.

Words choose among the faults, as `Set-SiteBinding` or `undo`. It takes half an hour, and ends in 1 where one is bad.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.this_computer.desk import Desk, Staying
from tests.this_computer.harness import Harness
from tests.this_computer.job import way_back_without_the_wizard, whole_job
from tests.this_computer.program import engine
from tests.this_computer.server import Server


def _jobs(folder: Path) -> int:
    """Each command has a PowerShell of its own, and so has each proof that wants one."""
    failed = 0
    for language in ("en", "de"):
        begun = time.monotonic()
        server = Server(folder / language, engine(), language)
        server.make()
        with server.listening():
            try:
                whole_job(Desk(server))
                way_back_without_the_wizard(Desk(server))
                end = "ok"
            except AssertionError as broken:
                failed += 1
                end = f"FAILED: {broken}"
        print(f"whole job and way back, {language:<45} {time.monotonic() - begun:>4.0f} s  {end}", flush=True)
    return failed


def _faults(folder: Path, words: list[str]) -> int:
    failed = 0
    server = Server(folder / "faults", engine(), "de")
    server.make()
    with server.listening():
        powershell = Staying()
        try:
            harness = Harness(Desk(server, powershell), folder / "snapshots")
            for trial in harness.trials():
                if words and not any(word in str(trial) for word in words):
                    continue
                begun = time.monotonic()
                result = harness.result(trial)
                failed += bool(result.failures)
                window = "open" if result.window_open else ""
                took = f"{time.monotonic() - begun:>4.0f} s"
                end = "FAILED" if result.failures else "ok"
                print(f"{trial!s:<64} {result.code:>3} {window:<4} {took}  {end}", flush=True)
                for failure in result.failures:
                    print(f"    {failure}", flush=True)
        finally:
            powershell.end()
    return failed


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="wsus-tls-") as folder:
        failed = 0 if words else _jobs(Path(folder))
        failed += _faults(Path(folder), words)
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
