"""Ports: WSUS uses two that belong together."""

from __future__ import annotations

import pytest

from wizard.rules.ports import http_port_for, is_pair, is_port


@pytest.mark.parametrize(
    ("https", "http"),
    [(443, 80), (8531, 8530), (444, 443), (8443, 8442), (65535, 65534), (1, 0), (0, 0), (-1, 0), (65536, 0)],
)
def test_the_http_port_beside_an_https_port(https: int, http: int) -> None:
    assert http_port_for(https) == http


@pytest.mark.parametrize(
    ("http", "https", "pair"),
    [
        (8530, 8531, True),
        (80, 443, True),
        (442, 443, False),  # 443 goes with 80 alone
        (80, 8531, False),
        (8531, 8530, False),
        (8531, 8531, False),
        (0, 1, False),
        (65535, 65536, False),
    ],
)
def test_which_ports_wsus_works_with_together(http: int, https: int, pair: bool) -> None:
    assert is_pair(http, https) is pair


@pytest.mark.parametrize(("number", "port"), [(1, True), (65535, True), (0, False), (65536, False), (-1, False)])
def test_what_is_a_port(number: int, port: bool) -> None:
    assert is_port(number) is port
