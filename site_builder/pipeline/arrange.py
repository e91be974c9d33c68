"""Between the halves: which articles make a story, where it lives, in which lists it stands.

Only stories that are noted as dirty are looked at, and those that want an address which one of them wants or wanted.
What follows for the lists is the difference between a story's old places in them and its new ones. Memory: one story,
and a line for each page of a list that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from site_builder.config import Config
from site_builder.errors import SiteError
from site_builder.link import story_of
from site_builder.model import Address, Article, Card, Story
from site_builder.pipeline.bonds import bond_of
from site_builder.pipeline.library import (
    ALL,
    digest,
    grouped,
    mark,
    pack,
    totals,
    unpack,
    unpack_blocks,
    unpack_card,
    whole,
)
from site_builder.plan import apart, claims_of, entries_of, periods_beside, wanted_address
from site_builder.plan.paging import Key
from site_builder.store import Table
from site_builder.value import dataclass


@dataclass(slots=True)
class Lists:
    """What changes in the lists."""

    why: dict[str, str] = field(default_factory=dict)
    """List → why it is made again."""
    touched: dict[str, set[Key]] = field(default_factory=dict)
    """List → entries that came, went or are shown differently: their pages are made again."""
    shelves: set[str] = field(default_factory=set)
    """Lists whose first page shows numbers of another list that change."""
    whole: set[str] = field(default_factory=set)
    """Lists of which every page is made again: months beside one that came or went."""
    new_face: set[str] = field(default_factory=set)
    """Stories that show something else of themselves on all their pages. The articles of others are as they were, but for
    those that were changed themselves."""
    counts: dict[str, int] = field(default_factory=dict)
    """Tally → by how much it changes."""
    entries: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    """Rows of entries that wait to be written, many at a time and in the order they lie in."""

    def touch(self, name: str, published: str, story: str, why: str) -> None:
        """An entry came, went or is shown differently."""
        self.why.setdefault(name, why)
        self.touched.setdefault(name, set()).add((published, story))

    def write_entries(self, table: Table) -> None:
        """Write the rows that wait."""
        self.entries.sort()
        table.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", self.entries)
        self.entries.clear()

    def count(self, name: str, by: int) -> None:
        """A tally goes up or down."""
        self.counts[name] = self.counts.get(name, 0) + by


def arrange(config: Config, table: Table, *, everything: bool) -> Lists:
    """Bring stories, addresses and lists up to date in the store, within the caller's transaction."""
    lists = Lists()
    language = config.site.language
    fresh = not table.execute("SELECT 1 FROM story LIMIT 1").fetchone()
    rivals: dict[str, str] = {}
    dirty: dict[str, str] = dict(
        table.execute("SELECT owner, why FROM dirty WHERE owner >= '0' AND owner < '~'").fetchall()
    )
    if everything:
        row = table.execute("SELECT why FROM dirty WHERE owner = ?", (ALL,)).fetchone()
        why = row[0] if row else ""
        for key, cards in _all_cards(table):
            _arrange(table, key, cards, dirty.get(key, why), language, rivals, lists, fresh=fresh)
            if len(lists.entries) > _ENTRIES:
                lists.write_entries(table)
        gone = table.execute(
            "SELECT s.key FROM story s WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.story = s.key AND a.live)"
        ).fetchall()
        for (key,) in gone:
            _arrange(table, key, [], dirty.get(key, why), language, rivals, lists, fresh=False)
    else:
        for key in sorted(dirty):
            _arrange(table, key, _cards_of(table, key), dirty[key], language, rivals, lists, fresh=False)
    lists.write_entries(table)
    for key, why in sorted(rivals.items()):
        mark(table, [(key, why)])
        _settle(table, key, story_in(table, key), dirty.get(key, why), language, lists)
    lists.write_entries(table)
    table.executemany(
        "INSERT INTO tally VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET total = total + excluded.total",
        lists.counts.items(),
    )
    if not fresh:
        _look_beside(table, lists)
    mark(table, [(f"~{name}", why) for name, why in lists.why.items()])
    return lists


