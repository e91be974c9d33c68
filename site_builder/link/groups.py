"""Groups of articles from scores of pairs: average link, the best pair first.

Shape: the pairs of one component in, groups out; pure. Memory: its pairs. Raises nothing. The order of the articles
decides nothing but between equal scores, and there their ids do.

A group holds one article of each language whose label is sure; and articles of one stated story or source at most.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

from site_builder.model import UNDETERMINED

LINK = 0.5
"""Mean score of all judged pairs between two groups that joins them (docs/linking.md, how it was found)."""
COVER = 0.5
"""Share of the pairs between two groups that must have been judged, of the first dozen."""
CLASH = 0.97
"""Mean score that joins groups although both hold an article of one language, where its label is not sure."""

Who = tuple[str, bool, str]
"""Of an article: language, whether that is sure, and the story that it states or its source makes."""


def groups_of(
    members: Mapping[str, Who], pairs: Iterable[tuple[str, str, float]], link: float = LINK
) -> list[list[str]]:
    """Groups of the ids of `members`, sorted."""
    owner = _stated(members)
    groups: dict[str, list[str]] = defaultdict(list)
    for one in sorted(members):
        groups[owner[one]].append(one)
    tongues = {name: _languages(members, group) for name, group in groups.items()}
    story = {name: members[group[0]][2] for name, group in groups.items()}
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
        if not _may_meet(tongues[left], tongues[right], mean):
            continue
        keep, gone = (
            (left, right) if (len(groups[left]), right) > (len(groups[right]), left) else (right, left)
        )
        groups[keep] += groups.pop(gone)
        story[keep] = story[keep] or story.pop(gone)
        for language, sure in tongues.pop(gone).items():
            tongues[keep][language] = tongues[keep].get(language, False) or sure
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
        one: first.setdefault(members[one][2], one) if members[one][2] else one for one in sorted(members)
    }


def _languages(members: Mapping[str, Who], group: Iterable[str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for one in group:
        language, sure, _ = members[one]
        if language != UNDETERMINED:
            found[language] = found.get(language, False) or sure
    return found


def _may_meet(left: Mapping[str, bool], right: Mapping[str, bool], mean: float) -> bool:
    both = left.keys() & right.keys()
    if not both:
        return True
    return mean >= CLASH and not any(left[one] and right[one] for one in both)
