"""What is known of seeds and why: the same stages as a build, for the few that are asked for; output/ is not touched."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence

from site_builder.config import Config
from site_builder.model import Address, Alignment, Article, Line, Problem, Story
from site_builder.pipeline.arrange import arrange, articles_in, story_in
from site_builder.pipeline.building import opened
from site_builder.pipeline.collect import all_problems, begin_anew, collect, find_changes
from site_builder.pipeline.library import meta, unpack_card
from site_builder.pipeline.linking import link_by_content
from site_builder.pipeline.naming import name_stories
from site_builder.pipeline.prints import prints_of
from site_builder.pipeline.repeating import cut_repeated, lines_without
from site_builder.pipeline.run import Run
from site_builder.pipeline.settling import settle
from site_builder.pipeline.workers import Workers
from site_builder.read import SeedFile, raw_lines, read_seed
from site_builder.store import Table
from site_builder.value import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """All that is known of one seed that became an article."""

    article: Article
    story: Story
    address: Address
    alignment: Alignment
    variant: bool
    lines: tuple[Line, ...]
    """One per line of the seed, in order."""
    raw_lines: tuple[str, ...]
    """The seed's own lines, as `lines` numbers them."""


def explain(config: Config, names: Sequence[str]) -> dict[str, list[Explained | Problem]]:
    """Seed name → what became of it; every seed for no names. Names that are no seeds are not in the result."""
    run = Run()
    found: defaultdict[str, list[Explained | Problem]] = defaultdict(list)
    with opened(config, run) as store:
        program = prints_of(config, store.table).seeds
        if meta(store.table, "seeds") != program:
            begin_anew(store.table, program)
        changes = find_changes(config, run, store.table, None)
        with Workers(config.build, store, _nothing) as workers:
            collect(config, run, store, workers, changes, fresh_store=False)
            cut_repeated(run, store)
            settle(run, store, workers, config.describe.language_threshold)
            link_by_content(run, store, workers, program)
            name_stories(run, store, workers)
        table = store.table
        table.execute("BEGIN")
        arrange(config, table, everything=True)
        for key, story in _stories(table, names):
            address = Address(
                *table.execute("SELECT source, slug FROM story WHERE key = ?", (key,)).fetchone()
            )
            for name, one in _explained(config, table, story, address, names):
                found[name].append(one)
        table.execute("ROLLBACK")
        for problem in all_problems(table):
            if not names or problem.origin in names:
                found[problem.origin].append(problem)
    return dict(found)


def _nothing() -> None:
    """Nothing is loaded beforehand."""


def _stories(table: Table, names: Sequence[str]) -> Iterable[tuple[str, Story]]:
    if names:
        keys = {
            key
            for name in names
            for (key,) in table.execute(
                "SELECT story FROM article WHERE key = ? AND live", (os.fsencode(name),)
            ).fetchall()
        }
        if len(keys) < len(names):  # a name that cannot be shown as it is
            keys |= {
                key
                for key, card in table.execute("SELECT story, card FROM article WHERE live").fetchall()
                if unpack_card(card).seed in names
            }
    else:
        keys = {key for (key,) in table.execute("SELECT key FROM story").fetchall()}
    for key in sorted(keys):
        if story := story_in(table, key):
            yield key, story


def _explained(
    config: Config, table: Table, story: Story, address: Address, names: Sequence[str]
) -> Iterable[tuple[str, Explained]]:
    from site_builder.align import align_story
    from site_builder.clean import clean_seed

    members = articles_in(table, story.key)
    articles = {article.id: article for *_, article in members}
    keys = {article.id: key for key, _, _, article in members}
    alignment = align_story([articles[card.id] for card in story.versions])
    for card in (*story.versions, *story.variants):
        if names and card.seed not in names:
            continue
        file = SeedFile(os.fsencode(config.build.seeds), keys[card.id])
        (n,) = table.execute("SELECT n FROM article WHERE key = ?", (keys[card.id],)).fetchone()
        yield (
            card.seed,
            Explained(
                article=articles[card.id],
                story=story,
                address=address,
                alignment=alignment,
                variant=card in story.variants,
                lines=lines_without(table, n, clean_seed(read_seed(file, config.read), config.clean).lines),
                raw_lines=raw_lines(file),
            ),
        )
