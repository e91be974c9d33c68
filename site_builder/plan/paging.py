"""Where a list is cut into pages.

The entries themselves say where: so one more or less, anywhere in a list, changes the page it is on and seldom another. Pages
are numbered from the oldest; the first page of a reader, 0, holds the newest entries.

Shape: keys of stories from the oldest in, places out; memory: those.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence

Key = tuple[str, str]
"""Date and story of an entry, by which lists are ordered."""

_ENDING = "0"
"""Last hex digit of the key of a story that may begin a page: of a sixteenth of them. Then pages hold about `size`
entries, and one entry more changes two pages of 50 on average, in lists of up to 27,000 entries."""


def page_starts(stories: Sequence[str], size: int) -> list[int]:
    """Places at which pages 1, 2 … begin, and last the first page; `stories` by key, the oldest first.

    A page holds from three to five quarters of `size`; the first page from `size` to nine quarters, where there are as many.
    """
    low, high = _least(size), max(1, size * 5 // 4)
    starts = [0]
    place = low
    while place <= len(stories) - size:
        if place - starts[-1] >= high or stories[place][-1] == _ENDING:
            starts.append(place)
            place += low
        else:
            place += 1
    return starts


def is_one_page(total: int, size: int) -> bool:
    """Are so many entries too few for more than the first page?"""
    return total < size + _least(size)


def _least(size: int) -> int:
    """Entries of a numbered page at least."""
    return max(1, size * 3 // 4)


def span(number: int, starts: Sequence[int], total: int) -> tuple[int, int]:
    """Places from the oldest of what page `number` holds: the first of them and how many."""
    start = starts[number - 1]
    return start, (starts[number] if number else total) - start


def changed_pages(old: Sequence[Key], new: Sequence[Key], touched: Collection[Key]) -> set[int]:
    """Numbers of the pages that are not as they were.

    `old`, `new`: the oldest entry of each page, in the order of `page_starts`, none where there is one page; `touched`:
    entries that came, went or are shown differently.
    """
    last, before = max(0, len(new) - 1), max(0, len(old) - 1)
    pages = {0 if place > last else place for place in (max(1, bisect_right(new, key)) for key in touched)}
    for number in range(1, last + 1):
        if number > before or old[number - 1 : number + 1] != new[number - 1 : number + 1]:
            pages.add(number)
    if last != before or old[-1:] != new[-1:]:
        pages |= {0, min(last, before)}  # the one led to the other
    return pages
