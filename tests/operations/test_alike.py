"""Operations with long answers, whose lists are read by the properties of their first object."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import inspect

from wizard.operations.catalogue import OPERATIONS
from wizard.operations.logs import GetLogTail
from wizard.operations.model import Operation, result_type

ALIKE = [operation for operation in OPERATIONS if operation.alike]


def fields(kind: inspect.Type) -> list[inspect.Field]:
    """Those of a type and of all that is in it."""
    if isinstance(kind, inspect.VarTupleType):
        return fields(kind.item_type)
    if isinstance(kind, inspect.StructType):
        return [*kind.fields, *(inner for field in kind.fields for inner in fields(field.type))]
    return []


def test_the_log_is_one_of_them() -> None:
    assert GetLogTail in ALIKE


@pytest.mark.parametrize("operation", ALIKE, ids=lambda operation: operation.name)
def test_every_field_has_a_value_in_every_object(operation: type[Operation[Any]]) -> None:
    found = fields(inspect.type_info(result_type(operation)))
    assert len(found) > 2
    assert [field.name for field in found if not field.required] == [], "what is missing would be read as there"
    assert [field.name for field in found if isinstance(field.type, inspect.UnionType)] == [], "or as nothing"
