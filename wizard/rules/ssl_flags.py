"""`sslFlags` as text: `Ssl, Ssl128`, in one order, so that equal values read equal."""

from __future__ import annotations

ORDER = ("Ssl", "SslNegotiateCert", "SslRequireCert", "SslMapCert", "Ssl128")
CLIENT_CERTIFICATE = ("SslNegotiateCert", "SslRequireCert")
"""Anything of these is not "Ignore", and breaks clients with 0x80072F0C (facts, 5)."""


def flags_of(text: str) -> frozenset[str]:
    """The single flags; none for `None` and for an absent value."""
    known = {flag.lower(): flag for flag in ORDER}
    parts = (part.strip() for part in text.split(","))
    return frozenset(known.get(part.lower(), part) for part in parts if part and part.lower() != "none")


def text_of(flags: frozenset[str]) -> str:
    """Flags as the server writes them; `None` for none."""
    order = {flag: index for index, flag in enumerate(ORDER)}
    return ", ".join(sorted(flags, key=lambda flag: (order.get(flag, len(ORDER)), flag))) or "None"


def requires_ssl(text: str) -> bool:
    """Whoever comes by http is refused."""
    return "Ssl" in flags_of(text)


def set_as_wanted(text: str) -> bool:
    """Requires SSL and ignores client certificates."""
    return requires_ssl(text) and not flags_of(text) & set(CLIENT_CERTIFICATE)


def requiring(text: str) -> str:
    """The same flags with Require SSL and client certificates ignored; the others kept."""
    return text_of((flags_of(text) | {"Ssl"}) - set(CLIENT_CERTIFICATE))


def clearing(text: str) -> str:
    """The same flags without Require SSL and what only goes with it."""
    return text_of(flags_of(text) - {"Ssl", "Ssl128", *CLIENT_CERTIFICATE})
