"""Whether an account may enroll for a certificate template, and whether the template serves our purpose."""

from __future__ import annotations

import base64
import binascii

import msgspec

from wizard.operations.certificates import CertificateTemplate, CertificationAuthority, Principal
from wizard.rules.certificate import SERVER_AUTHENTICATION
from wizard.rules.descriptor import Ace, parse_descriptor
from wizard.rules.reasons import Reason, reason

ENROLL = "0e10c968-78fb-11d2-90d4-00c04f79dc55"
"""The extended right Certificate-Enrollment. AutoEnroll is another one and is not asked here (facts, 3.2)."""
NO_OBJECT_TYPE = {"", "00000000-0000-0000-0000-000000000000"}
CONTROL_ACCESS = 0x100
READ_PROPERTY = 0x10
"""Read on a template, as far as enrolling needs it: its attributes. The tick "Read" also sets the rights to list it and
to read its permissions (0x20094 in all); neither is asked for when a certificate is requested."""

GENERIC = {0x10000000: 0xF01FF, 0x80000000: 0x20094, 0x40000000: 0x20028, 0x20000000: 0x20004}
"""Generic rights and what they are on an object of the directory. Usually mapped when written (facts, 3.2)."""

EVERYONE = "S-1-1-0"
WELL_KNOWN = (EVERYONE, "S-1-5-11")
"""Everyone and Authenticated Users: in every token of the domain, whether the list names them or not."""
BUILTIN = "S-1-5-32-"
"""Groups of one machine. Those in a token here are not those that the CA looks at: they deny, but do not allow."""

SUPPLIES_SUBJECT = 0x1
NEEDS_APPROVAL = 0x2


class EnrollVerdict(msgspec.Struct, frozen=True):
    """Whether an account may enroll, as Windows would decide it."""

    allowed: bool | None
    """None where it cannot be told."""
    reason: Reason
    sid: str = ""
    """The entry that decided; empty where none did."""


def may_enroll(template: CertificateTemplate, principal: Principal) -> EnrollVerdict:
    """Enroll and Read on the template, for an account with all its groups.

    The entries are walked in stored order and the first that fits a right decides it (facts, 3.2). The CA's own
    permission to request certificates is another list and is not judged here.
    """
    if not principal.sids:
        return EnrollVerdict(None, reason("enroll.unknown-account", account=principal.name))
    try:
        entries = parse_descriptor(base64.b64decode(template.security_descriptor, validate=True))
    except (ValueError, binascii.Error) as error:
        return EnrollVerdict(None, reason("enroll.unreadable", template=template.name, why=error))
    said = {"account": principal.name, "template": template.name}
    if entries is None:
        return EnrollVerdict(True, reason("enroll.allowed", **said, by=EVERYONE), EVERYONE)
    enroll = _decides(entries, principal, CONTROL_ACCESS, NO_OBJECT_TYPE | {ENROLL})
    if enroll is None:
        return EnrollVerdict(False, reason("enroll.not-granted", **said))
    if not enroll.allow:
        return EnrollVerdict(False, reason("enroll.denied-by-ace", **said, by=enroll.sid), enroll.sid)
    read = _decides(entries, principal, READ_PROPERTY, NO_OBJECT_TYPE)
    if read is None or not read.allow:
        return EnrollVerdict(False, reason("enroll.no-read", **said), read.sid if read else "")
    return EnrollVerdict(True, reason("enroll.allowed", **said, by=enroll.sid), enroll.sid)


def _decides(entries: tuple[Ace, ...], principal: Principal, right: int, about: set[str]) -> Ace | None:
    """The first entry that allows or denies this right to this account."""
    denied_to = {*principal.sids, *principal.deny_only_sids, *WELL_KNOWN}
    allowed_to = {sid for sid in (*principal.sids, *WELL_KNOWN) if not sid.startswith(BUILTIN)}
    for entry in entries:
        concerned = entry.sid in (allowed_to if entry.allow else denied_to)
        holds = not (entry.allow and entry.conditional)
        if concerned and holds and _mask(entry) & right and entry.object_type in about:
            return entry
    return None


def _mask(entry: Ace) -> int:
    mask = entry.mask
    for generic, specific in GENERIC.items():
        if mask & generic:
            mask |= specific
    return mask


def needs_approval(template: CertificateTemplate) -> bool:
    """Whether a CA manager issues what is requested with it: the request then stays pending (facts, 3.1)."""
    return bool(template.enrollment_flags & NEEDS_APPROVAL)


def template_problems(template: CertificateTemplate, authority: CertificationAuthority | None) -> tuple[Reason, ...]:
    """Why a request with this template would not bring a certificate for WSUS; empty where nothing speaks against it.

    Without an authority, what it publishes is not judged.
    """
    found: list[Reason] = []
    if authority is not None:
        if template.name.lower() not in {name.lower() for name in authority.templates}:
            found.append(reason("template.not-published", template=template.name, authority=authority.name))
        if not authority.reachable:
            found.append(reason("template.authority-unreachable", authority=authority.name))
    if SERVER_AUTHENTICATION not in template.usages:
        found.append(reason("template.no-server-authentication", template=template.name))
    if not template.name_flags & SUPPLIES_SUBJECT:
        found.append(reason("template.subject-from-directory", template=template.name))
    if template.ra_signatures > 0:
        found.append(reason("template.signatures-needed", template=template.name, count=template.ra_signatures))
    return tuple(found)
