"""The message for the people who run the CA: made of a finding, printed by a run without pages, and in the report."""

from __future__ import annotations

from pathlib import Path

from tests.flows.desk import Desk
from wizard.reports.message import message_in
from wizard.rules.findings import Level, finding

CONFIG = "CA1.contoso.com\\Contoso Issuing CA"
COMPUTER, USER = "CONTOSO\\WSUS1$", "CONTOSO\\operator"


def made(account: str, authority: str = CONFIG) -> str:
    seen = f"{account} | WebServer | {authority}"
    found = finding("request.to-ask-for", Level.INFO, "WSUS1", seen=seen, account=account, template="WebServer")
    return message_in([finding("before.load", Level.INFO, ""), found])


def test_it_names_the_account_the_template_the_ca_and_the_permissions() -> None:
    for account in (COMPUTER, USER):
        message = made(account)
        for needed in (account, "WebServer", CONFIG, "WSUS1", "Read", "Enroll"):
            assert needed in message


def test_only_a_computer_has_to_be_restarted_for_a_group() -> None:
    assert len(made(COMPUTER).splitlines()) == len(made(USER).splitlines()) + 1


def test_a_ca_that_nobody_knows_has_no_line() -> None:
    assert len(made(COMPUTER, "").splitlines()) == len(made(COMPUTER).splitlines()) - 1


def test_there_is_none_where_nothing_is_to_be_asked_for() -> None:
    assert message_in([finding("before.load", Level.INFO, "")]) == ""


def test_every_line_can_be_read_on_an_old_screen() -> None:
    assert max(map(len, made(COMPUTER).splitlines())) < 80


def test_a_run_that_ends_for_want_of_the_permission_prints_it_and_the_report_has_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "state", "no-enroll")
    ended = desk.run("apply")
    assert ended.code == 6
    assert made(COMPUTER).replace("WSUS1 ", "WSUS1.contoso.com ").splitlines()[-1] in ended.out
    # A session that has changed something is kept, with its report.
    ended = desk.run("apply", answers='offers = ["application-pool"]\ncertificate.request.template = "WebServer"\n')
    assert ended.code == 6
    report = (desk.folder / "s0001.report.md").read_text(encoding="utf-8")
    assert COMPUTER in report
    assert "Read and Enroll" in report
