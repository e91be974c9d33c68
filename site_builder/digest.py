"""What is remembered of bytes instead of the bytes: whether they are the same now.

XXH3 at 128 bits: two that differ have one digest by chance once in 10^38, and 40 KB take 0.4 us, where SHA-256 takes 21.
It withstands nobody who looks for such a pair: all that this could bring is a page of one's own that stays as it was.
"""

from __future__ import annotations

from xxhash import xxh3_128_digest


def digest_of(data: bytes) -> bytes:
    """16 bytes that are others when the data is."""
    return xxh3_128_digest(data)
