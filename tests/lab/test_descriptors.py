"""Security descriptors: byte strings put together by hand from MS-DTYP, and a decoding that shares no code."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.lab import descriptors
from wizard.lab.descriptors import AUTOENROLL, CONTROL_ACCESS, ENROLL, FULL_CONTROL, READ, Ace, descriptor

AUTHENTICATED_USERS = "S-1-5-11"
SERVERS = f"{descriptors.DOMAIN}-1105"


def number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def sid_text(data: bytes) -> str:
    """A SID decoded by its definition, byte by byte."""
    assert data[0] == 1
    parts = [number(data[8 + 4 * i : 12 + 4 * i]) for i in range(data[1])]
    return "-".join(["S-1", str(int.from_bytes(data[2:8], "big")), *map(str, parts)])


def aces_of(data: bytes) -> list[tuple[int, int, int, str, str]]:
    """Type, flags, mask, object type and SID of every entry of a descriptor's DACL."""
    acl = data[number(data[16:20]) :]
    entries = acl[8 : number(acl[2:4])]
    found = []
    while entries:
        size = number(entries[2:4])
        entry, entries = entries[:size], entries[size:]
        object_type, rest = "", entry[8:]
        if entry[0] in {5, 6}:
            present, rest = number(rest[:4]), rest[4:]
            if present & 1:
                object_type, rest = str(uuid.UUID(bytes_le=rest[:16])), rest[16:]
            if present & 2:
                rest = rest[16:]
        assert len(rest) == 8 + 4 * rest[1], "a SID fills its entry"
        found.append((entry[0], entry[1], number(entry[4:8]), object_type, sid_text(rest)))
    assert len(found) == number(acl[4:6])
    return found


def test_a_descriptor_is_exactly_the_bytes_of_its_definition() -> None:
    data = descriptor([Ace(True, AUTHENTICATED_USERS, READ)], owner="S-1-5-32-544", group="S-1-5-18")
    assert data == bytes.fromhex(
        "01 00 0480 14000000 24000000 00000000 30000000"  # revision, control, offsets of owner, group, SACL, DACL
        "01 02 000000000005 20000000 20020000"  # S-1-5-32-544
        "01 01 000000000005 12000000"  # S-1-5-18
        "04 00 1c00 0100 0000"  # revision for object entries, size, count
        "00 00 1400 94000200 01 01 000000000005 0b000000"  # allowed, read, S-1-5-11
    )


def test_an_object_entry_is_exactly_the_bytes_of_its_definition() -> None:
    data = descriptor([Ace(True, AUTHENTICATED_USERS, CONTROL_ACCESS, ENROLL)], owner="", group="")
    assert data == bytes.fromhex(
        "01 00 0480 00000000 00000000 00000000 14000000"
        "04 00 3000 0100 0000"
        "05 00 2800 00010000 01000000"  # allowed for an object, control access, object type present
        "68c9100efb78d21190d400c04f79dc55"  # the first three fields of a GUID are little-endian
        "01 01 000000000005 0b000000"
    )


def test_an_object_entry_without_object_type_is_four_bytes_of_flags_longer_than_a_plain_one() -> None:
    plain = Ace(False, AUTHENTICATED_USERS, CONTROL_ACCESS)
    of_object = Ace(False, AUTHENTICATED_USERS, CONTROL_ACCESS, object=True)
    assert len(descriptor([of_object])) == len(descriptor([plain])) + 4
    assert aces_of(descriptor([plain, of_object])) == [
        (1, 0, CONTROL_ACCESS, "", AUTHENTICATED_USERS),
        (6, 0, CONTROL_ACCESS, "", AUTHENTICATED_USERS),
    ]


def test_entries_say_whether_they_are_inherited_and_for_whom() -> None:
    child = "bf967a86-0de6-11d0-a285-00aa003049e2"
    data = descriptor(
        [
            Ace(True, SERVERS, READ, inherited=True),
            Ace(True, SERVERS, CONTROL_ACCESS, ENROLL, inherit_only=True, inherited_object_type=child),
        ]
    )
    assert aces_of(data) == [(0, 0x10, READ, "", SERVERS), (5, 0x0A, CONTROL_ACCESS, ENROLL, SERVERS)]
    assert uuid.UUID(child).bytes_le in data


def test_a_null_dacl_is_present_and_nowhere() -> None:
    data = descriptor(None)
    assert number(data[2:4]) == 0x8004
    assert number(data[16:20]) == 0


def test_an_empty_dacl_is_present_and_empty() -> None:
    data = descriptor([])
    assert number(data[16:20]) != 0
    assert aces_of(data) == []


def test_a_template_denies_before_it_allows() -> None:
    admins = descriptors.ENTERPRISE_ADMINS
    data = descriptors.template_descriptor(
        enroll=[admins],
        read=[AUTHENTICATED_USERS],
        full=[admins],
        deny_enroll=[SERVERS],
        autoenroll=[f"{descriptors.DOMAIN}-515"],
    )
    assert aces_of(data) == [
        (6, 0, CONTROL_ACCESS, ENROLL, SERVERS),
        (0, 0, FULL_CONTROL, "", admins),
        (0, 0, READ, "", AUTHENTICATED_USERS),
        (5, 0, CONTROL_ACCESS, ENROLL, admins),
        (5, 0, CONTROL_ACCESS, AUTOENROLL, f"{descriptors.DOMAIN}-515"),
    ]


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=15),
)
@settings(max_examples=60, deadline=None)
def test_every_sid_survives_its_bytes(authority: int, parts: list[int]) -> None:
    sid = "-".join(map(str, ["S", 1, authority, *parts]))
    assert sid_text(descriptors.sid_bytes(sid)) == sid


@pytest.mark.parametrize(
    "text",
    ["", "S-1-5", "S-2-5-11", "S-1-5-4294967296", "S-1-5-" + "-".join(["1"] * 16), "S-1-5--11", "S-1-5-11 ", "S-1-5-x"],
)
def test_what_is_no_sid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a SID"):
        descriptors.sid_bytes(text)
