"""Between the halves: which articles make a story, where it lives, in which lists it stands.

Only stories that are noted as dirty are looked at, and those that want an address which one of them wants or wanted.
What follows for the lists is the difference between a story's old places in them and its new ones. Memory: one story,
and a line for each page of a list that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from site_builder.config import Config, ListSettings
from site_builder.errors import SiteError
from site_builder.link import story_of
from site_builder.model import Address, Card, Story
from site_builder.pipeline.library import (
    ALL,
    digest,
    mark,
    pack,
    total,
    unpack,
    unpack_card,
)
from site_builder.plan import apart, claims_of, entries_of, numbered_pages, page_of, wanted_address
from site_builder.store import Table


@dataclass(slots=True)
class Lists:
    """What changes in the lists."""

    why: dict[str, str] = field(default_factory=dict)
    """List → why it is made again."""
    since: dict[str, tuple[str, str]] = field(default_factory=dict)
    """List → date and story of the oldest place where something came or went: from there on all is made again."""
    shown: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """List → places where something is shown differently: their pages are made again."""
    shelves: set[str] = field(default_factory=set)
    """Lists whose first page shows numbers of another list that change."""
    counts: dict[str, int] = field(default_factory=dict)
    """Tally → by how much it changes."""

    def moved(self, name: str, published: str, story: str, why: str) -> None:
        """Something came or went."""
        self.why.setdefault(name, why)
        self.since[name] = min(self.since.get(name, (published, story)), (published, story))

    def changed(self, name: str, published: str, story: str, why: str) -> None:
        """Something is shown differently."""
        self.why.setdefault(name, why)
        self.shown.setdefault(name, set()).add((published, story))

    def count(self, name: str, by: int) -> None:
        """A tally goes up or down."""
        self.counts[name] = self.counts.get(name, 0) + by


def arrange(config: Config, table: Table, *, everything: bool) -> Lists:
    """Bring stories, addresses and lists up to date in the store, within the caller's transaction."""
    lists = Lists()
    if everything:
        dirty = {key: "" for (key,) in table.execute("SELECT DISTINCT story FROM article WHERE live")}
        dirty.update((key, "") for (key,) in table.execute("SELECT key FROM story"))
        whys = dict(table.execute("SELECT owner, why FROM dirty").fetchall())
        dirty = {key: whys.get(key) or whys.get(ALL, "") for key in dirty}
    else:
        dirty = dict(
            table.execute("SELECT owner, why FROM dirty WHERE owner >= '0' AND owner < '~'").fetchall()
        )
    rivals: dict[str, str] = {}
    for key in sorted(dirty):
        _claim(table, key, rivals)
    for key, why in sorted(rivals.items()):
        if key not in dirty:
            mark(table, [(key, why)])
            dirty[key] = why
    for key in sorted(dirty):
        _settle(config, table, key, dirty[key], lists)
    for name, by in lists.counts.items():
        table.execute(
            "INSERT INTO tally VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET total = total + excluded.total",
            (name, by),
        )
    mark(table, [(f"~{name}", why) for name, why in lists.why.items()])
    return lists


def story_in(table: Table, key: str) -> Story | None:
    """A story of the articles that are there now; None where there are none."""
    cards = [
        with_known_date(unpack_card(data), future)
        for data, future in table.execute(
            "SELECT card, future FROM article WHERE story = ? AND live ORDER BY key", (key,)
        )
    ]
    return story_of(key, cards) if cards else None


def with_known_date(card: Card, future: str) -> Card:
    """The card without a date that has not come yet."""
    if not future:
        return card
    known = {name: value for name, value in card.provenance.items() if name != "published"}
    return replace(card, published=None, provenance=known)


def _claim(table: Table, key: str, rivals: dict[str, str]) -> None:
    """Note which addresses a story wants now; others that want one of those, or of the old ones, are looked at too."""
    story = story_in(table, key)
    row = table.execute("SELECT claims FROM story WHERE key = ?", (key,)).fetchone()
    old = set(map(tuple, unpack(row[0]))) if row else set()
    new = set(claims_of(story, wanted_address(story))) if story else set()
    if old == new:
        return
    for source, slug in sorted(old ^ new):
        if (source, slug) in new:
            table.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", (source, slug, key))
        else:
            table.execute(
                "DELETE FROM claim WHERE source = ? AND slug = ? AND story = ?", (source, slug, key)
            )
        for (rival,) in table.execute(
            "SELECT story FROM claim WHERE source = ? AND slug = ? AND story <> ?", (source, slug, key)
        ):
            rivals.setdefault(rival, "another story wants its address, or no longer does")


