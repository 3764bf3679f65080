"""What a code means: HRESULTs, HTTP statuses and exception types, in whatever form they were logged."""

from __future__ import annotations

import re

from wizard.rules.reasons import Reason, reason

EXPLANATIONS: dict[str, tuple[str, ...]] = {
    # TLS and certificates (failures, A.0)
    "error.untrusted-root": ("0x80072F0D", "0x800B0109", "0x800B010A"),
    "error.name-mismatch": ("0x80072F06", "0x800B010F"),
    "error.expired": ("0x80072F05", "0x800B0101"),
    "error.certificate-refused": ("0x80072F8F", "0x80096004", "AuthenticationException", "TrustFailure"),
    "error.revocation": ("0x80072F19", "0x80092012", "0x80092013"),
    "error.revoked": ("0x80072F8A", "0x80092010", "0x800B010C"),
    "error.wrong-usage": ("0x80072F93", "0x800B0110"),
    "error.secure-channel": ("0x80072F7D", "0x80090326", "0x80090331", "SecureChannelFailure"),
    "error.client-certificate": ("0x80072F0C",),
    # The private key (facts, 2.3; failures, F08)
    "error.key-missing": ("0x80090016", "0x8009000D", "0x8009030D"),
    "error.logon-session": ("0x80070520",),
    # HTTP (failures, A.0)
    "error.bad-request": ("400", "0x80244016"),
    "error.unauthorized": ("401", "0x80244017", "0x80070191"),
    "error.http-403": ("403", "0x80244018", "0x80070193"),
    "error.not-found": ("404", "0x80244019"),
    "error.proxy-credentials": ("407", "0x8024401B"),
    "error.server-fault": ("500", "0x8024401F"),
    "error.proxy": ("502", "504", "0x80244021", "0x80244023", "0x80240030", "0x800701F6"),
    "error.service-unavailable": ("503", "0x80244022", "0x80240438", "0x800701F7"),
    "error.timeout": ("408", "0x80072EE2", "0x8024401C", "0x80244010", "0x80131505", "Timeout", "TimeoutException"),
    "error.not-wsus": ("0x80240437", "0x80240439"),
    # The way there
    "error.refused": ("0x80072EFD", "0x8007274D", "ConnectFailure", "ConnectionRefused"),
    "error.connection-dropped": ("0x80072EFE", "0x80072746", "0x80072745", "ConnectionReset"),
    "error.name-not-resolved": ("0x80072EE7", "0x8024402C", "0x80072AF9", "NameResolutionFailure", "NameNotResolved"),
    # Not TLS, though it shows up on the same day
    "error.permission": ("0x8013150A", "SecurityException"),
    "error.console-missing": ("0x80131701",),
    "error.no-valid-server": ("WsusInvalidServerException",),
    "error.content-over-http": ("0x80240033",),
    "error.policy-conflict": ("0x87D00692",),
    "error.access-denied": ("0x80070005",),
    "error.out-of-reach": ("0x800706BA",),
    # The certification authority (facts, 3.9)
    "error.enroll-denied-by-ca": ("0x80094011",),
    "error.template-denied": ("0x80094012",),
    "error.manager-denied": ("0x80094014",),
    "error.template-not-published": ("0x80094800",),
    "error.no-template": ("0x80094801",),
    "error.template-conflict": ("0x80094802",),
    "error.names-required": ("0x80094803",),
    "error.template-version": ("0x80094807",),
    "error.signatures-required": ("0x80094809", "0x8009480A", "0x8009480B"),
    "error.directory-name-required": ("0x8009480F",),
    "error.key-too-small": ("0x80094811",),
    "error.user-template": ("0x80094812",),
    "error.bad-subject": ("0x80094001",),
    "error.property-empty": ("0x80094004",),
    "error.no-policy-server": ("0x80094015",),
}

BY_CODE = {code.upper(): name for name, codes in EXPLANATIONS.items() for code in codes}

HRESULT = re.compile(r"\b0x[0-9a-f]{8}\b", re.IGNORECASE)
STATUS = re.compile(r"\bHTTP status(?: code)?:? (\d{3})\b|\((4\d\d|5\d\d)\)", re.IGNORECASE)
DECIMAL = re.compile(r"(?<![\w.-])-2\d{9}\b")
EXCEPTION = re.compile(r"\b(?:[A-Za-z]\w*\.)+[A-Z]\w*Exception\b")


def normalise(code: str) -> str:
    """A code in one form: 0x80072F8F for HRESULTs, the bare number for an HTTP status, the bare name for a type.

    Takes 0X80072f8f, 80072F8F, -2147012721, 2147954575, 12175 (WinHTTP), HTTP 403, 0x80190193 (the same) and
    System.Security.SecurityException.
    """
    text = code.strip()
    if text[:4].upper() == "HTTP":
        text = text[4:].strip(" :")
    if re.fullmatch(r"(0x)?[0-9a-f]{8}", text, re.IGNORECASE):
        return _hresult(int(text, 16))
    if re.fullmatch(r"-?[0-9]{1,10}", text):
        number = int(text)
        if 12000 <= number < 12200:  # WinHTTP's numbers are the low half of 0x80072EE0 and up
            return _hresult(0x80070000 + number)
        return str(number) if 0 <= number < 1000 else _hresult(number & 0xFFFFFFFF)
    return text.rpartition(".")[2]


def _hresult(number: int) -> str:
    if number >> 16 == 0x8019:  # the facility of HTTP: its low half is the status
        return str(number & 0xFFFF)
    return f"0x{number:08X}"


def explain(code: str) -> Reason | None:
    """What a code means; None where the table does not know it."""
    found = normalise(code)
    name = BY_CODE.get(found.upper())
    return reason(name, error=found) if name else None


def explains(finding_code: str) -> bool:
    """Whether a finding of this code says what the code of a failure means."""
    return finding_code in EXPLANATIONS


def code_in(text: str) -> str:
    """The code that a line of a log names, in one form; empty where it names none.

    HRESULTs first, then an HTTP status, then the innermost exception that the table knows. Sentences are not looked
    at: .NET writes them in the server's language (failures, F01).
    """
    codes = [normalise(found) for found in HRESULT.findall(text)]
    codes += [normalise(first or second) for first, second in STATUS.findall(text)]
    codes += [normalise(found) for found in reversed(EXCEPTION.findall(text))]
    codes += [normalise(found) for found in DECIMAL.findall(text)]
    failing = [code for code in codes if not code.startswith("0x0")]
    return next((code for code in failing if explain(code)), failing[0] if failing else "")
