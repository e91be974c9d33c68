"""Look at a folder and those below it: a number for each that changes when anything in it does.

The number is made of name, size and time of change of each entry, whatever their order: 2 us a file, which is what a build
that finds nothing changed spends its time on. So this imports nothing that such a build does not need.
Memory: a number a folder.
"""

from __future__ import annotations

import os
import sys
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

TICK = 20_000_000
"""Nanoseconds within which a file can change twice and keep its time: two ticks of a slow kernel clock (100 Hz)."""

NEVER = 1 << 63
"""A time that does not come: nothing that is looked at may still change."""

_BY_NAME = os.scandir in os.supports_fd
"""Can a folder be held open? Then what is in it is found by its name alone, which takes a tenth less than by its path."""
_OPEN = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_CODING, _ERRORS = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()

UNSURE = -1
"""Number of a folder in which a file may change again and keep its time; it equals no other look."""


def look(
    root: bytes,
    settled: int,
    *,
    hidden: bool,
    but: Collection[bytes] = (),
    nowhere: Collection[bytes] = (),
    below: bytes = b"",
) -> Iterator[tuple[bytes, int]]:
    """Each folder, b"" or ending in "/", and its number. Raises OSError where `root` cannot be read.

    A file changed at `settled` (nanoseconds since 1970) or later may change again within one tick of the file system's
    clock: its folder is UNSURE. `hidden`: look at hidden entries too, but at none in `root` itself. `but`: names in `root`
    that are passed over; `nowhere`: names that are passed over everywhere. `below`: the folder of `root` to begin with.
    """
    waiting = [below]
    while waiting:
        folder = waiting.pop()
        passed = nowhere if folder else (*but, *nowhere)
        try:
            number, inner = look_into(
                root + b"/" + folder, settled, hidden=hidden and bool(folder), but=passed
            )
        except OSError:
            if not folder:
                raise
            number, inner = UNSURE, []
        yield folder, number
        waiting += [folder + name + b"/" for name in inner]


def look_into(
    path: bytes, settled: int, *, hidden: bool, but: Collection[bytes] = ()
) -> tuple[int, list[bytes]]:
    """The number of one folder, and the names of those in it."""
    number, unsure = 0, False
    inner = []
    place: Any = os.open(path, _OPEN) if _BY_NAME else os.fsdecode(path)
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                name = entry.name.encode(_CODING, _ERRORS)
                if (name[0] == 46 and not hidden) or name in but:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(name)
                    number += crc32(name) | 1
                    continue
                try:
                    found = entry.stat()
                except OSError:  # a link that leads nowhere
                    number += crc32(name) << 64
                    continue
                changed = found.st_mtime_ns
                if changed >= settled:
                    unsure = True
                # A product, so that two files which change places do not look as before.
                number += (crc32(name) | 1) * (changed + (found.st_size << 64))
    finally:
        if _BY_NAME:
            os.close(place)
    return UNSURE if unsure else number & 0xFFFFFFFFFFFFFFFF_FFFFFFFFFFFFFFFF, inner


def look_at_code(folder: str) -> list[tuple[bytes, int]]:
    """A folder of code or templates: all but what Python compiles. Raises OSError where it cannot be read."""
    return sorted(look(os.fsencode(folder), NEVER, hidden=False, nowhere=(b"__pycache__",)))


def look_at_program() -> list[Any]:
    """Python, our own files, and when anything was installed or removed last."""
    package = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    return [sys.version, look_at_code(package), [stamp_of(folder) for folder in sys.path if folder]]


def stamp_of(path: str) -> tuple[int, int] | None:
    """Size and time of change (nanoseconds since 1970) of a file or folder; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
