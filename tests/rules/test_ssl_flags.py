"""`sslFlags` as text: one order, and exactly what is wanted of them."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.rules.ssl_flags import (
    CLIENT_CERTIFICATE,
    ORDER,
    clearing,
    flags_of,
    requires_ssl,
    requiring,
    set_as_wanted,
    text_of,
)

ALL = [",".join(flags) for flags in chain.from_iterable(combinations(ORDER, n) for n in range(len(ORDER) + 1))]


@pytest.mark.parametrize(
    ("text", "requires", "wanted", "set_", "cleared"),
    [
        ("", False, False, "Ssl", "None"),
        ("None", False, False, "Ssl", "None"),
        ("Ssl", True, True, "Ssl", "None"),
        ("Ssl, Ssl128", True, True, "Ssl, Ssl128", "None"),
        ("Ssl128,Ssl", True, True, "Ssl, Ssl128", "None"),
        ("ssl , SSL128", True, True, "Ssl, Ssl128", "None"),  # Windows does not mind case
        ("Ssl128", False, False, "Ssl, Ssl128", "None"),
        ("Ssl, SslNegotiateCert", True, False, "Ssl", "None"),
        ("Ssl, SslNegotiateCert, SslRequireCert", True, False, "Ssl", "None"),
        ("SslMapCert", False, False, "Ssl, SslMapCert", "SslMapCert"),  # others are kept
        ("Ssl, SslMapCert", True, True, "Ssl, SslMapCert", "SslMapCert"),
        ("Ssl, SslOfTomorrow", True, True, "Ssl, SslOfTomorrow", "SslOfTomorrow"),
    ],
)
def test_what_flags_mean_and_become(text: str, requires: bool, wanted: bool, set_: str, cleared: str) -> None:
    assert (requires_ssl(text), set_as_wanted(text)) == (requires, wanted)
    assert (requiring(text), clearing(text)) == (set_, cleared)


def test_flags_are_written_in_one_order_whatever_order_they_came_in() -> None:
    assert text_of(frozenset(reversed(ORDER))) == "Ssl, SslNegotiateCert, SslRequireCert, SslMapCert, Ssl128"
    assert text_of(frozenset({"Zz", "Aa", "Ssl128"})) == "Ssl128, Aa, Zz"
    assert text_of(frozenset()) == "None"


@given(st.sampled_from(ALL))
def test_setting_and_clearing_do_what_they_say_and_doing_it_again_changes_nothing(text: str) -> None:
    assert flags_of(text_of(flags_of(text))) == flags_of(text)
    assert set_as_wanted(requiring(text))
    assert not requires_ssl(clearing(text))
    assert requiring(requiring(text)) == requiring(text)
    assert clearing(clearing(text)) == clearing(text)
    assert flags_of(requiring(text)) - {"Ssl"} == flags_of(text) - {"Ssl", *CLIENT_CERTIFICATE}
