"""A sample of the points that `python -m tests.kill` tries all of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.kill import disk, running
from tests.kill.harness import APPLY, UNDO, UNDO_IN_WINDOW, Result, Story, prepared, results
from tests.kill.points import WHENS, Effect, Point, all_points, between_values, sample

SERVICES = ("ApiRemoting30", "ClientWebService", "DssAuthWebService", "ServerSyncWebService", "SimpleAuthWebService")
SETUP = ("using_ssl", "port_number", "server_certificate_name")


def failures(found: Iterable[Result]) -> list[str]:
    """Each with the point that it was seen at."""
    return [
        f"{result.story.name}, killed at {result.point} ({result.effect.kind} {result.effect.what}): {failure}"
        for result in found
        for failure in result.failures
    ]


def sampled(stories: tuple[Story, ...], every: int) -> list[Result]:
    return list(results(stories, partial(sample, every=every)))


def test_an_apply_killed_anywhere_is_run_again_to_the_same_end_and_can_be_undone() -> None:
    found = sampled((APPLY,), every=120)
    assert not failures(found)
    assert {result.point.when for result in found} == set(WHENS)
    assert {result.window_open for result in found} == {True, False}


def test_an_undo_killed_anywhere_is_finished_by_the_same_command() -> None:
    assert not failures(sampled((UNDO, UNDO_IN_WINDOW[-1]), every=40))


def test_every_line_and_every_value_is_a_point() -> None:
    with prepared((APPLY,)) as (reference, (apply,)):
        effects = apply.effects
    assert reference.before.settings != reference.behind.settings
    assert len(all_points(effects)) == 3 * len(effects)
    values = [effect.what for effect in effects if effect.kind == "commit" and effect.operation]
    for value in (*(f"sslFlags of {service}" for service in SERVICES), *(f"wsus {name}" for name in SETUP), "SSLWSUS"):
        assert value in values
    assert [effect.what for effect in effects][-1] == "ended"


def test_the_sample_has_all_points_between_two_values_of_the_window() -> None:
    services = [Effect("commit", f"sslFlags of {service}", "Set-SslRequirement", True) for service in SERVICES]
    setup = [Effect("commit", f"wsus {name}", "Invoke-ConfigureSsl", True) for name in SETUP]
    effects = (Effect("journal", "opened"), *services, Effect("journal", "outcome done", "", True), *setup)
    between = [Point(number, "after") for number in (2, 3, 4, 5, 8, 9)]
    assert list(between_values(effects)) == between
    assert set(between) <= set(sample(effects, 100))


def test_a_program_that_is_killed_leaves_what_its_journal_had_on_disk(tmp_path: Path) -> None:
    opened, agreed = Point(2, "after"), Point(3, "half")
    assert running.killed_program(tmp_path, opened, "apply").killed
    assert disk.journals(tmp_path)["s0001.jsonl"][0].id == "s0001"
    assert running.killed_program(tmp_path, agreed, "apply").killed is True


def test_a_point_that_is_never_reached_is_no_kill(tmp_path: Path) -> None:
    assert not running.killed_program(tmp_path, Point(1000, "before"), "apply").killed
