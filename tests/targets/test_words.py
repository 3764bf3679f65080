"""Every code of `wizard/targets` has its words, and no words are left over."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter

import wizard.targets
from wizard.resources import read_text
from wizard.targets.words import say

SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in Path(wizard.targets.__file__).parent.glob("*.py"))
CALLS = dict(re.findall(r'\bsay\("([\w.-]+)"((?:, \w+=[\w.]+)*)\)', SOURCE))


def test_codes_and_words_are_the_same() -> None:
    assert set(tomllib.loads(read_text("text/targets.toml"))) == set(CALLS)
    assert SOURCE.count("say(") == len(re.findall(r'\bsay\("[\w.-]+"', SOURCE)) + 1, "a code that is put together"


def test_every_placeholder_has_its_value() -> None:
    for code, words in tomllib.loads(read_text("text/targets.toml")).items():
        named = {name for _, name, _, _ in Formatter().parse(words) if name}
        assert named == set(re.findall(r"(\w+)=", CALLS[code])), code


def test_a_value_is_data() -> None:
    assert "{why} [b]" in say("misunderstood", why="{why} [b]")
