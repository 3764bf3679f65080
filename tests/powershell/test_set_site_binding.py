"""Set-SiteBinding.ps1 makes one https binding so, reads all of it back, and leaves what is somebody else's alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, Run, call, do, run_named
from tests.powershell.certificates import certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import PowerShell
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding

AREAS = ("host", "directory", "certificates", "iis")
WSUS = 1806390885
ONE = certificate(rsa_key(), "one.contoso.com")
TWO = certificate(rsa_key(), "two.contoso.com")
DEAD = certificate(rsa_key(), "dead.contoso.com")
BARE = certificate(rsa_key(), "bare.contoso.com")
NEW, OLD = thumbprint(ONE), thumbprint(TWO)
STORE = [stored(ONE, rsa_key()), stored(TWO, rsa_key()), stored(DEAD, rsa_key(), problem="0x80090016"), stored(BARE)]
HTTP = {"protocol": "http", "information": "*:8530:"}
LINE = {"protocol": "https", "information": "*:8531:"}
BOUND = {**LINE, "hash": OLD, "store": "My"}
SAMPLE = {**BOUND, "information": ":8531:"}
SERVED = {"address": "0.0.0.0:8531", "hash": OLD.lower()}
BY_NAME = {**BOUND, "information": "*:8531:intranet.contoso.com", "ssl_flags": 1}
FOREIGN = {**SERVED, "application": "{00112233-4455-6677-8899-aabbccddeeff}"}
READS = (do(GetSiteBinding()), do(GetHttpSysBinding()))


def bind(information: str = "*:8531:", thumb: str = NEW, port: int = 8531, site: int = WSUS) -> Run:
    return call("Set-SiteBinding", SiteId=site, Port=port, Information=information, Thumbprint=thumb)


def case(*runs: Run, lines: Any = (HTTP, LINE), entries: Any = (), other: Any = (), **facts: Any) -> Case:
    """What is done to a site with these lines, and reads behind it."""
    sites = [
        {"id": 1, "name": "Default Web Site", "bindings": list(other)},
        {"id": WSUS, "name": "WSUS $(1)'s", "bindings": lines},
    ]
    return Case((*runs, *READS), {"certificates": {"store": STORE},
                                  "iis": {"sites": sites, "entries": entries, **facts}})  # fmt: skip


CASES: Mapping[str, Case] = {
    "line without certificate": case(bind()),
    "no line": case(bind(), lines=(HTTP,)),
    "other certificate": case(bind(), lines=(HTTP, BOUND), entries=(SERVED,)),
    "no star": case(bind(":8531:"), lines=(HTTP, SAMPLE), entries=(SERVED,)),
    "no star, no line": case(bind(":8531:"), lines=(HTTP,)),
    "star for none": case(bind(), lines=(HTTP, SAMPLE), entries=(SERVED,)),
    "by name": case(bind(":8531:wsus1", NEW), lines=(HTTP, {**BOUND, "information": ":8531:wsus1", "ssl_flags": 1})),
    "beside one by name": case(bind(), lines=(HTTP, BY_NAME)),
    "beside one by name, and back": case(bind(), bind("", ""), lines=(HTTP, BY_NAME)),
    "remove beside one by name": case(bind("", ""), lines=(HTTP, BY_NAME)),
    "central store": case(bind(), lines=(HTTP, {**LINE, "ssl_flags": 2})),
    "as wanted": case(bind(thumb=OLD.lower()), lines=(HTTP, BOUND), entries=(SERVED,)),
    "twice": case(bind(), bind()),
    "http.sys is behind": case(bind(thumb=OLD), lines=(HTTP, BOUND)),
    "IIS is behind": case(bind(thumb=OLD), entries=(SERVED,)),
    "remove": case(bind("", ""), lines=(HTTP, BOUND), entries=(SERVED,)),
    "remove, entry stays": case(bind("", ""), lines=(HTTP, BOUND), entries=(SERVED,), lying=["entry"]),
    "remove what is not there": case(bind("", ""), lines=(HTTP,)),
    "without certificate": case(bind("*:8531:", ""), lines=(HTTP, BOUND), entries=(SERVED,)),
    "back again": case(bind(), bind(thumb=OLD), lines=(HTTP, BOUND), entries=(SERVED,)),
    "other line": case(bind("10.0.0.1:8531:"), lines=(HTTP, BOUND), entries=(SERVED,)),
    "entry left over": case(bind(), entries=(SERVED,), exists=True),
    "late": case(bind(), late=True),
    "objects": case(bind(), lines=(HTTP, BOUND), entries=(SERVED,), shape="object"),
    "german": case(bind(), lines=(HTTP, BOUND), entries=(SERVED,), language="de"),
    "other port": case(bind("*:443:", port=443), lines=(HTTP, BOUND), entries=(SERVED,)),
    "line does not stick": case(bind(), lines=(HTTP,), lying=["line"]),
    "certificate does not stick": case(bind(), lying=["certificate"]),
    "http.sys does not follow": case(bind(), lying=["httpsys"]),
    "line stays": case(bind("", ""), lines=(HTTP, BOUND), entries=(SERVED,), lying=["remove"]),
    "refused by IIS": case(bind(), add_fails="0x80070005"),
    "no such site": case(bind(site=4711)),
    "no such certificate": case(bind(thumb="AB" * 20)),
    "certificate without key": case(bind(thumb=thumbprint(BARE))),
    "other port in the line": case(bind("*:443:")),
    "no line at all": case(bind("8531")),
    "line with a break": case(bind("*:8531:x\n")),
    "shared": case(bind(), lines=(HTTP, BOUND), entries=(SERVED,), other=({**BOUND, "information": "*:8531:shop"},)),
    "somebody else's": case(bind(), entries=(FOREIGN,)),
    "bindings unread": case(bind(), bindings_denied=True),
    "key is dead": case(bind(thumb=thumbprint(DEAD))),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def state(outcome: Outcome) -> tuple[dict[str, str], dict[str, str]]:
    """Certificates by line of the site's https bindings, and by address of http.sys."""
    site = next(s for s in outcome.runs[-2].result(GetSiteBinding) if s.id == WSUS)
    assert ("http", "*:8530:") in [(b.protocol, b.information) for b in site.bindings], "the http binding is gone"
    lines = {b.information: b.certificate_hash for b in site.bindings if b.protocol == "https"}
    return lines, {e.address: e.certificate_hash for e in outcome.runs[-1].result(GetHttpSysBinding)}


