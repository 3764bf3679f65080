"""What a scenario teaches besides how it ends: the way on, what was said, and what was left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.desk import Desk, Ended, changed, requiring
from wizard.engine.records import Intent
from wizard.operations.iis import GetHttpSysBinding, GetSiteBinding
from wizard.operations.model import Role
from wizard.rules.answers import Answers, encode_answers
from wizard.rules.place import SECURED

REQUEST = '[certificate.request]\ntemplate = "WebServer"\nnames = ["WSUS1"]\n'


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """The scenario that the test names."""
    marker = request.node.get_closest_marker("scenario")
    return Desk(tmp_path / "state", marker.args[0])


def codes(ended: Ended) -> list[str]:
    """Codes of what was found where a command ended."""
    return [finding["code"] for finding in ended.data["findings"]]


def made(desk: Desk) -> list[str]:
    """The operations of the changes that were begun, in order."""
    return [record.act.operation for record in desk.records() if isinstance(record, Intent)]


@pytest.mark.scenario("certificate-present")
def test_one_certificate_is_bound_and_each_other_is_unfit_for_one_reason_of_its_own(desk: Desk) -> None:
    found = desk.run("check", "--json").data["sections"][1]["findings"]
    reasons = [f["code"] for f in found if f["code"].startswith("certificate.") and "suitable" not in f["code"]]
    assert len(reasons) - reasons.count("certificate.choose") == 8
    assert len({reason for reason in reasons if reason != "certificate.choose"}) == 8
    assert desk.run("apply").code == 0
    bound = {entry.certificate_hash for entry in desk.ask(GetHttpSysBinding().on(Role.WSUS))}
    good = next(certificate.thumbprint for certificate in desk.world.store if certificate.label == "wsus")
    assert bound == {good}


@pytest.mark.scenario("pending-approval")
def test_a_run_that_waits_for_approval_goes_on_when_the_lab_is_a_day_older(desk: Desk) -> None:
    waiting = desk.run("apply", "--json")
    assert (waiting.code, codes(waiting)[0]) == (5, "request.pending")
    assert waiting.data["findings"][0]["seen"].split()[-2:] == ["7", "pending"], "the number of the request"
    assert desk.run("apply").code == 5, "asking again does not send it again"
    assert desk.run("labs", "advance", desk.lab, "1d").code == 0
    assert desk.run("apply").code == 0
    assert made(desk).count("Submit-CertificateRequest") == 1


@pytest.mark.scenario("denied")
def test_a_refused_request_leaves_nothing_behind_and_is_made_anew_once_the_reason_is_gone(desk: Desk) -> None:
    before = desk.world
    assert desk.run("apply").code == 6
    after = desk.world
    assert (after.requests, after.store) == ((), before.store)
    desk.fact("authorities/CA1.contoso.com/denies", "")
    assert desk.run("apply").code == 0
    assert made(desk).count("New-CertificateRequest") == 2


@pytest.mark.scenario("denied")
def test_a_refused_request_that_cannot_be_removed_is_named(desk: Desk) -> None:
    desk.fault("Remove-CertificateRequest", "fails", times=0)
    ended = desk.run("apply", "--json")
    assert (ended.code, codes(ended)[-1]) == (6, "engine.change-failed")
    desk.heal()
    again = desk.run("apply", "--json")
    assert codes(again)[-1] == "engine.tidied"
    assert desk.world.requests == ()


@pytest.mark.scenario("default-web-site")
def test_bindings_of_others_have_to_be_named_and_are_kept(desk: Desk) -> None:
    def theirs() -> list[str]:
        return [
            f"{b.information} {b.certificate_hash} {b.ssl_flags}"
            for site in desk.ask(GetSiteBinding().on(Role.WSUS))
            for b in site.bindings
            if b.host
        ]

    before = theirs()
    unnamed = desk.run("apply", "--json", answers=REQUEST)
    assert (unnamed.code, codes(unnamed)) == (6, ["bind.port-shared", "bind.port-shared"])
    named = [line for line in unnamed.data["findings"] if "keep_bindings" in line["do"]]
    assert len(named) == 2, "what to write into the answers is said"
    assert desk.run("apply", answers='keep_bindings = ["*:443:intranet.contoso.com"]\n' + REQUEST).code == 6
    assert desk.run("apply").code == 6, "answers of this session hold until others are given"
    both = 'keep_bindings = ["*:443:INTRANET.contoso.com", "*:443:reports.contoso.com"]\n' + REQUEST
    assert desk.run("apply", answers=both).code == 0
    assert (len(before), theirs()) == (2, before)
    assert desk.run("undo").code == 0
    assert theirs() == before


@pytest.mark.scenario("half-done")
def test_a_window_that_was_found_open_is_named_first_and_closed_forwards(desk: Desk) -> None:
    checked = desk.run("check")
    assert checked.out.index("OPEN") < checked.out.index("1. "), "before anything else"
    assert desk.run("apply").code == 0
    assert "Set-SslRequirement" not in made(desk)


@pytest.mark.scenario("site-wide-ssl")
def test_the_five_services_are_set_first_and_then_the_site_is_cleared_by_a_change_of_its_own(desk: Desk) -> None:
    assert desk.run("apply").code == 0
    writes = [r for r in desk.records() if isinstance(r, Intent) and r.act.operation == "Set-SslRequirement"]
    places = [[setting.path.split("/")[1] for setting in write.wanted] for write in writes]
    assert places == [list(SECURED), ["."]]
    assert requiring(desk.world) == sorted(SECURED)


@pytest.mark.scenario("sick-before")
def test_a_synchronization_that_failed_before_is_no_matter_of_tls_and_may_be_overridden(desk: Desk) -> None:
    assert desk.run("apply").code == 6
    ended = desk.run("apply", "--json", answers='overrides = ["healthy-synchronization"]\n' + REQUEST)
    # What was sick stays sick: the synchronization over https fails as it did over http.
    assert ended.data["section"] in {"", "synchronization", "client-scan"}
    assert not ended.data["window_open"]


@pytest.mark.scenario("sync-fails")
def test_a_pool_that_gives_up_is_not_blamed_on_tls_and_https_stays(desk: Desk) -> None:
    ended = desk.run("apply", "--json")
    assert (ended.code, ended.data["section"]) == (4, "synchronization")
    world = desk.world
    assert (world.wsus.using_ssl, world.point.ssl, requiring(world)) == (True, True, sorted(SECURED))
    assert desk.run("check").code == 4


@pytest.mark.scenario("expired-and-bound")
def test_a_renewed_certificate_is_bound_and_nothing_else_is_done_again(desk: Desk) -> None:
    assert desk.run("apply").code == 0
    assert set(made(desk)) <= {"Set-SiteBinding", "Start-Synchronization", "Start-ClientScan"}
    assert made(desk)[0] == "Set-SiteBinding"


@pytest.mark.scenario("two-names")
def test_the_certificate_that_is_requested_has_both_names(desk: Desk) -> None:
    assert desk.run("apply").code == 0
    wanted = {"wsus1.contoso.com", "updates.contoso.com"}
    request = next(r for r in desk.records() if isinstance(r, Intent) and r.act.operation == "New-CertificateRequest")
    assert wanted <= set(request.act.parameters["DnsName"])


@pytest.mark.scenario("second-sup")
def test_another_software_update_point_is_left_as_it_is(desk: Desk) -> None:
    assert desk.run("apply").code == 0
    assert [point.ssl for point in desk.world.site.points] == [True, False]


@pytest.mark.scenario("hierarchy")
def test_servers_downstream_are_named_and_may_be_overridden_deliberately(desk: Desk) -> None:
    refused = desk.run("apply", "--json")
    assert refused.code == 6
    assert "WSUS-LYON.contoso.com" in refused.data["findings"][0]["text"]
    assert desk.run("apply", answers='overrides = ["downstream-servers"]\n' + REQUEST).code == 0


@pytest.mark.scenario("shared-database")
def test_other_front_ends_are_named(desk: Desk) -> None:
    refused = desk.run("apply", "--json")
    assert "WSUS2.contoso.com" in refused.data["findings"][0]["text"]
    assert "WSUS1" not in refused.data["findings"][0]["text"]


@pytest.mark.scenario("client-by-log")
def test_a_scan_of_before_the_switch_or_over_http_proves_nothing(desk: Desk) -> None:
    with desk.servers() as lab:
        lab._bench.write("no scan", due=tuple(due for due in lab.world.due if due.do != "event"))
    ended = desk.run("apply", "--json")
    assert (ended.code, ended.data["section"]) == (5, "client-scan")
    assert "client-scan.not-in-iis-log" in codes(ended)


@pytest.mark.scenario("client-by-log")
def test_a_client_without_an_address_cannot_be_found_in_the_log(desk: Desk) -> None:
    desk.fault("Get-ClientRequest", "fails", times=0)
    ended = desk.run("apply", "--json")
    assert (ended.code, ended.data["section"], codes(ended)[0]) == (5, "client-scan", "read.failed")


@pytest.mark.scenario("someone-else")
def test_what_a_colleague_has_bound_is_named_and_not_overwritten(desk: Desk) -> None:
    ended = desk.run("apply", "--json")
    theirs = next(c.thumbprint for c in desk.world.store if c.label == "colleague")
    assert [f["seen"].split(" = ")[1] for f in ended.data["findings"][:2]] == [theirs, theirs]
    assert desk.run("apply").code == 4
    assert {entry.certificate_hash for entry in desk.ask(GetHttpSysBinding().on(Role.WSUS))} == {theirs}


@pytest.mark.scenario("remote-database")
def test_a_remote_database_comes_with_its_three_recommendations_in_the_report(desk: Desk) -> None:
    assert desk.run("apply").code == 0
    report = desk.run("report").out
    for recommendation in ("to the WSUS server", "private network", "IPsec"):
        assert recommendation in report


def test_the_answers_that_were_used_can_be_used_again(tmp_path: Path) -> None:
    answers = Answers(keep_bindings=("*:443:a.b",), overrides=("downstream-servers",))
    assert "keep_bindings" in encode_answers(answers)


@pytest.mark.scenario("first-run")
def test_faults_can_be_switched_on_and_off_in_any_lab(desk: Desk) -> None:
    assert desk.run("check").code == 1
    before = desk.settings()
    assert desk.run("labs", "fault", desk.lab, "set-sitebinding", "fails").code == 0
    assert desk.run("apply").code == 4
    assert desk.run("labs", "heal", desk.lab).code == 0
    assert desk.run("apply").code == 0
    assert desk.run("undo").code == 0
    assert not changed(before, desk.settings())


@pytest.mark.parametrize(
    "words",
    [
        ("advance",), ("advance", "first-run"), ("advance", "first-run", "soon"), ("advance", "first-run", "999d"),
        ("advance", "nowhere", "1d"), ("fault", "first-run", "Set-Nothing", "fails"), ("heal",), ("bake", "first-run"),
        ("fault", "first-run", "Set-SiteBinding", "explodes"),
    ],
)  # fmt: skip
def test_a_wrong_word_to_labs_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = Desk(tmp_path / "state").run("labs", *words)
    assert ended.code == 2
    assert ended.err
    assert not (tmp_path / "state" / "labs").exists()
