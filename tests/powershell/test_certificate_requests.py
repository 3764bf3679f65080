"""The way of a request, from its key to the certificate: New-, Submit-, Get-CertificateRequest, Install-Certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, Run, call, do, run_named
from tests.powershell.certificates import AREAS, CONFIG, WISH, key_hash, private, rsa_key
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import (
    CertificateRequest,
    GetCertificateRequest,
    GetPersonalCertificate,
    PersonalCertificate,
)

KEY = key_hash(rsa_key())
"""Of the key that the stand-in for certreq makes."""
NOTE = f"HKLM:\\SOFTWARE\\wsus-tls-wizard\\Requests\\{KEY}"
NEW, READ, STORE = do(WISH), do(GetCertificateRequest()), do(GetPersonalCertificate())


def submit(as_computer: bool = True, config: str = CONFIG) -> Run:
    return call("Submit-CertificateRequest", PublicKey=KEY, Config=config, AsComputer=as_computer)


INSTALL = call("Install-Certificate", PublicKey=KEY, FriendlyName="WSUS TLS")
RENAME = call("Install-Certificate", PublicKey=KEY, FriendlyName="\u00dc & \u2019$(1)")
WARNING = "The certificate validity period will be shorter than the Web Certificate Template specifies"
CODED = "0x80094004, The Enrollee has no E-Mail name registered in the Active Directory."


def ca(*runs: Run, **facts: Any) -> Case:
    """A request made, and what follows, at a CA that behaves so."""
    return Case((NEW, *runs), {"certificates": {"key": private(rsa_key()), **facts}}, (NOTE,))


CASES: Mapping[str, Case] = {
    "whole": ca(READ, submit(), READ, INSTALL, READ, STORE),
    "german": ca(submit(), READ, INSTALL, STORE, language="de"),
    "user": ca(submit(as_computer=False), READ),
    "warned": ca(submit(), READ, INSTALL, STORE, remark=WARNING),
    "coded": ca(submit(), READ, INSTALL, STORE, remark=CODED),
    "coded, german": ca(submit(), READ, remark=CODED, language="de"),
    "pending": ca(submit(), READ, submit(), INSTALL, answer="pending"),
    "pending, german": ca(submit(), READ, answer="pending", language="de"),
    "pending, exit 5": ca(submit(), READ, answer="pending", pending_exit=5),
    "approved": ca(submit(), READ, INSTALL, STORE, answer="pending", later="issued"),
    "refused by a person": ca(submit(), READ, answer="pending", later="0x80094014"),
    "denied": ca(submit(), READ, INSTALL, denied_to="computer"),
    "denied, exit 0": ca(submit(), READ, denied_to="computer", denied_exit=0, language="de"),
    "denied, then not": ca(submit(), submit(as_computer=False), READ, denied_to="computer"),
    "not published": ca(submit(), READ, authorities=[
        {"name": "Contoso Issuing CA", "host": "CA1.contoso.com", "templates": [], "reachable": True}]),
    "other denial": ca(submit(), READ, answer="0x80092013"),
    "unreachable": ca(submit(), READ, unreachable="0x800706BA"),
    "broken off": ca(submit(), READ, submit(), unreachable="0x800706BE"),
    "no number": ca(submit(), READ, answer="pending", prints_id=False),
    "says nothing": ca(submit(), READ, answer="nothing"),
    "other key": ca(submit(), READ, other_key=True),
    "again": ca(submit(), submit(), READ),
    "installed already": ca(submit(), INSTALL, INSTALL, STORE),
    "renamed": ca(submit(), INSTALL, RENAME, STORE),
    "not sent": ca(INSTALL),
    "accept does nothing": ca(submit(), INSTALL, STORE, lying=["accept"]),
    "key is gone": ca(submit(), INSTALL, key_gone=True),
    "name does not stick": ca(submit(), INSTALL, lying=["friendly"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(german, AREAS, CASES)


def request(outcome: Outcome, at: int) -> CertificateRequest:
    """The one open request, as a run shows it."""
    (found,) = outcome.runs[at].result(GetCertificateRequest)
    return found


def certificate(outcome: Outcome) -> PersonalCertificate:
    """The one certificate of the Personal store, as the last run shows it."""
    (found,) = outcome.runs[-1].result(GetPersonalCertificate)
    return found


def sent(outcome: Outcome) -> list[str]:
    return [change for change in outcome.changes if change.startswith("submit")]


def test_a_request_goes_its_whole_way(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["whole"]
    made, issued = request(outcome, 1), request(outcome, 3)
    assert (made.template, made.subject, made.names) == ("WebServer", "CN=WSUS1.contoso.com", WISH.dns_name)
    assert (made.config, made.request_id, made.disposition, made.code) == ("", "", "", "")
    assert (issued.public_key, issued.config, issued.request_id) == (made.public_key, CONFIG, "7")
    assert (issued.disposition, issued.code) == ("issued", "")
    assert outcome.runs[5].result(GetCertificateRequest) == ()
    found = certificate(outcome)
    assert (found.friendly_name, found.has_private_key, found.key_signs) == ("WSUS TLS", True, True)


def test_the_ca_is_asked_as_who_is_said(outcomes: Mapping[str, Outcome]) -> None:
    assert sent(outcomes["whole"]) == [f"submit to {CONFIG} as computer"]
    assert sent(outcomes["user"]) == [f"submit to {CONFIG} as user"]


@pytest.mark.parametrize("name", ["german", "warned", "coded"])
def test_an_issued_one_is_issued_whatever_is_printed_beside_it(outcomes: Mapping[str, Outcome], name: str) -> None:
    # samples, certreq_submit_issued_with_hresult_warning.txt
    outcome = outcomes[name]
    assert (request(outcome, 2).disposition, request(outcome, 2).request_id) == ("issued", "7")
    assert certificate(outcome).key_signs


@pytest.mark.parametrize("name", ["pending", "pending, german", "pending, exit 5"])
def test_pending_is_not_issued_whatever_the_exit_code(outcomes: Mapping[str, Outcome], name: str) -> None:
    # samples, certreq_submit_pending.txt
    outcome = outcomes[name]
    outcome.runs[1].written()
    found = request(outcome, 2)
    assert (found.disposition, found.request_id, found.code) == ("pending", "7", "")


def test_what_is_pending_is_neither_sent_again_nor_installed(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["pending"]
    outcome.runs[3].written()
    assert len(sent(outcome)) == 1
    assert outcome.runs[4].failure().hresult == "0x80092004"


def test_an_approved_one_is_fetched_and_installed(outcomes: Mapping[str, Outcome]) -> None:
    assert request(outcomes["approved"], 2).disposition == "issued"
    assert certificate(outcomes["approved"]).key_signs


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("denied", "0x80094012"),
        ("denied, exit 0", "0x80094012"),
        ("refused by a person", "0x80094014"),
        ("not published", "0x80094800"),
        ("other denial", "0x80092013"),
    ],
)
def test_a_denial_keeps_the_code_of_the_ca(outcomes: Mapping[str, Outcome], name: str, code: str) -> None:
    # samples, certreq_submit_denied_0x80094812.txt
    outcome = outcomes[name]
    outcome.runs[1].written()
    found = request(outcome, 2)
    assert (found.disposition, found.request_id, found.code) == ("denied", "7", code)


def test_a_denied_one_can_be_sent_again(outcomes: Mapping[str, Outcome]) -> None:
    found = request(outcomes["denied, then not"], 3)
    assert (found.disposition, found.request_id) == ("issued", "8")


def test_a_ca_that_is_not_reached_leaves_the_request_unsent(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["unreachable"]
    assert outcome.runs[1].failure().hresult == "0x800706BA"
    assert (request(outcome, 2).config, request(outcome, 2).disposition) == ("", "")


@pytest.mark.parametrize("name", ["broken off", "no number"])
def test_what_may_have_arrived_counts_as_sent_and_unknown(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcome = outcomes[name]
    assert outcome.runs[1].failure().type == "COMException"
    found = request(outcome, 2)
    assert (found.config, found.disposition, found.request_id) == (CONFIG, "error", "")


def test_what_may_have_arrived_is_not_sent_a_second_time(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["broken off"].runs[3].failure().type == "InvalidOperationException"


def test_an_answer_without_any_status_is_not_taken_for_pending(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["says nothing"]
    assert request(outcome, 2).disposition == "error"


def test_a_certificate_with_another_key_is_not_ours(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["other key"].runs[1].failure().type == "InvalidOperationException"


def test_what_is_issued_is_not_sent_again(outcomes: Mapping[str, Outcome]) -> None:
    assert len(sent(outcomes["again"])) == 1
    outcomes["again"].runs[2].written()


def test_installing_again_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["installed already"]
    outcome.runs[3].written()
    assert outcome.changes.count("accept") == 1
    assert sum(change.startswith("friendly") for change in outcome.changes) == 1


def test_a_name_comes_through_as_it_is(outcomes: Mapping[str, Outcome]) -> None:
    assert certificate(outcomes["renamed"]).friendly_name == "\u00dc & \u2019$(1)"


def test_what_was_never_sent_cannot_be_installed(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["not sent"].runs[1].failure().hresult == "0x80092004"


@pytest.mark.parametrize("name", ["accept does nothing", "key is gone", "name does not stick"])
def test_installing_that_does_not_read_back_is_an_error(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[2].failure()


def test_no_note_is_left_of_what_is_installed(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["whole"].registry[NOTE] == {}
    assert outcomes["pending"].registry[NOTE]["RequestId"] == "7"
