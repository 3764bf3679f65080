"""Errors: one meaning for a code, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.rules.errors import EXPLANATIONS, code_in, explain, normalise


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0x80072F8F", "0x80072F8F"),
        ("0X80072f8f", "0x80072F8F"),
        ("80072f8f", "0x80072F8F"),
        (" 0x80072f8f\n", "0x80072F8F"),
        ("-2147012721", "0x80072F8F"),  # as .NET prints it
        ("2147954575", "0x80072F8F"),  # as WMI prints it
        ("12175", "0x80072F8F"),  # as WinHTTP counts
        ("403", "403"),
        ("HTTP 403", "403"),
        ("0x80190193", "403"),  # the HTTP facility
        ("System.Security.SecurityException", "SecurityException"),
        ("SecurityException", "SecurityException"),
        ("", ""),
    ],
)
def test_codes_have_one_form(written: str, code: str) -> None:
    assert normalise(written) == code
    assert normalise(normalise(written)) == code


@pytest.mark.parametrize(
    ("code", "explanation"),
    [
        ("0x80072F0D", "untrusted-root"),
        ("0x800B0109", "untrusted-root"),
        ("0x80072F06", "name-mismatch"),  # 12038; a public table calls it a date
        ("0x800B010F", "name-mismatch"),
        ("0x80072F05", "expired"),
        ("0x800B0101", "expired"),
        ("0x80072F8F", "certificate-refused"),  # trust, name, date or clock: the code does not say
        ("0x80072F19", "revocation"),
        ("0x80092013", "revocation"),
        ("0x80072F8A", "revoked"),
        ("0x80072F93", "wrong-usage"),
        ("0x80072F7D", "secure-channel"),
        ("0x80072F0C", "client-certificate"),
        ("0x80090016", "key-missing"),
        ("0x80070520", "logon-session"),
        ("400", "bad-request"),
        ("0x80244017", "unauthorized"),
        ("0x80070191", "unauthorized"),
        ("0x80244018", "http-403"),
        ("403", "http-403"),
        ("0x80190193", "http-403"),
        ("0x80070193", "http-403"),
        ("0x80244019", "not-found"),
        ("0x8024401B", "proxy-credentials"),
        ("0x8024401F", "server-fault"),
        ("0x80244021", "proxy"),
        ("0x80244022", "service-unavailable"),
        ("0x80240438", "service-unavailable"),
        ("0x80072EE2", "timeout"),
        ("0x80131505", "timeout"),
        ("0x80240439", "not-wsus"),  # not a certificate code
        ("0x80072EFD", "refused"),
        ("0x80072EFE", "connection-dropped"),
        ("0x80072EE7", "name-not-resolved"),
        ("0x8024402C", "name-not-resolved"),
        ("0x8013150A", "permission"),  # not TLS
        ("System.Security.SecurityException", "permission"),
        ("0x80131701", "console-missing"),  # not TLS
        ("0x87D00692", "policy-conflict"),
        ("0x80094011", "enroll-denied-by-ca"),
        ("0x80094012", "template-denied"),  # another fix than the line above
        ("0x80094800", "template-not-published"),
        ("0x8009480F", "directory-name-required"),
        ("0x80094811", "key-too-small"),
    ],
)
def test_what_a_code_means(code: str, explanation: str) -> None:
    found = explain(code)
    assert found is not None
    assert found.code == f"error.{explanation}"
    assert found.value("error") == normalise(code)


@pytest.mark.parametrize("code", ["", "0x00000000", "0x80004005", "200", "WebException", "no code"])
def test_what_is_not_known_is_not_explained(code: str) -> None:
    assert explain(code) is None


def test_no_code_has_two_meanings() -> None:
    codes = [code.upper() for codes in EXPLANATIONS.values() for code in codes]
    assert sorted(codes) == sorted(set(codes))
    assert all(normalise(code) == code for codes in EXPLANATIONS.values() for code in codes)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Scan failed with error = 0x80072f8f.", "0x80072F8F"),
        ("System.Net.WebException: The request failed with HTTP status 503: Service Unavailable.~~   at X", "503"),
        ("System.Net.WebException: The remote server returned an error: (403) Forbidden.~~", "403"),
        (
            # the sentence is German: the type decides, the inner one
            "System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen ---> "
            "System.Security.Authentication.AuthenticationException: Das Remotezertifikat ist ungültig",
            "AuthenticationException",
        ),
        ("System.Security.SecurityException: Request for principal permission failed.~~   at M", "SecurityException"),
        ('STATMSG: ID=6703 SEV=E LE=0X8013150a SOURCE="SMS Server" PID=2980', "0x8013150A"),
        ("Failed to set Subscriptions on the WSUS Server. Error:(-2147467259)Unspecified error", "0x80004005"),
        ("System.Security.SecurityException: a ---> System.TimeoutException: b", "TimeoutException"),  # the inner one
        ("ended with 0x00000000", ""),  # no error is no code
        ("ended with 0x00000000, then 0x80004005", "0x80004005"),
        ("first 0x80004005, then 0x80244018", "0x80244018"),  # rather one that is known
        ("System.Net.WebException: unbekannt", "WebException"),
        ("Remote configuration failed on WSUS Server.", ""),
        ("thread=4844 (0x12EC) 2147012721", ""),
        ("", ""),
    ],
)
def test_the_code_that_a_line_names(line: str, code: str) -> None:
    assert code_in(line) == code


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    assert explain(normalise(text)) == explain(text)
    assert code_in(text) == "" or code_in(text) in normalise(code_in(text))


@given(st.integers(0x80000000, 0xFFFFFFFF))
def test_an_hresult_reads_the_same_in_hexadecimal_and_both_decimals(number: int) -> None:
    assert normalise(f"{number:x}") == normalise(str(number)) == normalise(str(number - 2**32))
