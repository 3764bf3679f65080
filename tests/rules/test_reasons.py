"""Reasons: every code that a rule can give has its words, and no words are left over."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import wizard.rules
from wizard.rules.reasons import Reason, reason

RULES = Path(wizard.rules.__file__).parent
WORDS = tomllib.loads((RULES.parents[1] / "assets/text/reasons.toml").read_text(encoding="utf-8"))
CODE = re.compile(r"(certificate|enroll|template|error)\.[a-z0-9-]+")
MODULES = ("suitability", "enrollment", "errors")
ERROR_VALUES = {"error"}


def _tree(module: str) -> ast.Module:
    return ast.parse((RULES / f"{module}.py").read_text(encoding="utf-8"))


def _codes() -> set[str]:
    constants = (node for module in MODULES for node in ast.walk(_tree(module)) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str) and CODE.fullmatch(node.value)}


def _values() -> dict[str, set[str]]:
    """The values given with each code. Those of an account's verdict come as `**said`: account and template."""
    found = {code: set(ERROR_VALUES) for code in WORDS if code.startswith("error.")}
    for node in (node for module in MODULES for node in ast.walk(_tree(module)) if isinstance(node, ast.Call)):
        if isinstance(node.func, ast.Name) and node.func.id == "reason" and isinstance(node.args[0], ast.Constant):
            given = {keyword.arg or "" for keyword in node.keywords}
            if "" in given:
                given = given - {""} | {"account", "template"}
            found[str(node.args[0].value)] = given
    return found


def test_codes_of_the_rules_and_words_agree() -> None:
    assert _codes() == set(WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_whole_and_name_only_values_that_come_with_the_code(code: str) -> None:
    entry = WORDS[code]
    assert set(entry) == {"text", "meaning", "do"}
    for words in entry.values():
        assert words == words.strip() != ""
        assert "\n" not in words
        assert "!" not in words
        named = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
        assert named <= _values()[code], f"{code} has no value {named - _values()[code]}"


def test_values_never_hide_what_a_finding_is_made_of() -> None:
    taken = {"code", "level", "machine", "seen", "basis"}
    assert {code: values & taken for code, values in _values().items() if values & taken} == {}


def test_a_reason_holds_its_values_as_text_in_their_order() -> None:
    given = reason("certificate.expires-soon", date="2025-07-01", days=29)
    assert given == Reason("certificate.expires-soon", (("date", "2025-07-01"), ("days", "29")))
    assert (given.value("days"), given.value("other")) == ("29", "")
    assert hash(given) == hash(reason("certificate.expires-soon", date="2025-07-01", days="29"))
