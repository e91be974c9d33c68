"""The usual difference of two versions, found without a search: one left a block out, or joined two.

Kinds say between which blocks that may be, lengths how likely each place is, and numbers and names decide where lengths
leave a doubt. Shape: two versions in, beads out, or None where this is not all the difference; memory: a few numbers a block.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Protocol

from site_builder.align.pair import Bead, Units
from site_builder.model import BlockKind

_GAP, _MERGE = 4.5, 2.3
"""Cost of a block left out on one side, and of two beside one: -log of how often it happens (Gale and Church, table 5:
0.89 one to one, 0.0099 left out, 0.089 merged), relative to one to one."""
_SPREAD = 0.2
"""Standard deviation of a block's length relative to what the other language leads one to expect."""
_ANCHOR = 6.0
"""Gain of anchors that agree, cost of anchors that do not."""
_DOUBT = 6.0
"""Where lengths see a break at several places and their costs differ by no more, anchors there decide. On the
developer collection and on 10,000 made-up articles 4 is enough."""
_MOST = 60
"""Blocks of versions that are looked at: each place of a break is tried with all of them."""
_FAR = 2.0
"""Lengths so far apart that versions which otherwise go one to one are searched after all. Found on the developer
collection: with 2 no link of the search is lost, with 3 0.06 % are."""


class Version(Protocol):
    """What is looked at in an article."""

    kinds: list[BlockKind]
    lengths: list[int]
    total: int
    blocks: Units


def one_break(left: Version, right: Version) -> list[Bead] | None:
    """The beads, where `right` has one block less than `left` and lengths say that this is all."""
    rows, columns = len(left.kinds), len(right.kinds)
    if rows != columns + 1 or rows > _MOST:
        return None
    last, tail = _agreeing(left.kinds, right.kinds), _agreeing(left.kinds[::-1], right.kinds[::-1])
    if last + tail < columns:
        return None
    found = _place(left, right, columns - tail, last)
    if found is None:
        return None
    place, merged = found
    behind = range(place + 1 + merged, rows)
    return [
        *[(range(one, one + 1), range(one, one + 1)) for one in range(place)],
        (range(place, place + 1 + merged), range(place, place + merged)),
        *[(range(one, one + 1), range(one - 1, one)) for one in behind],
    ]


def _agreeing(left: Sequence[BlockKind], right: Sequence[BlockKind]) -> int:
    """How many blocks from the start are of the same kinds."""
    for place, (ours, theirs) in enumerate(zip(left, right, strict=False)):
        if ours != theirs:
            return place
    return min(len(left), len(right))


def _place(left: Version, right: Version, first: int, last: int) -> tuple[int, int] | None:
    """Where `right` left out a block (0) or joined two (1); None where lengths say that this is not all.

    Kinds agree before `last` and, one further on the left, from `first` on, so the place is between these.
    """
    ways = _ways(left, right, first, last)
    cost, place, merged = min(ways)
    near = [way for way in ways if way[0] <= cost + _DOUBT]
    if len(near) > 1:
        cost, place, merged = min(_heard(left.blocks, right.blocks, near))
    if max(_path(left, right, place, merged), default=0.0) > _FAR:
        return None
    return place, merged


def _ways(left: Version, right: Version, first: int, last: int) -> list[tuple[float, int, int]]:
    """What lengths say against a break at each place, the place, and the blocks of the shorter side in it.

    Costs only grow along a path, so a place is given up where it costs more than any that is near the best.
    """
    ways: list[tuple[float, int, int]] = []
    most = math.inf
    for shape, merged in ((_MERGE, 1), (_GAP, 0)):
        for place in range(first, last + 1 - merged):
            cost = 0.0
            for off in _path(left, right, place, merged):
                cost += off
                if shape + cost > most:
                    break
            else:
                ways.append((shape + cost, place, merged))
                most = min(most, shape + cost + _DOUBT)
    return ways


def _path(left: Version, right: Version, place: int, merged: int) -> Iterator[float]:
    """How unlikely the lengths of each pair of blocks are, where the break is there.

    A block that was left out is not expected to be anywhere: of few blocks, all the others would look too long without it.
    """
    ours = [*left.lengths[:place], *left.lengths[place + 1 :]]
    if merged:
        ours[place] += left.lengths[place]
    ratio = right.total / sum(ours)
    for length, theirs in zip(ours, right.lengths, strict=True):
        yield _off(ratio * length, theirs)


def _heard(
    left: Units, right: Units, ways: Sequence[tuple[float, int, int]]
) -> Iterator[tuple[float, int, int]]:
    """The same ways, dearer by what numbers and names say against them; only blocks between them can differ in that."""
    start, stop = min(way[1] for way in ways), max(way[1] + way[2] for way in ways)
    ours = [left.anchors(place) for place in range(start, stop + 1)]
    theirs = [right.anchors(place) for place in range(start, stop)]
    straight = [0.0, *accumulate(map(_disagree, ours, theirs))]
    shifted = [0.0, *accumulate(map(_disagree, ours[1:], theirs))]
    for cost, place, merged in ways:
        here = place - start
        if merged:
            cost += _disagree(ours[here] | ours[here + 1], theirs[here])
        yield cost + straight[here] + shifted[-1] - shifted[here + merged], place, merged


def _off(expected: float, length: float) -> float:
    """How unlikely a block's length is beside what the other language leads one to expect: from 0 to 8."""
    both = length + expected
    off = (length - expected) / (_SPREAD * both / 2 if both > 40.0 else _SPREAD * 20.0)
    return off * off / 2 if -4.0 < off < 4.0 else 8.0


def _disagree(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """What their anchors say against two blocks, from -_ANCHOR / 2 to _ANCHOR / 2; nothing where there are none."""
    if ours and theirs:
        return _ANCHOR * (0.5 - len(ours & theirs) / len(ours | theirs))
    return _ANCHOR / 2 if ours or theirs else 0.0
