"""Groups of articles from scores of pairs: average link, the best pair first.

Shape: the pairs of one component in, groups out; pure. Memory: its pairs. Raises nothing. The order of the articles
decides nothing but between equal scores, and there their ids do.

A group holds one article of each language, and articles of one stated story or source at most. An article whose language
is not sure has one of its own (`likeness.tongue_of`).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

LINK = 0.5
"""Mean score of all judged pairs between two groups that joins them (docs/linking.md, how it was found)."""
COVER = 0.5
"""Share of the pairs between two groups that must have been judged, of the first dozen."""
Who = tuple[str, str]
"""Of an article: language, and the story that it states or its source makes; "" for none."""


def groups_of(
    members: Mapping[str, Who], pairs: Iterable[tuple[str, str, float]], link: float = LINK
) -> list[list[str]]:
    """Groups of the ids of `members`, sorted."""
    owner = _stated(members)
    groups: dict[str, list[str]] = defaultdict(list)
    for one in sorted(members):
        groups[owner[one]].append(one)
    tongues = {name: {members[one][0] for one in group} for name, group in groups.items()}
    story = {name: members[group[0]][1] for name, group in groups.items()}
    sums: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for a, b, score in sorted(pairs):
        left, right = owner[a], owner[b]
        if left != right:
            cell = sums[left].get(right) or sums[right].get(left) or [0.0, 0]
            cell[0] += score
            cell[1] += 1
            sums[left][right] = sums[right][left] = cell
    heap = [
        (-cell[0] / cell[1], left, right)
        for left, row in sums.items()
        for right, cell in row.items()
        if left < right and cell[0] >= link * cell[1]
    ]
    heapq.heapify(heap)
    while heap:
        negative, left, right = heapq.heappop(heap)
        if left not in groups or right not in groups or right not in sums[left]:
            continue
        total, count = sums[left][right]
        mean = total / count
        if -negative != mean:
            continue  # a newer entry stands for it
        if story[left] and story[right]:
            continue
        if count < COVER * min(12, len(groups[left]) * len(groups[right])):
            continue
        if tongues[left] & tongues[right]:
            continue
        keep, gone = (
            (left, right) if (len(groups[left]), right) > (len(groups[right]), left) else (right, left)
        )
        groups[keep] += groups.pop(gone)
        story[keep] = story[keep] or story.pop(gone)
        tongues[keep] |= tongues.pop(gone)
        for other, cell in sums.pop(gone).items():
            del sums[other][gone]
            if other == keep:
                continue
            mine = sums[keep].get(other)
            if mine is None:
                mine = [0.0, 0]
            mine[0] += cell[0]
            mine[1] += cell[1]
            sums[keep][other] = sums[other][keep] = mine
        for other, cell in sums[keep].items():
            if cell[0] >= link * cell[1]:
                heapq.heappush(heap, (-cell[0] / cell[1], min(keep, other), max(keep, other)))
    return sorted(sorted(group) for group in groups.values())


def _stated(members: Mapping[str, Who]) -> dict[str, str]:
    """Article → name of the group it begins in: that of the first article of its stated story, or itself."""
    first: dict[str, str] = {}
    return {
        one: first.setdefault(members[one][1], one) if members[one][1] else one for one in sorted(members)
    }
