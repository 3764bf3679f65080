"""Which function does an operation on the lab's world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from wizard.lab.bench import Bench
from wizard.operations.model import Operation, OperationError, OperationFailed, Role

Op = TypeVar("Op", bound=Operation[Any])

Doer = Callable[[Bench, Op, Role], Any]

DOERS: dict[type[Operation[Any]], Doer[Any]] = {}


def does(operation: type[Op]) -> Callable[[Doer[Op]], Doer[Op]]:
    """The function behind this is how the operation is done."""

    def register(doer: Doer[Op]) -> Doer[Op]:
        DOERS[operation] = doer
        return doer

    return register


def refuse(kind: str, hresult: str, text: str) -> NoReturn:
    """The operation failed as it would on Windows: the exception's type, its HRESULT, its text."""
    raise OperationFailed(OperationError(kind, hresult, text))
