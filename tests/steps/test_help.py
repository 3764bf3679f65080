"""What F1 says is whole, short and calm, and every console can draw it; and so are the words of the sections."""

from __future__ import annotations

import re
import textwrap
from itertools import chain

import pytest

from wizard.rules.answers import OFFERS, OVERRIDES, Request
from wizard.steps.help import HelpWords, help_codes, help_words, terms
from wizard.steps.sections import section_words
from wizard.tutorial import SECTIONS

PAGES = {"overview", "section", "certificate", "request", "switch", "progress", "report", "undo", "leave"}
ANSWERS = {"host_name", "client", "keep_bindings", "overrides"}
KEYS = ("F1", "F2", "F5", "F6", "F8", "F9", "Enter", "Esc", "F10")

WHY_AND_RISK = 150
SHORT = 18
SENTENCE = 160
FULL_STOP = re.compile(r"(?<=[.?])\s+")
BLAME = re.compile(
    r"\b(your (fault|mistake|error)|mistakes?|you (failed|forgot)|forgotten|should have|careless|illegal|of course"
    r"|obvious(ly)?|simply|invalid|the system|please)\b|!",
    re.IGNORECASE,
)

SECTION_TEXTS = {
    f"{step.key}.{name}": getattr(section_words(step.key), name)
    for step in SECTIONS for name in ("title", "short", "why", "risk", "more", "proof")
}  # fmt: skip
HELP = {code: help_words(code) for code in help_codes()}
TEXTS = {
    **SECTION_TEXTS,
    **{f"{code}.title": words.title for code, words in HELP.items()},
    **{f"{code}.text": words.text for code, words in HELP.items()},
    **{f"terms.{term.name}": term.text for term in terms()},
}


def sentences(text: str) -> list[str]:
    return FULL_STOP.split(text)


def lines(text: str, width: int) -> list[str]:
    return list(chain.from_iterable(textwrap.wrap(part, width) for part in text.splitlines()))


def test_every_page_field_answer_offer_and_override_has_help_and_nothing_else_has() -> None:
    fields = {f"request.{name}" for name in Request.__struct_fields__}
    offers = {f"offer.{name}" for name in OFFERS}
    overrides = {f"override.{key}" for key in OVERRIDES}
    assert set(help_codes()) == PAGES | ANSWERS | fields | offers | overrides | {"keys"}


def test_an_unknown_code_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        help_words("no-such-page")


@pytest.mark.parametrize(("code", "words"), HELP.items())
def test_help_is_a_few_short_sentences(code: str, words: HelpWords) -> None:
    assert len(words.title) <= 60
    if code != "keys":
        assert 2 <= len(sentences(words.text)) <= 8
        assert max(len(sentence) for sentence in sentences(words.text)) <= SENTENCE


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_its_line(key: str) -> None:
    assert len([line for line in help_words("keys").text.splitlines() if line.startswith(f"{key}: ")]) == 1


def test_what_a_section_is_about_and_its_risk_have_two_lines_each() -> None:
    for step in SECTIONS:
        words = section_words(step.key)
        assert len(words.why) <= WHY_AND_RISK, step.key
        assert len(words.risk) <= WHY_AND_RISK, step.key
        assert len(lines(words.why, 78)) <= 2, step.key
        assert len(lines(words.risk, 66)) <= 2, f"{step.key}: it stands beside its label"


def test_a_section_has_a_short_name_of_its_own() -> None:
    short = [section_words(step.key).short for step in SECTIONS]
    assert len({name.casefold() for name in short}) == len(SECTIONS)
    assert max(map(len, short)) <= SHORT


def test_the_full_explanation_says_more_than_the_two_lines() -> None:
    for step in SECTIONS:
        words = section_words(step.key)
        assert len(words.more) > len(words.why) + len(words.risk), step.key
        assert len(sentences(words.more)) >= 4, step.key


def test_a_term_is_explained_in_one_or_two_sentences_and_once() -> None:
    names = [term.name.casefold() for term in terms()]
    assert len(names) == len(set(names)) >= 19
    assert [term.name for term in terms() if not 1 <= len(sentences(term.text)) <= 2] == []


@pytest.mark.parametrize(("where", "text"), TEXTS.items())
def test_words_are_whole_and_calm_and_drawn_by_every_console(where: str, text: str) -> None:
    assert text == text.strip() != "", where
    assert text.replace("\n", "").isascii(), f"{where}: an old console may lack a character of it"
    assert text.replace("\n", "").isprintable(), where
    assert not re.search(r"[{}*`<>]|\bTODO\b", text), f"{where}: a placeholder or markup"
    assert "  " not in text, where
    assert (blame := BLAME.search(text)) is None, f"{where}: {blame}"
