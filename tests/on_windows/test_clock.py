"""The clock of Windows, in steps of 15.6 ms up to Python 3.12; and no time zones, which it does not have."""

from __future__ import annotations

import math
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.on_windows.children import only_there, said, script
from wizard.targets.local import ThisComputer
from wizard.targets.process import Hung, PowerShellProcess
from wizard.targets.program import VARIABLE

pytestmark = only_there

STEP = 1 / 64
JOB = f"""\
import math, sys, time
for name in ("monotonic", "time", "perf_counter"):
    setattr(time, name, lambda real=getattr(time, name): math.floor(real() / {STEP}) * {STEP})
sys.modules["zoneinfo"] = sys.modules["tzdata"] = None
from wizard import cli
sys.exit(cli.main(["--lab", "first-run", "--state-dir", *sys.argv[1:]]))
"""
"""The wizard on a clock of such steps, where asking for a time zone is an error."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a clock for this process; Wine's own is finer."""
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: math.floor(real() / STEP) * STEP)


def test_a_job_is_done_though_the_clock_stands_still_between_its_steps_and_there_are_no_time_zones(
    tmp_path: Path,
) -> None:
    for verb, code in (("apply", 0), ("report", 0)):
        done = script(JOB, tmp_path, verb)
        assert done.returncode == code, said(done)


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize("milliseconds", [0, 5, 16, 200])
def test_a_pause_is_never_shorter_than_it_should_be_by_more_than_a_step(milliseconds: int) -> None:
    begun = time.perf_counter()
    ThisComputer().pause(timedelta(milliseconds=milliseconds))
    lasted = time.perf_counter() - begun
    assert milliseconds / 1000 - STEP <= lasted < 5


@pytest.mark.usefixtures("steps")
@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"no PowerShell for Windows is named in {VARIABLE}")
def test_what_hangs_is_given_up() -> None:
    process = PowerShellProcess(Path(os.environ[VARIABLE]))
    begun = time.perf_counter()
    with pytest.raises(Hung):
        process.ask("param() Start-Sleep -Seconds 600", {}, seconds=0.5)
    assert 0.5 - STEP <= time.perf_counter() - begun < 60
