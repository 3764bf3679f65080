"""A scenario file of somebody's own: used as it is, or told with file, line and what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest

from tests.flows.desk import Desk
from wizard.lab import labs
from wizard.lab.errors import LabError, ScenarioError
from wizard.lab.scenario import Scenario
from wizard.opening import opened
from wizard.resources import assets
from wizard.state import Wanted

SUMMARY = 'summary = "mine"\n'


def paths(struct: type[msgspec.Struct] = Scenario, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every fact that a scenario can state, by the names that lead to it."""
    for field in msgspec.structs.fields(struct):
        kind: Any = field.type
        while get_origin(kind) is not None and get_args(kind) and str(get_origin(kind)) != "typing.Literal":
            kind = get_args(kind)[0]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield from paths(kind, (*above, f"[{field.name}]" if get_origin(field.type) is tuple else field.name))
        else:
            yield (*above, field.name)


def stated(path: tuple[str, ...], value: str) -> str:
    """A file in which one fact has a value that it cannot have."""
    text = f"{path[-1]} = {value}"
    for name in reversed(path[:-1]):
        text = f"{name[1:-1]} = [{{ {text} }}]" if name.startswith("[") else f"{name} = {{ {text} }}"
    return text + "\n" if path == ("summary",) else SUMMARY + text + "\n"


@pytest.mark.parametrize("path", sorted(set(paths())), ids="/".join)
def test_no_fact_takes_what_it_cannot_be(path: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    # A date: the one type of TOML that no fact is of.
    file.write_text(stated(path, "2020-01-01"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        labs.from_file(file)
    line = 1 if path == ("summary",) else 2
    assert str(caught.value).startswith(f"{file}, line {line}: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[wsus]\nusingssl = true\n", ["line 3", "`usingssl`", "using_ssl"]),
        ("[iis]\ncertificate = 'nope'\n", ["line 3", "nope"]),
        ("[iis]\nhttp = '8530'\n", ["line 3", "`*:8531:`"]),
        ("[wsus]\nport_number = 70000\n", ["line 3", "65535"]),
        ("[site]\npoints = []\n", ["line 3", "points"]),
        ("[[certificates]]\nlabel = 'a'\nsubject = 'CN=x'\nnot_before = '+3d'\nnot_after = '-3d'\n", ["'a'", "line 3"]),
        ("[[certificates]]\nlabel = 'a'\nsubject = 'x'\n", ["'a'", "line 3"]),
        ("[[certificates]]\nlabel = 'a'\nsubject = 'CN=x'\nissuer = 'Nobody CA'\n", ["'a'", "line 3"]),
        ("[[event]]\nat = '+1d'\nfacts = { 'wsus/nothing' = 1 }\n", ["line 4", "nothing"]),
        ("[[event]]\nat = '+1d'\nbind = 'nope'\n", ["line 4", "nope"]),
        ("[[event]]\nat = '+1d'\nafter = 'Set-SiteBinding'\n", ["at", "after"]),
        ("[[fault]]\noperation = 'Set-Nothing'\nkind = 'lies'\n", ["line 3", "Set-Nothing"]),
        ("[client_machine]\ntrusts = ['Nobody CA']\n", ["Nobody CA"]),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(text: str, words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(SUMMARY + text, encoding="utf-8")
    ended = Desk(tmp_path / "state", str(file)).run("check")
    assert ended.code == 2
    for word in (str(file), *words):
        assert word in ended.err


@pytest.mark.parametrize("data", [b"\xff\xfe", b"summary = \"\xe4\"", b"\0"])
def test_a_file_that_is_no_text_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(data)
    with pytest.raises(LabError, match=r"mine\.toml"):
        labs.from_file(tmp_path / "mine.toml")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended = Desk(tmp_path / "state", str(tmp_path / "missing.toml")).run("check")
    assert (ended.code, "missing.toml" in ended.err) == (2, True)


def test_a_copy_of_a_scenario_is_a_lab_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "my-server.toml"
    file.write_bytes((assets() / "labs" / "already-secure.toml").read_bytes())
    assert Desk(tmp_path / "state", str(file)).run("check").code == 0
    assert Desk(tmp_path / "state", "my-server").run("check").code == 0, "from then on by its name, too"
    file.write_text(SUMMARY, encoding="utf-8")
    assert Desk(tmp_path / "state", str(file)).run("check").code == 0, "a change of the file waits for --fresh"
    with opened(Wanted("my-server", tmp_path / "state", True, file), lambda _: None, writes=True) as (target, _):
        assert target.practice
    assert Desk(tmp_path / "state", str(file)).run("check").code == 1