def _look_beside(table: Table, lists: Lists) -> None:
    """Months that lead to others now, for one between them came or went."""
    languages: dict[str, dict[str, int]] = {}
    for name, by in lists.counts.items():
        if name[0] != "m" or not by:
            continue
        _, language, period = name.split(" ")
        if language not in languages:
            languages[language] = totals(table, f"m {language}")
        there = languages[language]
        now = there.get(period, 0)
        if now and now != by:
            continue
        for beside in periods_beside(period, there):
            if beside is not None:
                other = f"m {language} {beside}"
                lists.why.setdefault(other, lists.why[name])
                lists.whole.add(other)


_ENTRIES = 20_000
"""Rows of entries written at once: some megabytes."""

_CARDS = "SELECT story, card, future, named FROM article WHERE live"


def _all_cards(table: Table) -> Iterator[tuple[str, list[Card]]]:
    """Every story's key and cards. Read a thousand keys at a time: what is read is not what is being written."""
    after = ""
    while True:
        last = table.execute(
            "SELECT max(story) FROM (SELECT DISTINCT story FROM article WHERE story > ? ORDER BY story LIMIT 1000)",
            (after,),
        ).fetchone()[0]
        if last is None:
            return
        rows = table.execute(
            f"{_CARDS} AND story > ? AND story <= ? ORDER BY story, key",
            (after, last),
        ).fetchall()
        for key, group in grouped(rows):
            cards = [(unpack_card(data, named, origins=False), future) for _, data, future, named in group]
            yield key, [with_known_date(card, future) for card, future in cards]
        after = last


def _cards_of(table: Table, key: str) -> list[Card]:
    rows = table.execute(f"{_CARDS} AND story = ? ORDER BY key", (key,)).fetchall()
    return [with_known_date(unpack_card(data, named), future) for _, data, future, named in rows]


def _story(table: Table, key: str, cards: list[Card]) -> Story | None:
    return story_of(key, cards, bond_of(table, key, cards)) if cards else None


def story_in(table: Table, key: str) -> Story | None:
    """A story of the articles that are there now; None where there are none."""
    return _story(table, key, _cards_of(table, key))


def articles_in(table: Table, key: str) -> list[tuple[bytes, bytes, Card, Article]]:
    """Of each article of a story, in the order of their seeds: key of the seed, hash, card, and the whole of it."""
    found = []
    for seed, made, packed, future, named, blocks in table.execute(
        "SELECT a.key, a.made, a.card, a.future, a.named, b.blocks FROM article a JOIN body b ON b.n = a.n"
        " WHERE a.story = ? AND a.live ORDER BY a.key",
        (key,),
    ).fetchall():
        card = with_known_date(unpack_card(packed, named), future)
        found.append((seed, made, card, whole(card, unpack_blocks(blocks))))
    return found


def with_known_date(card: Card, future: str) -> Card:
    """The card without a date that has not come yet."""
    if not future:
        return card
    known = {name: value for name, value in card.provenance.items() if name != "published"}
    return replace(card, published=None, provenance=known)


def _arrange(
    table: Table,
    key: str,
    cards: list[Card],
    why: str,
    language: str,
    rivals: dict[str, str],
    lists: Lists,
    *,
    fresh: bool,
) -> None:
    """One story: what it claims, then where it stands. Others that want an address which it wants, or wanted, are rivals."""
    story = _story(table, key, cards)
    row = None
    if not fresh:
        row = table.execute("SELECT claims FROM story WHERE key = ?", (key,)).fetchone()
    old = set(map(tuple, unpack(row[0]))) if row else set()
    new = set(claims_of(story, wanted_address(story))) if story else set()
    for source, slug in sorted(old ^ new):
        if (source, slug) in new:
            table.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", (source, slug, key))
        else:
            table.execute(
                "DELETE FROM claim WHERE source = ? AND slug = ? AND story = ?", (source, slug, key)
            )
        for (rival,) in table.execute(
            "SELECT story FROM claim WHERE source = ? AND slug = ? AND story <> ?", (source, slug, key)
        ).fetchall():
            rivals.setdefault(rival, "another story wants its address, or no longer does")
    _settle(table, key, story, why, language, lists, fresh=fresh)


