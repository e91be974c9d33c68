"""Between linking and arrange: titles of articles that carry none, chosen once for each story.

One version's title is chosen, by what the source URL's slug says where it says something; the others get what says the same in
them, so that a reader who changes the language finds the same title. A story is named by its live articles alone, so the
result is that of a first build.

Memory: in each worker one story. Not here: what makes a good title (`describe.title`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.model import Block, Card, Provenance
from site_builder.pipeline.library import mark, pack, unpack_blocks, unpack_card, whole
from site_builder.pipeline.run import Run
from site_builder.pipeline.workers import Workers, shared_out
from site_builder.store import Store, Table, in_transactions, one_look, reader

_IN_BATCH = 100
"""Stories: 50 ms of work."""
_TRIED = 2
"""Versions whose titles are compared, those in Latin script first: names in slugs are."""
_GOOD = 0.5
"""Confidence of a title that is taken without a look at another version."""
_EARLY, _NEAR = 3, 0.05
"""Blocks that go one to one in versions of as many; and part of the text by which a block may stand elsewhere, or be longer."""


class _Member(NamedTuple):
    """An article of a story."""

    n: int
    named: bytes | None
    """The title it had."""
    card: Card
    blocks: tuple[Block, ...]


def name_stories(run: Run, store: Store, workers: Workers) -> None:
    """Choose the titles of stories that are dirty or have none yet, and note which articles have another one now."""
    table = store.table
    # Each by its own index: one question for both would look at every article.
    keys = sorted(
        {
            key
            for query in (
                "SELECT story FROM article WHERE open AND named IS NULL AND live",
                "SELECT a.story FROM dirty d CROSS JOIN article a ON a.story = d.owner WHERE a.open AND a.live",
            )
            for (key,) in table.execute(query).fetchall()
        }
    )
    if not keys:
        return
    with run.stage("titles", len(keys)) as advance:
        batches = [(store.path, tuple(batch)) for batch in shared_out(keys, _IN_BATCH)]
        results = workers.map(name_batch, batches, -(-len(keys) // _IN_BATCH))
        table = store.table
        for (_, batch), named in zip(batches, in_transactions(table, results), strict=True):
            table.executemany(
                "UPDATE article SET named = ? WHERE n = ?", [(title, n) for n, _, title in named]
            )
            mark(table, [(f"!{id_}", "its story has another title") for _, id_, _ in named])
            advance(len(batch))


def name_batch(batch: tuple[str, tuple[str, ...]]) -> list[tuple[int, str, bytes]]:
    """Runs in a worker: row, id and title of the articles whose title is another one now."""
    path, keys = batch
    table = reader(path)
    try:
        with one_look(table):
            return [
                (one.n, one.card.id, title)
                for key in keys
                for one, title in _named(_members(table, key))
                if title != one.named
            ]
    finally:
        table.close()


def _members(table: Table, key: str) -> list[_Member]:
    """The articles of a story that carry no title."""
    rows = table.execute(
        "SELECT a.n, a.named, a.card, b.blocks FROM article a JOIN body b ON b.n = a.n"
        " WHERE a.story = ? AND a.live AND a.open ORDER BY a.key",
        (key,),
    ).fetchall()
    return [
        _Member(n, named, unpack_card(card, origins=False), unpack_blocks(blocks))
        for n, named, card, blocks in rows
    ]


def _named(members: Sequence[_Member]) -> Iterator[tuple[_Member, bytes]]:
    """Each article and its title, packed."""
    from site_builder.describe import Choice, choose_title, counterpart, derived_title

    best: tuple[Choice, _Member] | None = None
    for one in _first(members)[:_TRIED]:
        choice = choose_title(one.blocks, one.card.slug)
        if choice and (best is None or choice.origin.confidence > best[0].origin.confidence):
            best = choice, one
        if len(members) == 1 or (best and best[0].origin.confidence >= _GOOD):
            break
    for one in members:
        found: tuple[str, Provenance] | None = None
        if best is not None:
            choice, chosen = best
            if one is chosen:
                found = choice.text, choice.origin
            elif (block := _block(chosen, one, choice.place)) is not None:
                found = counterpart(choice, chosen.blocks[choice.place], block, chosen.card.language)
        title, origin = found or derived_title(one.blocks, one.card.slug, one.card.seed)
        yield one, pack((title, origin.source, origin.confidence))


def _first(members: Sequence[_Member]) -> list[_Member]:
    """In the order in which they are tried: Latin script, most blocks, language, id."""
    if len(members) == 1:
        return list(members)
    return sorted(
        members,
        key=lambda one: (
            not one.blocks[0].text[:60].isascii(),
            -len(one.blocks),
            one.card.language,
            one.card.id,
        ),
    )


def _block(chosen: _Member, other: _Member, place: int) -> Block | None:
    """The block of another version that says what one of the chosen one says."""
    ours, theirs = chosen.blocks[: place + 1], other.blocks[: place + 1]
    if [block.kind for block in ours] == [block.kind for block in theirs] and _are_even(chosen, other, place):
        return theirs[place]
    if chosen.card.language == other.card.language:
        return None
    from site_builder.align import align_story

    articles = [whole(one.card, one.blocks) for one in (chosen, other)]
    beads = align_story(articles).beads(chosen.card.language, other.card.language)
    there = next((theirs for ours, theirs in beads if place in ours and theirs), ())
    return other.blocks[there[0]] if there else None


def _are_even(one: _Member, other: _Member, place: int) -> bool:
    """Does the block stand at about the same place of both texts, and is it about as long?"""
    if len(one.blocks) == len(other.blocks) and place < _EARLY:
        return True
    shares = []
    for blocks in (one.blocks, other.blocks):
        lengths = [len(block.text) for block in blocks]
        whole_length = sum(lengths) or 1
        shares.append((sum(lengths[:place]) / whole_length, lengths[place] / whole_length))
    (ours, long), (theirs, wide) = shares
    return abs(ours - theirs) < _NEAR and abs(long - wide) < _NEAR
