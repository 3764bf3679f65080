"""How a case ended, told alike by every implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.contract.cases import Case
from wizard.operations.iis import SslRequirement
from wizard.operations.model import OperationError, Written


@dataclass(frozen=True)
class Outcome:
    """What the operation gave, or the error that it ended with; and the server afterwards."""

    result: SslRequirement | Written | None
    error: OperationError | None
    after: SslRequirement | None
    """None where it cannot be read."""
    written: tuple[str, ...]
    """Places whose flags were written, in order."""


class Implementation(Protocol):
    """Something that does the operations."""

    def run(self, cases: Sequence[Case]) -> Mapping[str, Outcome]:
        """Every case on a server of its own, by name."""