def former(outcome: Outcome, at: int = 0) -> list[str]:
    return [str(setting.value) for setting in outcome.runs[at].written().former]


BOTH = ({"*:8531:": NEW}, {"0.0.0.0:8531": NEW})
NOTHING: tuple[dict[str, str], dict[str, str]] = ({}, {})


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("line without certificate", ["*:8531:", "", ""], BOTH),
        ("no line", ["", "", ""], BOTH),
        ("other certificate", ["*:8531:", OLD, OLD], BOTH),
        ("no star", [":8531:", OLD, OLD], ({":8531:": NEW}, {"0.0.0.0:8531": NEW})),
        ("no star, no line", ["", "", ""], BOTH),
        ("star for none", [":8531:", OLD, OLD], ({":8531:": NEW}, {"0.0.0.0:8531": NEW})),
        ("http.sys is behind", ["*:8531:", OLD, ""], ({"*:8531:": OLD}, {"0.0.0.0:8531": OLD})),
        ("IIS is behind", ["*:8531:", "", OLD], ({"*:8531:": OLD}, {"0.0.0.0:8531": OLD})),
        ("remove", ["*:8531:", OLD, OLD], NOTHING),
        ("remove, entry stays", ["*:8531:", OLD, OLD], NOTHING),
        ("without certificate", ["*:8531:", OLD, OLD], ({"*:8531:": ""}, {})),
        ("other line", ["*:8531:", OLD, ""], ({"10.0.0.1:8531:": NEW}, {"10.0.0.1:8531": NEW})),
        ("entry left over", ["*:8531:", "", OLD], BOTH),
        ("late", ["*:8531:", "", ""], BOTH),
        ("objects", ["*:8531:", OLD, OLD], BOTH),
        ("german", ["*:8531:", OLD, OLD], BOTH),
        (
            "other port",
            ["", "", ""],
            ({"*:8531:": OLD, "*:443:": NEW}, {"0.0.0.0:8531": OLD, "0.0.0.0:443": NEW}),
        ),
    ],
)
def test_binding_and_http_sys_are_as_wanted_and_the_former_values_come_back(
    outcomes: Mapping[str, Outcome], name: str, before: list[str], after: tuple[dict[str, str], dict[str, str]]
) -> None:
    assert former(outcomes[name]) == before
    assert state(outcomes[name]) == after


