"""Words: every code that rules, steps and the engine can give has its words, and no words are left over.

The codes are read from the source. A code that is put together there is a template; its holes are filled from FILLED.
"""

from __future__ import annotations

import ast
import functools
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import msgspec
import pytest

import wizard
from wizard.engine.undo_list import ORDER, Writer
from wizard.operations.catalogue import OPERATIONS
from wizard.operations.model import Kind
from wizard.rules.findings import Words, reads, words
from wizard.tutorial import SECTIONS

ROOT = Path(wizard.__file__).parent
TEXT = ROOT.parent / "assets/text"

PREREQUISITES = (
    "wsus-role", "post-install", "wsusutil", "administrator", "powershell", "language-mode", "domain-member", "fqdn",
)  # fmt: skip
FILLED: dict[str, tuple[str, ...]] = {
    "before.{}": PREREQUISITES,
    "before.{}.missing": PREREQUISITES,
    "before.database.{}": ("internal", "local", "remote"),
    "update-point.wcm-{}": ("proven", "assumed"),
    "tls-from-{}": ("wsus", "site", "client"),
    "gate.{}": (),
    "gate.{}.refused": (),
    "gate.{}.later": (),
}
"""What fills the hole of a template. Those of the gate have tests of their own, by the keys of its conditions."""

NO_VALUES = {"seen", "basis", "level", "machine"}
"""Arguments of a finding that fill no placeholder. (`machine` does where it is given by name.)"""

Function = ast.FunctionDef | ast.Module


class Call(NamedTuple):
    """A call in the source: its first argument as it can be, and the names of the values that go with it."""

    where: str
    first: frozenset[str]
    values: frozenset[str] | None
    """None where they are handed on as a table."""


@functools.cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}


def _functions(tree: ast.Module) -> Iterator[tuple[Function, ast.Call]]:
    """Every call with the innermost function around it."""
    around: dict[ast.AST, Function] = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            around[child] = node if isinstance(node, ast.FunctionDef) else around.get(node, tree)
        if isinstance(node, ast.Call):
            yield around[node], node


@functools.cache
def _calls(*names: str) -> tuple[Call, ...]:
    """Calls of functions with these names in all of the package."""
    found = []
    for path, tree in _trees().items():
        for function, call in _functions(tree):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name in names and call.args:
                where = f"{path.relative_to(ROOT)}:{call.lineno}"
                found.append(Call(where, frozenset(_filled(_texts(call.args[0], function), where)), _values(call)))
    return tuple(found)


def _texts(node: ast.expr, function: Function) -> set[str]:
    """What an expression can be, as far as the function around it tells; `{}` where it is put together."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.JoinedStr(values=parts):
            return {"".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)}
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return {a + b for a, b in product(_texts(left, function), _texts(right, function))}
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(body, function) | _texts(orelse, function)
        case ast.Name(id=name):
            return {text for value in _given(name, function) for text in _texts(value, function)}
    return set()


def _given(name: str, function: Function) -> Iterator[ast.expr]:
    """What a name is assigned, by itself, among others, or in turn by a loop over what is written down there."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from _picked(name, node.targets[0], node.value)
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            for item in node.iter.elts:
                yield from _picked(name, node.target, item)


