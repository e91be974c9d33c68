"""The mark of a library, drawn in pixels: two pages of lines side by side, as the icon of the site has them.

Shape: a size in, a PNG out, always the same bytes. Raises nothing.

Not here: the icon itself (`templates/assets/favicon.svg`), whose shapes and colours these are.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

UNITS = 32
"""Side of the icon's own grid."""
_CORNER = 5.0
GROUND, LEFT, RIGHT = (0x7F, 0x2A, 0x1B), (0xFB, 0xFA, 0xF7), (0xF0, 0xB7, 0x9F)
HALF = 1.1
"""Half the width of a line."""
LINES = (
    *((7.0, 15.0, y, LEFT) for y in (8.5, 13.5, 18.5)),
    (7.0, 12.0, 23.5, LEFT),
    *((17.5, 25.0, y, RIGHT) for y in (8.5, 13.5, 23.5)),
    (20.0, 25.0, 18.5, RIGHT),
)
"""From, to, at which height, in which colour."""
_SAMPLES = 4
"""Points of a pixel in each direction, whose mean is its colour."""


def mark(size: int) -> bytes:
    """A PNG of so many pixels each way, with transparent corners."""
    rows = b"".join(
        b"\0" + bytes(value for x in range(size) for value in _pixel(x, y, size)) for y in range(size)
    )
    # Stored, not deflated: what a deflated stream looks like depends on the zlib at hand.
    return png(size, 6, (b"IDAT", zlib.compress(rows, 0)))


def png(size: int, kind: int, *parts: tuple[bytes, bytes]) -> bytes:
    """A square PNG of 8 bits a sample out of its chunks; its kind is 6 for colours with alpha, 3 for those of a palette."""
    header = struct.pack(">2I5B", size, size, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), *parts, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixel(x: int, y: int, size: int) -> tuple[int, int, int, int]:
    points = [colour for colour in _points(x, y, size) if colour is not None]
    if not points:
        return (0, 0, 0, 0)
    red, green, blue = (round(sum(channel) / len(points)) for channel in zip(*points, strict=True))
    return (red, green, blue, round(255 * len(points) / _SAMPLES**2))


def _points(x: int, y: int, size: int) -> Iterator[tuple[int, int, int] | None]:
    step = UNITS / (size * _SAMPLES)
    for down in range(_SAMPLES):
        for right in range(_SAMPLES):
            yield _colour((x * _SAMPLES + right + 0.5) * step, (y * _SAMPLES + down + 0.5) * step)


def _colour(x: float, y: float) -> tuple[int, int, int] | None:
    """Colour at a point of the icon's grid; None outside its round corners."""
    across = max(_CORNER - x, x - (UNITS - _CORNER), 0.0)
    along = max(_CORNER - y, y - (UNITS - _CORNER), 0.0)
    if across**2 + along**2 > _CORNER**2:
        return None
    for start, end, height, colour in LINES:
        if start <= x <= end and abs(y - height) <= HALF:
            return colour
    return GROUND
