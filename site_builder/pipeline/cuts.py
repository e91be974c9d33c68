"""How lists are cut into pages, and which pages of a list are not as they were.

Memory: the keys of one list's entries.
"""

from __future__ import annotations

from typing import NamedTuple

from site_builder.config import ListSettings
from site_builder.pipeline.arrange import Lists
from site_builder.pipeline.library import pack, unpack
from site_builder.plan import changed_pages, is_one_page, page_starts
from site_builder.plan.paging import Key
from site_builder.store import Table


class Cut(NamedTuple):
    """A list in pages."""

    name: str
    starts: tuple[int, ...]
    """Where its pages begin, as `page_starts` says."""
    firsts: list[Key]
    """The oldest entry of each; none where there is one page."""


def cut_of(table: Table, name: str, total: int, size: int) -> Cut:
    """A list as it is to be cut now."""
    if is_one_page(total, size):
        return Cut(name, (0,), [])
    # A list that has no entries of its own, whatever its tally, is one page as well.
    keys: list[Key] = table.execute(
        "SELECT published, story FROM entry WHERE list = ? ORDER BY published, story", (name,)
    ).fetchall()
    starts = page_starts([story for _, story in keys], size)
    return Cut(name, tuple(starts), [keys[start] for start in starts] if len(starts) > 1 else [])


def pages_to_make(table: Table, lists: Lists, cut: Cut, settings: ListSettings) -> set[int]:
    """Numbers of the pages of a list that are made again, as `lists` says; 0 is the first, with the feeds."""
    row = table.execute("SELECT firsts FROM cut WHERE list = ?", (cut.name,)).fetchone()
    touched = lists.touched.get(cut.name, ())
    numbers = changed_pages(unpack(row[0]) if row else [], cut.firsts, touched)
    # A feed that is longer than the first page shows entries of others.
    longer = cut.name[0] in "lp" and settings.feed_size > settings.page_size
    if cut.name in lists.shelves or (touched and longer):
        numbers.add(0)
    return numbers


def remember_cut(table: Table, cut: Cut) -> None:
    """For the next build."""
    if cut.firsts:
        table.execute("INSERT OR REPLACE INTO cut VALUES (?, ?)", (cut.name, pack(cut.firsts)))
    else:
        table.execute("DELETE FROM cut WHERE list = ?", (cut.name,))