def test_the_former_values_are_named_as_the_settings_are(outcomes: Mapping[str, Outcome]) -> None:
    paths = [setting.path for setting in outcomes["other certificate"].runs[0].written().former]
    key = f"binding/{WSUS}:https:8531"
    assert paths == [f"{key}/Information", f"{key}/CertificateHash", "httpsys/0.0.0.0:8531/CertificateHash"]


def test_a_line_by_name_is_somebody_elses_and_stays(outcomes: Mapping[str, Outcome]) -> None:
    theirs = {"*:8531:intranet.contoso.com": OLD}
    assert former(outcomes["beside one by name"]) == ["", "", ""]
    assert state(outcomes["beside one by name"]) == ({**theirs, "*:8531:": NEW}, {"0.0.0.0:8531": NEW})
    assert former(outcomes["beside one by name, and back"], 1) == ["*:8531:", NEW, NEW]
    assert state(outcomes["beside one by name, and back"]) == (theirs, {})


@pytest.mark.parametrize("name", ["as wanted", "remove what is not there", "remove beside one by name"])
def test_what_is_as_wanted_is_not_written(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].written()
    assert outcomes[name].changes == ()


def test_a_second_time_nothing_is_written(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["twice"]
    assert outcome.changes == (f"certificate *:8531: {NEW}",)
    assert former(outcome, 1) == ["*:8531:", NEW, NEW]


def test_former_values_put_everything_back(outcomes: Mapping[str, Outcome]) -> None:
    assert state(outcomes["back again"]) == ({"*:8531:": OLD}, {"0.0.0.0:8531": OLD})


def test_a_certificate_in_use_is_replaced_without_a_gap(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["other certificate"].changes == (f"certificate *:8531: {NEW}",)


def test_a_write_that_shows_late_is_waited_for(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["late"].slept == 2
    assert outcomes["other certificate"].slept == 0, "waited although everything read back at once"


@pytest.mark.parametrize(
    "name", ["line does not stick", "certificate does not stick", "http.sys does not follow", "line stays"]
)
def test_a_write_that_does_not_stick_is_an_error(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[0].failure().type == "InvalidOperationException"
    assert outcomes[name].slept == 4, "the waiting has to end"


@pytest.mark.parametrize(("name", "code"), [("refused by IIS", "0x80070005"), ("key is dead", "0x80070520")])
def test_a_refusal_keeps_the_code_of_windows(outcomes: Mapping[str, Outcome], name: str, code: str) -> None:
    error = outcomes[name].runs[0].failure()
    assert (error.type, error.hresult) == ("COMException", code)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no such site", "ItemNotFoundException"),
        ("no such certificate", "COMException"),
        ("certificate without key", "COMException"),
        ("other port in the line", "ArgumentException"),
        ("no line at all", "ValidationMetadataException"),
        ("line with a break", "ValidationMetadataException"),
        ("shared", "InvalidOperationException"),
        ("somebody else's", "InvalidOperationException"),
        ("by name", "NotSupportedException"),
        ("central store", "NotSupportedException"),
        ("bindings unread", "UnauthorizedAccessException"),
    ],
)
def test_nothing_is_written_unless_all_of_it_is_understood_and_ours(
    outcomes: Mapping[str, Outcome], name: str, error: str
) -> None:
    assert outcomes[name].runs[0].failure().type == error
    assert outcomes[name].changes == ()
