"""What a journal says of what is half done, what was brought forth and what counts as evidence."""

from __future__ import annotations

from typing import Literal

from wizard.engine.records import (
    Agreed,
    Answered,
    Ended,
    Intent,
    Opened,
    Outcome,
    Record,
    Restoring,
    UndoBegun,
    Undone,
    WindowMark,
)
from wizard.engine.session import Session, newest, settle
from wizard.operations.logs import Log, LogMark
from wizard.operations.model import Operation, Role, Setting, Written
from wizard.operations.site import SetSoftwareUpdatePoint, StartSynchronization
from wizard.rules.answers import Answers, Certificate
from wizard.steps.assessment import Call

FLAG = SetSoftwareUpdatePoint("PS1", "wsus1.contoso.com", True)


def mark(log: Log, position: int) -> LogMark:
    return LogMark(log, "CM1", position, "2026-11-24T12:00:00+00:00")


def intent(
    change: str, operation: Operation[Written] = FLAG, position: int = 10, former: str = "0", log: Log = Log.WCM
) -> Intent:
    call = Call.of(operation, Role.SITE)
    return Intent(
        change, "software-update-point", call, call, "2026-11-24T12:00:00+00:00",
        (Setting("sup/wsus1.contoso.com/Ssl", former),), (Setting("sup/wsus1.contoso.com/Ssl", "1"),),
        (mark(log, position),), "switch",
    )  # fmt: skip


def session(*records: Record, settled: str = "") -> Session:
    return Session((Opened("s0001", "lab:first-run", Answers(), settled), Agreed("answers", "d", ("a", "b")), *records))


def test_an_intent_without_a_good_outcome_is_begun_and_keeps_its_first_values() -> None:
    tried = session(intent("a", former="0"), Outcome("a", "failed"), intent("a", position=99, former="1"))
    assert list(tried.begun) == ["a"]
    assert tried.begun["a"].former[0].value == "0"
    assert tried.begun_as(Call.of(FLAG, Role.SITE)) == tried.begun["a"]


def test_what_is_done_or_put_back_is_not_begun() -> None:
    results: tuple[Literal["done", "rolled-back"], ...] = ("done", "rolled-back")
    for result in results:
        assert session(intent("a"), Outcome("a", result)).begun == {}


def test_a_change_that_went_only_half_back_is_begun_with_its_first_values() -> None:
    half = session(intent("a", former="0"), Outcome("a", "done"), Outcome("a", "half-back"))
    assert half.begun["a"].former[0].value == "0"
    assert session(intent("a"), Outcome("a", "rolled-back")).begun == {}


def test_what_went_back_is_no_longer_ours_to_undo() -> None:
    """A colleague may have set the very same value since."""
    assert session(intent("a"), Outcome("a", "rolled-back")).standing == ()
    again = intent("a", position=99)
    assert session(intent("a"), Outcome("a", "rolled-back"), again).standing == (again,)


def test_evidence_counts_from_before_the_first_try() -> None:
    tried = session(intent("a", position=10), Outcome("a", "failed"), intent("a", position=99))
    assert tried.since[Log.WCM].mark.position == 10


def test_after_a_rollback_the_next_try_begins_its_evidence_anew() -> None:
    again = session(intent("a", position=10), Outcome("a", "rolled-back"), intent("a", position=99))
    assert again.since[Log.WCM].mark.position == 99


def test_a_start_moves_only_its_own_log() -> None:
    start = intent("b", StartSynchronization(), 50, log=Log.SYNC)
    both = session(intent("a", position=10), Outcome("a", "done"), start)
    assert both.since[Log.WCM].operation == "Set-SoftwareUpdatePoint"
    assert both.since[Log.SYNC].operation == "Start-Synchronization"


def test_names_brought_forth_are_remembered() -> None:
    brought = session(intent("a"), Outcome("a", "done", {"certificate": "AB"}))
    assert brought.brought == {"certificate": "AB"}


def test_the_window_is_as_its_last_mark_says_and_whose() -> None:
    opened = WindowMark("opened", "found")
    assert session(opened).window_open
    assert session(opened).window_found
    assert not session(opened, WindowMark("closed", "forwards")).window_open


def test_states() -> None:
    assert session(intent("a")).state == "running"
    assert session(intent("a"), Ended(5)).state == "stopped"
    assert session(intent("a"), Ended(0)).state == "finished"
    assert session(intent("a"), Ended(0), UndoBegun("d")).state == "undoing"
    assert session(intent("a"), Ended(0), UndoBegun("d"), Undone(False)).state == "undoing"
    assert session(intent("a"), Ended(0), UndoBegun("d"), Undone(True)).state == "undone"


def test_an_undo_does_not_hide_how_the_run_before_it_ended() -> None:
    restoring = Restoring(Call.of(FLAG, Role.SITE), ())
    ended = session(intent("a"), Ended(0), UndoBegun("d"), restoring, Undone(True)).ended
    assert ended == Ended(0)
    assert session(Ended(5), intent("a")).ended is None


def test_the_newest_is_one_that_changed_something_and_is_not_undone() -> None:
    undone = session(intent("a"), UndoBegun("d"), Undone(True))
    assert newest([session(intent("a")), undone, session(Ended(6))]) == session(intent("a"))
    assert newest([undone]) is None


def test_answers_are_the_last_given_with_what_they_were_settled_to() -> None:
    best = Answers(certificate="best")
    told = session(Answered(best), settled="AB")
    assert told.given == best
    assert told.answers.certificate == Certificate(thumbprint="AB")
    assert settle(best, "") == best
