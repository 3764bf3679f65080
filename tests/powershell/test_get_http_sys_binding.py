"""Get-HttpSysBinding.ps1 reads what netsh prints by the form of its lines, in any language and layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.iis import GetHttpSysBinding, HttpSysBinding

AREAS = ("host", "iis")
READ = do(GetHttpSysBinding())
IIS = "{4dc3e181-e14b-4a21-b022-59fc669b0914}"
OTHER = "{00112233-4455-6677-8899-aabbccddeeff}"
HASH = "0123456789abcdef0123456789abcdef01234567"
THREE = (
    {"address": "0.0.0.0:8531", "hash": HASH},
    {"address": "[::1]:443", "hash": HASH, "store": "(null)", "application": OTHER, "negotiate": True},
    {"address": "shop.contoso.com:443", "hash": HASH, "store": "My"},
)
READ_THREE = (
    HttpSysBinding("0.0.0.0:8531", HASH.upper(), "MY", IIS),
    HttpSysBinding("[::1]:443", HASH.upper(), "", OTHER, True),
    HttpSysBinding("shop.contoso.com:443", HASH.upper(), "My", IIS),
)


def netsh(*entries: Mapping[str, Any], **facts: Any) -> Case:
    return Case((READ,), {"iis": {"entries": entries, **facts}})


def printed(text: str) -> Case:
    """netsh prints exactly this, and the registry says nothing."""
    return Case((READ,), {"iis": {"netsh_text": text.splitlines(), "registered": False}})


# samples/netsh_show_sslcert_*.txt: recorded from Server 2022, from a named (SNI) entry, and from IIS 7.
SERVER_2022 = """
SSL Certificate bindings:
-------------------------
    IP:port                      : 0.0.0.0:443
    Certificate Hash             : 2ace368a90d2117be7a0065dfe259b2e8c94f538
    Application ID               : {4dc3e181-e14b-4a21-b022-59fc669b0914}
    Certificate Store Name       : My
    Verify Client Certificate Revocation : Enabled
    Verify Revocation Using Cached Client Certificate Only : Disabled
    Usage Check                  : Enabled
    Revocation Freshness Time    : 0
    URL Retrieval Timeout        : 0
    Ctl Identifier               : (null)
    Ctl Store Name               : (null)
    DS Mapper Usage              : Disabled
    Negotiate Client Certificate : Disabled
    Reject Connections
"""
NAMED = """

SSL Certificate bindings:
-------------------------

    Hostname:port                : wiis05.tokentimer-verify.local:10443
    Certificate Hash             : daa61c502810ca0952df77a0d4194c32085b5abd
    Application ID               : {65f12961-a6a1-4736-a36e-af476fd0d37a}
    Certificate Store Name       : My
"""
IIS_7 = """
SSL Certificate bindings:
-------------------------
IP:port                 : 0.0.0.0:8172
Certificate Hash        : f06ae62a5275a818338f05ecc80707335be1e204
Application ID          : {00000000-0000-0000-0000-000000000000}
Certificate Store Name: MY
Verify Client Certificate Revocation    : Enabled
Verify Revocation Using Cached Client Certificate Only: Disabled
Usage Check    : Enabled
Revocation Freshness Time: 0
URL Retrieval Timeout   : 0
Ctl Identifier          : (null)
Ctl Store Name          : (null)
DS Mapper Usage    : Disabled
Negotiate Client Certificate    : Disabled
"""

CASES: Mapping[str, Case] = {
    "three": netsh(*THREE),
    "three, german": netsh(*THREE, language="de"),
    "three, iis 7": netsh(*THREE, layout="iis7"),
    "three, german, not in the registry": netsh(*THREE, language="de", registered=False),
    "three, iis 7, not in the registry": netsh(*THREE, layout="iis7", registered=False),
    "one": netsh(THREE[0]),
    "none": netsh(),
    "none, german": netsh(language="de"),
    "server 2022": printed(SERVER_2022),
    "named": printed(NAMED),
    "iis 7": printed(IIS_7),
    "fails": netsh(*THREE, netsh_exit=1),
    "prints nothing": netsh(*THREE, netsh_prints=False),
    "cut off": printed(SERVER_2022.split("    Certificate Store")[0]),
    "other form": printed(SERVER_2022.replace("2ace368a", "2ace 368a")),
    "words that are unknown": printed(SERVER_2022.replace("Negotiate Client Certificate : Disabled",
                                                          "Negotiate Client Certificate : Maybe")),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


def entries(outcomes: Mapping[str, Outcome], name: str) -> tuple[HttpSysBinding, ...]:
    return outcomes[name].runs[0].result(GetHttpSysBinding)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("three")])
def test_entries_are_read_in_every_language_and_layout(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert entries(outcomes, name) == READ_THREE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("server 2022", HttpSysBinding("0.0.0.0:443", "2ACE368A90D2117BE7A0065DFE259B2E8C94F538", "My", IIS)),
        (
            "named",
            HttpSysBinding(
                "wiis05.tokentimer-verify.local:10443",
                "DAA61C502810CA0952DF77A0D4194C32085B5ABD",
                "My",
                "{65f12961-a6a1-4736-a36e-af476fd0d37a}",
            ),
        ),
        (
            "iis 7",
            HttpSysBinding(
                "0.0.0.0:8172",
                "F06AE62A5275A818338F05ECC80707335BE1E204",
                "MY",
                "{00000000-0000-0000-0000-000000000000}",
            ),
        ),
    ],
)
def test_what_was_recorded_from_real_ones_is_understood(
    outcomes: Mapping[str, Outcome], name: str, expected: HttpSysBinding
) -> None:
    assert entries(outcomes, name) == (expected,)


@pytest.mark.parametrize(("name", "count"), [("none", 0), ("none, german", 0), ("one", 1)])
def test_a_list_stays_a_list(outcomes: Mapping[str, Outcome], name: str, count: int) -> None:
    assert len(entries(outcomes, name)) == count


@pytest.mark.parametrize("name", ["fails", "prints nothing", "cut off", "other form", "words that are unknown"])
def test_what_is_not_understood_is_an_error_and_not_none(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().type == "InvalidOperationException"


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {outcome.changes for outcome in outcomes.values()} == {()}
