"""The stories that are killed, and what becomes of each point of them, on as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from tests.kill import checks, disk
from tests.kill.checks import Reference
from tests.kill.points import Effect, Point, all_points
from tests.kill.running import counted, killed, killed_program, ran

Choose = Callable[[tuple[Effect, ...]], tuple[Point, ...]]


class Story(msgspec.Struct, frozen=True):
    """A command that is killed, on a state that it begins from."""

    name: str
    verb: str
    after: tuple[str, str] | None = None
    """The effect behind which an `apply` was killed, by kind and what it is; FINISHED where it came to its end; None
    where there was none yet, nor a lab."""


FINISHED = ("", "")

APPLY = Story("apply", "apply")
AGAIN = Story("apply again, from between two services", "apply", ("commit", "sslFlags of ClientWebService"))
UNDO = Story("undo of a finished apply", "undo", FINISHED)
UNDO_IN_WINDOW = (
    Story("undo from between two services", "undo", ("commit", "sslFlags of ClientWebService")),
    Story("undo from between two values of configuressl", "undo", ("commit", "wsus using_ssl")),
    Story("undo from behind the update point's flag", "undo", ("commit", "SSLWSUS")),
)
STORIES = (APPLY, AGAIN, UNDO, *UNDO_IN_WINDOW)


class Job(msgspec.Struct, frozen=True):
    """A point of a story, and all that is needed to judge it."""

    story: Story
    start: Path | None
    point: Point
    effect: Effect
    reference: Reference


class Result(msgspec.Struct, frozen=True):
    """What became of a point."""

    story: Story
    point: Point
    effect: Effect
    half_done: tuple[str, ...]
    """Operations that the journal left half done."""
    window_open: bool
    failures: tuple[str, ...]


class Enumerated(msgspec.Struct, frozen=True):
    """A story with everything that it brings to disk when nobody kills it."""

    story: Story
    start: Path | None
    effects: tuple[Effect, ...]


@contextmanager
def prepared(stories: Iterable[Story]) -> Iterator[tuple[Reference, tuple[Enumerated, ...]]]:
    """The states that stories begin from, and what each of them does."""
    with tempfile.TemporaryDirectory(prefix="wsus-tls-kill-") as name:
        folder = Path(name)
        behind = folder / "finished"
        effects = counted(behind, "apply")
        reference = Reference(disk.servers(folder / "before"), disk.servers(behind))
        yield reference, tuple(_enumerated(story, effects, folder) for story in stories)


def _enumerated(story: Story, effects: tuple[Effect, ...], folder: Path) -> Enumerated:
    if story.after is None:
        return Enumerated(story, None, effects)
    if story.after == FINISHED:
        start = folder / "finished"
    else:
        number = next(n for n, e in enumerate(effects, 1) if (e.kind, e.what) == story.after)
        start = folder / f"killed-{number}"
        if not start.exists():
            killed_program(start, Point(number, "after"), "apply")
    trial = folder / "trial"
    shutil.copytree(start, trial)
    try:
        return Enumerated(story, start, counted(trial, story.verb))
    finally:
        shutil.rmtree(trial)


def results(stories: Iterable[Story] = STORIES, choose: Choose = all_points) -> Iterator[Result]:
    """What becomes of every chosen point of these stories, in order, as soon as it is known."""
    with prepared(stories) as (reference, enumerated):
        jobs = [
            Job(one.story, one.start, point, one.effects[point.number - 1], reference)
            for one in enumerated
            for point in choose(one.effects)
        ]
        # Started anew rather than forked: whoever calls may have threads, and the workers fork themselves.
        with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
            yield from pool.imap(examined, jobs)


def examined(job: Job) -> Result:
    """Kill at a point; run the same command again on one copy of what is left, and undo another."""
    with tempfile.TemporaryDirectory(prefix="wsus-tls-kill-") as name:
        state = Path(name, "state")
        if job.start:
            shutil.copytree(job.start, state)
        end = killed(state, job.point, job.story.verb)
        result = partial(Result, job.story, job.point, job.effect)
        if not end.killed:
            return result((), False, ("the run was not killed there",))
        was = checks.left(state, end.process)
        failures: list[str] = []
        if job.story.verb == "apply":
            again = shutil.copytree(state, Path(name, "again"))
            failures += checks.resumed(was, ran(again, "apply"), again, job.reference)
        else:
            meanwhile = shutil.copytree(state, Path(name, "meanwhile"))
            failures += checks.refused_meanwhile(was, meanwhile)
        failures += checks.undone(was, ran(state, "undo"), state, job.reference)
        half_done = tuple(i.call.operation for i in was.session.begun.values()) if was.session else ()
        return result(half_done, bool(was.session and was.session.window_open), tuple(failures))
