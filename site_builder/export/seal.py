"""A ZIM file gets identifiers that follow from what is in it.

libzim draws a random one for the file and one for each index (Xapian's databases lie in the file as they are), and ends the
file with its MD5; nothing else differs between two files of the same items in the same order. So these places
are blanked, the file's own hash becomes its identifier and, with their names, those of the indexes, and the MD5 is made again.

The places are found as the format says (https://wiki.openzim.org/wiki/ZIM_file_format): a binary search among the entries,
from the entry to its cluster, from there to the blob, which must begin as a Xapian database does. Nothing is searched for in
the bytes, where texts could hold anything.

Shape: one file, changed in its place; memory: one block of it. Raises ValueError where it is not such a file.
"""

from __future__ import annotations

import hashlib
import mmap
import uuid
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from
from typing import Protocol

_MAGIC = 0x044D495A
_UUID = slice(8, 24)
_INDEXES = ((b"X", b"fulltext/xapian"), (b"X", b"title/xapian"))
_XAPIAN = b"\x0f\rXapian Glass"
"""First bytes of a database; two of its version follow, then its identifier."""
_REDIRECTION = 0xFFFF
"""Kind of an entry that has a target instead of cluster and blob."""
_UNCOMPRESSED, _LONG_OFFSETS = 1, 0x10
_BLOCK = 1 << 20
_BLANK = bytes(16)


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


def seal(file: Path) -> uuid.UUID:
    """Give the file its identifiers and its checksum; gives the one of the file."""
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as data:
        (magic,), (end,) = unpack_from("<I", data), unpack_from("<Q", data, 72)
        if magic != _MAGIC or end != len(data) - 16:
            raise ValueError("is no ZIM file with its checksum at the end")
        places = dict(_indexes(data))
        for place in (_UUID, *places.values()):
            data[place] = _BLANK
        identifier = uuid.UUID(bytes=_digest(data, end, hashlib.sha256())[:16], version=5)
        data[_UUID] = identifier.bytes
        for name, place in places.items():
            data[place] = uuid.uuid5(identifier, name).bytes
        data[end:] = _digest(data, end, hashlib.md5(usedforsecurity=False))
        data.flush()
    return identifier


def _indexes(data: mmap.mmap) -> Iterator[tuple[str, slice]]:
    """Name of each index, and where its identifier stands."""
    (count,), (entries,) = unpack_from("<I", data, 24), unpack_from("<Q", data, 32)

    def key(number: int) -> tuple[bytes, bytes]:
        at = _entry(data, entries, number)
        (kind,) = unpack_from("<H", data, at)
        path = at + (12 if kind == _REDIRECTION else 16)
        return data[at + 3 : at + 4], data[path : data.find(b"\0", path)]

    for wanted in _INDEXES:
        number = bisect_left(range(count), wanted, key=key)
        if number < count and key(number) == wanted:
            cluster, blob = unpack_from("<II", data, _entry(data, entries, number) + 8)
            start = _blob(data, cluster, blob)
            if data[start : start + len(_XAPIAN)] != _XAPIAN:
                raise ValueError(f"has no Xapian database in {wanted[1].decode()}")
            yield wanted[1].decode(), slice(start + 16, start + 32)


def _entry(data: mmap.mmap, entries: int, number: int) -> int:
    """Where an entry stands: kind (2 bytes), length (1), namespace (1), revision (4), cluster (4), blob (4), path."""
    (at,) = unpack_from("<Q", data, entries + 8 * number)
    return int(at)


def _blob(data: mmap.mmap, cluster: int, number: int) -> int:
    """Where a blob begins in a cluster that is not compressed."""
    (clusters,) = unpack_from("<Q", data, 48)
    (at,) = unpack_from("<Q", data, clusters + 8 * cluster)
    if data[at] & 0x0F != _UNCOMPRESSED:
        raise ValueError("has a compressed index")
    kind, size = ("<Q", 8) if data[at] & _LONG_OFFSETS else ("<I", 4)
    (offset,) = unpack_from(kind, data, at + 1 + size * number)
    return int(at + 1 + offset)


def _digest(data: mmap.mmap, end: int, made: _Hash) -> bytes:
    for start in range(0, end, _BLOCK):
        made.update(data[start : min(start + _BLOCK, end)])
    return made.digest()
