"""The collection in the store: which tables there are, and how values go into rows and come back.

    folder    what was seen in each folder of seeds, and what there is no seed
    article   one row a seed: what it says, short; `made` is a hash of all of it, the body too
    body      its blocks
    said      of an article that others say more of than its seed does: what the seed says by itself
    edge      lines at the ends of articles; repeated: those that are boilerplate; recount: what is counted again
    story     one row a story: where it lives, its versions, in which lists it stands
    trait     of a collection with articles that print no source: what of each survives translation, and its neighbours
    anchor    which articles hold which rare number or name
    pair      scores of pairs of them; bond: why a story's articles belong together by content
    claim     addresses that stories want: two that want one each get another
    entry     lists: one row for each story or article in each of them, in the order of the list from the oldest
    cut       lists of several pages: the oldest entry of each page
    tally     how many there are of each kind, list and language
    page      every file of output/, who makes it, the hash of its bytes, and why it was made last
    stretch   alignments that were dear to find, and what they were found for
    piece     what a story contributes to the files for machines
    find      what the search has of a story in a language; unfound: what it had, where its index still has that
    remark    what a person should look at in a story, the most urgent of each kind first
    dirty     what must be made again, and why; a build that is stopped leaves the rest here: stories by their keys, lists
              after "~", articles after "!", everything as "*"
    shelf     what lay in each folder of output/ when the last build ended
    meta      fingerprints of what everything depends on, and how the last build ended

Memory: the rows asked for.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.digest import digest_of
from site_builder.errors import DamagedError
from site_builder.model import Article, Block, Card, Problem, Provenance
from site_builder.store import Table

VERSION = 19
"""Goes up when a table or the form of a value in it changes."""

SCHEMA = """
CREATE TABLE folder (name BLOB PRIMARY KEY, number TEXT, lines BLOB, problems BLOB, others BLOB) WITHOUT ROWID;
CREATE TABLE article (
  n INTEGER PRIMARY KEY, key BLOB UNIQUE, stamp TEXT, id TEXT, kind INTEGER, live INTEGER, story TEXT, future TEXT,
  made BLOB, card BLOB, problems BLOB, again INTEGER DEFAULT 0, own TEXT, loose INTEGER,
  open INTEGER, named BLOB, language TEXT, edges BLOB
);
CREATE INDEX article_problems ON article (n) WHERE problems IS NOT NULL;
CREATE INDEX article_ahead ON article (future) WHERE future > '';
CREATE INDEX article_draft ON article (n) WHERE kind = 1;
CREATE INDEX article_again ON article (n) WHERE again;
CREATE INDEX article_loose ON article (n) WHERE loose;
CREATE TABLE trait (
  n INTEGER PRIMARY KEY, made BLOB, id TEXT, language TEXT, story TEXT, stale INTEGER, norm REAL,
  data BLOB, words BLOB, near BLOB
);
CREATE INDEX trait_language ON trait (language);
CREATE INDEX trait_id ON trait (id);
CREATE INDEX trait_story ON trait (story) WHERE story > '';
CREATE INDEX trait_stale ON trait (n) WHERE stale;
CREATE TABLE anchor (
  anchor INTEGER, n INTEGER, language TEXT, much REAL, PRIMARY KEY (anchor, n)
) WITHOUT ROWID;
CREATE TABLE pair (a INTEGER, b INTEGER, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX pair_b ON pair (b, a);
CREATE TABLE bond (story TEXT PRIMARY KEY, lines BLOB) WITHOUT ROWID;
CREATE TABLE body (n INTEGER PRIMARY KEY, blocks BLOB);
CREATE TABLE said (n INTEGER PRIMARY KEY, made BLOB, card BLOB, language BLOB, cut BLOB);
CREATE TABLE edge (grp INTEGER, line INTEGER, story INTEGER, n INTEGER, PRIMARY KEY (grp, line, story, n)) WITHOUT ROWID;
CREATE TABLE repeated (grp INTEGER, line INTEGER, stories INTEGER, PRIMARY KEY (grp, line)) WITHOUT ROWID;
CREATE TABLE recount (grp INTEGER, n INTEGER, PRIMARY KEY (grp, n)) WITHOUT ROWID;
CREATE TABLE story (
  key TEXT PRIMARY KEY, source TEXT, slug TEXT, links BLOB, entries BLOB, claims BLOB, languages BLOB, face BLOB
) WITHOUT ROWID;
CREATE TABLE claim (source TEXT, slug TEXT, story TEXT, PRIMARY KEY (source, slug, story)) WITHOUT ROWID;
CREATE TABLE entry (
  list TEXT, published TEXT, story TEXT, id TEXT, variant INTEGER, PRIMARY KEY (list, published, story)
) WITHOUT ROWID;
CREATE TABLE cut (list TEXT PRIMARY KEY, firsts BLOB) WITHOUT ROWID;
CREATE TABLE tally (name TEXT PRIMARY KEY, total INTEGER) WITHOUT ROWID;
CREATE TABLE page (owner TEXT, path TEXT, hash BLOB, why TEXT, PRIMARY KEY (owner, path)) WITHOUT ROWID;
CREATE TABLE piece (story TEXT PRIMARY KEY, lines BLOB, rows BLOB, map BLOB, stories BLOB) WITHOUT ROWID;
CREATE TABLE find (
  language TEXT, id TEXT, story TEXT, source TEXT, year INTEGER, data BLOB, PRIMARY KEY (language, id)
);
CREATE INDEX find_story ON find (story);
CREATE INDEX find_facts ON find (language, source, year);
CREATE TABLE unfound (
  language TEXT, id TEXT, source TEXT, year INTEGER, data BLOB, PRIMARY KEY (language, id)
) WITHOUT ROWID;
CREATE TABLE remark (
  kind TEXT, rank INTEGER, story TEXT, n INTEGER, data BLOB, PRIMARY KEY (kind, rank, story, n)
) WITHOUT ROWID;
CREATE INDEX remark_story ON remark (story);
CREATE TABLE stretch (story TEXT PRIMARY KEY, made BLOB, spans BLOB) WITHOUT ROWID;
CREATE TABLE dirty (owner TEXT PRIMARY KEY, why TEXT) WITHOUT ROWID;
CREATE TABLE shelf (folder BLOB PRIMARY KEY, number TEXT) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""

INDEXES = (
    "CREATE INDEX IF NOT EXISTS article_id ON article (id)",
    "CREATE INDEX IF NOT EXISTS article_story ON article (story)",
    "CREATE INDEX IF NOT EXISTS article_own ON article (own) WHERE NOT loose",
    "CREATE INDEX IF NOT EXISTS article_open ON article (story) WHERE open AND named IS NULL",
)
"""Of what lies in another order than the articles come in: made when the first articles are there, all at once."""

ARTICLE, DRAFT, REFUSED = 0, 1, 2
"""Kinds of seeds: an article, one that its author keeps back, one that cannot be used."""

ALL = "*"
"""Owner of everything, in `dirty`."""


# Values in rows

_FORM = 2
"""Of marshal: the one without references, which is read a tenth faster, and has the same bytes for equal values."""


def _dumps(value: Any) -> bytes:
    return marshal.dumps(value, _FORM)


def _loads(data: bytes) -> Any:
    try:
        return marshal.loads(data)  # noqa: S302  the store's own bytes, plain values alone
    except (ValueError, EOFError, TypeError) as error:
        what = f"what the last build remembered is damaged ({error})"
        raise DamagedError("the store", what, "everything is made again") from None


_NONE: Mapping[int, str] = {}


def pack_card(card: Card) -> bytes:
    """A card as bytes."""
    return _dumps(
        (
            card.id,
            card.seed,
            card.language,
            card.title,
            card.source,
            card.source_url,
            card.source_key,
            card.section,
            card.author,
            card.published,
            card.stated_story,
            card.slug,
            card.summary,
            card.words,
            card.paragraphs,
            tuple([(name, one.source, one.confidence) for name, one in card.provenance.items()]),
            card.reviewed,
            tuple(card.foreign.items()) if card.foreign else (),
            card.draft,
        )
    )


def unpack_card(data: bytes, named: bytes | None = None, *, origins: bool = True) -> Card:
    """The card again, with the title that was chosen for it (`pack` of title, origin and confidence) where it carries none.

    Without `origins`, where nobody asks where its facts came from, in half the time.
    """
    (id_, seed, language, title, source, source_url, source_key, section, author) = (values := _loads(data))[
        :9
    ]
    published, stated_story, slug, summary, words, paragraphs, provenance = values[9:16]
    reviewed, foreign, draft = values[16:]
    facts = {name: Provenance(said, sure) for name, said, sure in provenance} if origins else {}
    if named is not None and not title:
        title, said, sure = _loads(named)
        if origins:
            facts["title"] = Provenance(said, sure)
    return Card(
        id=id_,
        seed=seed,
        language=language,
        title=title,
        source=source,
        source_url=source_url,
        source_key=source_key,
        section=section,
        author=author,
        published=published,
        stated_story=stated_story,
        slug=slug,
        summary=summary,
        words=words,
        paragraphs=paragraphs,
        provenance=facts,
        reviewed=reviewed,
        foreign=dict(foreign) if foreign else _NONE,
        draft=draft,
    )


def pack_blocks(blocks: Iterable[Block]) -> bytes:
    """A body as bytes; a text that is its own Markdown is held once."""
    return _dumps([(kind, markdown, None if text == markdown else text) for kind, markdown, text in blocks])


def unpack_blocks(data: bytes) -> tuple[Block, ...]:
    """The body again."""
    return tuple(
        [Block(kind, markdown, markdown if text is None else text) for kind, markdown, text in _loads(data)]
    )


def whole(card: Card, blocks: tuple[Block, ...]) -> Article:
    """An article from its card and its body."""
    return Article(
        id=card.id,
        seed=card.seed,
        language=card.language,
        title=card.title,
        source=card.source,
        source_url=card.source_url,
        source_key=card.source_key,
        section=card.section,
        author=card.author,
        published=card.published,
        stated_story=card.stated_story,
        slug=card.slug,
        draft=card.draft,
        blocks=blocks,
        provenance=card.provenance,
        reviewed=card.reviewed,
        foreign=card.foreign,
    )


def pack(value: Any) -> bytes:
    """Plain values as bytes."""
    return _dumps(value)


def unpack(data: bytes | None) -> Any:
    """Plain values again; None for none."""
    return None if data is None else _loads(data)


def pack_problems(problems: Sequence[Problem]) -> bytes | None:
    """Problems as bytes; None for none."""
    return _dumps([(one.origin, one.what, one.remedy) for one in problems]) if problems else None


def unpack_problems(data: bytes | None) -> list[Problem]:
    """The problems again."""
    return [] if data is None else [Problem(*one) for one in _loads(data)]


def digest(*parts: bytes) -> bytes:
    """16 bytes that differ when a part does."""
    return digest_of(b"\0".join(parts))


# Small questions


def meta(table: Table, name: str) -> Any:
    """A value of `meta`; None where there is none."""
    row = table.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return unpack(row[0]) if row else None


def set_meta(table: Table, name: str, value: Any) -> None:
    """Keep a value in `meta`."""
    table.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, pack(value)))


