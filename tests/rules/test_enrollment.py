"""Enrollment: who may enroll for a template, as Windows decides it, and which templates serve."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from tests.rules.certificates import CLIENT, SERVER
from tests.rules.test_descriptor import GUID, MASK, SID, acl, descriptor
from tests.rules.test_descriptor import ace as raw_ace
from wizard.lab import descriptors
from wizard.lab.descriptors import AUTOENROLL, ENROLL, FULL_CONTROL, READ, Ace
from wizard.operations.certificates import CertificateTemplate, CertificationAuthority, Principal
from wizard.rules.enrollment import may_enroll, needs_approval, template_problems

DOMAIN = descriptors.DOMAIN
OPERATOR = f"{DOMAIN}-1104"
WSUS_SERVERS = f"{DOMAIN}-1105"
DOMAIN_ADMINS = f"{DOMAIN}-512"
EVERYONE, AUTHENTICATED, LOCAL_ADMINS = "S-1-1-0", "S-1-5-11", "S-1-5-32-544"
CONTROL = 0x100

READS = Ace(True, AUTHENTICATED, READ)
ENROLLS = Ace(True, WSUS_SERVERS, CONTROL, ENROLL)
DENIED = Ace(False, WSUS_SERVERS, CONTROL, ENROLL)

TEMPLATE = CertificateTemplate(
    name="WebServer",
    display_name="Web Server",
    oid="1.3.6.1.4.1.311.21.8.1.2.3",
    schema_version=1,
    name_flags=1,
    enrollment_flags=0,
    flags=0x241,
    ra_signatures=0,
    minimal_key_size=2048,
    usages=(SERVER,),
    validity_days=730,
    security_descriptor="",
)
AUTHORITY = CertificationAuthority("CA1.contoso.com\\Contoso Issuing CA", "Contoso Issuing CA", True, ("WebServer",))


def template(raw: bytes, **changed: Any) -> CertificateTemplate:
    return msgspec.structs.replace(TEMPLATE, security_descriptor=base64.b64encode(raw).decode(), **changed)


def member(*groups: str, deny_only: Sequence[str] = ()) -> Principal:
    return Principal("CONTOSO\\operator", (OPERATOR, *groups), tuple(deny_only))


IN_GROUP = member(WSUS_SERVERS)


@pytest.mark.parametrize(
    ("entries", "account", "code", "by"),
    [
        # Enroll and Read together
        ([READS, ENROLLS], IN_GROUP, "allowed", WSUS_SERVERS),
        ([READS, ENROLLS], member(), "not-granted", ""),
        ([READS, Ace(True, OPERATOR, CONTROL, ENROLL)], member(), "allowed", OPERATOR),
        ([ENROLLS], IN_GROUP, "no-read", ""),
        ([READS], IN_GROUP, "not-granted", ""),
        ([], IN_GROUP, "not-granted", ""),
        # What stands for Enroll
        ([READS, Ace(True, WSUS_SERVERS, CONTROL)], IN_GROUP, "allowed", WSUS_SERVERS),  # all extended rights
        ([READS, Ace(True, WSUS_SERVERS, CONTROL, object=True)], IN_GROUP, "allowed", WSUS_SERVERS),
        ([Ace(True, WSUS_SERVERS, FULL_CONTROL)], IN_GROUP, "allowed", WSUS_SERVERS),  # and Read besides
        ([Ace(True, WSUS_SERVERS, 0x10000000)], IN_GROUP, "allowed", WSUS_SERVERS),  # unmapped full control
        ([READS, Ace(True, WSUS_SERVERS, CONTROL, AUTOENROLL)], IN_GROUP, "not-granted", ""),
        ([READS, Ace(True, WSUS_SERVERS, READ, ENROLL)], IN_GROUP, "not-granted", ""),  # the right's name, not its bit
        ([READS, Ace(True, WSUS_SERVERS, 0x80000000)], IN_GROUP, "not-granted", ""),  # generic read is no enrolling
        # What stands for Read
        ([Ace(True, AUTHENTICATED, 0x10), ENROLLS], IN_GROUP, "allowed", WSUS_SERVERS),
        ([Ace(True, AUTHENTICATED, 0x80000000), ENROLLS], IN_GROUP, "allowed", WSUS_SERVERS),
        ([Ace(True, AUTHENTICATED, 0x20000), ENROLLS], IN_GROUP, "no-read", ""),  # its permissions alone
        ([Ace(True, AUTHENTICATED, 0x10, ENROLL), ENROLLS], IN_GROUP, "no-read", ""),  # one property alone
        ([Ace(False, AUTHENTICATED, READ), READS, ENROLLS], IN_GROUP, "no-read", AUTHENTICATED),
        # Order and denials
        ([DENIED, READS, ENROLLS], IN_GROUP, "denied-by-ace", WSUS_SERVERS),
        ([READS, ENROLLS, DENIED], IN_GROUP, "allowed", WSUS_SERVERS),  # stored order, even a bad one
        ([Ace(False, WSUS_SERVERS, CONTROL), READS, ENROLLS], IN_GROUP, "denied-by-ace", WSUS_SERVERS),
        ([Ace(False, WSUS_SERVERS, CONTROL, AUTOENROLL), READS, ENROLLS], IN_GROUP, "allowed", WSUS_SERVERS),
        ([Ace(False, DOMAIN_ADMINS, FULL_CONTROL), READS, ENROLLS], IN_GROUP, "allowed", WSUS_SERVERS),
        ([Ace(False, EVERYONE, CONTROL, ENROLL), READS, ENROLLS], IN_GROUP, "denied-by-ace", EVERYONE),
        # Everyone and Authenticated Users are in every token
        ([READS, Ace(True, AUTHENTICATED, CONTROL, ENROLL)], member(), "allowed", AUTHENTICATED),
        ([READS, Ace(True, EVERYONE, CONTROL, ENROLL)], member(), "allowed", EVERYONE),
        # Deny-only groups deny and never allow
        ([READS, ENROLLS], member(deny_only=[WSUS_SERVERS]), "not-granted", ""),
        (
            [DENIED, READS, Ace(True, OPERATOR, CONTROL, ENROLL)],
            member(deny_only=[WSUS_SERVERS]),
            "denied-by-ace",
            WSUS_SERVERS,
        ),
        # Administrators of this server are not those of the CA
        ([READS, Ace(True, LOCAL_ADMINS, FULL_CONTROL)], member(LOCAL_ADMINS), "not-granted", ""),
        (
            [Ace(False, LOCAL_ADMINS, CONTROL), READS, ENROLLS],
            member(LOCAL_ADMINS, WSUS_SERVERS),
            "denied-by-ace",
            LOCAL_ADMINS,
        ),
        # Inheritance
        ([READS, Ace(True, WSUS_SERVERS, CONTROL, ENROLL, inherited=True)], IN_GROUP, "allowed", WSUS_SERVERS),
        ([READS, Ace(True, WSUS_SERVERS, CONTROL, ENROLL, inherit_only=True)], IN_GROUP, "not-granted", ""),
        # A null list lets everyone in
        (None, member(), "allowed", EVERYONE),
    ],
)
def test_who_may_enroll(entries: list[Ace] | None, account: Principal, code: str, by: str) -> None:
    verdict = may_enroll(template(descriptors.descriptor(entries)), account)
    assert verdict.reason.code == f"enroll.{code}"
    assert verdict.allowed is (code == "allowed")
    assert verdict.sid == by
    assert verdict.reason.value("account") == "CONTOSO\\operator"


def test_an_entry_with_a_condition_denies_but_does_not_allow() -> None:
    body = MASK + b"\1\0\0\0" + GUID + SID
    reads = raw_ace(0x00, b"\x94\0\2\0" + descriptors.sid_bytes(AUTHENTICATED))
    grants = raw_ace(0x05, body)
    allows, denies = raw_ace(0x0B, body), raw_ace(0x0C, body)
    assert may_enroll(template(descriptor(acl(reads, allows))), IN_GROUP).reason.code == "enroll.not-granted"
    assert may_enroll(template(descriptor(acl(denies, reads, grants))), IN_GROUP).reason.code == "enroll.denied-by-ace"


@pytest.mark.parametrize("raw", [b"", b"\1\0\4\x80", descriptors.descriptor([READS, ENROLLS])[:-1]])
def test_permissions_that_cannot_be_read_are_neither_yes_nor_no(raw: bytes) -> None:
    verdict = may_enroll(template(raw), IN_GROUP)
    assert (verdict.allowed, verdict.reason.code) == (None, "enroll.unreadable")


def test_text_that_is_no_base64_is_neither_yes_nor_no() -> None:
    verdict = may_enroll(msgspec.structs.replace(TEMPLATE, security_descriptor="*"), IN_GROUP)
    assert (verdict.allowed, verdict.reason.code) == (None, "enroll.unreadable")


def test_an_account_whose_groups_are_unknown_is_neither_yes_nor_no() -> None:
    verdict = may_enroll(template(descriptors.descriptor([READS])), Principal("CONTOSO\\WSUS1$", ()))
    assert (verdict.allowed, verdict.reason.code) == (None, "enroll.unknown-account")


@pytest.mark.parametrize(
    ("changed", "authority", "problems"),
    [
        ({}, AUTHORITY, []),
        ({"name": "WEBSERVER"}, AUTHORITY, []),
        ({"name": "ContosoWeb"}, AUTHORITY, ["not-published"]),
        ({"display_name": "WebServer", "name": "ContosoWeb"}, AUTHORITY, ["not-published"]),  # cn, not display name
        ({"name": "ContosoWeb"}, None, []),  # without an authority that is not judged
        ({}, msgspec.structs.replace(AUTHORITY, reachable=False), ["authority-unreachable"]),
        ({"usages": (CLIENT,)}, AUTHORITY, ["no-server-authentication"]),
        ({"usages": ()}, AUTHORITY, ["no-server-authentication"]),
        ({"name_flags": 0x08000000}, AUTHORITY, ["subject-from-directory"]),
        ({"name_flags": 0x10000001}, AUTHORITY, []),
        ({"ra_signatures": 1}, AUTHORITY, ["signatures-needed"]),
        ({"enrollment_flags": 0x2}, AUTHORITY, []),  # approval takes time, it is no obstacle
        ({"name_flags": 0, "usages": ()}, AUTHORITY, ["no-server-authentication", "subject-from-directory"]),
    ],
)
def test_why_a_template_does_not_serve(
    changed: dict[str, Any], authority: CertificationAuthority | None, problems: list[str]
) -> None:
    found = template_problems(msgspec.structs.replace(TEMPLATE, **changed), authority)
    assert [reason.code for reason in found] == [f"template.{problem}" for problem in problems]


@pytest.mark.parametrize(("flags", "needed"), [(0, False), (0x20, False), (0x2, True), (0x22, True)])
def test_whether_a_manager_must_approve(flags: int, needed: bool) -> None:
    assert needs_approval(msgspec.structs.replace(TEMPLATE, enrollment_flags=flags)) is needed
