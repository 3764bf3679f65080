"""Output that nobody reads any more ends a command without a word; what else goes wrong is told."""

from __future__ import annotations

import errno
import io
import sys
from pathlib import Path

import pytest

from wizard import cli
from wizard.engine.codes import Exit
from wizard.frontends import verbs


class Gone(io.StringIO):
    """A pipe without a reader, on which nothing is written and everything is kept for another try."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, text: str, /) -> int:
        raise self._error

    def flush(self) -> None:
        raise self._error


@pytest.mark.parametrize(
    "error", [BrokenPipeError(errno.EPIPE, "Broken pipe"), OSError(errno.EINVAL, "Invalid argument")],
    ids=["elsewhere", "Windows"],
)  # fmt: skip
def test_a_reader_that_has_gone_ends_a_command_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Gone(error))
    monkeypatch.setattr(sys, "stderr", said)
    assert cli.main(["--lab", "first-run", "--state-dir", str(tmp_path), "check"]) == 1
    assert not said.getvalue()


def test_an_invalid_argument_of_anything_else_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Exit:
        raise OSError(errno.EINVAL, "Invalid argument", "a?b")

    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(verbs, "_run", fails)
    assert cli.main(["--lab", "first-run", "--state-dir", str(tmp_path), "check"]) == Exit.FAILED
    assert "a?b" in said.getvalue()
