"""What can go wrong with an operation, as a setting of the lab."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from wizard.lab import events
from wizard.lab.bench import Bench
from wizard.lab.facts import FaultKind
from wizard.lab.world import FirstAnswer
from wizard.operations.model import Kind, OperationError, OperationFailed, Question, result_type

__all__ = ["FaultKind", "run"]

_FAILED = OperationError("COMException", "0x80004005", "Unspecified error")
_INTERRUPTED = OperationError("Interrupted", "", "The session ended before the operation did.")


def run(bench: Bench, question: Question[Any], do: Callable[[], Any]) -> Any:
    """Does an operation, or what its faults make of it."""
    ours = [fault for fault in bench.world.faults if fault.operation == question.operation.name]
    if not ours:
        return do()
    counted = {fault: msgspec.structs.replace(fault, runs=fault.runs + 1) for fault in ours}
    bench.write("run of a fault", faults=tuple(counted.get(fault, fault) for fault in bench.world.faults))
    kind = next((fault.kind for fault in counted.values() if fault.hits), None)
    if kind == "fails":
        raise OperationFailed(_FAILED)
    if kind == "hangs":
        seconds = question.operation.seconds
        events.pause(bench, timedelta(seconds=seconds))
        raise OperationFailed(OperationError("Timeout", "", f"No answer within {seconds} seconds."))
    if question.operation.kind is Kind.CHANGE:
        return _change(bench, kind, do)
    if kind == "stops":
        raise OperationFailed(_INTERRUPTED)
    if any(fault.kind == "lies" for fault in ours):
        return _remembered(bench, question, kind, do)
    return do()


def _change(bench: Bench, kind: FaultKind | None, do: Callable[[], Any]) -> Any:
    """A lie looks like success and does nothing. A stop comes behind the first value, reported or not."""
    if kind == "lies":
        with bench.rehearsal():
            return do()
    if kind == "stops":
        bench.after_write = _stop
        try:
            do()
        finally:
            bench.after_write = None
        _stop()
    return do()


def _stop() -> None:
    raise OperationFailed(_INTERRUPTED)


def _remembered(bench: Bench, question: Question[Any], kind: FaultKind | None, do: Callable[[], Any]) -> Any:
    """A lying read says again what it said when it was first asked."""
    key = msgspec.json.encode((question.operation.name, question.role, question.operation)).decode()
    known = next((first.answer for first in bench.world.first_answers if first.question == key), None)
    if kind == "lies" and known is not None:
        return msgspec.json.decode(known, type=result_type(type(question.operation)))
    answer = do()
    if known is None:
        first = FirstAnswer(key, msgspec.Raw(msgspec.json.encode(answer)))
        bench.write("first answer", first_answers=(*bench.world.first_answers, first))
    return answer

