"""Draw the icons of an installed site: `python tools/icons.py` writes templates/assets/icon-192.png and icon-512.png.

The motif is that of templates/assets/favicon.svg, two columns of lines, on a ground without corners; systems may
cut a circle out of it, with a radius of two fifths, and the motif is within. No library: a picture of bars is a few numbers, and PNG is zlib's
work. The same bytes wherever zlib's are.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from site_builder.export import mark

ASSETS = Path(__file__).parents[1] / "templates" / "assets"
SIZES = (192, 512)

PALETTE = (mark.GROUND, mark.LEFT, mark.RIGHT)


def png(size: int) -> bytes:
    """A picture of the motif, of colours from a palette."""
    ground = bytearray(size)
    rows = [bytes(ground)] * size
    for start, end, middle, colour in mark.LINES:
        top, bottom = _pixel(middle - mark.HALF, size), _pixel(middle + mark.HALF, size)
        left, right = _pixel(start, size), _pixel(end, size)
        for number in range(top, bottom):
            row = bytearray(rows[number])
            row[left:right] = bytes([PALETTE.index(colour)]) * (right - left)
            rows[number] = bytes(row)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    palette = b"".join(map(bytes, PALETTE))
    return mark.png(size, 3, (b"PLTE", palette), (b"IDAT", pixels))


def _pixel(unit: float, size: int) -> int:
    return round(unit * size / mark.UNITS)


if __name__ == "__main__":
    for size in SIZES:
        (ASSETS / f"icon-{size}.png").write_bytes(png(size))
