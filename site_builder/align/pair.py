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

These and the following were found on one half of the stories of the developer collection and confirmed on the other;
twice as much or half as much of each changes little."""
_NOISE = 6.8
"""Variance of lengths a character (Gale and Church)."""
_FARTHEST = 10.0
_LEAST = math.exp(-_FARTHEST)
"""What lengths cost at most."""
_OTHER_KIND = 5.0
"""Cost of a heading beside a paragraph: dearer than most other ways."""
_AGREE, _USUAL, _ENOUGH = 10.0, 0.2, 1.0
"""Gain of anchors that all agree; share of them that texts which say something else have in common; and how many rare
anchors there must be to be fully believed."""
_FAR, _AGREES, _ALIKE = 3.0, 1.0, 2
"""Cost of lengths that do not belong together; cost of lengths that do; and how many such pairs in a row, before or
behind a difference, are searched with it."""
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
    rows, columns = len(left.texts), len(right.texts)
    shorter = min(rows, columns)
    head = _sure(costs, [(place, place) for place in range(shorter)])
    tail = _sure(costs, [(rows - place, columns - place) for place in range(1, shorter - head + 1)])
    costs.weigh(range(head, rows - tail), range(head, columns - tail))
    middle = _search_between(left, right, range(head, rows - tail), range(head, columns - tail), costs, gap)
    return [*_straight(0, 0, head), *middle, *_straight(rows - tail, columns - tail, tail)]


def _straight(row: int, column: int, count: int) -> list[Bead]:
    """Units one to one from there on."""
    return [
        (range(row + step, row + step + 1), range(column + step, column + step + 1)) for step in range(count)
    ]


def _sure(costs: _Costs, pairs: Sequence[tuple[int, int]]) -> int:
    """How many of these pairs of units, from an end inwards, surely belong together.

    Where texts part, units may look alike for a while. So the last few that agree are not taken for sure either, nor
    anything behind a pair that does not.
    """
    sure = next((place for place, pair in enumerate(pairs) if not costs.may_be_one(*pair)), len(pairs))
    good = 0
    while sure and good < _ALIKE:
        sure -= 1
        good = good + 1 if costs.agree(*pairs[sure]) else 0
    return sure


def _search_between(
    left: Units, right: Units, rows: range, columns: range, costs: _Costs, gap: float
) -> list[Bead]:
    """The cheapest path through some units of both texts."""
    if not rows or not columns:
        lone = [(range(row, row + 1), range(columns.start, columns.start)) for row in rows]
        return lone + [(range(rows.stop, rows.stop), range(column, column + 1)) for column in columns]
    most = _MAX_CELLS / (2 * len(rows) * len(columns))
    for reach in _REACHES:
        windows = _windows(left, right, rows, columns, min(reach, most))
        beads = _path(rows, columns, windows, costs, gap)
        if reach >= most or not _leans(beads, windows, rows, columns):
            break
    return beads


def _path(
    rows: range, columns: range, windows: Sequence[tuple[int, int]], costs: _Costs, gap: float
) -> list[Bead]:
    """The cheapest path within the windows, which count from the first row."""
    height, start = len(rows), rows.start
    best: list[dict[int, float]] = [{} for _ in range(height + 1)]
    came: list[dict[int, tuple[int, int]]] = [{} for _ in range(height + 1)]
    best[0][columns.start] = 0.0
    for row in range(height + 1):
        here, ways = best[row], came[row]
        first, last = windows[row]
        for column in range(first, last + 1):
            cost = here.get(column)
            if cost is None:
                continue
            if column < last and cost + gap < here.get(column + 1, math.inf):
                here[column + 1] = cost + gap
                ways[column + 1] = (0, 1)
            for down, along, shape in _SHAPES if row < height else ():
                below = row + down
                if below > height or not windows[below][0] <= column + along <= windows[below][1]:
                    continue
                known = best[below].get(column + along, math.inf)
                most = known - cost - shape
                if most > -_AGREE:
                    total = costs.bead(start + row, start + below, column, column + along, most)
                    if total < most:
                        best[below][column + along] = cost + shape + total
                        came[below][column + along] = (down, along)
            if row < height and column >= windows[row + 1][0]:
                there = best[row + 1]
                if cost + gap < there.get(column, math.inf):
                    there[column] = cost + gap
                    came[row + 1][column] = (1, 0)
    return _walk_back(came, rows, columns)


def _leans(beads: Sequence[Bead], windows: Sequence[tuple[int, int]], rows: range, columns: range) -> bool:
    """Does the path touch an edge of the windows that is not one of what is searched?"""
    for ours, theirs in beads:
        first, last = windows[ours.stop - rows.start]
        if theirs.stop == first > columns.start or theirs.stop == last < columns.stop:
            return True
    return False


def _walk_back(came: Sequence[dict[int, tuple[int, int]]], rows: range, columns: range) -> list[Bead]:
    row, column = len(rows), columns.stop
    beads: list[Bead] = []
    while row or column > columns.start:
        down, along = came[row][column]
        stop = rows.start + row
        beads.append((range(stop - down, stop), range(column - along, column)))
        row, column = row - down, column - along
    return beads[::-1]


def _windows(left: Units, right: Units, rows: range, columns: range, reach: float) -> list[tuple[int, int]]:
    """For each boundary of the rows, the boundaries of columns that may lie beside it: first and last.

    Each window begins where the one before it ends at the latest, so there is always a way through.
    """
    begin, length = right.ends[columns.start], right.ends[columns.stop] - right.ends[columns.start]
    places = [(end - begin) / length for end in right.ends[columns.start : columns.stop + 1]]
    start, total = left.ends[rows.start], left.ends[rows.stop] - left.ends[rows.start]
    windows = []
    before = columns.start
    for end in left.ends[rows.start : rows.stop + 1]:
        place = (end - start) / total
        first = min(before, columns.start + max(0, bisect_left(places, place - reach) - 1))
        before = max(before, min(columns.stop, columns.start + bisect_right(places, place + reach)))
        windows.append((first, before))
    windows[-1] = (windows[-1][0], columns.stop)
    return windows


class _Costs:
    """What a bead costs beside its shape."""

    def __init__(self, left: Units, right: Units, spread: float) -> None:
        self._left, self._right = left, right
        self._ratio = left.ends[-1] / right.ends[-1]
        self._square = spread * spread
        self._weights: dict[str, float] = {}
        self._kept: tuple[dict[tuple[int, int], tuple[frozenset[str], float]], ...] = ({}, {})

    def weigh(self, rows: range, columns: range) -> None:
        """Find how much each anchor says among the units that are searched: less, the more of them have it."""
        found = Counter(
            [
                one
                for units, places in ((self._left, rows), (self._right, columns))
                for place in places
                for one in units.anchors(place)
            ]
        )
        self._weights = {one: 1 / max(1, count - 1) for one, count in found.items()}

    def agree(self, row: int, column: int) -> bool:
        """Are two units of about the same length, with the same anchors for the most part?"""
        if self._apart(row, row + 1, column, column + 1) > _AGREES:
            return False
        ours, theirs = self._left.anchors(row), self._right.anchors(column)
        return bool(ours) and 2 * len(ours & theirs) >= max(len(ours), len(theirs))

    def may_be_one(self, row: int, column: int) -> bool:
        """Are two units of one kind, and not of lengths far apart?"""
        return self._left.kinds[row] == self._right.kinds[column] and (
            self._apart(row, row + 1, column, column + 1) <= _FAR
        )

    def _apart(self, row: int, down: int, column: int, along: int) -> float:
        """What the lengths of some units cost."""
        ours = self._left.ends[down] - self._left.ends[row]
        theirs = (self._right.ends[along] - self._right.ends[column]) * self._ratio
        mean = (ours + theirs) / 2
        off = abs(ours - theirs) / math.sqrt(mean * _NOISE + self._square * mean * mean)
        chance = math.erfc(off * 0.7071)
        return -math.log(chance) if chance > _LEAST else _FARTHEST

    def bead(self, row: int, down: int, column: int, along: int, most: float) -> float:
        """Units from `row` to `down` beside those from `column` to `along`; anchors are not asked where it is over `most`."""
        kind = self._left.kinds[row]
        if kind != self._right.kinds[column]:
            return _OTHER_KIND
        if down - row > 1 and self._left.kinds[row:down].count(kind) < down - row:
            return _OTHER_KIND
        if along - column > 1 and self._right.kinds[column:along].count(kind) < along - column:
            return _OTHER_KIND
        cost = self._apart(row, down, column, along)
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
