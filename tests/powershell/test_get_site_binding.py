"""Get-SiteBinding.ps1 shows every site with its bindings and children, in whatever shape IIS gives its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, do, run_named
from tests.powershell.runner import PowerShell
from wizard.operations.iis import GetSiteBinding, SiteBinding, SiteChild, WebSite

AREAS = ("host", "iis")
READ = do(GetSiteBinding())
WSUS = 1806390885
HASH = "0123456789ABCDEF0123456789ABCDEF01234567"
ODD = "Wartung & Pr\u00fcfung's \u2019$(1)"
BOUND = {"protocol": "https", "information": ":8531:", "hash": HASH.lower(), "store": "My"}
PIPE = {"protocol": "net.pipe", "information": "*"}
SNI = {"protocol": "https", "information": "10.0.0.1:443:shop.contoso.com", "hash": HASH, "ssl_flags": 1}


def site(name: str, *bindings: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"id": WSUS, "name": name, "bindings": bindings, **more}


def iis(*sites: Mapping[str, Any], **facts: Any) -> Case:
    return Case((READ,), {"iis": {"sites": sites, **facts}})


CASES: Mapping[str, Case] = {
    "default": Case((READ,)),
    "objects": Case((READ,), {"iis": {"shape": "object"}}),
    "bound": iis(site("WSUS", BOUND, PIPE, SNI)),
    "bound, objects": iis(site("WSUS", BOUND, PIPE, SNI), shape="object"),
    "odd name": iis(site(ODD, BOUND)),
    "children": iis(site("WSUS", applications=["ClientWebService", "Inventory/deeper"], directories=["Content"])),
    "no site": iis(),
    "no binding": iis(site("WSUS")),
    "stopped": iis(site("WSUS", state="Stopped")),
    "state unread": iis(site("WSUS", BOUND), state_unread=True),
    "name like a pattern": iis(site("WSUS [new]", BOUND)),
    "denied": iis(site("WSUS", BOUND), bindings_denied=True),
    "no module": Case((READ,), {"base": {"modules_missing": ["WebAdministration"]}}),
}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def sites(outcomes: Mapping[str, Outcome], name: str) -> tuple[WebSite, ...]:
    return outcomes[name].runs[0].result(GetSiteBinding)


@pytest.mark.parametrize("name", ["default", "objects"])
def test_every_site_comes_with_all_that_is_directly_below_it(outcomes: Mapping[str, Outcome], name: str) -> None:
    other, wsus = sites(outcomes, name)
    assert (other.id, other.name, other.state) == (1, "Default Web Site", "Started")
    assert (wsus.id, wsus.name, wsus.state) == (WSUS, "WSUS Administration", "Started")
    assert wsus.bindings == (SiteBinding(WSUS, "http", "*:8530:"), SiteBinding(WSUS, "https", "*:8531:"))
    assert SiteChild("ClientWebService", True, "WsusPool") in wsus.children
    assert SiteChild("Content", False, "") in wsus.children
    assert len(wsus.children) == 9


@pytest.mark.parametrize("name", ["bound", "bound, objects"])
def test_bindings_come_as_iis_has_them(outcomes: Mapping[str, Outcome], name: str) -> None:
    # samples, get_webbinding_wsus_https.txt: no star before the port
    assert sites(outcomes, name)[0].bindings == (
        SiteBinding(WSUS, "https", ":8531:", HASH, "My", 0),
        SiteBinding(WSUS, "net.pipe", "*"),
        SiteBinding(WSUS, "https", "10.0.0.1:443:shop.contoso.com", HASH, "", 1),
    )


def test_a_name_is_text(outcomes: Mapping[str, Outcome]) -> None:
    assert [(s.name, len(s.bindings)) for s in sites(outcomes, "odd name")] == [(ODD, 1)]


def test_what_lies_deeper_is_no_child(outcomes: Mapping[str, Outcome]) -> None:
    assert sites(outcomes, "children")[0].children == (
        SiteChild("ClientWebService", True, "WsusPool"),
        SiteChild("Content", False, ""),
    )


@pytest.mark.parametrize(("name", "count"), [("no site", 0), ("no binding", 1), ("odd name", 1)])
def test_a_list_stays_a_list(outcomes: Mapping[str, Outcome], name: str, count: int) -> None:
    assert len(sites(outcomes, name)) == count


@pytest.mark.parametrize(("name", "state"), [("stopped", "Stopped"), ("state unread", "Unknown")])
def test_a_state_that_iis_does_not_tell_is_unknown(outcomes: Mapping[str, Outcome], name: str, state: str) -> None:
    assert sites(outcomes, name)[0].state == state


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("name like a pattern", "InvalidOperationException"),
        ("denied", "UnauthorizedAccessException"),
        ("no module", "FileNotFoundException"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_no_empty_list(
    outcomes: Mapping[str, Outcome], name: str, error: str
) -> None:
    assert outcomes[name].runs[0].failure().type == error


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert {outcome.changes for outcome in outcomes.values()} == {()}
