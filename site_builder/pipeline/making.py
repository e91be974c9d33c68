"""Second half of a build, in workers: stories and lists out of the store, through plan and render, into output/.

Shape: a batch of stories, or of lists; memory: one story, one page of a list, and what the renderer keeps. Every function
that runs elsewhere is importable by its name and reads the store by itself, so that only names and hashes travel.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.config import ListSettings
from site_builder.link import story_of
from site_builder.model import Address, Alignment, Article, File, Shell, Story, View
from site_builder.pipeline.arrange import articles_in, with_known_date
from site_builder.pipeline.bonds import bond_of
from site_builder.pipeline.finding import FindRow, finds_in
from site_builder.pipeline.library import digest, pack, totals, unpack, unpack_card
from site_builder.pipeline.remarks import RemarkRow, remarks_of
from site_builder.pipeline.run import Ways
from site_builder.plan import (
    Item,
    coverage_record,
    feed_views,
    list_view,
    page_path,
    sitemap_groups,
    span,
    story_records,
    story_views,
)
from site_builder.store import Table, one_look, reader
from site_builder.value import dataclass
from site_builder.write import Writer

if TYPE_CHECKING:
    from site_builder.render.renderer import Renderer

PAGES, DATA = frozenset({"article", "story"}), "data"
"""What a story is made into: its kinds of pages; and all that depends on no template: Markdown and its pieces of data."""


@dataclass(frozen=True, slots=True)
class Place:
    """What work needs to know beside its subject, the same for all batches of a build."""

    store: str
    shell: Shell
    output: Path
    empty: bool
    """Nothing lies in output/ yet."""
    trusted: bool
    """Does output/ hold what the store says?"""
    templates: Path | None
    memory: Path
    """Where the renderer keeps what is slow to make."""
    parts: int = 1
    """Of the collection's data."""
    edition: int = 0
    """Another one where templates may have changed since this process read them."""


@dataclass(frozen=True, slots=True)
class StoryBatch:
    """Some stories, and what to make of them."""

    place: Place
    keys: tuple[str, ...]
    """The stories; or, with `until`, the first of a range that ends before it."""
    until: str | None
    kinds: frozenset[str]
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Stories of which the pages of some articles alone are made, by their ids; and what shows the whole story."""


@dataclass(frozen=True, slots=True)
class ListBatch:
    """Some lists, and which of their pages to make."""

    place: Place
    settings: ListSettings
    jobs: tuple[ListJob, ...]


@dataclass(frozen=True, slots=True)
class ListJob:
    """A list and the numbers of pages to make; 0 is the first."""

    name: str
    total: int
    starts: tuple[int, ...]
    """Where its pages begin (`plan.page_starts`)."""
    numbers: tuple[int, ...]
    feeds: bool
    """Make its feeds too, with the first page?"""


Made = tuple[str, str, bytes, bool]
"""A file that was made: owner, path, hash, whether it had to be written."""

Stretch = tuple[str, bytes, bytes]
"""A story's key, a hash of its versions, and its alignment."""

Pieces = tuple[str, bytes, bytes, bytes, bytes]
"""A story's key and its pieces of the catalogue, the table, the sitemap and the coverage."""


_AT_ONCE = 12
"""Stories that go through each step together: code that does one thing many times finds it all in the processor's caches,
a quarter faster than article by article. More of them need memory and gain nothing."""


@dataclass(slots=True)
class StoriesMade:
    """What came of some stories."""

    stories: int
    files: list[Made] = field(default_factory=list)
    pieces: list[Pieces] = field(default_factory=list)
    finds: list[FindRow] = field(default_factory=list)
    remarks: list[RemarkRow] = field(default_factory=list)
    """What there is to look at in them."""
    stretches: list[Stretch] = field(default_factory=list)
    """Alignments to remember."""
    ways: Ways = field(default_factory=dict)


def make_stories(batch: StoryBatch) -> StoriesMade:
    """Their files and all else that is made of them."""
    place = batch.place
    table, renderer, writer = tools(place)
    with one_look(table):
        keys = batch.keys if batch.until is None else _keys(table, batch.keys[0], batch.until)
        made = StoriesMade(len(keys))
        for start in range(0, len(keys), _AT_ONCE):
            _make_together(batch, keys[start : start + _AT_ONCE], made, table, renderer, writer)
    renderer.keep()
    made.ways["markdown"] = renderer.ways()
    return made


def _make_together(
    batch: StoryBatch,
    keys: Sequence[str],
    made: StoriesMade,
    table: Table,
    renderer: Renderer,
    writer: Writer,
) -> None:
    """Some stories step by step; what comes of them is added to `made`."""
    place = batch.place
    stories = _stories(table, keys)
    aligned = _aligned(table, place, stories, made.stretches, made.ways)
    files = _files(renderer, place.shell, aligned, batch.kinds, batch.only)
    if DATA in batch.kinds:
        made.pieces += _pieces(place.shell, aligned)
        made.remarks += remarks_of(aligned)
        if place.shell.searchable:
            for story, address, articles, _ in aligned:
                made.finds += finds_in(table, place.shell, story, address, articles)
    for key, of_story in files:
        made.files += put_files(table, writer, place, key, of_story)


