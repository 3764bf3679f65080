"""What carries a secret cannot be written or shown."""

from __future__ import annotations

import pickle
import traceback

import msgspec
import pytest

from wizard.operations.secret import Secret

WORD = "correct horse"


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda s: f"{s!r:>20}", lambda s: str([s])])
def test_no_way_of_showing_it_shows_it(show: object) -> None:
    assert callable(show)
    assert WORD not in show(Secret(WORD))


def test_it_is_never_written_as_data() -> None:
    with pytest.raises(TypeError):
        msgspec.json.encode({"password": Secret(WORD)})
    with pytest.raises(TypeError):
        pickle.dumps(Secret(WORD))


def test_a_traceback_does_not_tell_it() -> None:
    with pytest.raises(ValueError, match="Secret") as caught:
        raise ValueError(Secret(WORD))
    assert WORD not in "".join(traceback.format_exception(caught.value))


def test_it_is_revealed_where_it_is_needed() -> None:
    assert Secret(WORD).reveal() == WORD
