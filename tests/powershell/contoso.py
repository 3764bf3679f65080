"""Who is who in the cases about the site and its client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SITE_SERVER = "SITE1.contoso.com"
WSUS = "WSUS1.contoso.com"
CLIENT = "PC1.contoso.com"

AREAS = ("host", "site", "client")


def on_site(**facts: Any) -> Mapping[str, Mapping[str, Any]]:
    """The site server, with what the site is like."""
    return {"host": {"name": SITE_SERVER, "dns_host_name": "SITE1"}, "site": facts}


def on_client(**facts: Any) -> Mapping[str, Mapping[str, Any]]:
    """A client, with what it is like."""
    return {"host": {"name": CLIENT, "dns_host_name": "PC1"}, "client": facts}


def point(name: str = WSUS, ssl: int = 0, http: int = 8530, https: int = 8531, **other: Any) -> Mapping[str, Any]:
    """A software update point as the site stores it."""
    return {"name": name, "ssl": ssl, "http": http, "https": https, **other}
