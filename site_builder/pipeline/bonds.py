"""What joins articles by their content, as the store has it: small questions that every build asks.

Not here: how it is found (`linking`), which is loaded only for a collection with articles that print no source.
"""

from __future__ import annotations

from collections.abc import Sequence

from site_builder.model import Card
from site_builder.pipeline.library import unpack
from site_builder.store import Table


def is_linked_by_content(table: Table) -> bool:
    """Is there an article that neither states a story nor names a source, or was there one?"""
    queries = ("SELECT 1 FROM article WHERE loose AND live LIMIT 1", "SELECT 1 FROM trait LIMIT 1")
    return any(table.execute(query).fetchone() for query in queries)


def bond_of(table: Table, key: str, cards: Sequence[Card]) -> tuple[str, ...]:
    """Why a story's articles belong together by their content, in words; nothing where their sources say it."""
    if len(cards) < 2 or all(card.stated_story or card.source_key for card in cards):
        return ()
    row = table.execute("SELECT lines FROM bond WHERE story = ?", (key,)).fetchone()
    if row is None:
        return ()
    tongues = {card.id: card.language for card in cards}
    lines = []
    for one, other, score, shared in unpack(row[0]):
        what = f"share {', '.join(shared)}" if shared else "have the same numbers and paragraphs"
        lines.append(f"by content, {score:.0%} sure: {tongues.get(one)} and {tongues.get(other)} {what}")
    return tuple(lines)
