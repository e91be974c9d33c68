"""Which stretches of two texts say the same: the cheapest monotone path of beads, as Gale and Church (1993) search it.

A bead lays one, two or three units of one text beside one or two of the other, or a unit beside nothing. It costs what is
unlikely of its shape, of the lengths of its sides, and gains what numbers and names its sides share. Only pairs of units
at about the same place are looked at, and in long texts fewer.

Shape: two sequences of units in, beads out; memory: a few numbers for each pair that is looked at. Pure.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

from site_builder.model import BlockKind

Bead = tuple[range, range]
"""Units of either side, of which one may be empty."""

_SHAPES = ((1, 1, 0.0), (1, 2, 2.7), (2, 1, 2.7), (1, 3, 6.0), (3, 1, 6.0), (2, 2, 5.5))
"""Units on either side, and what such a bead costs: -log of how often it happens, relative to one to one.

These and the following were found on one half of the stories of the developer collection and confirmed on the other, by
`python -m bench.fit_align`; twice as much or half as much of each changes little."""
_NOISE = 6.8
"""Variance of lengths a character (Gale and Church)."""
_FARTHEST = 10.0
"""What lengths cost at most."""
_OTHER_KIND = 5.0
"""Cost of a heading beside a paragraph: dearer than most other ways."""
_AGREE, _USUAL, _ENOUGH = 10.0, 0.2, 1.0
"""Gain of anchors that all agree; share of them that texts which say something else have in common; and how many rare
anchors there must be to be fully believed."""
_REACHES = (0.12, 0.4, 1.0)
"""How far apart the places of two units may be, as a part of their texts: farther where the path leans on the edge."""
_MAX_CELLS = 150_000
"""Pairs of units that are looked at, about; in longer texts the reach is less."""


class Units:
    """A text in parts: what the search looks at in each. Anchors are dear to find, and found once."""

    __slots__ = ("_anchors", "_find", "ends", "kinds", "texts")

    def __init__(
        self,
        texts: Sequence[str],
        kinds: Sequence[BlockKind],
        find: Callable[[str], frozenset[str]],
    ) -> None:
        self.texts, self.kinds = texts, kinds
        self.ends = [0, *accumulate([max(1, len(text)) for text in texts])]
        """Where each begins, in characters, and where the last one ends."""
        self._find = find
        self._anchors: dict[int, frozenset[str]] = {}

    def anchors(self, place: int) -> frozenset[str]:
        """Of one unit."""
        found = self._anchors.get(place)
        if found is None:
            found = self._anchors[place] = self._find(self.texts[place])
        return found


def search(left: Units, right: Units, spread: float, gap: float) -> list[Bead]:
    """The beads from beginning to end.

    `spread`: standard deviation of lengths, relative to what is expected; `gap`: cost of a unit beside nothing.
    """
    costs = _Costs(left, right, spread)
    most = _MAX_CELLS / (2 * len(left.texts) * len(right.texts))
    for reach in _REACHES:
        windows = _windows(left, right, min(reach, most))
        beads = _path(len(left.texts), len(right.texts), windows, costs, gap)
        if reach >= most or not _leans(beads, windows, len(right.texts)):
            break
    return beads


def _path(
    rows: int, columns: int, windows: Sequence[tuple[int, int]], costs: _Costs, gap: float
) -> list[Bead]:
    """The cheapest path within the windows."""
    best: list[dict[int, float]] = [{} for _ in range(rows + 1)]
    came: list[dict[int, tuple[int, int]]] = [{} for _ in range(rows + 1)]
    best[0][0] = 0.0
    for row in range(rows + 1):
        here, ways = best[row], came[row]
        first, last = windows[row]
        for column in range(first, last + 1):
            cost = here.get(column)
            if cost is None:
                continue
            if column < last and cost + gap < here.get(column + 1, math.inf):
                here[column + 1] = cost + gap
                ways[column + 1] = (0, 1)
            for down, along, shape in _SHAPES if row < rows else ():
                if (
                    row + down > rows
                    or not windows[row + down][0] <= column + along <= windows[row + down][1]
                ):
                    continue
                there = best[row + down]
                known = there.get(column + along, math.inf)
                most = known - cost - shape
                if most > -_AGREE:
                    total = costs.bead(row, row + down, column, column + along, most)
                    if total < most:
                        there[column + along] = cost + shape + total
                        came[row + down][column + along] = (down, along)
            if row < rows and column >= windows[row + 1][0]:
                below = best[row + 1]
                if cost + gap < below.get(column, math.inf):
                    below[column] = cost + gap
                    came[row + 1][column] = (1, 0)
    return _walk_back(came, rows, columns)


def _leans(beads: Sequence[Bead], windows: Sequence[tuple[int, int]], columns: int) -> bool:
    """Does the path touch an edge of the windows that is not one of the texts?"""
    for ours, theirs in beads:
        first, last = windows[ours.stop]
        if theirs.stop == first > 0 or theirs.stop == last < columns:
            return True
    return False


def _walk_back(came: Sequence[dict[int, tuple[int, int]]], rows: int, columns: int) -> list[Bead]:
    row, column = rows, columns
    beads: list[Bead] = []
    while row or column:
        down, along = came[row][column]
        beads.append((range(row - down, row), range(column - along, column)))
        row, column = row - down, column - along
    return beads[::-1]


def _windows(left: Units, right: Units, reach: float) -> list[tuple[int, int]]:
    """For each boundary of the left text, the boundaries of the right one that may lie beside it: first and last.

    Each window begins where the one before it ends at the latest, so there is always a way through.
    """
    columns = len(right.texts)
    places = [end / right.ends[-1] for end in right.ends]
    windows = []
    before = 0
    for end in left.ends:
        place = end / left.ends[-1]
        first = min(before, max(0, bisect_left(places, place - reach) - 1))
        before = max(before, min(columns, bisect_right(places, place + reach)))
        windows.append((first, before))
    windows[-1] = (windows[-1][0], columns)
    return windows


def _weights(left: Units, right: Units) -> dict[str, float]:
    """How much an anchor says: less, the more units have it."""
    found = Counter(
        [one for units in (left, right) for place in range(len(units.texts)) for one in units.anchors(place)]
    )
    return {one: 1 / max(1, count - 1) for one, count in found.items()}


class _Costs:
    """What a bead costs beside its shape."""

    def __init__(self, left: Units, right: Units, spread: float) -> None:
        self._left, self._right = left, right
        self._ratio = left.ends[-1] / right.ends[-1]
        self._square = spread * spread
        self._weights = _weights(left, right)
        self._kept: tuple[dict[tuple[int, int], tuple[frozenset[str], float]], ...] = ({}, {})

    def bead(self, row: int, down: int, column: int, along: int, most: float) -> float:
        """Units from `row` to `down` beside those from `column` to `along`; anchors are not asked where it is over `most`."""
        left, right = self._left, self._right
        kinds = left.kinds[row:down]
        kind = kinds[0]
        others = right.kinds[column:along]
        if kinds.count(kind) < down - row or others.count(kind) < along - column:
            return _OTHER_KIND
        ours = left.ends[down] - left.ends[row]
        theirs = (right.ends[along] - right.ends[column]) * self._ratio
        mean = (ours + theirs) / 2
        off = abs(ours - theirs) / math.sqrt(mean * _NOISE + self._square * mean * mean)
        cost = min(_FARTHEST, -math.log(max(1e-9, math.erfc(off * 0.7071))))
        if cost - _AGREE >= most:
            return cost
        some, weight = self._anchors(0, row, down)
        rest, more = self._anchors(1, column, along)
        both = weight + more
        if not both:
            return cost
        weights = self._weights
        shared = sum([weights[one] for one in some & rest]) if some and rest else 0.0
        return cost - _AGREE * (2 * shared / both - _USUAL) * min(1.0, both / (2 * _ENOUGH))

    def _anchors(self, side: int, start: int, stop: int) -> tuple[frozenset[str], float]:
        kept = self._kept[side]
        found = kept.get((start, stop))
        if found is None:
            units = self._right if side else self._left
            anchors = units.anchors(start)
            if stop - start > 1:
                anchors = anchors.union(*[units.anchors(place) for place in range(start + 1, stop)])
            weights = self._weights
            found = kept[start, stop] = anchors, sum([weights[one] for one in sorted(anchors)])
        return found
