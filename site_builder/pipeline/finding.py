"""What the search has of each story, in the store: made beside the story's pages, kept for the index of its languages.

Memory: one story. Not here: the index (`pipeline/searching.py`), what a search shows (`plan/finding.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.model import Address, Article, Shell, Story
from site_builder.plan import finds_of
from site_builder.store import Table

INDEX = "~@ search "
"""Before a language: the owner of the files of its index."""

FindRow = tuple[str, str, str, str, int, bytes | None]
"""Language, id, story, source, year (0 where none is known), and what is shown of it, packed; None for one that is gone."""


def finds_in(
    table: Table, shell: Shell, story: Story, address: Address, articles: Mapping[str, Article]
) -> list[FindRow]:
    """What the search has of a story, where that is not what the store has."""
    from site_builder.search.index import packed  # 2 ms to import, for a site that has a search

    known = {
        language: (source, year, data)
        for language, source, year, data in table.execute(
            "SELECT language, source, year, data FROM find WHERE story = ?", (story.key,)
        )
    }
    id_ = story.key[:12]
    rows: list[FindRow] = []
    for find in finds_of(shell, story, address, articles):
        shown = {
            "source": find.source,
            "date": find.published,
            "pages": find.pages,
            "story": find.story,
            "others": [(link.language, link.path) for link in find.others],
        }
        year = int(find.published[:4]) if find.published else 0
        data = packed(shown)
        if known.pop(find.language, None) != (find.source, year, data):
            rows.append((find.language, id_, story.key, find.source, year, data))
    rows += [(language, id_, story.key, "", 0, None) for language in known]
    return rows


def keep_finds(table: Table, rows: Iterable[FindRow], *, remember: bool) -> None:
    """Put them into the store; with `remember` also what they were, for the index that still has that."""
    for language, id_, story, source, year, data in rows:
        if remember:
            table.execute(
                "INSERT OR IGNORE INTO unfound SELECT ?1, ?2, source, year, data FROM "
                "(SELECT 1) LEFT JOIN find ON language = ?1 AND id = ?2",
                (language, id_),
            )
        if data is None:
            table.execute("DELETE FROM find WHERE language = ? AND id = ?", (language, id_))
        else:
            table.execute(
                "INSERT OR REPLACE INTO find VALUES (?, ?, ?, ?, ?, ?)",
                (language, id_, story, source, year, data),
            )


def lose_finds(table: Table, story: str) -> None:
    """A story is no more."""
    rows = table.execute("SELECT language, id FROM find WHERE story = ?", (story,)).fetchall()
    keep_finds(table, [(language, id_, story, "", 0, None) for language, id_ in rows], remember=True)
