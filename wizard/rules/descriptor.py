"""The access list of a self-relative security descriptor, as MS-DTYP lays it out (2.4.6, 2.4.5, 2.4.4, 2.4.2)."""

from __future__ import annotations

import uuid

import msgspec

DACL_PRESENT = 0x0004
SELF_RELATIVE = 0x8000
INHERIT_ONLY = 0x08
OBJECT_TYPE_PRESENT = 0x1
INHERITED_OBJECT_TYPE_PRESENT = 0x2

ALLOW = {0x00, 0x05, 0x09, 0x0B}
DENY = {0x01, 0x06, 0x0A, 0x0C}
OBJECT = {0x05, 0x06, 0x0B, 0x0C}
CALLBACK = {0x09, 0x0A, 0x0B, 0x0C}
"""Entries with a condition, which nobody outside Windows can evaluate."""


class Ace(msgspec.Struct, frozen=True):
    """One entry: whom it is about and what it allows or denies."""

    allow: bool
    mask: int
    sid: str
    object_type: str = ""
    """GUID that it is limited to, lower case; empty where it is about the whole object."""
    inherited_object_type: str = ""
    """GUID of the class that inherits it. It does not limit what the entry does on the object it stands on."""
    conditional: bool = False
    """It has a condition: it is safe to take its denial as holding and its permission as not."""


def parse_descriptor(raw: bytes) -> tuple[Ace, ...] | None:
    """The entries in stored order, those that only wait to be inherited left out; None where the list is null.

    A null list lets everyone in; an empty one nobody. ValueError where the bytes are no descriptor, or one that was
    read without its access list.
    """
    reader = _Reader(raw)
    revision = reader.number(0, 1)
    control = reader.number(2, 2)
    if revision != 1 or not control & SELF_RELATIVE:
        raise ValueError("not a self-relative security descriptor of revision 1")
    if not control & DACL_PRESENT:
        raise ValueError("the security descriptor was read without its access list")
    offset = reader.number(16, 4)
    if offset == 0:
        return None
    if reader.number(offset, 1) not in {2, 4}:
        raise ValueError("the access list has an unknown revision")
    acl = reader.part(offset, reader.number(offset + 2, 2))
    return tuple(_entries(acl, acl.number(4, 2)))


class _Reader:
    """Numbers and parts of bytes, with nothing read beyond their end."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def take(self, offset: int, length: int) -> bytes:
        if offset + length > len(self.raw):
            raise ValueError(f"the security descriptor ends early: {length} bytes expected at {offset}")
        return self.raw[offset : offset + length]

    def part(self, offset: int, length: int) -> _Reader:
        return _Reader(self.take(offset, length))

    def number(self, offset: int, length: int) -> int:
        return int.from_bytes(self.take(offset, length), "little")


def _entries(acl: _Reader, count: int) -> list[Ace]:
    found: list[Ace] = []
    offset = 8
    for _ in range(count):
        size = acl.number(offset + 2, 2)
        if size < 4:
            raise ValueError("an entry of the access list is shorter than its own header")
        entry = acl.part(offset, size)
        kind, flags = entry.number(0, 1), entry.number(1, 1)
        if kind in ALLOW | DENY:
            ace = _entry(entry, kind)
            if not flags & INHERIT_ONLY:
                found.append(ace)
        offset += size
    return found


def _entry(entry: _Reader, kind: int) -> Ace:
    object_type = inherited = ""
    offset = 8
    if kind in OBJECT:
        present = entry.number(8, 4)
        offset = 12
        if present & OBJECT_TYPE_PRESENT:
            object_type = _guid(entry.take(offset, 16))
            offset += 16
        if present & INHERITED_OBJECT_TYPE_PRESENT:
            inherited = _guid(entry.take(offset, 16))
            offset += 16
    return Ace(kind in ALLOW, entry.number(4, 4), _sid(entry, offset), object_type, inherited, kind in CALLBACK)


def _guid(raw: bytes) -> str:
    return str(uuid.UUID(bytes_le=raw))


def _sid(entry: _Reader, offset: int) -> str:
    count = entry.number(offset + 1, 1)
    if entry.number(offset, 1) != 1 or count > 15:
        raise ValueError("an entry of the access list names no security identifier")
    authority = int.from_bytes(entry.take(offset + 2, 6), "big")
    parts = [entry.number(offset + 8 + 4 * i, 4) for i in range(count)]
    return "-".join(["S-1", str(authority), *(str(part) for part in parts)])