def _settle(
    table: Table,
    key: str,
    story: Story | None,
    why: str,
    language: str,
    lists: Lists,
    *,
    fresh: bool = False,
) -> None:
    """One story: its address, its places in lists, its row."""
    row = None
    if not fresh:
        row = table.execute("SELECT entries, languages, face FROM story WHERE key = ?", (key,)).fetchone()
    old_places: dict[str, tuple[str, str, int, bytes]] = unpack(row[0]) if row else {}
    for one in unpack(row[1]) if row else ():
        lists.count(f"a {one}", -1)
    if story is None:
        _compare(table, key, old_places, {}, why, lists)
        table.execute("DELETE FROM story WHERE key = ?", (key,))
        table.execute("DELETE FROM piece WHERE story = ?", (key,))
        table.execute("DELETE FROM stretch WHERE story = ?", (key,))
        table.execute("DELETE FROM remark WHERE story = ?", (key,))
        return
    address, claims = _address(table, story)
    places = entries_of(story, address, language)
    looks = {shown: digest(shown.encode("utf-8", "replace")) for shown in {place.shown for place in places}}
    new_places = {
        place.list: (place.published, place.id, int(place.variant), looks[place.shown]) for place in places
    }
    _compare(table, key, old_places, new_places, why, lists)
    languages = [card.language for card in (*story.versions, *story.variants)]
    for one in languages:
        lists.count(f"a {one}", 1)
    drafts = [card.language for card in story.versions if card.draft]
    links = pack(([(card.language, card.source) for card in story.versions], drafts))
    beside = [(card.language, card.source, card.id, card.draft) for card in story.variants]
    face = digest(address.source.encode(), address.slug.encode(), links, pack(beside))
    if row is None or row[2] != face:  # a rival may be settled twice
        lists.new_face.add(key)
    table.execute(
        "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, address.source, address.slug, links, pack(new_places), pack(claims), pack(languages), face),
    )


def _address(table: Table, story: Story) -> tuple[Address, tuple[tuple[str, str], ...]]:
    """Where the story lives, and all that it claims."""
    wanted = wanted_address(story)
    claims = claims_of(story, wanted)
    if not _is_shared(table, story.key, claims):
        return wanted, claims
    address = apart(story, wanted)
    taken = claims_of(story, address)
    if _is_shared(table, story.key, taken):
        what = f"{story.versions[0].seed} and another seed share the address {address.source}/{address.slug}"
        raise SiteError("site", what, "state a different source_url or story in a sidecar of one of them")
    table.executemany(
        "INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", [(*claim, story.key) for claim in taken]
    )
    return address, claims + taken


def _is_shared(table: Table, key: str, claims: tuple[tuple[str, str], ...]) -> bool:
    return any(
        table.execute(
            "SELECT 1 FROM claim WHERE source = ? AND slug = ? AND story <> ?", (*claim, key)
        ).fetchone()
        for claim in claims
    )


def _compare(
    table: Table,
    key: str,
    old: dict[str, tuple[str, str, int, bytes]],
    new: dict[str, tuple[str, str, int, bytes]],
    why: str,
    lists: Lists,
) -> None:
    """Entries of a story that came, went, moved or are shown differently."""
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is not None and (after is None or before[0] != after[0]):
            table.execute(
                "DELETE FROM entry WHERE list = ? AND published = ? AND story = ?", (name, before[0], key)
            )
            lists.touch(name, before[0], key, why)
        if after is not None:
            lists.touch(name, after[0], key, why)
            lists.entries.append((name, after[0], key, after[1], after[2]))
        by = (after is not None) - (before is not None)
        if by:
            lists.count(name, by)
            if name[0] == "p":
                _, language, source = name.split(" ")
                lists.count(f"q {source} {language}", by)
                for shelf in (f"l {language}", f"s {source}"):
                    lists.why.setdefault(shelf, why)
                    lists.shelves.add(shelf)
            elif name[0] == "m":
                index = f"y {name.split(' ')[1]}"
                lists.count(index, by)
                lists.why.setdefault(index, why)
                lists.shelves.add(index)
