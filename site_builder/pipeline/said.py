"""What a seed says by itself, beside what its article says by the others: kept where the two differ (`said`).

Memory: one article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from site_builder.model import Block, Card, Provenance
from site_builder.pipeline.library import (
    digest,
    mark,
    pack,
    pack_blocks,
    pack_card,
    unpack,
    unpack_blocks,
    unpack_card,
    whole,
)
from site_builder.store import Table


class Said(NamedTuple):
    """An article as its seed says it, and what others say of it."""

    n: int
    id: str
    story: str
    group: int | None
    """Its source and language, as a number; None without a source."""
    made: bytes
    card: bytes
    blocks: tuple[Block, ...]
    language: bytes | None
    """Another language, packed: tag, why, confidence, foreign blocks."""
    cut: tuple[int, int]
    """Blocks at the beginning and at the end that are none of it."""


def original(table: Table, n: int) -> Said | None:
    """What a seed says by itself; None for a row that is no article."""
    row = table.execute(
        "SELECT a.id, a.story, a.edges, coalesce(s.made, a.made), coalesce(s.card, a.card), b.blocks, s.language, s.cut"
        " FROM article a JOIN body b ON b.n = a.n LEFT JOIN said s ON s.n = a.n WHERE a.n = ?",
        (n,),
    ).fetchone()
    if row is None:
        return None
    id_, story, edges, made, card, blocks, language, cut = row
    group = unpack(edges)[0] if edges is not None else None
    head, tail = ends_of(cut)
    body = (*head, *unpack_blocks(blocks), *tail)
    return Said(n, id_, story, group, made, card, body, language, (len(head), len(tail)))


def ends_of(cut: bytes | None) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks that were cut off an article, at its beginning and at its end."""
    if cut is None:
        return (), ()
    head, tail = unpack(cut)
    return unpack_blocks(head), unpack_blocks(tail)


def say(table: Table, said: Said, why: str) -> None:
    """Let the article be what its seed and the others say, and note why it is to be made again."""
    head, tail = said.cut
    after = len(said.blocks) - tail
    blocks = said.blocks[head:after]
    packed = pack_blocks(blocks)
    made, card = said.made, said.card
    if said.language is None and said.cut == (0, 0):
        table.execute("DELETE FROM said WHERE n = ?", (said.n,))
    else:
        ends = None
        if said.cut != (0, 0):
            ends = pack((pack_blocks(said.blocks[:head]), pack_blocks(said.blocks[after:])))
        table.execute(
            "INSERT OR REPLACE INTO said VALUES (?, ?, ?, ?, ?)", (said.n, made, card, said.language, ends)
        )
        card = pack_card(_card(said, blocks))
        made = digest(card, packed)
    table.execute("UPDATE article SET made = ?, card = ? WHERE n = ?", (made, card, said.n))
    table.execute("UPDATE body SET blocks = ? WHERE n = ?", (packed, said.n))
    mark(table, [(said.story, why), (f"!{said.id}", why)])


def _card(said: Said, blocks: tuple[Block, ...]) -> Card:
    card = unpack_card(said.card)
    foreign: Mapping[int, str] = card.foreign
    if said.language is not None:
        tag, why, sure, strangers = unpack(said.language)
        provenance = {**card.provenance, "language": Provenance(why, sure)}
        foreign = dict(strangers)
        card = replace(card, language=tag, provenance=provenance, foreign=foreign)
    head = said.cut[0]
    if said.cut != (0, 0):
        from site_builder.describe import card_of

        shifted = {place - head: tag for place, tag in foreign.items() if 0 <= place - head < len(blocks)}
        card = card_of(whole(replace(card, foreign=shifted), blocks))
    return card
