"""undo.ps1, as it lies beside a session: what the wizard changed goes back by the scripts alone, value by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.engine.way_back import (
    SERVICES,
    SITE,
    SITE_ID,
    WSUS,
    Machines,
    Made,
    bind,
    configure,
    flag,
    pool,
    require,
    the_job,
)
from tests.powershell.area import Case, Outcome, Run, do, run_named
from tests.powershell.certificates import certificate, rsa_key, stored, thumbprint
from tests.powershell.runner import HERE, PowerShell
from tests.rules.lines import site_line
from tests.steps import words
from wizard.engine.records import Intent
from wizard.engine.way_back_folder import DATA
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding, GetSslRequirement
from wizard.operations.settings import settings_of
from wizard.operations.site import GetSoftwareUpdatePoint
from wizard.operations.wsus import GetApplicationPool, GetWsusSetup

AREAS = ("host", "directory", "certificates", "iis", "wsus", "pool", "site", "logs")
ONE, TWO = certificate(rsa_key(), "one.contoso.com"), certificate(rsa_key(), "two.contoso.com")
NEW, OLD = thumbprint(ONE), thumbprint(TWO)
HTTP = {"protocol": "http", "information": "*:8530:"}
POINT = {"name": WSUS, "ssl": 0, "http": 8530, "https": 8531}
SETUP = "HKLM:\\SOFTWARE\\Microsoft\\Update Services\\Server\\Setup"
BATCH = 12
READS = (
    do(GetSslRequirement()),
    do(GetSoftwareUpdatePoint()),
    do(GetWsusSetup()),
    do(GetSiteBinding()),
    do(GetHttpSysBinding()),
    do(GetApplicationPool("WsusPool")),
)


def log(lines: Sequence[str]) -> str:
    return "".join(site_line(line, component="SMS_WSUS_CONFIGURATION_MANAGER") + "\r\n" for line in lines)


HTTPS_LOG, HTTP_LOG, LOCAL_LOG = log(words.WCM_HTTPS), log(words.WCM_HTTP), log(words.WCM_LOCAL)


class Line(msgspec.Struct, frozen=True, rename="pascal", forbid_unknown_fields=True):
    """What the script tells of a value."""

    path: str
    result: str
    now: str
    former: str
    wrote: str
    machine: str
    text: str


class Undone(msgspec.Struct, frozen=True, rename="pascal", forbid_unknown_fields=True):
    """What it told, and its exit code."""

    lines: tuple[Line, ...]
    code: int

    def results(self) -> dict[str, str]:
        """By path."""
        return {line.path: line.result for line in self.lines}

    def of(self, area: str) -> set[str]:
        """The results of an area."""
        return {line.result for line in self.lines if line.path.startswith(area)}


class Wish(msgspec.Struct, frozen=True):
    """A server after the job, what is different there, and how the script is called."""

    intents: tuple[Intent, ...] = the_job(NEW)
    site: str = WSUS
    """Machine of the site server; by default all is on one."""
    target: str = "local:wsus1"
    facts: Mapping[str, Mapping[str, Any]] = {}
    log: str = HTTP_LOG
    """What WCM writes while it is waited for."""
    call: Mapping[str, Any] = {}
    document: Mapping[str, Any] = {}
    """What undo.json says otherwise."""
    times: int = 1
    looked_at: bool = False
    """Every setting is read in the end."""


def states(wish: Wish) -> Mapping[str, Mapping[str, Any]]:
    """The server as the job has left it, all on one machine."""
    line = {"protocol": "https", "information": "*:8531:", "hash": NEW, "store": "My"}
    sites = [
        {"id": 1, "name": "Default Web Site", "bindings": []},
        {"id": SITE_ID, "name": "WSUS $(1)'s", "bindings": [HTTP, line],
         "applications": [*SERVICES, "Inventory", "ReportingWebService"], "directories": ["Content", "SelfUpdate"]},
    ]  # fmt: skip
    made: dict[str, dict[str, Any]] = {
        "certificates": {"store": [stored(ONE, rsa_key()), stored(TWO, rsa_key())]},
        "iis": {
            "sites": sites,
            "entries": [{"address": "0.0.0.0:8531", "hash": NEW.lower()}],
            "own": [{"location": f"WSUS $(1)'s/{service}", "flags": "Ssl"} for service in SERVICES],
            "language": "de",
        },
        "wsus": {"using_ssl": 1, "port": 8531, "name": "wsus1.contoso.com"},
        "pool": {"pools": [{"name": "WsusPool", "queueLength": 2000, "processModel.pingingEnabled": False}]},
        "site": {"server": wish.site, "provider": WSUS, "points": [{**POINT, "ssl": 1}]},
        "logs": {"files": {"WCM.log": HTTPS_LOG}},
    }
    for area, facts in wish.facts.items():
        made[area] = {**made.get(area, {}), **facts}
    return made


FOREIGN_FLAG = [
    {"location": f"WSUS $(1)'s/{name}", "flags": "Ssl, Ssl128" if name == "ApiRemoting30" else "Ssl"}
    for name in SERVICES
]
REQUIRED, FLAGGED = (pool(), require()), (configure(), flag())
WINDOW = (bind(NEW), configure(), flag())
"""Jobs that have just what a case is about: each script that runs takes its time."""

WISHES: Mapping[str, Wish] = {
    "all": Wish(looked_at=True),
    "a flag is somebody else's": Wish(REQUIRED, facts={"iis": {"own": FOREIGN_FLAG}}, looked_at=True),
    "twice": Wish(times=2),
    "the update point is on the site server": Wish(FLAGGED, log=LOCAL_LOG),
    "preview": Wish(call={"Preview": True}),
    "asked, and nobody is there": Wish(REQUIRED, call={"Asked": True}),
    "before the job": Wish(REQUIRED, facts={"iis": {"own": []}, "pool": {"pools": [{"name": "WsusPool"}]}}),
    "another certificate before": Wish((bind(NEW, before=OLD),), looked_at=True),
    "no line before": Wish((bind(NEW, line_before=""),), looked_at=True),
    "a port is somebody else's": Wish(FLAGGED, facts={"wsus": {"port": 443}}),
    "a certificate is somebody else's": Wish((bind(NEW),), facts={"iis": {"entries": [
        {"address": "0.0.0.0:8531", "hash": OLD}]}}),
    "flags lie": Wish(REQUIRED, facts={"iis": {"flags_lying": ["WSUS $(1)'s/ClientWebService"]}}),
    "flags cannot be read": Wish(REQUIRED, facts={"iis": {"flags_unreadable": ["WSUS $(1)'s/Content"]}}),
    "the option lies": Wish(WINDOW, facts={"site": {"write": "lies"}}),
    "the option refuses": Wish(FLAGGED, facts={"site": {"write": "refuses"}}),
    "the option cannot be read": Wish(FLAGGED, facts={"site": {"rights": False}}),
    "the registry lies": Wish((configure(),), facts={"base": {"lying": [f"{SETUP}\\PortNumber"]}}),
    "the registry refuses": Wish((configure(),), facts={"base": {"unwritable": [f"{SETUP}\\UsingSSL"]}}),
    "the registry cannot be read": Wish(FLAGGED, facts={"base": {"denied": [SETUP]}}),
    "IIS lies": Wish((bind(NEW, line_before=""), pool()), facts={"iis": {"lying": ["remove"]}}),
    "the certificate stays in http.sys": Wish((bind(NEW),), facts={"iis": {"lying": ["entry"]}}),
    "WCM does not come": Wish(FLAGGED, log=""),
    "WCM comes by https": Wish(FLAGGED, log=HTTPS_LOG),
    "no log": Wish(FLAGGED, log="", facts={"logs": {"files": {}}}),
    "WCM was there before": Wish(FLAGGED, log="", facts={"site": {"points": [POINT]},
                                                        "logs": {"files": {"WCM.log": HTTPS_LOG + HTTP_LOG}}}),
    "WSUS is on http": Wish(FLAGGED, log="", facts={"wsus": {"using_ssl": 0, "port": 8530, "name": ""}}),
    "site elsewhere": Wish(site=SITE),
    "site elsewhere, done": Wish(site=SITE, call={"SiteIsBack": True}),
    "on the site server": Wish(site=SITE, facts={"host": {"name": SITE, "dns_host_name": "CM1"},
                                                 "site": {"provider": SITE}}),
    "on a server of the same name": Wish(REQUIRED, facts={"host": {"name": "WSUS1.fabrikam.com",
                                                                   "domain": "fabrikam.com"}}),
    "in a workgroup": Wish((pool(),), facts={"host": {"part_of_domain": False, "domain": "WORKGROUP"}}),
    "WMI is broken": Wish((pool(),), facts={"host": {"cim_broken": True}}),
    "not elevated": Wish((pool(),), facts={"host": {"elevated": False}}),
    "practice": Wish((pool(),), target="lab:first-run"),
    "newer": Wish((pool(),), document={"Version": 2}),
    "damaged": Wish((pool(),), document={"Entries": [{"Kind": "restore"}]}),
    "an area of tomorrow": Wish((pool(),), document={"Entries": [
        {"Kind": "restore", "Machine": WSUS, "Area": "dns", "Values": [{"Path": "dns/x", "Former": "", "Wrote": "1"}],
         "Whole": False, "NeededBySite": False, "SiteCode": "", "Title": "", "Command": ""}]}),
}  # fmt: skip


def case(wish: Wish, folder: Path) -> Case:
    """The way back as the engine writes it, and the script run from there."""
    made = Made(folder, Machines(wish.site, wish.target)).make(*wish.intents)
    if wish.document:
        path = made.folder / DATA
        path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), **wish.document}))
    parameters = {"Folder": str(made.folder), "Log": wish.log, **wish.call}
    again = Run(str(HERE / "undo.ps1"), {**parameters, "Log": ""})
    runs = (Run(str(HERE / "undo.ps1"), parameters), *(again,) * (wish.times - 1))
    return Case((*runs, *(READS if wish.looked_at else ())), states(wish))


def all_of(powershell: PowerShell, wishes: Mapping[str, Wish]) -> Mapping[str, Outcome]:
    """Every wish once, so many in a process that it does not take too long for one."""
    folder = powershell.new_folder()
    cases = {name: case(wish, folder / str(n)) for n, (name, wish) in enumerate(wishes.items())}
    batches = (dict(list(cases.items())[n : n + BATCH]) for n in range(0, len(cases), BATCH))
    return {name: outcome for batch in batches for name, outcome in run_named(powershell, AREAS, batch).items()}


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    return all_of(german, WISHES)


def undone(outcome: Outcome, at: int = 0) -> Undone:
    assert outcome.runs[at].error is None, outcome.runs[at].error
    return msgspec.json.decode(outcome.runs[at].output, type=Undone)


def present(outcome: Outcome) -> dict[str, str]:
    """Every setting that is read in the end, by path."""
    answers = [run.value() for run in outcome.runs[-len(READS) :]]
    return {setting.path: str(setting.value) for answer in answers for setting in settings_of(answer)}


def former(intents: Sequence[Intent]) -> dict[str, str]:
    return {setting.path: str(setting.value) for intent in intents for setting in intent.former}


def kinds(outcome: Outcome) -> list[str]:
    """What was changed, in order, each sort once in a row."""
    found = [change.split()[0] for change in outcome.changes]
    return [kind for n, kind in enumerate(found) if n == 0 or found[n - 1] != kind]


# --- What goes back


def test_everything_reads_back_as_it_was(outcomes: Mapping[str, Outcome]) -> None:
    done, now = undone(outcomes["all"]), present(outcomes["all"])
    assert done.code == 0, done.lines
    assert {path: now.get(path, "") for path in former(the_job(NEW))} == former(the_job(NEW))
    assert set(done.results().values()) == {"restored", "seen", "as-before"}
    assert done.results()[f"binding/{SITE_ID}:https:8531/Information"] == "as-before"


def test_the_order_is_that_of_the_wizards_undo(outcomes: Mapping[str, Outcome]) -> None:
    areas = [line.path.split("/")[0] for line in undone(outcomes["all"]).lines]
    assert list(dict.fromkeys(areas)) == ["require-ssl", "sup", "WCM", "wsus", "binding", "httpsys", "pool"]
    assert kinds(outcomes["all"]) == [
        "sslFlags", "SSLWSUS", "registry", "restart", "recycle", "no", "pool",
    ]  # fmt: skip


def test_a_second_time_nothing_is_written(outcomes: Mapping[str, Outcome]) -> None:
    first, second = undone(outcomes["twice"], 0), undone(outcomes["twice"], 1)
    assert (first.code, second.code) == (0, 0), second.lines
    assert set(second.results().values()) == {"as-before", "skipped"}
    assert len([change for change in outcomes["twice"].changes if change.startswith("SSLWSUS")]) == 1


def test_what_was_not_changed_yet_is_skipped(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["before the job"])
    assert (done.code, set(done.results().values())) == (0, {"as-before"}), done.lines
    assert outcomes["before the job"].changes == ()


@pytest.mark.parametrize(
    ("name", "line", "certificate"), [("another certificate before", "*:8531:", OLD), ("no line before", "", "")],
    ids=["another before", "none before"],    # thumbprints differ from process to process
)  # fmt: skip
def test_a_binding_goes_back_to_its_certificate_or_to_nothing(
    outcomes: Mapping[str, Outcome], name: str, line: str, certificate: str
) -> None:
    assert undone(outcomes[name]).code == 0, undone(outcomes[name]).lines
    now = present(outcomes[name])
    assert now.get(f"binding/{SITE_ID}:https:8531/Information", "") == line
    assert now.get(f"binding/{SITE_ID}:https:8531/CertificateHash", "") == certificate
    assert now.get("httpsys/0.0.0.0:8531/CertificateHash", "") == certificate


def test_a_certificate_that_http_sys_keeps_is_taken_from_it(outcomes: Mapping[str, Outcome]) -> None:
    assert undone(outcomes["the certificate stays in http.sys"]).of("httpsys") == {"restored"}
    assert "netsh delete 0.0.0.0:8531" in outcomes["the certificate stays in http.sys"].changes


# --- What is asked and shown before


def test_a_preview_writes_nothing_and_names_what_would_go_back(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["preview"])
    assert (done.code, outcomes["preview"].changes) == (4, ())
    assert set(done.results().values()) == {"would-restore", "would-wait", "as-before"}


def test_it_asks_before_it_writes(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["asked, and nobody is there"])
    assert (done.code, [line.result for line in done.lines]) == (4, ["error"])
    assert outcomes["asked, and nobody is there"].changes == ()


# --- What is left alone


def test_a_value_of_somebody_else_is_left_alone_and_named(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["a flag is somebody else's"])
    (line,) = (line for line in done.lines if line.result == "left-alone")
    assert (line.path, line.now, line.wrote) == ("require-ssl/ApiRemoting30/Own", "Ssl, Ssl128", "Ssl")
    assert "someone" in line.text
    assert done.code == 4
    assert done.of("require-ssl/C") == done.of("pool/") == {"restored"}
    now = present(outcomes["a flag is somebody else's"])
    assert now["require-ssl/ApiRemoting30/Own"] == "Ssl, Ssl128"


def test_its_neighbours_go_back(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["a port is somebody else's"])
    assert (done.code, done.results()["wsus/PortNumber"]) == (4, "left-alone")
    assert done.results()["wsus/UsingSsl"] == done.results()["wsus/ServerCertificateName"] == "restored"


def test_a_binding_stands_or_falls_as_a_whole(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["a certificate is somebody else's"])
    assert done.code == 4
    assert done.results()["httpsys/0.0.0.0:8531/CertificateHash"] == "left-alone"
    assert done.results()[f"binding/{SITE_ID}:https:8531/CertificateHash"] == "left-alone"
    assert outcomes["a certificate is somebody else's"].changes == ()


# --- What goes wrong


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("flags lie", "require-ssl/ClientWebService/Own"),
        ("the option lies", "sup/wsus1.contoso.com/Ssl"),
        ("the option refuses", "sup/wsus1.contoso.com/Ssl"),
        ("the registry lies", "wsus/PortNumber"),
        ("the registry refuses", "wsus/UsingSsl"),
        ("IIS lies", f"binding/{SITE_ID}:https:8531/Information"),
    ],
)
def test_what_does_not_read_back_is_not_called_done(outcomes: Mapping[str, Outcome], name: str, path: str) -> None:
    done = undone(outcomes[name])
    (line,) = (line for line in done.lines if line.path == path)
    assert (done.code, line.result) == (4, "not-restored"), done.lines
    assert line.text


@pytest.mark.parametrize(
    ("name", "area"),
    [("flags cannot be read", "require-ssl"), ("the registry cannot be read", "wsus"),
     ("the option cannot be read", "sup")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_not_written(outcomes: Mapping[str, Outcome], name: str, area: str) -> None:
    done = undone(outcomes[name])
    assert (done.code, done.of(area)) == (4, {"cannot-tell"}), done.lines
    assert all(line.text for line in done.lines if line.path.startswith(area))


def test_a_failure_does_not_keep_the_later_ones_from_going_back(outcomes: Mapping[str, Outcome]) -> None:
    for name in ("flags lie", "flags cannot be read", "IIS lies"):
        assert undone(outcomes[name]).of("pool/") == {"restored"}, name
    assert undone(outcomes["the registry cannot be read"]).of("sup/") == {"restored"}


@pytest.mark.parametrize("name", ["the option lies", "the option refuses", "the option cannot be read"])
def test_what_the_site_needs_stays_while_its_option_is_not_back(outcomes: Mapping[str, Outcome], name: str) -> None:
    done = undone(outcomes[name])
    assert done.of("wsus/") | done.of("binding/") | done.of("WCM") == {"held-back"}
    assert "registry" not in kinds(outcomes[name])


# --- WCM


@pytest.mark.parametrize(
    ("name", "result", "code"),
    [
        ("the update point is on the site server", "seen", 0),
        ("WCM was there before", "seen", 0),
        ("WSUS is on http", "skipped", 0),
        ("WCM does not come", "not-seen", 4),
        ("WCM comes by https", "not-seen", 4),
        ("no log", "not-seen", 4),
    ],
)
def test_wcm_is_waited_for_by_what_its_log_says_since(
    outcomes: Mapping[str, Outcome], name: str, result: str, code: int
) -> None:
    done = undone(outcomes[name])
    assert (done.results()["WCM"], done.code) == (result, code), done.lines
    assert done.of("wsus/") <= {"restored", "as-before"}, "the list goes on"


# --- Other machines


def test_on_wsus_alone_the_site_is_told_and_what_it_needs_is_left(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["site elsewhere"])
    assert done.code == 4
    (line,) = (line for line in done.lines if line.path.startswith("sup/"))
    assert (line.result, line.machine) == ("elsewhere", SITE)
    assert "-SiteCode PS1 -SiteSystemServerName wsus1.contoso.com -EnableSsl $false" in line.text
    assert done.of("WCM") == {"elsewhere"}
    assert done.of("require-ssl") | done.of("pool") == {"restored"}
    assert done.of("wsus") | done.of("binding") | done.of("httpsys") == {"held-back"}


def test_with_your_word_for_the_site_the_rest_goes_back(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["site elsewhere, done"])
    assert done.code == 0, done.lines
    assert done.of("sup") | done.of("WCM") == {"told"}
    assert done.of("wsus") == {"restored"}


def test_on_the_site_server_only_its_option_goes_back(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["on the site server"])
    assert done.code == 4
    assert (done.of("sup"), done.of("WCM")) == ({"restored"}, {"seen"})
    assert {line.result for line in done.lines if line.machine == WSUS} == {"elsewhere"}
    assert kinds(outcomes["on the site server"]) == ["SSLWSUS"]


def test_a_server_of_the_same_name_elsewhere_is_not_touched(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["on a server of the same name"])
    assert (done.code, set(done.results().values())) == (4, {"elsewhere"})
    assert outcomes["on a server of the same name"].changes == ()


@pytest.mark.parametrize("name", ["in a workgroup", "WMI is broken"])
def test_the_short_name_does_where_there_is_no_other(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert (undone(outcomes[name]).code, undone(outcomes[name]).of("pool")) == (0, {"restored"})


# --- What it refuses


@pytest.mark.parametrize("name", ["not elevated", "practice", "newer", "damaged"])
def test_what_it_cannot_answer_for_it_does_not_begin(outcomes: Mapping[str, Outcome], name: str) -> None:
    done = undone(outcomes[name])
    assert (done.code, [line.result for line in done.lines]) == (4, ["error"])
    assert done.lines[0].text
    assert outcomes[name].changes == ()


def test_what_it_does_not_know_is_named(outcomes: Mapping[str, Outcome]) -> None:
    done = undone(outcomes["an area of tomorrow"])
    assert (done.code, done.results()) == (4, {"dns/x": "cannot-tell"})
