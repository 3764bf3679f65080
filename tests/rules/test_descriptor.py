"""Descriptors: the access list of a template, byte by byte."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.lab import descriptors
from wizard.rules.descriptor import Ace, parse_descriptor

ENROLL = "0e10c968-78fb-11d2-90d4-00c04f79dc55"
GROUP = "S-1-5-21-1004336348-1177238915-682003330-1105"
SID = descriptors.sid_bytes(GROUP)
MASK = struct.pack("<I", 0x100)
GUID = bytes.fromhex("68c9100efb78d21190d400c04f79dc55")  # the first three groups of a GUID are little-endian


def ace(kind: int, body: bytes, flags: int = 0) -> bytes:
    return struct.pack("<BBH", kind, flags, 4 + len(body)) + body


def acl(*entries: bytes, count: int | None = None) -> bytes:
    body = b"".join(entries)
    return struct.pack("<BBHHH", 4, 0, 8 + len(body), len(entries) if count is None else count, 0) + body


def descriptor(dacl: bytes, control: int = 0x8004) -> bytes:
    return struct.pack("<BBH4I", 1, 0, control, 0, 0, 0, 20 if dacl else 0) + dacl


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ace(0x00, MASK + SID), Ace(True, 0x100, GROUP)),
        (ace(0x01, MASK + SID), Ace(False, 0x100, GROUP)),
        (ace(0x05, MASK + b"\1\0\0\0" + GUID + SID), Ace(True, 0x100, GROUP, ENROLL)),
        (ace(0x06, MASK + b"\1\0\0\0" + GUID + SID), Ace(False, 0x100, GROUP, ENROLL)),
        (ace(0x05, MASK + b"\0\0\0\0" + SID), Ace(True, 0x100, GROUP)),  # no object type: the whole object
        (ace(0x05, MASK + b"\2\0\0\0" + GUID + SID), Ace(True, 0x100, GROUP, "", ENROLL)),
        (ace(0x05, MASK + b"\3\0\0\0" + GUID + GUID + SID), Ace(True, 0x100, GROUP, ENROLL, ENROLL)),
        (ace(0x00, MASK + SID, flags=0x10), Ace(True, 0x100, GROUP)),  # inherited ones count
        (ace(0x09, MASK + SID + b"artx\0\0\0\0"), Ace(True, 0x100, GROUP, conditional=True)),
        (ace(0x0A, MASK + SID + b"artx\0\0\0\0"), Ace(False, 0x100, GROUP, conditional=True)),
        (ace(0x0B, MASK + b"\1\0\0\0" + GUID + SID), Ace(True, 0x100, GROUP, ENROLL, conditional=True)),
        (ace(0x0C, MASK + b"\1\0\0\0" + GUID + SID), Ace(False, 0x100, GROUP, ENROLL, conditional=True)),
        (ace(0x00, MASK + descriptors.sid_bytes("S-1-1-0")), Ace(True, 0x100, "S-1-1-0")),
    ],
)
def test_an_entry_of_each_type(entry: bytes, expected: Ace) -> None:
    assert parse_descriptor(descriptor(acl(entry))) == (expected,)


@pytest.mark.parametrize(
    "entry",
    [
        ace(0x00, MASK + SID, flags=0x08),  # only for children
        ace(0x05, MASK + b"\1\0\0\0" + GUID + SID, flags=0x1A),
        ace(0x02, MASK + SID),  # an audit entry grants nothing
        ace(0x11, MASK + SID),  # nor does an integrity label
    ],
)
def test_entries_that_decide_nothing_are_left_out(entry: bytes) -> None:
    assert parse_descriptor(descriptor(acl(entry))) == ()


def test_the_stored_order_is_kept() -> None:
    allow, deny = ace(0x00, MASK + SID), ace(0x01, MASK + SID)
    assert parse_descriptor(descriptor(acl(allow, deny))) == (Ace(True, 0x100, GROUP), Ace(False, 0x100, GROUP))
    assert parse_descriptor(descriptor(acl(deny, allow))) == (Ace(False, 0x100, GROUP), Ace(True, 0x100, GROUP))


def test_a_null_list_is_told_from_an_empty_one() -> None:
    assert parse_descriptor(descriptor(b"")) is None
    assert parse_descriptor(descriptor(acl())) == ()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "ends early"),
        (descriptor(acl(), control=0x0004), "not a self-relative"),
        (b"\2" + descriptor(acl())[1:], "not a self-relative"),
        (descriptor(acl(), control=0x8000), "without its access list"),  # never to be read as "everyone"
        (descriptor(b"\7" + acl()[1:]), "unknown revision"),
        (descriptor(acl(count=1)), "ends early"),
        (descriptor(acl(ace(0x00, MASK + SID), count=2)), "ends early"),
        (descriptor(acl(b"\0\0\0\0")), "shorter than its own header"),
        (descriptor(acl(ace(0x00, MASK + SID[:-1]))), "ends early"),
        (descriptor(acl(ace(0x05, MASK + b"\1\0\0\0" + GUID[:8]))), "ends early"),
        (descriptor(acl(ace(0x00, MASK + b"\2" + SID[1:]))), "no security identifier"),
        (descriptor(acl(ace(0x00, MASK + b"\1\x10" + bytes(70)))), "no security identifier"),
        (struct.pack("<BBH4I", 1, 0, 0x8004, 0, 0, 0, 0xFFFFFFF0), "ends early"),
    ],
)
def test_malformed_bytes_are_a_value_error_that_says_what_is_wrong(raw: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_descriptor(raw)


REAL = descriptors.template_descriptor(enroll=[GROUP], read=["S-1-5-11"], full=[f"{GROUP}9"[:-1]], deny_enroll=[GROUP])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        entries = parse_descriptor(raw)
    except ValueError:
        return
    assert entries is None or all(entry.sid.startswith("S-1-") for entry in entries)


@given(st.integers(0, len(REAL) - 1))
def test_a_descriptor_cut_off_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="ends early"):
        parse_descriptor(REAL[:length])


@given(st.integers(0, len(REAL) - 1), st.integers(0, 255))
def test_a_descriptor_with_any_byte_changed_is_read_or_refused(position: int, value: int) -> None:
    try:
        entries = parse_descriptor(REAL[:position] + bytes([value]) + REAL[position + 1 :])
    except ValueError:
        return
    assert entries is None or len(entries) <= 4


sids = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15).map(lambda n: "-".join(map(str, ["S-1-5", *n])))


@given(st.lists(st.tuples(st.booleans(), sids, st.integers(0, 2**32 - 1), st.sampled_from(["", ENROLL])), max_size=6))
def test_what_was_written_reads_back(entries: list[tuple[bool, str, int, str]]) -> None:
    written = descriptors.descriptor([descriptors.Ace(*entry) for entry in entries])
    assert parse_descriptor(written) == tuple(Ace(allow, mask, sid, kind) for allow, sid, mask, kind in entries)
