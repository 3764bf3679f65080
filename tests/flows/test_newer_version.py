"""A session of a newer version of the wizard blocks what changes, is listed, and tells its undo in words."""

from __future__ import annotations

import pytest

from screens.trouble import in_words
from tests.flows.desk import Desk, changed
from wizard.engine.codes import Refused
from wizard.engine.guide import Guide
from wizard.opening import opened
from wizard.state import Wanted


@pytest.fixture
def newer(bound: Desk) -> Desk:
    """Begun by this version and gone on with by a newer one, which is not known to have ended."""
    lines = bound.journal().read_bytes().splitlines(keepends=True)
    bound.journal().write_bytes(b"".join([*lines[:4], *(line.replace(b'"v":1', b'"v":2') for line in lines[4:])]))
    return bound


@pytest.mark.parametrize("arguments", [("apply",), ("undo",), ("undo", "s0001"), ("report", "s0001")], ids=" ".join)
def test_it_is_refused_with_its_undo_in_words(newer: Desk, arguments: tuple[str, ...]) -> None:
    journal, settings = newer.journal().read_bytes(), newer.settings()
    refused = newer.run(*arguments)
    assert refused.code == 6
    assert "s0001" in refused.err
    assert 'set binding/1806390885:https:8531/CertificateHash back to "(none)"' in refused.err
    assert newer.journal().read_bytes() == journal
    assert not changed(settings, newer.settings())


def test_it_is_listed(newer: Desk) -> None:
    (shown,) = newer.run("sessions", "--json").data
    assert (shown["session"], shown["state"], shown["ended"]) == ("s0001", "newer version", None)
    assert shown["changes"] == 4
    assert "newer version" in newer.run("sessions").out


def test_it_blocks_although_a_session_of_this_version_is_beside_it(newer: Desk) -> None:
    ours = newer.journal().read_bytes().replace(b'"v":2', b'"v":1')
    newer.journal("s0002").write_bytes(ours.replace(b'"session":"s0001"', b'"session":"s0002"'))
    for verb in ("apply", "undo"):
        assert newer.run(verb).code == 6
    assert [s["session"] for s in newer.run("sessions", "--json").data] == ["s0001", "s0002"]


def test_looking_is_always_possible(newer: Desk) -> None:
    for verb in ("check", "plan"):
        looked = newer.run(verb)
        assert looked.code == 1
        assert "newer version" in looked.said


def test_pages_say_it_and_do_nothing(newer: Desk) -> None:
    with (
        opened(Wanted(newer.lab, newer.state), lambda _: None, writes=True) as (target, store),
        pytest.raises(Refused) as refused,
    ):
        Guide.open(target, store, lambda _: None)
    assert "set binding/" in in_words(refused.value)


def test_the_way_out_is_the_one_that_is_told(newer: Desk) -> None:
    newer.journal().rename(newer.folder / "elsewhere")
    assert newer.run("apply").code == 0
