"""Lines at the ends of articles that a source's articles repeat: which may be such, and what of an article they are.

Short paragraphs alone, from the first or the last block inwards, as far as they follow each other: "Follow us", "All
rights reserved". Captions are none, for a picture comes again; what stands within a text is its author's.

Shape: one article; memory: one. Pure; raises nothing. Not here: how often a line stands in a source (`pipeline/repeating.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

from site_builder.model import Block
from site_builder.text import width_for

_WIDEST = 100
"""Columns of a line that may be boilerplate. What the press releases of the developer collection say of their project at the end
of each is the author's, is as often repeated as any boilerplate, and has 115 columns or more in its last line."""
_HEAD, _TAIL = 3, 6
"""Blocks from either end that are looked at."""


def edge_lines(blocks: Sequence[Block]) -> list[int]:
    """Hashes (signed, of 64 bits) of an article's lines that may be boilerplate; most articles have none."""
    lines = [*_run(blocks[:_HEAD]), *_run(blocks[: -_TAIL - 1 : -1], behind=True)]
    return sorted(set(lines)) if lines else lines


def repeated_ends(blocks: Sequence[Block], repeated: Collection[int]) -> tuple[int, int]:
    """Number of blocks at the beginning and at the end that are boilerplate, for lines that are repeated.

    Nothing is where no paragraph would be left.
    """
    head = _length(_run(blocks[:_HEAD]), repeated)
    tail = _length(_run(blocks[: -_TAIL - 1 : -1], behind=True), repeated)
    left = blocks[head : len(blocks) - tail]
    return (head, tail) if any(block.kind == "paragraph" for block in left) else (0, 0)


def hash_of(text: str) -> int:
    """Hash of a line, whatever its case and white space."""
    line = " ".join(text.split()).casefold().encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(line).digest()[:8], "big", signed=True)


def _run(blocks: Sequence[Block], *, behind: bool = False) -> Iterator[int]:
    """Hashes of the lines that follow each other; a heading is one `behind` the text, where nothing follows it."""
    for kind, _, text in blocks:
        if not (kind == "paragraph" or (behind and kind == "heading")) or len(text) > _WIDEST:
            return
        if 2 * len(text) > _WIDEST and width_for(text)(text) > _WIDEST:
            return
        yield hash_of(text)


def _length(lines: Iterator[int], repeated: Collection[int]) -> int:
    length = 0
    for line in lines:
        if line not in repeated:
            break
        length += 1
    return length
