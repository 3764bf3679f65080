"""Get-ApplicationPool.ps1 and Set-ApplicationPool.ps1: values in every shape that IIS gives them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, Run, State, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.model import Setting
from wizard.operations.wsus import ApplicationPool, GetApplicationPool, SetApplicationPool

AREAS = ("pool",)
NAME = "WsusPool"
READ = do(GetApplicationPool(NAME))
BEST = do(SetApplicationPool(NAME, 2000, 0, False, 0, 0))
DEFAULT = ApplicationPool(NAME, "Started", 1000, 20, True, 1843200, 1740)
ODD_NAME = "Dienste (WSUS) [1] 'x'"


def case(*runs: Run, base: State | None = None, **pool: object) -> Case:
    """Scripts, and a read behind them, on a server whose pools are like this."""
    return Case((*runs, READ), {"pool": pool, "base": base or {}})


def own(**values: object) -> State:
    """WsusPool with values of its own."""
    return {"pools": [{"name": NAME, **values}]}


CASES: Mapping[str, Case] = {
    "default": case(),
    "bare spans": case(bare=True),
    "texts": case(texts=True),
    "half a minute as text": case(**own(**{"processModel.idleTimeout": 0.5}), texts=True),
    "best as text": case(BEST, texts=True),
    "stopped": case(**own(state="Stopped")),
    "unlimited": case(**own(**{"recycling.periodicRestart.privateMemory": 4294967295})),
    "other case": Case((do(GetApplicationPool("wsuspool")),), {}),
    "odd name": Case((do(GetApplicationPool(ODD_NAME)),), {"pool": {"pools": [{"name": ODD_NAME}]}}),
    "half a minute": case(**own(**{"processModel.idleTimeout": 0.5})),
    "denied": case(unreadable=["queueLength"]),
    "nothing": case(**own(queueLength=None)),
    "no pool": case(pools=[{"name": "DefaultAppPool"}]),
    "no module": case(base={"modules_missing": ["WebAdministration"]}),
    "no drive": case(base={"drives_missing": ["IIS"]}),
    "best": case(BEST),
    "best again": case(BEST, BEST),
    "one value": case(do(SetApplicationPool(NAME, private_memory_kb=4294967295))),
    "nothing given": case(do(SetApplicationPool(NAME))),
    "back": case(BEST, do(SetApplicationPool(NAME, 1000, 20, True, 1843200, 1740))),
    "as IIS has it": case(do(SetApplicationPool("WSUSPOOL", queue_length=2000))),
    "lying": case(BEST, lying=["processModel.idleTimeout"]),
    "late": case(BEST, late=["recycling.periodicRestart.time"]),
    "unwritable": case(BEST, unwritable=["processModel.pingingEnabled"]),
    "unreadable": case(BEST, unreadable=["recycling.periodicRestart.time"]),
    "unreadable elsewhere": case(
        do(SetApplicationPool(NAME, queue_length=2000)), unreadable=["recycling.periodicRestart.time"]
    ),
    "no such pool": case(do(SetApplicationPool("NoPool", queue_length=2000))),
    "too short": case(do(SetApplicationPool(NAME, queue_length=9, private_memory_kb=0))),
    "negative": case(do(SetApplicationPool(NAME, restart_minutes=-1, queue_length=2000))),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def read(outcomes: Mapping[str, Outcome], name: str) -> ApplicationPool:
    """What is read in the end."""
    return outcomes[name].runs[-1].result(GetApplicationPool)


@pytest.mark.parametrize("name", ["default", "bare spans", "texts", "other case"])
def test_every_shape_of_a_value_reads_alike(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert read(outcomes, name) == DEFAULT


def test_state_and_limits_come_as_they_are(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "stopped").state == "Stopped"
    assert read(outcomes, "unlimited").private_memory_kb == 4294967295
    assert read(outcomes, "odd name").name == ODD_NAME


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("half a minute", "InvalidOperationException"),
        ("half a minute as text", "InvalidOperationException"),
        ("denied", "COMException"),
        ("nothing", "InvalidOperationException"),
        ("no pool", "ItemNotFoundException"),
        ("no module", "FileNotFoundException"),
        ("no drive", "DriveNotFoundException"),
    ],
)
def test_what_cannot_be_told_is_an_error_and_never_0(outcomes: Mapping[str, Outcome], name: str, error: str) -> None:
    assert outcomes[name].runs[-1].failure().type == error


def test_only_what_differs_is_written_and_the_former_values_come_back(outcomes: Mapping[str, Outcome]) -> None:
    written = outcomes["best"].runs[0].written()
    assert {setting.path: setting.value for setting in written.former} == {
        f"pool/{NAME}/QueueLength": "1000",
        f"pool/{NAME}/IdleTimeoutMinutes": "20",
        f"pool/{NAME}/PingingEnabled": "1",
        f"pool/{NAME}/PrivateMemoryKb": "1843200",
        f"pool/{NAME}/RestartMinutes": "1740",
    }
    assert read(outcomes, "best") == ApplicationPool(NAME, "Started", 2000, 0, False, 0, 0)
    assert len(outcomes["best"].changes) == 5
    assert outcomes["best again"].changes == outcomes["best"].changes, "written twice"


def test_what_is_not_given_stays(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["one value"].runs[0].written().former == (Setting(f"pool/{NAME}/PrivateMemoryKb", "1843200"),)
    assert read(outcomes, "one value").private_memory_kb == 4294967295
    assert outcomes["nothing given"].runs[0].written().former == ()
    assert read(outcomes, "nothing given") == DEFAULT


def test_former_values_put_everything_back(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "back") == DEFAULT


def test_settings_bear_the_name_that_iis_has(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["as IIS has it"].runs[0].written().former == (Setting(f"pool/{NAME}/QueueLength", "1000"),)


def test_a_write_that_does_not_stick_is_an_error_that_names_the_value(outcomes: Mapping[str, Outcome]) -> None:
    error = outcomes["lying"].runs[0].failure()
    assert error.type == "InvalidOperationException"
    assert "IdleTimeoutMinutes" in error.text
    assert outcomes["lying"].slept == 4, "waited for ever, or not at all"


def test_a_write_that_shows_late_is_waited_for(outcomes: Mapping[str, Outcome]) -> None:
    assert read(outcomes, "late").restart_minutes == 0
    assert (outcomes["late"].slept, outcomes["best"].slept) == (2, 0)


def test_a_refused_write_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["unwritable"].runs[0].failure().hresult == "0x80070005"


@pytest.mark.parametrize("name", ["unreadable", "no such pool", "too short", "negative"])
def test_nothing_is_written_unless_all_of_it_is_understood_and_read(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()


def test_a_value_that_is_not_asked_for_need_not_be_readable(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["unreadable elsewhere"].runs[0].written()
    assert outcomes["unreadable elsewhere"].changes == (f"pool {NAME} queueLength",)
