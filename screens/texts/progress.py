"""What is shown while something runs: milestones, elapsed time, what is asked now, the followed log."""

from __future__ import annotations

from datetime import timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from screens.look.glyphs import Look
from screens.texts.layout import apart, marked, plain, stacked
from screens.texts.state import clock
from screens.texts.words import say
from screens.work import Milestone, Work

SIGNS = {"to-come": "unseen", "running": "running", "done": "done", "failed": "failed", "waiting": "waiting",
         "note": "info"}  # fmt: skip


def title_text(work: Work, elapsed: timedelta) -> RenderableType:
    """What is done, and for how long."""
    return apart(plain(work.title, "bold"), Text(clock(elapsed)))


def milestone_lines(work: Work, height: int) -> tuple[Milestone, ...]:
    """The milestones that there is room for; of many the newest, so that what runs is always seen."""
    return _newest(work.milestones, max(4, height - (len(work.lines) + 5 if work.lines else 4)))


def log_text(work: Work) -> RenderableType:
    """The newest lines of the log that is followed."""
    return stacked(plain(say("progress.log", log=work.log), "bold"), _log(work.lines)) if work.lines else Text("")


def asking_text(work: Work, stopping: bool) -> RenderableType:
    """What is asked just now, or that it is about to stop."""
    return plain(say("progress.stopping"), "bold") if stopping else _asking(work)


def _newest(milestones: tuple[Milestone, ...], rows: int) -> tuple[Milestone, ...]:
    begun = [m for m in milestones if m.mark != "to-come"]
    to_come = [m for m in milestones if m.mark == "to-come"]
    room = max(1, rows - min(len(to_come), 3))
    return (*begun[-room:], *to_come[: max(0, rows - min(len(begun), room))])


def milestone_text(milestone: Milestone, look: Look) -> RenderableType:
    """One line of them: its sign, what it is, since when."""
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    kind = SIGNS[milestone.mark]
    indent = 1 if milestone.section else 5
    line = marked(look, kind, milestone.text, "bold" if milestone.section else "", indent)
    grid.add_row(line, plain(f"{milestone.since:%H:%M}" if milestone.since else "", "dim"))
    return grid


def _log(lines: tuple[str, ...]) -> RenderableType:
    shown = Text("\n").join(Text(" ").append_text(plain(line, "dim")) for line in lines)
    shown.no_wrap, shown.overflow = True, "ellipsis"
    return shown


def _asking(work: Work) -> Text:
    if not work.asking:
        return Text("")
    operation, role = work.asking.split("|")
    return plain(say("progress.asking", operation=operation, role=say(f"role.{role}")), "dim")
