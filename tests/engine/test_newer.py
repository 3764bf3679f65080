"""A session of a newer version: read as far as it can be, its undo in words; nothing is changed beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_store import kept, now
from wizard.engine.codes import Exit, Refused
from wizard.engine.newer import Newer, demand_known, read_newer
from wizard.engine.store import Store


def line(version: int, **record: Any) -> dict[str, Any]:
    """A line of a journal of some version, with what else that version may have."""
    return {"v": version, "n": 1, "time": now().isoformat(), "since": "then", "record": {"more": 1, **record}}


def values(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"Path": path, "Value": value, "Unit": "of a newer version"} for path, value in pairs]


def change(name: str, operation: str, *moved: tuple[str, str, str], version: int = 2) -> dict[str, Any]:
    """An intent that moves values: path, former, wanted."""
    return line(
        version, record="intent", change=name, section="bind", call={"operation": operation, "role": "wsus"},
        former=values(*((path, former) for path, former, _ in moved)),
        wanted=values(*((path, wanted) for path, _, wanted in moved)),
    )  # fmt: skip


def newer(*lines: Any) -> Newer:
    data = b"\n".join(text if isinstance(text, bytes) else json.dumps(text).encode() for text in lines)
    return read_newer("s0001", "s0001.jsonl", data)


FLAG = change("c1", "Set-SoftwareUpdatePoint", ("sup/wsus1.contoso.com/Ssl", "0", "1"))
SSL = change("c2", "Set-SslRequirement", ("require-ssl/ApiRemoting30/Own", "", "Ssl"))
FUTURE = change("c3", "Set-Future", ("future/Value", "old", "new"))


def test_its_undo_is_in_the_order_that_is_safe_and_unknown_values_come_last() -> None:
    undo = newer(line(1, record="opened", session="s0001"), FUTURE, FLAG, SSL).undo
    assert [next((p for p in ("require-ssl", "sup/", "future") if p in text), "wait") for text in undo] == [
        "require-ssl", "sup/", "wait", "future",
    ]  # fmt: skip
    assert '"old"' in undo[-1]


def test_the_first_former_value_counts_and_what_is_as_before_is_left_out() -> None:
    back = change("c5", "Set-Future", ("future/Value", "new", "old"))
    again = change("c4", "Set-Future", ("future/Value", "new", "newest"))
    assert '"old"' in newer(FUTURE, again).undo[0]
    assert newer(FUTURE, back).undo == ()


def test_what_was_put_back_in_the_window_is_not_put_back_again() -> None:
    assert newer(SSL, line(2, record="outcome", change="c2", result="rolled-back")).undo == ()


def test_a_change_without_values_is_named() -> None:
    found = newer(line(2, record="intent", change="c1", call={"operation": "Submit-Anything"}))
    assert found.others == ("Submit-Anything",)
    assert "Submit-Anything" in found.undo[0]


@pytest.mark.parametrize("unknown", [
    line(3, record="from the future"), {"v": 3, "record": 5}, {"v": "three"}, [], b"\xff\xfe", b"{",
    line(3, record="intent", change=7), change("c9", "Set-X", version=3) | {"record": {"record": "intent"}},
])  # fmt: skip
def test_lines_that_cannot_be_read_are_counted_and_the_rest_still_counts(unknown: Any) -> None:
    found = newer(SSL, unknown)
    assert found.unread == 1
    assert len(found.undo) == 2


def test_the_newest_version_and_an_open_window_are_told() -> None:
    found = newer(line(1, record="window", state="opened", how="ours"), SSL, line(4, record="ended", code=4))
    assert (found.version, found.window_open, found.changes) == (4, True, 1)


def test_nothing_is_changed_beside_it(tmp_path: Path) -> None:
    said: list[str] = []
    store = Store(tmp_path, "lab:first-run", said.append)
    path = kept(store)
    demand_known(store)
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2'))
    with pytest.raises(Refused) as refused:
        demand_known(store)
    assert refused.value.code is Exit.BLOCKED
    assert all(told in str(refused.value) for told in ("s0001", "version 2", str(path)))
    assert [found.id for found in store.newer()] == ["s0001"]
    assert path.exists()


def test_it_is_named_once(tmp_path: Path) -> None:
    said: list[str] = []
    store = Store(tmp_path, "lab:first-run", said.append)
    path = kept(store)
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2'))
    assert store.sessions() == store.sessions() == []
    assert len(said) == 1
