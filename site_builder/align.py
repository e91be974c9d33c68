"""Align the versions of one story block by block.

Works on one story; memory: its articles. Raises nothing; changes no text.
All versions are aligned to one pivot, the version with most blocks, and composed, so that any two can be laid side
by side. Versions of the same structure go one to one. Where a version differs from the pivot by one block left out or
two joined, which is the rule, lengths say where it may be and numbers which of these places it is. Others go by dynamic
programming over monotone beads 1-1, 1-2, 2-1, 1-0 and 0-1, as Gale and Church (1993) did with sentence lengths, here
with the kind of block and the numbers in it as anchors; it searches only between blocks that surely go one to one.

Not here: which articles are versions of one story (`link`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import add, attrgetter, or_

from site_builder.model import Alignment, Article, Block, BlockKind

_Cell = tuple[int, ...]
_Row = tuple[_Cell, ...]
_Bead = tuple[_Cell, _Cell]

_GAP, _MERGE = 4.5, 2.3
"""Cost of a block left out on one side, and of two beside one: -log of how often it happens (Gale and Church, table 5:
0.89 one to one, 0.0099 left out, 0.089 merged), relative to one to one."""
_SPREAD = 0.2
"""Standard deviation of a block's length relative to what the other language leads one to expect."""
_OTHER_KIND = 6.0
"""Cost of a heading beside a paragraph, a caption beside a quote: dearer than a gap on either side is cheap."""
_ANCHOR = 6.0
"""Gain of numbers that agree, cost of numbers that do not."""
_DOUBT = 6.0
"""Where lengths see a break at several places and their costs differ by no more, the numbers there decide. On the
developer collection and on 10,000 made-up articles 4 is enough."""
_NEAR, _FAR = 1.0, 2.0
"""Lengths that agree, and lengths so far apart that versions which otherwise go one to one are searched after all.
Found on the developer collection: with these no link of the full search is lost, with 3 for the second 0.06 % are."""
_SURE = 3
"""Blocks in a row that agree in lengths and numbers, before or behind a difference, that are searched with it."""
_BAND = 2
"""Cells searched first on either side of the diagonal; more gave the same on the developer collection."""
_MAX_CELLS = 200_000
"""Above this many pairs of blocks only a band around the diagonal is searched at all."""
_USUAL = 256
"""Blocks of the longest versions whose rows are kept for other stories: a few megabytes of them at most."""

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*")
_language = attrgetter("language")


def align_story(articles: Sequence[Article], ways: Counter[str] | None = None) -> Alignment:
    """The versions in rows of blocks; `articles` has one in each language.

    `ways` counts them: "cheap" where the structure is that of the fullest version, "dear" where it was looked into.
    """
    articles = sorted(articles, key=_language)
    languages = tuple([article.language for article in articles])
    kinds = [[block.kind for block in article.blocks] for article in articles]
    if ways is not None:
        cheap = kinds.count(max(kinds, key=len))
        ways["cheap"] += cheap
        ways["dear"] += len(kinds) - cheap
    if kinds.count(kinds[0]) == len(kinds):
        return Alignment(languages, _even(len(kinds), len(kinds[0])))
    pivot = max(range(len(articles)), key=lambda place: (len(kinds[place]), -place))
    fullest = _Version(articles[pivot].blocks, kinds[pivot])
    beads = [
        None if own == kinds[pivot] else _pair(fullest, _Version(article.blocks, own))
        for article, own in zip(articles, kinds, strict=True)
    ]
    return Alignment(languages, _compose(len(kinds[pivot]), beads))


def _even(versions: int, blocks: int) -> tuple[_Row, ...]:
    """Rows of versions that all go one to one, as in most stories."""
    return _usual(versions, blocks) if blocks <= _USUAL else _usual.__wrapped__(versions, blocks)


@lru_cache(maxsize=256)
def _usual(versions: int, blocks: int) -> tuple[_Row, ...]:
    return tuple([((place,),) * versions for place in range(blocks)])


