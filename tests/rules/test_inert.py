"""Text of a server is shown and never obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.rules.inert import inert


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("WSUS-Verwaltung für Ärzte, 株式会社", "WSUS-Verwaltung für Ärzte, 株式会社"),
        ("one\n\ttwo", "one\n\ttwo"),
        ("\x1b[2J\x1b]0;title\x07", "<U+001B>[2J<U+001B>]0;title<U+0007>"),  # what would clear the screen
        ("one\r\n\r\ntwo\r\r\nthree\r", "one\n\ntwo<U+000D>\nthree<U+000D>"),  # the line ends of Windows
        ("a\rb\x08c", "a<U+000D>b<U+0008>c"),
        ("\u202eexe.txt", "<U+202E>exe.txt"),  # right to left
        ("\u200eAB\u200b", "<U+200E>AB<U+200B>"),  # what the certificate dialog puts before a thumbprint
        ("\x9b31m", "<U+009B>31m"),  # the C1 form of ESC [
        ("\ud800", "<U+D800>"),  # a lone half: it could not even be written
        ("\ue000", "<U+E000>"),
        ("a\u2028b\u2029c", "a<U+2028>b<U+2029>c"),
    ],
)
def test_what_would_steer_is_written_as_its_code_point(text: str, shown: str) -> None:
    assert inert(text) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_that_steers_is_left_and_it_can_always_be_written(text: str) -> None:
    shown = inert(text)
    shown.encode()
    left = {unicodedata.category(char) for char in shown if char not in "\n\t"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert inert(shown) == shown
