"""The collection for machines, in parts by ranges of story keys: catalogue and sitemap.

Shape: one story, for each story has its own records and its own groups of addresses; a part is nothing but the
pieces of its stories, in the order of their keys. Memory: one story. A new story changes one part, and there the
piece of its own.

How many parts there are depends on the number of articles alone, so nobody needs all stories to know a story's part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from site_builder.model import (
    UNDETERMINED,
    Address,
    Alignment,
    Beads,
    Card,
    LanguageLink,
    PackageView,
    Record,
    Shell,
    SourceRecord,
    Spans,
    Story,
    StoryRecord,
    beads_between,
    mirrored,
)
from site_builder.plan.addresses import SITEMAP, article_path, lead_of, markdown_path, story_path
from site_builder.plan.frame import crawlable, versions_of

PART_SIZE = 1_000
"""Articles in one part of the catalogue and the sitemap, about."""

_MOST_BITS = 13
"""8,192 parts hold eight million articles of that size; beyond, the parts grow."""

Group = tuple[tuple[LanguageLink, ...], str | None]
"""Pages that are versions of each other, and their `x-default`; one page without versions has the language ""."""

_by_language = attrgetter("language", "id")


# Which part


def part_bits(articles: int) -> int:
    """How many leading bits of a story's key name its part: there are two to this power of parts."""
    bits = 0
    while articles > PART_SIZE << bits and bits < _MOST_BITS:
        bits += 1
    return bits


def part_of(key: str, bits: int) -> int:
    """The part of a story, from 0; parts are ranges of keys."""
    return int(key[:4], 16) >> (16 - bits)


def keys_of_part(number: int, bits: int) -> tuple[str, str]:
    """Keys of a part: from, and up to but without."""
    if not bits:
        return "0", "~"
    first = f"{number << (16 - bits):04x}"
    after = (number + 1) << (16 - bits)
    return first, "~" if after > 0xFFFF else f"{after:04x}"


# The catalogue


def story_records(story: Story, address: Address, alignment: Alignment) -> tuple[Record, ...]:
    """The story's articles as the catalogue shows them, by language and id; a variant is aligned to nothing."""
    versions = versions_of(story, address)
    paired = _paired(alignment)

    def record(card: Card, path: str, alignment: Mapping[str, Beads]) -> Record:
        return Record(
            card=card,
            story=story.key,
            path=path,
            markdown_path=markdown_path(path),
            translations=tuple([link for link in versions if link.language != card.language]),
            alignment=alignment,
        )

    records = [
        record(card, link.path, paired[card.language])
        for card, link in zip(story.versions, versions, strict=True)
    ]
    if story.variants:
        records += [record(card, article_path(card, address, variant=True), {}) for card in story.variants]
        records.sort(key=lambda record: _by_language(record.card))
    return tuple(records)


def coverage_record(story: Story, address: Address, site_language: str) -> StoryRecord:
    """The story as the coverage has it."""
    lead = lead_of(story, site_language)
    return StoryRecord(
        key=story.key,
        address=address,
        title=lead.title,
        published=lead.published,
        languages=tuple([card.language for card in story.versions]),
    )


def _paired(alignment: Alignment) -> dict[str, dict[str, Beads]]:
    """Language → language of another version → their beads.

    Most versions of a story have the same structure, hence the same stretches: what two of these look like side by side is
    made once.
    """
    languages, spans = alignment.languages, alignment.spans
    if spans.count(spans[0]) == len(spans):
        beads = beads_between(spans[0], spans[0])
        return {left: {right: beads for right in languages if right != left} for left in languages}
    numbers: dict[Spans, int] = {}
    kinds = [numbers.setdefault(one, len(numbers)) for one in spans]
    made: dict[tuple[int, int], tuple[Beads, Beads]] = {}
    paired: dict[str, dict[str, Beads]] = {language: {} for language in languages}
    for left, language in enumerate(languages):
        for right in range(left + 1, len(languages)):
            key = kinds[left], kinds[right]
            if key not in made:
                beads = beads_between(spans[left], spans[right])
                made[key] = beads, mirrored(beads)
            paired[language][languages[right]], paired[languages[right]][language] = made[key]
    return paired


def package_view(shell: Shell, sources: Sequence[str], parts: int) -> PackageView:
    """What data there is."""
    return PackageView(
        title=shell.title,
        description=shell.description,
        base_url=shell.base_url,
        parts=parts,
        languages=shell.languages,
        sources=tuple(
            [
                SourceRecord(
                    host, shell.source_name(host, shell.language), shell.source_languages.get(host) or None
                )
                for host in sources
            ]
        ),
    )


# The sitemap


def sitemap_path(number: int, bits: int) -> str:
    """File of a part of the sitemap; one part alone needs no index and has its name."""
    return f"sitemap-{number:04}.xml" if bits else SITEMAP


def sitemap_groups(story: Story, address: Address) -> tuple[Group, ...]:
    """Every page of a story: its versions as one group, then what is nobody's translation."""
    versions = versions_of(story, address)
    cluster = crawlable(versions)
    pages = [link.path for link in cluster] if len(cluster) == 1 else []
    pages += [link.path for link in versions if link.language == UNDETERMINED]
    pages += [article_path(card, address, variant=True) for card in story.variants]
    together = story_path(address)
    alone = page_groups((*pages, together))
    return ((cluster, together), *alone) if len(cluster) > 1 else alone


def page_groups(paths: Iterable[str]) -> tuple[Group, ...]:
    """Pages without versions, each alone, as the lists are, which the first part begins with in order."""
    return tuple([((LanguageLink("", path),), None) for path in paths])
