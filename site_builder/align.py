"""Align the versions of one story block by block.

Works on one story; memory: its articles. Raises nothing; changes no text.
All versions are aligned to one pivot, the version with most blocks, and composed, so that any two can be laid side
by side. Versions of the same structure go one to one; others by dynamic programming over monotone beads 1-1, 1-2,
2-1, 1-0 and 0-1, as Gale and Church (1993) did with sentence lengths, here with the kind of block and the numbers
in it as anchors.

Not here: which articles are versions of one story (`link`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.model import Alignment, Article, Block

_Bead = tuple[tuple[int, ...], tuple[int, ...]]

_BEADS = ((1, 1, 0.0), (1, 0, 4.5), (0, 1, 4.5), (1, 2, 2.3), (2, 1, 2.3))
"""Blocks taken on either side and the cost of doing so: -log of how often it happens (Gale and Church, table 5:
0.89 one to one, 0.0099 left out, 0.089 merged), relative to one to one."""
_SPREAD = 0.2
"""Standard deviation of a block's length relative to what the other language leads one to expect."""
_OTHER_KIND = 6.0
"""Cost of a heading beside a paragraph, a caption beside a quote: dearer than a gap on either side is cheap."""
_ANCHOR = 6.0
"""Gain of numbers that agree, cost of numbers that do not."""
_MAX_CELLS = 200_000
"""Above this many pairs of blocks only a band around the diagonal is searched."""

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*")


@dataclass(frozen=True, slots=True)
class _Measure:
    """What alignment looks at in a block."""

    kind: str
    length: int
    numbers: frozenset[str]


def align_story(articles: Sequence[Article]) -> Alignment:
    """The versions in rows of blocks; `articles` has one in each language."""
    articles = sorted(articles, key=lambda article: article.language)
    measured = [[_measure(block) for block in article.blocks] for article in articles]
    pivot = max(range(len(articles)), key=lambda place: (len(measured[place]), -place))
    beads = [_pair(measured[pivot], other) if other is not measured[pivot] else [] for other in measured]
    return Alignment(
        languages=tuple(article.language for article in articles),
        rows=_compose(len(measured[pivot]), pivot, beads),
    )


def _measure(block: Block) -> _Measure:
    numbers = frozenset(_digits(match[0]) for match in _NUMBER.finditer(block.text))
    return _Measure(block.kind, len(block.text), numbers)


def _digits(number: str) -> str:
    """The number's digits in ASCII, without separators."""
    return "".join(str(unicodedata.digit(char)) for char in number if char.isdigit())


def _pair(left: Sequence[_Measure], right: Sequence[_Measure]) -> list[_Bead]:
    if [block.kind for block in left] == [block.kind for block in right]:
        return [((place,), (place,)) for place in range(len(left))]
    return _search(left, right)


def _search(left: Sequence[_Measure], right: Sequence[_Measure]) -> list[_Bead]:
    """Cheapest monotone path through the grid of both versions."""
    ratio = sum(block.length for block in right) / max(1, sum(block.length for block in left))
    rows, columns = len(left), len(right)
    # Wide enough at least for the windows of two rows to overlap, else there would be no path.
    band = columns if rows * columns <= _MAX_CELLS else max(columns // rows + 2, _MAX_CELLS // (2 * rows))
    costs: list[dict[int, float]] = [{}, {}, {0: 0.0}]  # of the two rows before and of this one
    came: list[dict[int, tuple[int, int]]] = []
    for row in range(rows + 1):
        cost, ways = costs[2], dict[int, tuple[int, int]]()
        middle = row * columns // max(1, rows)
        for column in range(max(0, middle - band), min(columns, middle + band) + 1):
            best, way = cost.get(column, math.inf), (0, 0)
            for down, along, price in _BEADS:
                total = costs[2 - down].get(column - along, math.inf) + price
                if total - _ANCHOR / 2 >= best:
                    continue  # whatever the blocks say
                if down and along:
                    total += _mismatch(left[row - down : row], right[column - along : column], ratio)
                if total < best:
                    best, way = total, (down, along)
            if best < math.inf:
                cost[column], ways[column] = best, way
        came.append(ways)
        costs = [costs[1], cost, {}]
    return _walk_back(came, rows, columns)


def _walk_back(came: Sequence[dict[int, tuple[int, int]]], row: int, column: int) -> list[_Bead]:
    beads: list[_Bead] = []
    while row or column:
        down, along = came[row][column]
        beads.append((tuple(range(row - down, row)), tuple(range(column - along, column))))
        row, column = row - down, column - along
    return beads[::-1]


def _mismatch(left: Sequence[_Measure], right: Sequence[_Measure], ratio: float) -> float:
    """How unlikely it is that these say the same: from -_ANCHOR / 2 upwards."""
    kinds = {block.kind for block in (*left, *right)}
    if len(kinds) > 1:
        return _OTHER_KIND * len(left) * len(right)
    expected = ratio * sum(block.length for block in left)
    actual = sum(block.length for block in right)
    off = (actual - expected) / (_SPREAD * max(20.0, (actual + expected) / 2))
    ours = frozenset().union(*(block.numbers for block in left))
    theirs = frozenset().union(*(block.numbers for block in right))
    agree = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.5
    return min(8.0, off * off / 2) + _ANCHOR * (0.5 - agree)


def _compose(
    length: int, pivot: int, beads: Sequence[Sequence[_Bead]]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Rows of all versions from each one's beads with the pivot.

    Pivot blocks that any version merges share a row. A block that the pivot lacks gets a row of its own, after
    the pivot block before it.
    """
    joined = [False] * (length + 1)  # joined[i]: pivot blocks i-1 and i share a row
    for version in beads:
        for ours, _ in version:
            for place in ours[1:]:
                joined[place] = True
    row_of, rows = [], 0
    for place in range(length):
        rows += not (place and joined[place])
        row_of.append(rows - 1)
    table: list[list[list[int]]] = [[[] for _ in beads] for _ in range(rows)]
    extra: list[list[tuple[int, int]]] = [[] for _ in range(rows + 1)]  # after row r-1: (version, block)
    for place in range(length):
        table[row_of[place]][pivot].append(place)
    for number, version in enumerate(beads):
        reached = 0  # pivot blocks behind us
        for ours, theirs in version:
            if ours:
                table[row_of[ours[0]]][number].extend(theirs)
                reached = ours[-1] + 1
            elif joined[reached]:  # within a row: a row of its own would break the version's order
                table[row_of[reached]][number].extend(theirs)
            else:
                after = row_of[reached - 1] + 1 if reached else 0
                extra[after].extend((number, block) for block in theirs)
    return _interleave(table, extra, len(beads))


def _interleave(
    table: Sequence[Sequence[Sequence[int]]], extra: Sequence[Sequence[tuple[int, int]]], versions: int
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    rows: list[tuple[tuple[int, ...], ...]] = []
    for place in range(len(table) + 1):
        for number, block in extra[place]:
            rows.append(tuple((block,) if version == number else () for version in range(versions)))
        if place < len(table):
            rows.append(tuple(tuple(cell) for cell in table[place]))
    return tuple(rows)
