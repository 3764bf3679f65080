"""Remove-CertificateRequest.ps1 takes a request, its key and its note away, and no other."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.powershell.area import Case, Outcome, Run, State, call, do, run_named
from tests.powershell.certificates import (
    AREAS,
    CONFIG,
    WISH,
    certificate,
    ec_key,
    key_hash,
    private,
    raw,
    rsa_key,
    stored,
    thumbprint,
)
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import GetCertificateRequest, GetPersonalCertificate

KEY = key_hash(rsa_key())
NOTE = f"HKLM:\\SOFTWARE\\wsus-tls-wizard\\Requests\\{KEY}"
OTHER_KEY = key_hash(ec_key())
OTHER = certificate(ec_key(), "other.contoso.com")
FOREIGN = certificate(rsa_key(), "by-hand.contoso.com")
NEW, READ = do(WISH), do(GetCertificateRequest())
SUBMIT = call("Submit-CertificateRequest", PublicKey=KEY, Config=CONFIG, AsComputer=True)
INSTALL = call("Install-Certificate", PublicKey=KEY, FriendlyName="")


def remove(key: str = KEY) -> Run:
    return call("Remove-CertificateRequest", PublicKey=key)


def made(*runs: Run, base: State | None = None, **facts: object) -> Case:
    """A request made here beside somebody else's, and what follows."""
    states: Mapping[str, State] = {
        "certificates": {"key": private(rsa_key()), "requests": [raw(OTHER)], **facts},
        "base": base or {},
    }
    return Case((NEW, *runs, READ), states, (NOTE,))


CASES: Mapping[str, Case] = {
    "made here": made(remove()),
    "in small letters": made(remove(KEY.lower())),
    "twice": made(remove(), remove()),
    "sent": made(SUBMIT, remove(), answer="pending"),
    "denied": made(SUBMIT, remove(), denied_to="computer"),
    "by hand": Case((remove(), READ), {"certificates": {"requests": [raw(FOREIGN), raw(OTHER)]}}),
    "a note without a request": Case(
        (remove(), READ), {"base": {"registry": {NOTE: {"Template": "WebServer"}}}}, (NOTE,),
    ),
    "not there": made(remove("AB" * 32)),
    "installed": Case(
        (NEW, SUBMIT, INSTALL, remove(), READ, do(GetPersonalCertificate())),
        {"certificates": {"key": private(rsa_key())}}, (NOTE,),
    ),
    "in use": made(remove(), store=[stored(FOREIGN, rsa_key())]),
    "stays": made(remove(), lying=["remove"]),
    "the note stays": made(remove(), base={"lying": [NOTE]}),
    "the store is denied": Case((remove(),), {"certificates": {"requests": [raw(FOREIGN)], "store_denied": True}}),
    **{name: Case((remove(name),)) for name in ("*", "AB", f"{KEY}\n")},
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(everywhere: PowerShell) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    return run_named(everywhere, AREAS, CASES)


def left(outcome: Outcome) -> set[str]:
    """Keys of the open requests, as the last run that reads them shows."""
    answers = [answer for answer in outcome.runs if answer.script == GetCertificateRequest.name]
    return {found.public_key for found in answers[-1].result(GetCertificateRequest)}


def removed(outcome: Outcome) -> list[str]:
    return [change for change in outcome.changes if change.startswith("remove")]


@pytest.mark.parametrize("name", ["made here", "in small letters", "twice", "sent", "denied"])
def test_a_request_goes_with_its_key_and_its_note_and_no_other(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcome = outcomes[name]
    done = [answer for answer in outcome.runs if answer.script == "Remove-CertificateRequest"]
    assert [answer.written().former for answer in done] == [()] * len(done)
    assert left(outcome) == {OTHER_KEY}
    assert len(removed(outcome)) == 1
    assert removed(outcome)[0].endswith("key=True")
    assert outcome.registry[NOTE] == {}


def test_one_that_somebody_made_by_hand_goes_as_well(outcomes: Mapping[str, Outcome]) -> None:
    assert left(outcomes["by hand"]) == {OTHER_KEY}
    assert removed(outcomes["by hand"]) == [f"remove {thumbprint(FOREIGN)} key=True"]


def test_a_note_that_was_left_over_goes(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["a note without a request"].runs[0].written()
    assert outcomes["a note without a request"].registry[NOTE] == {}


def test_what_is_not_there_needs_nothing(outcomes: Mapping[str, Outcome]) -> None:
    outcomes["not there"].runs[1].written()
    assert left(outcomes["not there"]) == {KEY, OTHER_KEY}
    assert removed(outcomes["not there"]) == []


def test_an_installed_certificate_keeps_its_key(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["installed"]
    outcome.runs[3].written()
    (found,) = outcome.runs[-1].result(GetPersonalCertificate)
    assert found.key_signs
    assert outcomes["in use"].runs[1].failure().type == "InvalidOperationException"
    assert removed(outcomes["in use"]) == []
    assert left(outcomes["in use"]) == {KEY, OTHER_KEY}


@pytest.mark.parametrize("name", ["stays", "the note stays"])
def test_what_stays_is_an_error(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name].runs[1].failure().type == "InvalidOperationException"
    assert outcomes[name].registry[NOTE]["Template"] == "WebServer"


@pytest.mark.parametrize(
    "name", ["the store is denied", "*", "AB", f"{KEY}\n"], ids=["denied", "star", "short", "with a line break"]
)
def test_nothing_is_removed_unless_it_is_one_and_read(outcomes: Mapping[str, Outcome], name: str) -> None:
    outcomes[name].runs[0].failure()
    assert outcomes[name].changes == ()
