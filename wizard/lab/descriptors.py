"""Self-relative security descriptors as Active Directory stores them on a certificate template (MS-DTYP 2.4.6)."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterable, Sequence

import msgspec

ENROLL = "0e10c968-78fb-11d2-90d4-00c04f79dc55"
"""The extended right Certificate-Enrollment (facts, 3.2)."""
AUTOENROLL = "a05b8cc2-17bc-4802-a710-e7c15ab866a2"

CONTROL_ACCESS = 0x00000100
"""ADS_RIGHT_DS_CONTROL_ACCESS: an extended right, which one being the ACE's object type (facts, 3.2)."""
READ = 0x00020094
"""What Read of the security tab stands for: read control, list contents, read property, list object."""
FULL_CONTROL = 0x000F01FF

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
"""SID of the CONTOSO domain."""
ENTERPRISE_ADMINS = f"{DOMAIN}-519"

_SID = re.compile(r"S-1-(0x[0-9A-F]{12}|\d{1,10})((?:-\d{1,10}){1,15})", re.ASCII | re.IGNORECASE)
_SELF_RELATIVE = 0x8000
_DACL_PRESENT = 0x0004
_ACL_REVISION_DS = 4
_INHERITED_ACE = 0x10
_INHERIT_ONLY_ACE = 0x08
_CONTAINER_INHERIT_ACE = 0x02
_OBJECT_TYPE_PRESENT = 0x1
_INHERITED_OBJECT_TYPE_PRESENT = 0x2


class Ace(msgspec.Struct, frozen=True):
    """One entry of a DACL."""

    allow: bool
    sid: str
    mask: int
    object_type: str = ""
    """GUID of the extended right or property that it is limited to; it makes the ACE an object ACE."""
    object: bool = False
    """An object ACE even without an object type, which then stands for every extended right (facts, 3.2)."""
    inherited: bool = False
    inherit_only: bool = False
    """For children only: it says nothing about the object that carries it (MS-DTYP 2.4.4.1)."""
    inherited_object_type: str = ""
    """GUID of the class of children that inherit it; it makes the ACE an object ACE."""


def descriptor(aces: Sequence[Ace] | None, owner: str = ENTERPRISE_ADMINS, group: str = ENTERPRISE_ADMINS) -> bytes:
    """A descriptor with these entries in this order. None: a null DACL, which grants everyone everything.

    An empty owner or group is left out, as when only the DACL was asked for.
    """
    parts = (sid_bytes(owner) if owner else b"", sid_bytes(group) if group else b"", b"", _acl(aces))
    offsets, position = [], 20
    for part in parts:
        offsets.append(position if part else 0)
        position += len(part)
    return struct.pack("<BBH4I", 1, 0, _SELF_RELATIVE | _DACL_PRESENT, *offsets) + b"".join(parts)


def template_descriptor(
    enroll: Iterable[str],
    read: Iterable[str],
    full: Iterable[str] = (),
    deny_enroll: Iterable[str] = (),
    autoenroll: Iterable[str] = (),
) -> bytes:
    """The descriptor that the security tab of a template would write: in canonical order, denials first."""
    return descriptor(
        [
            *(Ace(False, sid, CONTROL_ACCESS, ENROLL) for sid in deny_enroll),
            *(Ace(True, sid, FULL_CONTROL) for sid in full),
            *(Ace(True, sid, READ) for sid in read),
            *(Ace(True, sid, CONTROL_ACCESS, ENROLL) for sid in enroll),
            *(Ace(True, sid, CONTROL_ACCESS, AUTOENROLL) for sid in autoenroll),
        ]
    )


def sid_bytes(sid: str) -> bytes:
    """A SID as bytes (MS-DTYP 2.4.2.2). ValueError for what is none."""
    found = _SID.fullmatch(sid)
    numbers = [int(part) for part in found[2].split("-")[1:]] if found else []
    if found is None or max(numbers) >= 2**32:
        raise ValueError(f"not a SID: {sid!r}")
    authority = int(found[1], 0).to_bytes(6, "big")
    return bytes((1, len(numbers))) + authority + struct.pack(f"<{len(numbers)}I", *numbers)


def _acl(aces: Sequence[Ace] | None) -> bytes:
    if aces is None:
        return b""
    entries = b"".join(_ace(ace) for ace in aces)
    return struct.pack("<BBHHH", _ACL_REVISION_DS, 0, 8 + len(entries), len(aces), 0) + entries


def _ace(ace: Ace) -> bytes:
    body = struct.pack("<I", ace.mask)
    of_object = ace.object or bool(ace.object_type or ace.inherited_object_type)
    if of_object:
        body += struct.pack(
            "<I",
            (_OBJECT_TYPE_PRESENT if ace.object_type else 0)
            | (_INHERITED_OBJECT_TYPE_PRESENT if ace.inherited_object_type else 0),
        )
        body += b"".join(uuid.UUID(guid).bytes_le for guid in (ace.object_type, ace.inherited_object_type) if guid)
    body += sid_bytes(ace.sid)
    kind = (0 if ace.allow else 1) + (5 if of_object else 0)
    flags = (_INHERITED_ACE if ace.inherited else 0) | (
        _INHERIT_ONLY_ACE | _CONTAINER_INHERIT_ACE if ace.inherit_only else 0
    )
    return struct.pack("<BBH", kind, flags, 4 + len(body)) + body