def _picked(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _picked(name, one, other)


def _filled(texts: set[str], where: str) -> Iterator[str]:
    for text in texts:
        if "{}" not in text:
            yield text
            continue
        assert text in FILLED, f"{where}: say in FILLED what fills the hole of {text!r}"
        yield from (text.format(part) for part in FILLED[text])


def _values(call: ast.Call) -> frozenset[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    if None in names or (isinstance(call.func, ast.Name) and call.func.id == "worded"):
        return None
    if isinstance(call.func, ast.Name) and call.func.id == "Reason":
        pairs = [node for node in ast.walk(call) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
        return frozenset(t.elts[0].value for t in pairs if isinstance(t.elts[0], ast.Constant))  # type: ignore[misc]
    return frozenset(name for name in names if name and (name == "machine" or name not in NO_VALUES))


def _codes() -> tuple[Call, ...]:
    return _calls("finding", "worded", "Wait", "Reason")


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXT / f"{name}.toml").read_text(encoding="utf-8"))


def _placeholders(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _all_texts() -> dict[str, str]:
    """Everything that is read, by file, entry and field."""
    found = {}
    for name in ("findings", "gate", "changes", "sections", "reads"):
        for key, entry in _table(name).items():
            fields: Mapping[str, Any] = entry if isinstance(entry, dict) else {"text": entry}
            for field, value in fields.items():
                for number, text in enumerate(value if isinstance(value, list) else [value]):
                    found[f"{name}: {key}.{field}[{number}]"] = text
    return found


def test_every_code_has_words() -> None:
    lacking = {code: call.where for call in _codes() for code in call.first if code not in words() and code}
    assert lacking == {}, "codes without an entry in assets/text"


def test_no_words_are_left_over() -> None:
    constants = (node for tree in _trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    used = {node.value for node in constants if isinstance(node.value, str)}
    used |= {code for call in _codes() for code in call.first}
    assert set(_table("findings")) - used == set(), "entries of findings.toml that nothing gives"


@pytest.mark.parametrize("code", sorted({code for call in _codes() for code in call.first} & set(_table("findings"))))
def test_words_name_only_values_that_come_with_the_code(code: str) -> None:
    entry = words()[code]
    for call in _codes():
        if code in call.first and call.values is not None:
            lacking = _placeholders(entry.text, entry.meaning, entry.do) - call.values
            assert not lacking, f"{call.where} gives {code} without {sorted(lacking)}"


def test_the_gate_has_words_for_each_outcome_of_each_condition() -> None:
    judged = {key for call in _calls("_judged") for key in call.first}
    later = {key for call in _calls("_later") for key in call.first}
    assert judged, "the conditions are not where this test looks for them"
    wanted = {f"gate.{key}{end}" for key in judged for end in ("", ".refused")} | {f"gate.{key}.later" for key in later}
    assert set(_table("gate")) == wanted


def test_words_of_the_gate_name_only_values_that_come_with_the_condition() -> None:
    for call in _calls("_judged"):
        for key in call.first:
            for entry in (words()[f"gate.{key}"], words()[f"gate.{key}.refused"]):
                lacking = _placeholders(entry.text, entry.meaning, entry.do) - (call.values or set())
                assert not lacking, f"{call.where} judges {key} without {sorted(lacking)}"
    for code, entry in words().items():
        if code.startswith("gate.") and code.endswith(".later"):
            assert _placeholders(entry.text, entry.meaning, entry.do) == set(), code


def test_what_is_waited_for_needs_no_values() -> None:
    assert {code for code, entry in words().items() if code.startswith("wait.") and _placeholders(entry.text)} == set()


def test_every_read_that_can_fail_has_its_phrase_and_no_other_has() -> None:
    wanted = {what for call in _calls("unread", "cannot_tell", "_unread") for what in call.first}
    undone = {entry.what for entry in ORDER if isinstance(entry, Writer)}
    assert set(reads()) == wanted | undone


def test_every_change_of_the_catalogue_has_words_that_name_its_parameters_only() -> None:
    changes = {operation.name: operation for operation in OPERATIONS if operation.kind is Kind.CHANGE}
    table = _table("changes")
    assert set(table) == set(changes)
    for name, entry in table.items():
        assert set(entry) == {"title", "command", "impact", "duration", "undo"}, name
        parameters = {field.encode_name for field in msgspec.structs.fields(changes[name])}
        assert _placeholders(*entry.values()) <= parameters, name
        for text in entry.values():
            text.format_map(dict.fromkeys(parameters, "x"))
        for told in ("impact", "undo"):
            assert len(textwrap.wrap(entry[told], 66)) <= 2, f"{name}: {told} has two lines beside its label"


def test_every_section_of_the_tutorial_has_words() -> None:
    table = _table("sections")
    assert list(table) == [step.key for step in SECTIONS]
    for key, entry in table.items():
        assert set(entry) == {"title", "short", "why", "risk", "more", "clicks", "proof"}, key
        assert len(entry["title"]) <= 40, key
        assert entry["clicks"], key


@pytest.mark.parametrize("code", sorted({*_table("findings"), *_table("gate")}))
def test_words_fill_in_to_one_line(code: str) -> None:
    entry: Words = words()[code]
    for text in (entry.text, entry.meaning, entry.do):
        names = _placeholders(text)
        assert all(name.isidentifier() for name in names), text
        filled = text.format_map(dict.fromkeys(names, "x"))
        assert "\n" not in filled
        assert "{" not in filled
    assert 0 < len(entry.text.format_map(dict.fromkeys(_placeholders(entry.text), "x"))) <= 100


@pytest.mark.parametrize(("where", "text"), _all_texts().items())
def test_words_are_calm_and_speak_of_things_by_their_names(where: str, text: str) -> None:
    assert text == text.strip() != "", where
    for wrong in ("!", "the system", "ontact your", " please", "Please", "n error occurred"):
        assert wrong not in text, f"{where}: {wrong!r}"