def mark(table: Table, owners: Iterable[tuple[str, str]]) -> None:
    """Note what must be made again and why; the first reason stays."""
    table.executemany("INSERT OR IGNORE INTO dirty VALUES (?, ?)", owners)


def changed_articles(table: Table) -> dict[str, str]:
    """Articles that are not as their pages show them, and why."""
    rows = table.execute("SELECT substr(owner, 2), why FROM dirty WHERE owner > '!' AND owner < '\"'")
    return dict(rows.fetchall())


def totals(table: Table, kind: str) -> dict[str, int]:
    """Name → number, of the tallies whose names begin with `kind` and a space."""
    rows = table.execute(
        "SELECT substr(name, ?), total FROM tally WHERE name > ? AND name < ? AND total > 0 ORDER BY name",
        (len(kind) + 2, kind + " ", kind + "!"),
    )
    return dict(rows.fetchall())


def total(table: Table, name: str) -> int:
    """One tally; 0 where there is none."""
    row = table.execute("SELECT total FROM tally WHERE name = ?", (name,)).fetchone()
    return row[0] if row else 0


def grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Neighbouring rows with one first column, under it."""
    key: Any = None
    group: list[tuple[Any, ...]] = []
    for row in rows:
        if row[0] != key:
            if group:
                yield key, group
            key, group = row[0], []
        group.append(row)
    if group:
        yield key, group