_Known = tuple[Story, Address, dict[str, Article], bytes]
"""A story, where it lives, its articles by id, and a hash of its versions."""
_Aligned = tuple[Story, Address, dict[str, Article], Alignment]


def _keys(table: Table, first: str, until: str) -> tuple[str, ...]:
    rows = table.execute("SELECT key FROM story WHERE key >= ? AND key < ? ORDER BY key", (first, until))
    return tuple([key for (key,) in rows.fetchall()])


def _stories(table: Table, keys: Sequence[str]) -> list[_Known]:
    """Stories with their articles; a key whose story is gone is passed over."""
    found: list[_Known] = []
    for key in keys:
        row = table.execute("SELECT source, slug FROM story WHERE key = ?", (key,)).fetchone()
        if row is None:
            continue
        members = articles_in(table, key)
        cards = [card for _, _, card, _ in members]
        made = {card.id: hashed for _, hashed, card, _ in members}
        articles = {article.id: article for *_, article in members}
        story = story_of(key, cards, bond_of(table, key, cards))
        versions = digest(*[made[card.id] for card in story.versions])
        found.append((story, Address(*row), articles, versions))
    return found


def _aligned(
    table: Table, place: Place, stories: Sequence[_Known], stretches: list[Stretch], ways: Ways
) -> list[_Aligned]:
    """Stories with their alignments, remembered where they were dear; those to remember go into `stretches`."""
    from site_builder.align import align_story, as_before

    counts = Counter(ways.get("alignment"))
    found = []
    for story, address, articles, versions in stories:
        row = None
        if not place.empty:
            row = table.execute("SELECT made, spans FROM stretch WHERE story = ?", (story.key,)).fetchone()
        if row is not None and row[0] == versions:
            languages = tuple([card.language for card in story.versions])
            alignment = as_before(languages, *unpack(row[1]))
        else:
            alignment = align_story([articles[card.id] for card in story.versions], counts)
            if not alignment.is_even:
                stretches.append((story.key, versions, pack((alignment.pivot, alignment.spans))))
        found.append((story, address, articles, alignment))
    ways["alignment"] = dict(counts)
    return found


def _files(
    renderer: Renderer,
    shell: Shell,
    stories: Sequence[_Aligned],
    kinds: frozenset[str],
    only: Mapping[str, frozenset[str]],
) -> list[tuple[str, list[File]]]:
    """The files of each story, under its key."""
    views = [
        (story.key, list(story_views(shell, story, address, articles, alignment)))
        for story, address, articles, alignment in stories
    ]
    return renderer.stories(views, kinds, only)


def _pieces(shell: Shell, stories: Sequence[_Aligned]) -> list[Pieces]:
    """What each story contributes to the files for machines."""
    from site_builder.render.data import catalogue_lines, coverage_row, table_rows
    from site_builder.render.sitemap import sitemap_piece

    found = []
    for story, address, _, alignment in stories:
        records = story_records(story, address, alignment)
        addresses = sitemap_piece(sitemap_groups(story, address), shell.base_url) if shell.base_url else b""
        covered = coverage_row(coverage_record(story, address, shell.language))
        found.append((story.key, catalogue_lines(records), table_rows(records), addresses, covered))
    return found


def put_files(table: Table, writer: Writer, place: Place, owner: str, files: Iterable[File]) -> list[Made]:
    """Write an owner's files into output/, those whose bytes are not there."""
    known: dict[str, bytes] = {}
    if place.trusted and not place.empty:
        known.update(table.execute("SELECT path, hash FROM page WHERE owner = ?", (owner,)).fetchall())
    return [(owner, file.path, *writer.put(file, known.get(file.path))) for file in files]


# Lists


def make_lists(batch: ListBatch) -> list[Made]:
    """The files of some lists."""
    place, settings = batch.place, batch.settings
    table, renderer, writer = tools(place)
    made: list[Made] = []
    with one_look(table):
        for start in range(0, len(batch.jobs), _AT_ONCE):
            jobs = batch.jobs[start : start + _AT_ONCE]
            views = [(job, list(_list_views(table, place, settings, job))) for job in jobs]
            files = [
                (job, [file for view in of_job for file in renderer.render(view)]) for job, of_job in views
            ]
            for job, of_list in files:
                made += put_files(table, writer, place, f"~{job.name}", of_list)
    renderer.keep()
    return made


def list_files(place: Place, settings: ListSettings, job: ListJob) -> tuple[str, list[tuple[str, bytes]]]:
    """The owner, and paths and bytes of the files of one list, which are not written."""
    table, renderer, _ = tools(place)
    with one_look(table):
        views = list(_list_views(table, place, settings, job))
    files = [(file.path, file.data) for view in views for file in renderer.render(view)]
    renderer.keep()
    return f"~{job.name}", files


