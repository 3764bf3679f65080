"""Offers: made only where the answers name them, in the plan and the journal like any change, and put back by undo."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.flows.desk import Desk, changed
from wizard.engine.records import Intent
from wizard.lab import labs
from wizard.lab.lab import Lab
from wizard.operations.model import Role
from wizard.operations.wsus import ApplicationPool, GetApplicationPool
from wizard.resources import read_text
from wizard.steps.before_you_start import BEST_POOL

SET_POOL = "Set-ApplicationPool"
ANSWERS = 'offers = ["application-pool"]\n' + read_text("answers/first-run.toml")
POOL = GetApplicationPool("WsusPool").on(Role.WSUS)


def planned(desk: Desk, answers: str = "") -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = desk.run("plan", "--json", answers=answers).data["changes"]
    return changes


def made(desk: Desk, session: str = "s0001") -> list[str]:
    return [record.call.operation for record in desk.records(session) if isinstance(record, Intent)]


def best(desk: Desk) -> bool:
    pool: ApplicationPool = desk.ask(POOL)
    return pool == msgspec.structs.replace(pool, **BEST_POOL)


def pool_of(settings: dict[str, str]) -> dict[str, str]:
    return {path: value for path, value in settings.items() if path.startswith("pool/WsusPool/")}


def pool_is_set(lab: Lab) -> bool:
    """Every value of the WSUS pool is as best practice has it by now: stop here."""
    pool = lab.world.iis.pools[1]
    return pool == msgspec.structs.replace(pool, **BEST_POOL)


@pytest.fixture
def offered(desk: Desk) -> Desk:
    """Stopped behind the offer: nothing else is done yet."""
    assert desk.run("apply", answers=ANSWERS, stop=pool_is_set).code == 130
    return desk


def test_an_offer_enters_the_plan_only_where_the_answers_name_it(desk: Desk) -> None:
    without, taken = planned(desk), planned(desk, ANSWERS)
    assert SET_POOL not in [change["operation"] for change in without]
    assert [change["operation"] for change in taken] == [SET_POOL, *(change["operation"] for change in without)]
    assert [change["id"] for change in taken[1:]] == [change["id"] for change in without]
    assert [change["offer"] for change in taken] == ["application-pool", *("" for _ in without)]
    assert {row["path"]: (row["before"], row["after"]) for row in taken[0]["settings"]} == {
        "pool/WsusPool/QueueLength": ("1000", "2000"),
        "pool/WsusPool/IdleTimeoutMinutes": ("20", "0"),
        "pool/WsusPool/PingingEnabled": ("1", "0"),
        "pool/WsusPool/PrivateMemoryKb": ("1843200", "0"),
        "pool/WsusPool/RestartMinutes": ("1740", "0"),
    }


def test_apply_makes_the_offer_first_and_undo_gives_the_former_values_back(
    desk: Desk, before: dict[str, str]
) -> None:
    applied = desk.run("apply", answers=ANSWERS)
    assert applied.code == 0, applied.said
    assert best(desk)
    assert made(desk)[0] == SET_POOL
    assert made(desk).count(SET_POOL) == 1
    undone = desk.run("undo")
    assert undone.code == 0, undone.said
    assert not changed(before, desk.settings())


def test_without_the_offer_the_pool_stays_as_it_is(done: Desk, before: dict[str, str]) -> None:
    assert pool_of(done.settings()) == pool_of(before)
    assert SET_POOL not in made(done)


def test_an_offer_that_was_made_is_not_planned_again(offered: Desk) -> None:
    assert best(offered)
    assert SET_POOL not in [change["operation"] for change in planned(offered, ANSWERS)]
    resumed = offered.run("apply")
    assert resumed.code == 0, resumed.said
    assert made(offered).count(SET_POOL) == 1


def test_an_offer_on_a_server_that_is_done_is_the_only_change(done: Desk, before: dict[str, str]) -> None:
    with_offer = done.run("apply", answers=ANSWERS)
    assert with_offer.code == 0, with_offer.said
    assert best(done)
    assert made(done, "s0002") == [SET_POOL]
    assert done.run("undo").code == 0
    assert pool_of(done.settings()) == pool_of(before)
    assert done.run("undo", "s0001").code == 0
    assert not changed(before, done.settings())


@pytest.mark.parametrize("kind", ["stops", "fails", "lies"])
def test_an_offer_that_goes_wrong_ends_the_run_and_the_same_command_goes_on(
    desk: Desk, before: dict[str, str], kind: Any
) -> None:
    desk.fault(SET_POOL, kind)
    failed = desk.run("apply", answers=ANSWERS)
    assert failed.code == 4, failed.said
    assert made(desk) == [SET_POOL]
    again = desk.run("apply")
    assert again.code == 0, again.said
    assert best(desk)
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


def test_a_half_made_offer_is_undone_to_its_first_former_values(desk: Desk, before: dict[str, str]) -> None:
    desk.fault(SET_POOL, "stops")
    assert desk.run("apply", answers=ANSWERS).code == 4
    assert desk.settings()["pool/WsusPool/QueueLength"] == "2000"
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


def test_a_value_that_someone_else_has_set_since_is_left_alone_and_the_others_go_back(
    offered: Desk, before: dict[str, str]
) -> None:
    offered.fact("iis/pools/WsusPool/queue_length", 5000)
    undone = offered.run("undo", "--json")
    assert undone.code == 4
    assert [f["seen"] for f in undone.data["findings"] if f["level"] == "error"] == ["pool/WsusPool/QueueLength = 5000"]
    assert changed(before, offered.settings()) == {"pool/WsusPool/QueueLength": ("1000", "5000")}


def test_a_pool_of_another_name_is_the_one_that_is_set_and_put_back(desk: Desk) -> None:
    scenario = labs.scenario(desk.lab)
    other = msgspec.structs.replace(scenario.iis.pool, name="WSUS Pool 2")
    renamed = msgspec.structs.replace(scenario, iis=msgspec.structs.replace(scenario.iis, pool=other))
    Lab.create(desk.lab, renamed, desk.state / "labs").close()
    question = GetApplicationPool("WSUS Pool 2").on(Role.WSUS)
    former = desk.ask(question)
    assert desk.run("apply", answers=ANSWERS, stop=pool_is_set).code == 130
    assert desk.ask(question) == msgspec.structs.replace(former, **BEST_POOL)
    assert desk.run("undo").code == 0
    assert desk.ask(question) == former


def test_undo_takes_no_offer_that_is_a_change_of_a_section(offered: Desk) -> None:
    refused = offered.run("undo", "--offer", "application-pool")
    assert refused.code == 2
    assert "remove-certificate" in refused.err
    assert best(offered)
