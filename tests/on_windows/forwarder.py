"""Makes DLLs whose every name leads to another DLL: no code, only an export table (source: Microsoft's "PE Format")."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTION, _FILE = 0x1000, 0x200
"""Where the only section lies in memory, and in the file."""


def forwarder(name: str, forwards: Mapping[str, str]) -> bytes:
    """A 64-bit DLL of this name; each export leads to `DLL.NAME`, the DLL without its suffix."""
    section = _exports(name.encode(), sorted((own.encode(), other.encode()) for own, other in forwards.items()))
    return _headers(len(section)).ljust(_FILE, b"\0") + section.ljust(_aligned(len(section), 0x200), b"\0")


def exported(image: bytes) -> list[str]:
    """The names that a DLL exports."""
    header: int = struct.unpack_from("<I", image, 0x3C)[0]
    sections, optional = struct.unpack_from("<H12xH", image, header + 6)
    (directory,) = struct.unpack_from("<I", image, header + 24 + 112)
    table: list[tuple[int, int, int, int]] = [
        struct.unpack_from("<IIII", image, header + 24 + optional + 40 * number + 8) for number in range(sections)
    ]  # fmt: skip

    def offset(address: int) -> int:
        for size, start, _, raw in table:
            if start <= address < start + size:
                return address - start + raw
        raise ValueError(f"no section has the address {address:#x}")

    count, _, pointers = struct.unpack_from("<III", image, offset(directory) + 24)
    found = []
    for (address,) in struct.iter_unpack("<I", image[offset(pointers) : offset(pointers) + 4 * count]):
        start = offset(address)
        found.append(image[start : image.index(b"\0", start)].decode())
    return found


def _exports(name: bytes, forwards: list[tuple[bytes, bytes]]) -> bytes:
    """Export directory, addresses, pointers to names, ordinals, then the texts: all addresses count from the image."""
    count = len(forwards)
    addresses = _SECTION + 40
    pointers = addresses + 4 * count
    ordinals = pointers + 4 * count
    texts = bytearray()
    start = ordinals + 2 * count

    def placed(text: bytes) -> int:
        at = start + len(texts)
        texts.extend(text + b"\0")
        return at

    own = placed(name)
    targets = [placed(other) for _, other in forwards]
    names = [placed(export) for export, _ in forwards]
    directory = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, own, 1, count, count, addresses, pointers, ordinals)
    return b"".join((
        directory,
        struct.pack(f"<{count}I", *targets),
        struct.pack(f"<{count}I", *names),
        struct.pack(f"<{count}H", *range(count)),
        bytes(texts),
    ))  # fmt: skip


def _headers(size: int) -> bytes:
    dos = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    whole = _SECTION + _aligned(size, 0x1000)
    optional = struct.pack(
        "<HBBIIIII QII HHHHHH IIIIHH QQQQII",
        0x20B, 14, 0, 0, _aligned(size, 0x200), 0, 0, _SECTION,
        0x180000000, 0x1000, 0x200,
        6, 0, 0, 0, 6, 0,
        0, whole, _FILE, 0, 3, 0x0160,
        0x100000, 0x1000, 0x100000, 0x1000, 0, 16,
    )  # fmt: skip
    directories = struct.pack("<II", _SECTION, size).ljust(16 * 8, b"\0")
    rights = 0x40000040  # initialised data, readable
    section = struct.pack("<8sIIIIIIHHI", b".edata", size, _SECTION, _aligned(size, 0x200), _FILE, 0, 0, 0, 0, rights)
    return dos + coff + optional + directories + section


def _aligned(size: int, step: int) -> int:
    return -(-size // step) * step