def _list_views(table: Table, place: Place, settings: ListSettings, job: ListJob) -> Iterator[View]:
    shell = place.shell
    dated = is_dated(table, job.name)
    shelf = _shelf(table, job.name)
    for number in job.numbers:
        start, count = span(number, job.starts, job.total)
        items = list(items_of(table, job.name, start, count))[::-1]
        yield list_view(
            shell,
            job.name,
            number,
            len(job.starts) - 1,
            items,
            dated=dated,
            shelf=shelf,
            parts=place.parts,
        )
        if number == 0 and job.feeds and job.name[0] in "lp" and shell.base_url:
            newest = items[: settings.feed_size]
            if len(newest) < min(settings.feed_size, job.total):
                newest = newest_of(table, job.name, settings.feed_size)
            yield from feed_views(shell, job.name, newest, dated=dated)


def _shelf(table: Table, name: str) -> dict[str, int]:
    kind, *rest = name.split(" ")
    if kind == "l":
        return totals(table, f"p {rest[0]}")
    if kind == "m":
        return _months_beside(table, name)
    if kind == "y":
        return totals(table, f"m {rest[0]}")
    return totals(table, f"q {rest[0]}") if kind == "s" else {}


def _months_beside(table: Table, name: str) -> dict[str, int]:
    """The months before and after one, which may be hundreds of a language, with their numbers of articles."""
    start = name.rindex(" ") + 1
    found: dict[str, int] = {}
    for question in (_BEFORE, _AFTER):  # digits come before ":", and what is undated after it
        found.update(table.execute(question, (start + 1, name, name[:start], f"{name[:start]}:")).fetchall())
    return found


_BESIDE = "SELECT substr(name, ?1), total FROM tally WHERE name {} ?2 AND name > ?3 AND name < ?4 AND total > 0 ORDER BY name {} LIMIT 1"
_BEFORE, _AFTER = _BESIDE.format("<", "DESC"), _BESIDE.format(">", "ASC")


def expected_pages(shell: Shell, table: Table, name: str, pages: int) -> set[str]:
    """Paths of all files of a list of so many pages."""
    paths = {page_path(name, number) for number in range(pages)}
    return (
        paths | {view.path for view in feed_views(shell, name, (), dated=is_dated(table, name))}
        if pages
        else paths
    )


def is_dated(table: Table, name: str) -> bool:
    """Has any article of the list a date? Of lists without feeds nobody asks."""
    if name[0] not in "lp":
        return True
    (newest,) = table.execute("SELECT max(published) FROM entry WHERE list = ?", (name,)).fetchone()
    return bool(newest)


_ITEMS = """SELECT e.story, e.variant, a.card, a.future, a.named, s.source, s.slug, s.links
FROM (SELECT published, story, id, variant FROM entry WHERE list = ? ORDER BY {order} LIMIT ? OFFSET ?) e
JOIN article a ON a.id = e.id AND a.live JOIN story s ON s.key = e.story"""
"""Entries first: what is passed over of a list needs no look at its articles."""

_OLDEST_FIRST = _ITEMS.format(order="published, story") + " ORDER BY e.published, e.story"
_NEWEST_FIRST = (
    _ITEMS.format(order="list DESC, published DESC, story DESC") + " ORDER BY e.published DESC, e.story DESC"
)


def items_of(table: Table, name: str, start: int, count: int) -> Iterator[Item]:
    """Entries of a list, from the oldest."""
    return map(_item, table.execute(_OLDEST_FIRST, (name, count, start)).fetchall())


def newest_of(table: Table, name: str, count: int) -> list[Item]:
    """The newest entries of a list, the newest first."""
    return list(map(_item, table.execute(_NEWEST_FIRST, (name, count, 0)).fetchall()))


def _item(row: tuple[str, int, bytes, str, bytes | None, str, str, bytes]) -> Item:
    story, variant, packed, future, named, source, slug, links = row
    card = with_known_date(unpack_card(packed, named, origins=False), future)
    there, drafts = unpack(links)
    return Item(card, story, Address(source, slug), there, bool(variant), drafts)


# What a process keeps


def tools(place: Place) -> tuple[Table, Renderer, Writer]:
    """Connection, renderer and writer of this process."""
    return (
        _reader(place.store, os.getpid()),
        renderer(place.templates, place.memory),
        _writer(place.output, place.empty, place.edition, os.getpid()),
    )


@lru_cache(maxsize=1)
def _writer(output: Path, empty: bool, edition: int, process: int) -> Writer:
    del edition, process
    return Writer(output, empty=empty)


_readers: dict[tuple[str, int], Table] = {}


def _reader(path: str, process: int) -> Table:
    if (path, process) not in _readers:
        _readers.clear()  # those of the process that this one was forked from are its own
        _readers[path, process] = reader(path)
    return _readers[path, process]


@lru_cache(maxsize=1)
def renderer(templates: Path | None, memory: Path) -> Renderer:
    """Templates and all, loaded once."""
    from site_builder.render.renderer import Renderer

    return Renderer(templates, memory)


def forget_looks() -> None:
    """Read templates, assets and texts anew at the next build of this process: they have changed."""
    from site_builder.render import interface

    renderer.cache_clear()
    interface.forget_texts()


def let_go() -> None:
    """Close what this process keeps open between batches; the renderer stays."""
    for table in _readers.values():
        table.close()
    _readers.clear()
    _writer.cache_clear()