class _Version:
    """What alignment looks at in an article's blocks. Numbers are dear to find, and mostly not needed."""

    __slots__ = ("_blocks", "_numbers", "kinds", "lengths", "total")

    def __init__(self, blocks: Sequence[Block], kinds: list[BlockKind]) -> None:
        self._blocks = blocks
        self._numbers: dict[int, frozenset[str]] = {}
        self.kinds = kinds
        self.lengths = [len(block.text) for block in blocks]
        self.total = sum(self.lengths)

    def numbers(self, place: int) -> frozenset[str]:
        """The numbers in a block."""
        found = self._numbers.get(place)
        if found is None:
            printed = _NUMBER.findall(self._blocks[place].text)
            found = self._numbers[place] = frozenset(map(_digits, printed))
        return found


@lru_cache(maxsize=1024)
def _digits(number: str) -> str:
    """The number's digits in ASCII, without separators."""
    return "".join([str(unicodedata.digit(char)) for char in number if char.isdigit()])


# Costs


def _off(expected: float, length: float) -> float:
    """How unlikely a block's length is beside what the other language leads one to expect: from 0 to 8."""
    off = (length - expected) / (_SPREAD * max(20.0, (length + expected) / 2))
    return min(8.0, off * off / 2)


def _disagree(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """What their numbers say against two blocks, from -_ANCHOR / 2 to _ANCHOR / 2; nothing where there are none."""
    if ours and theirs:
        return _ANCHOR * (0.5 - len(ours & theirs) / len(ours | theirs))
    return _ANCHOR / 2 if ours or theirs else 0.0


# A pair of versions


def _pair(left: _Version, right: _Version) -> list[_Bead]:
    """`left` has as many blocks or more, and their kinds differ somewhere."""
    ratio = right.total / max(1, left.total)
    expected = [ratio * length for length in left.lengths]
    rows, columns = len(left.kinds), len(right.kinds)
    head, tail = _agreeing(left.kinds, right.kinds), _agreeing(left.kinds[::-1], right.kinds[::-1])
    if rows == columns + 1 and head + tail >= columns:
        found = _one_break(left, right, expected, columns - tail, head)
        if found is not None:
            place, merged = found
            bead = ((place, place + 1), (place,)) if merged else ((place,), ())
            rest = columns - place - merged
            return [*_straight(0, 0, place), bead, *_straight(rows - rest, columns - rest, rest)]
    head, tail = min(head, columns - tail), min(tail, columns - head)
    head = _sure(left, right, expected, [(place, place) for place in range(head)])
    tail = _sure(left, right, expected, [(rows - place, columns - place) for place in range(1, tail + 1)])
    return [
        *_straight(0, 0, head),
        *_search(left, right, expected, range(head, rows - tail), range(head, columns - tail)),
        *_straight(rows - tail, columns - tail, tail),
    ]


def _straight(row: int, column: int, count: int) -> list[_Bead]:
    """Blocks one to one from there on."""
    return [((row + step,), (column + step,)) for step in range(count)]


def _agreeing(left: Sequence[BlockKind], right: Sequence[BlockKind]) -> int:
    """How many blocks from the start are of the same kinds."""
    for place, (ours, theirs) in enumerate(zip(left, right, strict=False)):
        if ours != theirs:
            return place
    return min(len(left), len(right))


def _sure(
    left: _Version, right: _Version, expected: Sequence[float], pairs: Sequence[tuple[int, int]]
) -> int:
    """How many of these pairs of blocks of the same kinds, from an end inwards, surely belong together.

    Where versions part, blocks of the same kind may follow for a while; lengths and numbers tell. So the last few that
    agree in them are not taken for sure either, nor anything behind a length far off.
    """
    off = [_off(expected[ours], right.lengths[theirs]) for ours, theirs in pairs]
    sure = next((place for place, one in enumerate(off) if one > _FAR), len(off))
    good = 0
    while sure and good < _SURE:
        sure -= 1
        ours, theirs = pairs[sure]
        agree = off[sure] < _NEAR and _disagree(left.numbers(ours), right.numbers(theirs)) <= 0
        good = good + 1 if agree else 0
    return sure


def _one_break(
    left: _Version, right: _Version, expected: Sequence[float], first: int, last: int
) -> tuple[int, int] | None:
    """Where `right` left out a block (0) or joined two (1); None where lengths say that this is not all.

    Kinds agree before `last` and, one further on the left, from `first` on, so the place is between these.
    """
    ours, theirs = expected[first : last + 1], right.lengths[first:last]
    straight = list(map(_off, ours, theirs))
    shifted = list(map(_off, ours[1:], theirs))
    joined = list(map(_off, map(add, ours, ours[1:]), theirs))
    ways = _ways(straight, shifted, joined)
    cost, place, merged = min(ways)
    path = [*map(_off, expected[:first], right.lengths), *straight[:place], *joined[place : place + merged]]
    path += [*shifted[place + merged :], *map(_off, expected[last + 1 :], right.lengths[last:])]
    if max(path, default=0.0) > _FAR:
        return None
    near = [way for way in ways if way[0] <= cost + _DOUBT]
    if len(near) > 1:
        start, stop = min(way[1] for way in near), max(way[1] + way[2] for way in near)
        our_numbers = [left.numbers(first + step) for step in range(start, stop + 1)]
        their_numbers = [right.numbers(first + step) for step in range(start, stop)]
        both = map(or_, our_numbers, our_numbers[1:])
        _, place, merged = min(
            _ways(
                list(map(add, straight[start:stop], map(_disagree, our_numbers, their_numbers))),
                list(map(add, shifted[start:stop], map(_disagree, our_numbers[1:], their_numbers))),
                list(map(add, joined[start:stop], map(_disagree, both, their_numbers))),
            )
        )
        place += start
    return first + place, merged


def _ways(
    straight: Sequence[float], shifted: Sequence[float], joined: Sequence[float]
) -> list[tuple[float, int, int]]:
    """Cost of a break at each place, and the blocks of the shorter side in it: none left beside a gap, one joined."""
    behind = [*accumulate(reversed(shifted), initial=0.0)][::-1]
    before = [*accumulate(straight, initial=0.0)]
    ways = [(_GAP + cost, place, 0) for place, cost in enumerate(map(add, before, behind))]
    ways += [
        (_MERGE + cost + one + rest, place, 1)
        for place, (cost, one, rest) in enumerate(zip(before, joined, behind[1:], strict=False))
    ]
    return ways


def _search(
    left: _Version, right: _Version, expected: Sequence[float], rows: range, columns: range
) -> list[_Bead]:
    """Cheapest monotone path through the grid of some blocks of both versions.

    A band around the diagonal is searched first, and a wider one where the path leans on its edge.
    """
    most = len(columns)
    if len(rows) * most > _MAX_CELLS:
        # Wide enough at least for the windows of two rows to overlap, else there would be no path.
        most = max(len(columns) // len(rows) + 2, _MAX_CELLS // (2 * len(rows)))
    band = abs(len(rows) - len(columns)) + _BAND
    while True:
        band = min(band, most)
        beads, leans = _walk_back(_fill(left, right, expected, rows, columns, band), rows, columns, band)
        if band == most or not leans:
            return beads
        band *= 3


_Way = tuple[int, int]
"""Blocks taken on either side."""
_Stretch = tuple[BlockKind | None, float, frozenset[str]]
"""Kind, length and numbers of a block, or of two; no kind where two differ in it."""


def _singles(version: _Version, blocks: range, lengths: Sequence[float]) -> list[_Stretch]:
    return [(version.kinds[place], lengths[place], version.numbers(place)) for place in blocks]


def _doubles(singles: Sequence[_Stretch]) -> list[_Stretch]:
    return [
        (kind if kind == other else None, length + more, numbers | others)
        for (kind, length, numbers), (other, more, others) in pairwise(singles)
    ]


def _fill(
    left: _Version, right: _Version, expected: Sequence[float], rows: range, columns: range, band: int
) -> list[list[_Way]]:
    """For each row of the grid, what the cheapest path to each cell in the band ends with."""
    our_ones, their_ones = _singles(left, rows, expected), _singles(right, columns, right.lengths)
    our_twos, their_twos = _doubles(our_ones), _doubles(their_ones)
    height, width = len(rows), len(columns)
    # Costs of the cells of this row and of the two before it, at column + 2: what lies outside is there and dear.
    earlier, before, costs = ([math.inf] * (width + 3) for _ in range(3))
    costs[2] = 0.0
    came: list[list[_Way]] = []
    for row in range(height + 1):
        ways: list[_Way] = []
        for column in _window(row, height, width, band):
            best, way = costs[column + 2], (0, 0)
            if before[column + 2] + _GAP < best:
                best, way = before[column + 2] + _GAP, (1, 0)
            if costs[column + 1] + _GAP < best:
                best, way = costs[column + 1] + _GAP, (0, 1)
            cost = before[column + 1]
            if cost - _ANCHOR / 2 < best:
                cost += _mismatch(our_ones[row - 1], their_ones[column - 1], best - cost)
                if cost <= best:
                    best, way = cost, (1, 1)
            cost = before[column] + _MERGE
            if cost - _ANCHOR / 2 < best:
                cost += _mismatch(our_ones[row - 1], their_twos[column - 2], best - cost, 2 * _OTHER_KIND)
                if cost < best:
                    best, way = cost, (1, 2)
            cost = earlier[column + 1] + _MERGE
            if cost - _ANCHOR / 2 < best:
                cost += _mismatch(our_twos[row - 2], their_ones[column - 1], best - cost, 2 * _OTHER_KIND)
                if cost < best:
                    best, way = cost, (2, 1)
            costs[column + 2] = best
            ways.append(way)
        came.append(ways)
        for column in _window(row - 2, height, width, band) if row > 1 else ():
            earlier[column + 2] = math.inf
        earlier, before, costs = before, costs, earlier
    return came


def _mismatch(ours: _Stretch, theirs: _Stretch, most: float, dear: float = _OTHER_KIND) -> float:
    """How unlikely it is that these say the same, from -_ANCHOR / 2; numbers are not asked where it is over `most` anyway."""
    kind, wanted, numbers = ours
    other, length, others = theirs
    if kind != other:
        return dear
    off = _off(wanted, length)
    return off if off - _ANCHOR / 2 > most else off + _disagree(numbers, others)


def _window(row: int, height: int, width: int, band: int) -> range:
    """The columns of a row that lie in the band."""
    middle = row * width // max(1, height)
    return range(max(0, middle - band), min(width, middle + band) + 1)


def _walk_back(
    came: Sequence[Sequence[_Way]], rows: range, columns: range, band: int
) -> tuple[list[_Bead], bool]:
    """The path, and whether it touches the edge of the band."""
    height, width = len(rows), len(columns)
    row, column, leans = height, width, False
    beads: list[_Bead] = []
    while row or column:
        window = _window(row, height, width, band)
        down, along = came[row][column - window.start]
        ours = range(rows.start + row - down, rows.start + row)
        beads.append((tuple(ours), tuple(range(columns.start + column - along, columns.start + column))))
        leans = leans or (column == window.start > 0) or (column == window.stop - 1 < width)
        row, column = row - down, column - along
    return beads[::-1], leans


# All versions


def _compose(length: int, beads: Sequence[Sequence[_Bead] | None]) -> tuple[_Row, ...]:
    """Rows of all versions from each one's beads with the pivot, which has `length` blocks; None is one to one.

    Pivot blocks that any version merges share a row. A block that the pivot lacks gets a row of its own, after
    the pivot block before it.
    """
    joined = [False] * (length + 1)  # joined[i]: pivot blocks i-1 and i share a row
    for version in beads:
        for ours, _ in version or ():
            for place in ours[1:]:
                joined[place] = True
    row_of = [row - 1 for row in accumulate(not one for one in joined[:length])]
    together: list[list[int]] = [[] for _ in range(row_of[-1] + 1)]
    for place, row in enumerate(row_of):
        together[row].append(place)
    even = list(map(tuple, together))
    columns: list[list[_Cell]] = []
    extra: list[tuple[int, int, int]] = []  # row before which it stands, version, block
    for number, version in enumerate(beads):
        if version is None:
            columns.append(even)
            continue
        cells: list[_Cell] = [()] * len(even)
        reached = 0  # pivot blocks behind us
        for ours, theirs in version:
            if ours:
                cells[row_of[ours[0]]] += theirs
                reached = ours[-1] + 1
            elif joined[reached]:  # within a row: a row of its own would break the version's order
                cells[row_of[reached]] += theirs
            else:
                before = row_of[reached - 1] + 1 if reached else 0
                extra += [(before, number, block) for block in theirs]
        columns.append(cells)
    shared: list[_Row] = list(zip(*columns, strict=True))
    rows: list[_Row] = []
    done = 0
    for before, number, block in sorted(extra):
        rows += shared[done:before]
        rows.append(tuple([(block,) if version == number else () for version in range(len(beads))]))
        done = before
    return (*rows, *shared[done:])
