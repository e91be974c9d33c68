"""A small model of our own: which language a text is in by its letter sequences (naive Bayes of hashed n-grams).

Shape: one text in, languages with log scores out; all texts in a script share one table. Memory: the table of a script,
loaded when first asked for: 15 MB for Latin, less than 2 MB for each other. Pure Python: a row of the table is one big
integer whose bytes are the weights of all languages, so adding up rows adds all languages at once. Raises nothing.
The tables are learnt by `bench/fit_language.py`; `tables/ORIGIN.md` says from what, and under which licence.

Not here: what the scores mean beside those of other detectors (`vote`).
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from site_builder.text import pattern

FOLDER = Path(__file__).parent / "tables"
SCALE = 20
"""Steps of a weight in one unit of natural logarithm: a byte reaches from 0 to 12.75."""

_BETWEEN = (
    r"[\s\d\x00-&(-/:-@\[-`{-\x7f\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u2017\u201a-\u206f"
    r"\u3000-\u303f\u0964\u0965\u060c\u061b\u061f\u06d4]+"
)
"""What stands between words. Not `\\W`, which takes the vowel signs of Indic scripts for marks between words."""
_APOSTROPHES = str.maketrans("’‘ʻʼ`´ʹ", "'" * 7)
"""A letter in Yoruba, Tongan, Uzbek; typed in as many ways."""
_WORD = 24
"""Letters of a word looked at; scripts without spaces have no end."""
_LONGEST = 4
"""Characters of the longest n-gram; whole words count besides."""
_LANES = 255
"""Rows that fit a lane of two bytes before it is emptied into one of four."""


class Table(NamedTuple):
    """The weights of one script. A row per n-gram; in it a byte per language, and after these one per taught language."""

    bits: int
    tags: tuple[str, ...]
    """Languages learnt from one text of the same kind and length each, so that they can be compared."""
    base: tuple[float, ...]
    """What each n-gram costs a language that does not know it."""
    taught: tuple[int, ...]
    """Places in `tags` of languages that were learnt from more text, which has its own bytes at the end of a row."""
    taught_base: tuple[float, ...]
    rows: bytes


def words(text: str) -> list[str]:
    """Lower-case words, without what stands between them."""
    return [
        word
        for piece in pattern(_BETWEEN).split(text.lower().translate(_APOSTROPHES))
        if (word := piece.strip("'")[:_WORD])
    ]


def ngrams(text: str) -> Counter[str]:
    """N-grams of one to four characters within words, their ends marked by a space, and the words."""
    found: Counter[str] = Counter()
    for word, times in Counter(words(text)).items():
        marked = f" {word} "
        length = len(marked)
        for size in range(1, _LONGEST + 1):
            for start in range(length - size + 1):
                found[marked[start : start + size]] += times
        if length > _LONGEST:
            found[marked] += times
    del found[" "]
    return found


def place(ngram: str, bits: int) -> int:
    """The row of an n-gram; some share one."""
    return crc32(ngram.encode("utf-8", "surrogatepass")) & ((1 << bits) - 1)


def score(text: str, script: str) -> dict[str, float]:
    """Language → log score, 0 for the likeliest of the taught; empty where the script has no table.

    A language that was learnt from more text is compared with its likes on all that was learnt, and with the
    others on the common ground: what was learnt from more text fits better, whatever the language.
    """
    table = load(script)
    found = ngrams(text)
    if table is None or not found:
        return {}
    sums = added(table, found)
    count, plain = found.total(), len(table.tags)
    even = [sums[i] / SCALE + count * table.base[i] for i in range(plain)]
    if not table.taught:
        best = max(even)
        return {tag: value - best for tag, value in zip(table.tags, even, strict=True)}
    full = [sums[plain + i] / SCALE + count * base for i, base in enumerate(table.taught_base)]
    first = max(range(len(full)), key=full.__getitem__)
    ground = even[table.taught[first]]
    scores = {tag: value - ground for tag, value in zip(table.tags, even, strict=True)}
    scores.update((table.tags[i], value - full[first]) for i, value in zip(table.taught, full, strict=True))
    return scores


def added(table: Table, found: Counter[str]) -> list[int]:
    """The sum of each column over the n-grams' rows, in units of 1/SCALE."""
    width = len(table.tags) + len(table.taught)
    rows, bits = table.rows, table.bits
    mask = int.from_bytes(b"\xff\x00" * (width // 2 + 1), "little")
    wide = int.from_bytes(b"\xff\xff\x00\x00" * (width // 4 + 1), "little")
    totals = [0, 0, 0, 0]
    even = odd = filled = 0

    def empty() -> None:
        totals[0] += even & wide
        totals[2] += even >> 16 & wide
        totals[1] += odd & wide
        totals[3] += odd >> 16 & wide

    for ngram, times in found.items():
        start = place(ngram, bits) * width
        row = int.from_bytes(rows[start : start + width], "little")
        while times:
            if filled == _LANES:
                empty()
                even = odd = filled = 0
            now = min(times, _LANES - filled)
            even += (row & mask) * now
            odd += (row >> 8 & mask) * now
            filled += now
            times -= now
    empty()
    lanes = [total.to_bytes(width + 8, "little") for total in totals]
    return [int.from_bytes(lanes[i % 4][i // 4 * 4 : i // 4 * 4 + 4], "little") for i in range(width)]


@cache
def load(name: str) -> Table | None:
    """The table of that name, which is a script's, None where there is none."""
    file = FOLDER / f"{name}.xz"
    if not file.exists():
        return None
    head, _, rows = lzma.decompress(file.read_bytes()).partition(b"\n")
    told = json.loads(head)
    return Table(
        bits=told["bits"],
        tags=tuple(told["tags"]),
        base=tuple(told["base"]),
        taught=tuple(told["taught"]),
        taught_base=tuple(told["taught_base"]),
        rows=rows,
    )
