"""The ports of WSUS come in pairs."""

from __future__ import annotations


def is_port(number: int) -> bool:
    """Whether a number is a TCP port that a site can listen on."""
    return 1 <= number <= 65535


def http_port_for(https_port: int) -> int:
    """The HTTP port that WSUS uses beside an HTTPS port: 80 beside 443, else the one below (facts, 4).

    0 where there is no such port.
    """
    if https_port == 443:
        return 80
    return https_port - 1 if is_port(https_port) else 0


def is_pair(http_port: int, https_port: int) -> bool:
    """Whether WSUS works with these two together."""
    return is_port(http_port) and http_port == http_port_for(https_port)
