"""From http to a finished report by keys alone: each change by its own F9, and the same journal as `apply`."""

from __future__ import annotations

import re

import msgspec

from tests.flows.desk import Desk
from tests.screens.driver import Sitting, sitting
from wizard.engine.records import Agreed, Intent
from wizard.lab.world import World
from wizard.steps.assessment import Status
from wizard.tutorial import SECTIONS, SWITCH

KEYS = tuple(step.key for step in SECTIONS)
WINDOW = ("require-ssl", "configure-wsus", "software-update-point")
MOST = 25
"""Key presses from the first page until the wizard has ended."""
MOMENT = re.compile(r"GMTDATE=[\w ]+[\d:.]+ \d+|\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|\+00:00| UTC)?)?")
HASH = re.compile(r"[0-9A-Fa-f]{36,}|[0-9A-F]{6}\.\.[0-9A-F]{4}")
HARMLESS = ("f1", "escape", "tab", "shift+tab", "down", "up", "f2", "f5", "f6", "escape")


def told(desk: Desk) -> list[str]:
    """The journal of s0001, without moments, without what keys and certificates come to, and who agreed how aside."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"<{len(names)}>")

    plain = [msgspec.json.encode(r).decode() for r in desk.records() if not isinstance(r, Agreed)]
    return [HASH.sub(name, MOMENT.sub("<moment>", line)) for line in plain]


async def step(it: Sitting, key: str) -> tuple[World, World]:
    """A key, and the servers before and after it."""
    before = it.world
    await it.press(key)
    return before, it.world


async def harmlessly(it: Sitting, *keys: str) -> None:
    """Keys that may change nothing on the servers and agree to nothing."""
    for key in keys:
        agreed = it.agreed
        before, after = await step(it, key)
        assert before == after, f"{key} on {it.page} changed something on the servers"
        assert it.agreed == agreed, f"{key} on {it.page} agreed to something"


async def f9(it: Sitting, section: str) -> None:
    """One change of a section, or one agreement of the window."""
    assert it.page == section, it.text
    agreed, (before, after) = len(it.agreed), await step(it, "f9")
    assert len(it.agreed) == agreed + 1, it.text
    assert (before != after) == (section not in WINDOW), it.text


async def the_whole_job(it: Sitting) -> None:
    """Every page from the overview to the report."""
    await harmlessly(it, "enter")
    assert it.page == "certificate", "the overview does not begin where something is to be done"
    await harmlessly(it, "enter")
    assert it.page == "request"
    await harmlessly(it, "f9")
    for _ in range(3):
        await f9(it, "certificate")
    await harmlessly(it, "enter")
    await f9(it, "bind")
    for key in (*WINDOW[:2], "console", WINDOW[2]):
        await harmlessly(it, "enter")
        if key != "console":
            await f9(it, key)
    await harmlessly(it, "enter")
    assert it.page == "switch"
    await it.press("f9")
    assert {it.status(key) for key in SWITCH} == {Status.SATISFIED}, it.text
    for key in ("synchronization", "client-scan"):
        await harmlessly(it, "enter")
        await f9(it, key)
    await harmlessly(it, "enter")
    assert it.page == "report"


async def test_the_whole_job_by_keys_alone_ends_in_the_same_journal_as_apply(fresh: Desk, done: Desk) -> None:
    async with sitting(fresh) as it:
        await the_whole_job(it)
        assert [it.status(key) for key in KEYS] == [Status.SATISFIED] * len(KEYS)
        await it.leave()
        assert it.left
        assert it.code == 0, it.farewell
        assert it.presses <= MOST, f"{it.presses} key presses"
    assert (fresh.folder / "s0001.report.html").is_file()
    assert (fresh.folder / "s0001.report.md").is_file()
    assert told(fresh) == told(done), "screens and apply tell their journals different stories"
    agreements = [len(r.changes) for r in fresh.records() if isinstance(r, Agreed)]
    assert agreements == list(range(1, 10)), "each agreement adds one change"
    made = [r.change for r in fresh.records() if isinstance(r, Intent)]
    assert len(set(made)) == 9


async def test_agreements_change_nothing_are_on_disk_outlive_a_crash_and_can_be_taken_back(bound: Desk) -> None:
    async with sitting(bound) as it:
        for key in WINDOW:
            await it.open(key)
            await f9(it, key)
            assert bound.records()[-1] == Agreed("screen", digest_of(bound), it.agreed), "not on disk at once"
        crashed = bound.copy("crashed")
    async with sitting(crashed) as it:
        assert set(it.view.session.agreed) >= {planned.id for planned in it.view.switch}
        assert all(planned.agreed for planned in it.view.switch)
        assert len(it.view.switch) == len(WINDOW)
        await it.open("configure-wsus")
        before, after = await step(it, "delete")
        assert before == after
        assert [p.change.section for p in it.view.switch if not p.agreed] == ["configure-wsus"]
        taken_back = crashed.records()[-1]
        assert isinstance(taken_back, Agreed)
        assert len(taken_back.changes) == len(it.agreed)
        await it.open("switch")
        await harmlessly(it, "f9")


def digest_of(desk: Desk) -> str:
    """Of the newest agreement."""
    return [r.digest for r in desk.records() if isinstance(r, Agreed)][-1]


async def test_looking_around_changes_nothing(bound: Desk) -> None:
    async with sitting(bound) as it:
        for page in ("certificate", "require-ssl", "undo"):
            await it.open(page)
            await harmlessly(it, *HARMLESS)


async def test_the_window_is_opened_by_f9_on_its_page_and_by_nothing_else(agreed: Desk) -> None:
    async with sitting(agreed) as it:
        await it.open("switch")
        await harmlessly(it, "f1", "escape", "tab", "shift+tab", "down", "up", "f2", "f2", "f5", "f6", "escape", "f8")
        await harmlessly(it, "delete", "enter")
        assert it.page != "switch", "Enter goes on"
