"""What a person should look at: made where the pages of a story are made, kept in the store, shown on a page of its own.

The page holds the first of each kind and says how many there are, so that it is as large for a hundred thousand articles as
for a thousand. It lies in the cache, for it is not for readers; it is made again only where it would be another one.
Memory: the remarks of a story; of the page, those that it shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from site_builder.config import Config
from site_builder.model import (
    REMARK_KINDS,
    Address,
    Alignment,
    Article,
    Passage,
    Remark,
    RemarkKind,
    RemarkSection,
    Remedy,
    ReviewView,
    Story,
)
from site_builder.pipeline.bonds import is_linked_by_content
from site_builder.pipeline.library import digest, meta, pack, set_meta, unpack
from site_builder.plan import story_path
from site_builder.render.templates import template_folders
from site_builder.review import Join, join_remark, story_remarks
from site_builder.store import Table
from site_builder.write import Writer

_PAGE = "review.html"
_SHOWN = 100
"""Remarks of a kind on the page: a morning's work, and half a megabyte at most."""

_JOINS = "~"
"""Owner of the remarks that concern several stories."""

RemarkRow = tuple[str, int, str, int, bytes]
"""Kind, place among its kind, story, number in the story, the remark."""


def review_page(cache: Path) -> Path:
    """Where the page lies."""
    return cache / _PAGE


def remarks_of(
    stories: Iterable[tuple[Story, Address, Mapping[str, Article], Alignment]],
) -> list[RemarkRow]:
    """The remarks of some stories, as rows."""
    rows: list[RemarkRow] = []
    for story, address, articles, alignment in stories:
        found = story_remarks(story, articles, alignment, story_path(address))
        rows += [(one.kind, -one.urgency, story.key, n, _packed(one)) for n, one in enumerate(found)]
    return rows


def keep_remarks(table: Table, keys: Sequence[str], rows: Sequence[RemarkRow]) -> None:
    """Put the remarks of these stories in the place of what was remarked before, within the caller's transaction."""
    table.executemany("DELETE FROM remark WHERE story = ?", [(key,) for key in keys])
    table.executemany("INSERT OR REPLACE INTO remark VALUES (?, ?, ?, ?, ?)", rows)


def keep_joins(table: Table, store: str) -> None:
    """Remarks on what was joined by content on thin evidence, or nearly was; `store` is the path of the table's file."""
    rows: list[RemarkRow] = []
    if is_linked_by_content(table):
        from site_builder.pipeline.linking import doubts

        for n, doubt in enumerate(doubts(table, store, _SHOWN)):
            card, other = doubt.cards
            shared = ", ".join(doubt.shared)
            why = f"both have {shared}" if shared else "they have the same numbers and paragraphs"
            remark = join_remark(
                Join(card, other, doubt.stories[1], doubt.score, why), joined=doubt.kind == "thin link"
            )
            if remark is not None:
                rows.append((remark.kind, -remark.urgency, _JOINS, n, _packed(remark)))
    elif not table.execute("SELECT 1 FROM remark WHERE story = ? LIMIT 1", (_JOINS,)).fetchone():
        return  # as in most collections, whose builds need not wait for a disk
    table.execute("BEGIN")
    keep_remarks(table, [_JOINS], rows)
    table.execute("COMMIT")


def counts_of(table: Table) -> dict[RemarkKind, int]:
    """Kind → how many there are, the most important kind first."""
    counts = dict(table.execute("SELECT kind, count(*) FROM remark GROUP BY kind").fetchall())
    return {kind: counts[kind] for kind in REMARK_KINDS if kind in counts}


def write_review(table: Table, config: Config) -> None:
    """The page, unless it is there and would be the same."""
    cache = config.build.cache
    site, kinds = _way(cache, config.build.output), list(_first_of_each(table))
    looks = [
        (folder / name).read_bytes()
        for folder in template_folders(config.build.templates)
        for name in ("review.html", "review.css", "assets/site.css")
        if (folder / name).is_file()
    ]
    wanted = digest(pack((site, kinds)), *looks)
    if meta(table, "review") == wanted and review_page(cache).is_file():
        return
    from site_builder.pipeline.making import renderer

    sections = [RemarkSection(kind, total, tuple(map(_unpacked, found))) for kind, total, found in kinds]
    view = ReviewView(_PAGE, site, tuple(sections))
    (file,) = renderer(config.build.templates, cache / "looks").render(view)
    Writer(cache, empty=False).put(file)
    set_meta(table, "review", wanted)


def _way(cache: Path, output: Path) -> str:
    try:
        return Path(os.path.relpath(output, cache)).as_posix()
    except ValueError:  # another drive
        return ""


def _first_of_each(table: Table) -> Iterator[tuple[RemarkKind, int, list[bytes]]]:
    """Kinds, how many remarks there are of each, and the first of them as rows hold them."""
    for kind, total in counts_of(table).items():
        rows = table.execute(
            "SELECT data FROM remark WHERE kind = ? ORDER BY rank, story, n LIMIT ?", (kind, _SHOWN)
        ).fetchall()
        yield kind, total, [data for (data,) in rows]


def _packed(remark: Remark) -> bytes:
    *plain, passages, remedies = remark
    return pack((*plain, [tuple(one) for one in passages], [tuple(one) for one in remedies]))


def _unpacked(data: bytes) -> Remark:
    kind, urgency, seed, language, what, why, passages, remedies = unpack(data)
    shown = tuple([Passage(*one) for one in passages])
    return Remark(kind, urgency, seed, language, what, why, shown, tuple([Remedy(*one) for one in remedies]))
