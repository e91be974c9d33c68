"""Draw the icons of an installed site: `python tools/icons.py` writes templates/assets/icon-192.png and icon-512.png.

The motif is that of templates/assets/favicon.svg, two columns of lines, on a ground without corners; systems may
cut a circle out of it, with a radius of two fifths, and the motif is within. No library: a picture of bars is a few numbers, and PNG is zlib's
work. The same bytes wherever zlib's are.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

ASSETS = Path(__file__).parents[1] / "templates" / "assets"
SIZES = (192, 512)

GROUND, LEFT, RIGHT = (0x7F, 0x2A, 0x1B), (0xFB, 0xFA, 0xF7), (0xF0, 0xB7, 0x9F)
PALETTE = (GROUND, LEFT, RIGHT)
BARS = (
    *((7, row, end, 1) for row, end in ((8.5, 15), (13.5, 15), (18.5, 15), (23.5, 12))),
    *((start, row, 25, 2) for start, row in ((17.5, 8.5), (17.5, 13.5), (20, 18.5), (17.5, 23.5))),
)
"""Left end, middle, right end, colour; on the favicon's 32 units."""
THICK = 2.2


def png(size: int) -> bytes:
    """A picture of the motif, of colours from a palette."""
    ground = bytearray(size)
    rows = [bytes(ground)] * size
    for start, middle, end, colour in BARS:
        top, bottom = _pixel(middle - THICK / 2, size), _pixel(middle + THICK / 2, size)
        left, right = _pixel(start, size), _pixel(end, size)
        for number in range(top, bottom):
            row = bytearray(rows[number])
            row[left:right] = bytes([colour]) * (right - left)
            rows[number] = bytes(row)
    header = struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    palette = b"".join(map(bytes, PALETTE))
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _pixel(unit: float, size: int) -> int:
    return round(unit * size / 32)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    for size in SIZES:
        (ASSETS / f"icon-{size}.png").write_bytes(png(size))
