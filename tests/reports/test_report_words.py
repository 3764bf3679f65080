"""Words of reports: every code has its words, none are left over, and every placeholder is filled."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import wizard.reports
from wizard.reports.certificate import RENEWAL
from wizard.reports.changes import RESULTS, ROLES
from wizard.reports.left import OTHERS
from wizard.reports.summary import BY_STATUS
from wizard.reports.words import left_words, sentences
from wizard.rules.inert import inert

FOLDER = Path(wizard.reports.__file__).parent
SAY = {"phrase", "say"}
LEFT_VALUES = {"host", "http", "https", "until", "database"}
FILLED = {
    "column.{}": ("number", "time", "change", "result", "setting", "before", "after", "section", "finding", "machine"),
}
"""What fills the hole of a code that is put together."""


class Call(NamedTuple):
    """A sentence that is said somewhere: its codes, and the names of the values that go with it."""

    where: str
    codes: frozenset[str]
    values: frozenset[str]


@functools.cache
def _trees() -> dict[str, ast.Module]:
    return {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.py"))}


def _texts(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(body) | _texts(orelse)
        case ast.JoinedStr(values=parts):
            template = "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
            return {template.format(part) for part in FILLED[template]}
    return set()


@functools.cache
def _calls() -> tuple[Call, ...]:
    return tuple(_found())


def _found() -> Iterator[Call]:
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAY and node.args:
                values = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                yield Call(f"{name}:{node.lineno}", frozenset(_texts(node.args[0])), values)


def _constants() -> set[str]:
    """Every text in the source: codes that go by way of a table or a variable are among them."""
    nodes = (node for tree in _trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_has_words() -> None:
    assert sum(bool(call.codes) for call in _calls()) > 40, "the sentences are not where this test looks for them"
    lacking = {code: call.where for call in _calls() for code in call.codes if code not in sentences()}
    assert not lacking
    tables = {*RESULTS.values(), *ROLES.values(), *RENEWAL, *(code for _, code in BY_STATUS.values())}
    assert tables <= set(sentences())


def test_no_words_are_left_over() -> None:
    used = _constants() | {code for call in _calls() for code in call.codes}
    assert not set(sentences()) - used, "entries of report.toml that no report says"
    assert not set(left_words()) - used, "entries of left.toml that no report says"


def test_what_is_left_is_in_the_file_in_the_order_of_the_report() -> None:
    assert list(left_words()) == [*OTHERS, "database", "renewal", "renewal-some-day"]


@pytest.mark.parametrize("code", sorted(sentences()))
def test_every_placeholder_is_filled(code: str) -> None:
    for call in _calls():
        if code in call.codes:
            lacking = _placeholders(sentences()[code]) - call.values
            assert not lacking, f"{call.where} says {code} without {sorted(lacking)}"


@pytest.mark.parametrize("code", sorted(left_words()))
def test_every_placeholder_of_what_is_left_is_filled(code: str) -> None:
    words = left_words()[code]
    assert _placeholders(words.what) | _placeholders(words.how) <= LEFT_VALUES
    assert words.what.endswith(".")


@pytest.mark.parametrize(
    "text", [*sentences().values(), *(text for words in left_words().values() for text in (words.what, words.how))]
)
def test_words_are_calm_and_on_one_line(text: str) -> None:
    assert text == inert(text)
    assert "\n" not in text
    assert text.isascii(), "it is printed on old consoles, too"
    for wrong in ("!", "the system", "ontact your", " please", "Please", "n error occurred"):
        assert wrong not in text, wrong
    assert text.count("`") % 2 == 0
    assert text.count("**") % 2 == 0
