"""Get-CertificateRequest.ps1 with requests that others made, unfinished notes, and answers that never came."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.powershell.area import Case, Outcome, call, do, run_named
from tests.powershell.certificates import AREAS, CONFIG, WISH, certificate, key_hash, private, raw, rsa_key
from tests.powershell.runner import PowerShell
from wizard.operations.certificates import CertificateRequest, GetCertificateRequest

READ = do(GetCertificateRequest())
KEY = key_hash(rsa_key())
NOTE = f"HKLM:\\SOFTWARE\\wsus-tls-wizard\\Requests\\{KEY}"
FOREIGN = certificate(rsa_key(), "by-hand.contoso.com", "by-hand", template="WebServer")
BARE = certificate(rsa_key())
SENT = {"Template": "WebServer", "Subject": "CN=x", "Names": "x", "Created": "2024-05-01T08:00:00Z", "Request": "AAAA",
        "Config": CONFIG, "AsComputer": "1", "Submitted": "2024-05-01T08:01:00Z"}  # fmt: skip


def noted(folder: str = "", **values: Any) -> Case:
    """A request of the store, and what was noted of it before the program ended."""
    return Case((READ,), {"certificates": {"requests": [raw(BARE)]},
                          "base": {"registry": {NOTE: {"Folder": folder, **values}}}})  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(german: PowerShell, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Every case once, all in one process."""
    left = tmp_path_factory.mktemp("left")
    _write_certificate(left / "request.cer")
    cases = {
        "none": Case((READ,)),
        "foreign": Case((READ,), {"certificates": {"requests": [raw(FOREIGN)]}}),
        "bare": Case((READ,), {"certificates": {"requests": [raw(BARE)]}}),
        "unfinished": noted(Template="WebServer", Subject="CN=x"),
        "not sent": noted(**{**SENT, "Submitted": ""}),
        "ended before the answer": noted(str(left / "gone"), **SENT),
        "ended before the note": noted(str(left), **SENT),
        "issued before": noted(**SENT, RequestId="9", Certificate=raw(BARE)),
        "unknown number": noted(**SENT, RequestId="9"),
        "denied": Case((READ,), {"certificates": {"store_denied": True}}),
        "as the user": Case(
            (do(WISH), call("Submit-CertificateRequest", PublicKey=KEY, Config=CONFIG, AsComputer=False), READ),
            {"certificates": {"key": private(rsa_key()), "answer": "pending"}},
        ),
    }
    return run_named(german, AREAS, cases)


def _write_certificate(path: Path) -> None:
    path.write_text(f"-----BEGIN CERTIFICATE-----\r\n{raw(BARE)}\r\n-----END CERTIFICATE-----\r\n", encoding="ascii")


def one(outcomes: Mapping[str, Outcome], name: str) -> CertificateRequest:
    (found,) = outcomes[name].runs[-1].result(GetCertificateRequest)
    return found


def test_no_request_is_an_empty_list(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["none"].runs[0].result(GetCertificateRequest) == ()


def test_a_request_that_others_made_says_what_it_is(outcomes: Mapping[str, Outcome]) -> None:
    found = one(outcomes, "foreign")
    assert (found.public_key, found.template, found.subject) == (KEY, "WebServer", "CN=by-hand.contoso.com")
    assert found.names == ("by-hand.contoso.com", "by-hand")
    assert (found.disposition, found.config) == ("", "")
    assert one(outcomes, "bare").names == ()


def test_an_unfinished_note_counts_as_none(outcomes: Mapping[str, Outcome]) -> None:
    assert one(outcomes, "unfinished").template == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("not sent", ("", "", "", "")),
        ("ended before the answer", (CONFIG, "", "error", "")),
        ("ended before the note", (CONFIG, "", "issued", "")),
        ("issued before", (CONFIG, "9", "issued", "")),
        ("unknown number", (CONFIG, "9", "denied", "0x80094004")),
        ("as the user", (CONFIG, "7", "pending", "")),
    ],
)
def test_what_became_of_a_request(
    outcomes: Mapping[str, Outcome], name: str, expected: tuple[str, str, str, str]
) -> None:
    found = one(outcomes, name)
    assert (found.config, found.request_id, found.disposition, found.code) == expected


def test_a_store_that_cannot_be_read_is_not_empty(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["denied"].runs[0].failure().hresult == "0x80070005"


def test_reading_changes_nothing(outcomes: Mapping[str, Outcome]) -> None:
    changed = {name: outcome.changes for name, outcome in outcomes.items() if name != "as the user"}
    assert set(changed.values()) == {()}