def _settle(config: Config, table: Table, key: str, why: str, lists: Lists) -> None:
    """One story: its address, its places in lists, its row."""
    story = story_in(table, key)
    row = table.execute("SELECT entries, languages FROM story WHERE key = ?", (key,)).fetchone()
    old_places: dict[str, tuple[str, str, int, bytes]] = unpack(row[0]) if row else {}
    old_languages: list[str] = unpack(row[1]) if row else []
    if story is None:
        address, places, languages = None, [], []
    else:
        address = _address(table, story)
        places = entries_of(story, address, config.site.language)
        languages = [card.language for card in (*story.versions, *story.variants)]
    new_places = {
        place.list: (
            place.published,
            place.id,
            int(place.variant),
            digest(place.shown.encode("utf-8", "replace")),
        )
        for place in places
    }
    _compare(table, key, old_places, new_places, why, lists)
    for language in old_languages:
        lists.count(f"a {language}", -1)
    for language in languages:
        lists.count(f"a {language}", 1)
    if story is None or address is None:
        table.execute("DELETE FROM story WHERE key = ?", (key,))
        table.execute("DELETE FROM piece WHERE story = ?", (key,))
        return
    links = [(card.language, card.source) for card in story.versions]
    claims = claims_of(story, wanted_address(story))
    if (taken := claims_of(story, address)) != claims:
        claims += taken
        table.executemany("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", [(*claim, key) for claim in taken])
    table.execute(
        "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, address.source, address.slug, pack(links), pack(new_places), pack(claims), pack(languages)),
    )


def _address(table: Table, story: Story) -> Address:
    wanted = wanted_address(story)
    if not _is_shared(table, story, wanted):
        return wanted
    address = apart(story, wanted)
    if _is_shared(table, story, address):
        what = f"{story.versions[0].seed} and another seed share the address {address.source}/{address.slug}"
        raise SiteError("site", what, "state a different source_url or story in a sidecar of one of them")
    return address


def _is_shared(table: Table, story: Story, address: Address) -> bool:
    return any(
        table.execute(
            "SELECT 1 FROM claim WHERE source = ? AND slug = ? AND story <> ?", (*claim, story.key)
        ).fetchone()
        for claim in claims_of(story, address)
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
            lists.moved(name, before[0], key, why)
        if after is not None and (before is None or before[0] != after[0]):
            lists.moved(name, after[0], key, why)
        elif after is not None and before != after:
            lists.changed(name, after[0], key, why)
        if after is not None:
            table.execute(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)",
                (name, after[0], key, after[1], after[2]),
            )
        by = (after is not None) - (before is not None)
        if by:
            lists.count(name, by)
            if name[0] == "p":
                _, language, source = name.split(" ")
                lists.count(f"q {source} {language}", by)
                for shelf in (f"l {language}", f"s {source}"):
                    lists.why.setdefault(shelf, why)
                    lists.shelves.add(shelf)


def pages_to_make(table: Table, lists: Lists, name: str, settings: ListSettings) -> Iterator[int]:
    """Numbers of the pages of a list that are made again, as `lists` says; 0 is the first, with the feeds."""
    size = settings.page_size
    count = total(table, name)
    last = numbered_pages(count, size)
    before = numbered_pages(count - lists.counts.get(name, 0), size)
    # A feed that is longer than the first page shows entries of others.
    first = name in lists.since or name in lists.shelves or settings.feed_size > size
    numbers = {0} if first else set()
    if name in lists.since:
        place = _place(table, name, *lists.since[name])
        start = page_of(place, count, size)
        numbers.update(range(start or last + 1, last + 1))
        if before != last:
            numbers.update(range(max(1, min(before, last)), last + 1))
    for published, story in lists.shown.get(name, ()):
        numbers.add(page_of(_place(table, name, published, story), count, size))
    yield from sorted(numbers)


def _place(table: Table, name: str, published: str, story: str) -> int:
    """How many entries of the list are older."""
    (place,) = table.execute(
        "SELECT count(*) FROM entry WHERE list = ? AND (published, story) < (?, ?)", (name, published, story)
    ).fetchone()
    return int(place)
