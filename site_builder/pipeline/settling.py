"""Between collect and linking: what articles say of each other, beyond what each seed says by itself.

    language   of a story's articles that have one language by their texts: looked at closer, all together

What the seed says by itself is kept beside (`said`) where the article says something else now, so each is found anew from
what the seeds say, and the result is that of a first build. Stories that are dirty are looked at, and all of them once
after a first build or one by another program (`unsettled`).

Memory: in each worker one story; here the keys of the stories that are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import Article, Provenance
from site_builder.pipeline.library import meta, pack, set_meta, unpack_blocks, unpack_card, whole
from site_builder.pipeline.run import Run
from site_builder.pipeline.said import ends_of, original, say
from site_builder.pipeline.workers import Workers
from site_builder.store import Store, Table, reader

_IN_BATCH = 50
"""Stories: 100 ms of work, for those that are looked at at all are dear."""

_ALIKE = (
    "SELECT own FROM article WHERE live AND NOT loose GROUP BY own, language HAVING count(*) > 1",
    "SELECT a.own FROM said s JOIN article a ON a.n = s.n WHERE s.language IS NOT NULL",
)
_ALIKE_AND_DIRTY = (
    "SELECT own FROM dirty CROSS JOIN article ON own = owner WHERE live AND NOT loose GROUP BY own, language HAVING count(*) > 1",
    "SELECT a.own FROM dirty d CROSS JOIN article a ON a.own = d.owner JOIN said s ON s.n = a.n WHERE NOT a.loose",
)
"""Keys of stories that have two articles of one language, or had."""
_WHY = "what language it is in is told by its story"


def settle(run: Run, store: Store, workers: Workers, threshold: float) -> None:
    """Bring the languages of articles to what their stories say; `threshold` as for a text by itself."""
    table = store.table
    everything = bool(meta(table, "unsettled"))
    queries = _ALIKE if everything else _ALIKE_AND_DIRTY
    keys = sorted({key for query in queries for (key,) in table.execute(query).fetchall()})
    if keys:
        with run.stage("settle", len(keys)) as advance:
            batches = [
                (store.path, tuple(keys[start : start + _IN_BATCH]), threshold)
                for start in range(0, len(keys), _IN_BATCH)
            ]
            for found in workers.map(settle_batch, batches, len(batches)):
                table = store.table
                table.execute("BEGIN")
                for n, language in found:
                    if said := original(table, n):
                        say(table, said._replace(language=language), _WHY)
                table.execute("COMMIT")
                advance(_IN_BATCH)
    if everything:
        set_meta(store.table, "unsettled", None)


def settle_batch(batch: tuple[str, tuple[str, ...], float]) -> list[tuple[int, bytes | None]]:
    """Runs in a worker: rows of articles whose language is to be another one now, and that; None for the seed's own."""
    from site_builder.describe import settle_languages

    path, keys, threshold = batch
    table = reader(path)
    found: list[tuple[int, bytes | None]] = []
    try:
        for key in keys:
            members = list(_members(table, key))
            told = settle_languages([article for _, _, article in members], threshold)
            for n, before, article in members:
                one = told.get(article.id)
                now = one and pack((one.language, *_values(one.origin), tuple(one.foreign.items())))
                if now != before:
                    found.append((n, now))
    finally:
        table.close()
    return found


def _values(origin: Provenance) -> tuple[str, float]:
    return origin.source, origin.confidence


def _members(table: Table, key: str) -> Iterator[tuple[int, bytes | None, Article]]:
    """Of each article of a story: row, language that was told beyond the seed's own, and what the seed says."""
    for n, language, card, blocks, cut in table.execute(
        "SELECT a.n, s.language, coalesce(s.card, a.card), b.blocks, s.cut FROM article a JOIN body b ON b.n = a.n"
        " LEFT JOIN said s ON s.n = a.n WHERE a.own = ? AND NOT a.loose AND a.live ORDER BY a.key",
        (key,),
    ).fetchall():
        head, tail = ends_of(cut)
        yield n, language, whole(unpack_card(card), (*head, *unpack_blocks(blocks), *tail))
