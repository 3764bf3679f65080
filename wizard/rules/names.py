"""Host names and thumbprints as people and machines write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
HEXADECIMAL = frozenset("0123456789ABCDEF")
THUMBPRINT_DIGITS = 40
SHA256_DIGITS = 64


def is_dns_name(text: str, wildcard: bool = False) -> bool:
    """Whether a certificate may carry this as a DNS name: labels of letters, digits and hyphens, 253 characters in all.

    An underscore is refused, and so is an address: a last label of digits alone is no name. `*.` is taken only
    where a wildcard was asked for.
    """
    if wildcard and text.startswith("*."):
        text = text[2:]
    labels = text.split(".")
    return len(text) <= 253 and not labels[-1].isdecimal() and all(LABEL.fullmatch(label) for label in labels)


def same_host(a: str, b: str) -> bool:
    """Whether both write one host name: case and a closing dot do not count."""
    return bool(a) and _plain(a) == _plain(b)


def covers(pattern: str, host: str) -> bool:
    """Whether a name on a certificate stands for this host.

    A wildcard is the whole left-most label and stands for exactly one label. It needs two labels behind it: `*.com`
    is too wide for anyone to trust.
    """
    if not pattern.startswith("*."):
        return "*" not in host and same_host(pattern, host)
    first, _, domain = _plain(host).partition(".")
    behind = _plain(pattern[2:])
    return LABEL.fullmatch(first) is not None and "." in behind and "*" not in behind and behind == domain


def covered(names: Iterable[str], host: str) -> bool:
    """Whether one of the names on a certificate stands for this host."""
    return any(covers(name, host) for name in names)


def clean_thumbprint(text: str) -> str:
    """A thumbprint as 40 upper-case hexadecimal digits, however it was pasted.

    The certificate dialog of Windows puts an invisible U+200E in front of it (facts, 2.2). ValueError where it is none.
    """
    digits = "".join(c for c in text.upper() if c not in ":-" and unicodedata.category(c)[0] not in "CZ")
    expected = f"a thumbprint has {THUMBPRINT_DIGITS} hexadecimal digits"
    if not digits:
        raise ValueError(f"the thumbprint is empty; {expected}")
    if wrong := next((c for c in digits if c not in HEXADECIMAL), ""):
        raise ValueError(f"{wrong!a} does not belong in a thumbprint; {expected}")
    if len(digits) == SHA256_DIGITS:
        raise ValueError(f"64 digits are a SHA-256 hash, not the SHA-1 thumbprint that Windows shows; {expected}")
    if len(digits) != THUMBPRINT_DIGITS:
        raise ValueError(f"{len(digits)} digits were given; {expected}")
    return digits


def _plain(host: str) -> str:
    # Only ASCII is folded: the Kelvin sign must not become a k.
    name = host.removesuffix(".")
    return name.lower() if name.isascii() else name
