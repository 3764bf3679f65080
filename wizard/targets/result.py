"""From what a script wrote to the result type of its operation, and from an operation to a script's parameters."""

from __future__ import annotations

from typing import Any, TypeVar, get_origin

import msgspec

from wizard.operations.model import Operation, OperationError, OperationFailed, result_type

R = TypeVar("R")


def parameters(operation: Operation[Any]) -> dict[str, Any]:
    """An operation's fields as a script's parameters, by their names there."""
    given: dict[str, Any] = msgspec.to_builtins(operation)
    return given


def decoded(operation: Operation[R], value: list[Any]) -> R:
    """The result of an operation, or OperationFailed: an answer that does not fit is no answer, whatever it looks like.

    An array comes as one output (`, @(...)`), or as several outputs; anything else is exactly one. No output at all is
    not an empty array.
    """
    kind = result_type(type(operation))
    if get_origin(kind) is tuple and value:
        whole = value[0] if len(value) == 1 and isinstance(value[0], list) else value
        return _converted(whole, kind)
    if len(value) != 1:
        raise OperationFailed(_misfit(f"{len(value)} objects came, and one was expected"))
    return _converted(value[0], kind)


def _converted(value: Any, kind: type[R]) -> R:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise OperationFailed(_misfit(str(error))) from None


def _misfit(why: str) -> OperationError:
    return OperationError("AnswerNotUnderstood", text=why)
