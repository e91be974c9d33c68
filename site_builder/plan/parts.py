"""The collection for machines, in parts by ranges of story keys: catalogue and sitemap.

Shape: one part; memory: its records. A new story changes one part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.model import (
    UNDETERMINED,
    Address,
    Alignment,
    DataView,
    LanguageLink,
    PackageView,
    Record,
    SitemapView,
    Story,
)
from site_builder.plan.addresses import SITEMAP, Site, article_path, markdown_path, story_path
from site_builder.plan.frame import crawlable, versions_of

PART_SIZE = 1_000
"""Articles in one part of the catalogue and the sitemap, about."""


def parts_of(stories: Sequence[Story]) -> list[list[Story]]:
    """Stories in ranges of keys, a power of two of them, so that a new story changes one range only."""
    articles = sum(len(story.versions) + len(story.variants) for story in stories)
    bits = 0
    while articles > PART_SIZE << bits and bits < 13:
        bits += 1
    parts: list[list[Story]] = [[] for _ in range(1 << bits)]
    for story in stories:
        parts[int(story.key, 16) >> (64 - bits) if bits else 0].append(story)
    return parts


def data_view(
    number: int,
    stories: Iterable[Story],
    addresses: Mapping[str, Address],
    alignments: Mapping[str, Alignment],
) -> DataView:
    """One part of the catalogue; `alignments` by story key."""
    records = []
    for story in stories:
        address, alignment = addresses[story.key], alignments[story.key]
        versions = versions_of(story, address)
        for card in sorted((*story.versions, *story.variants), key=lambda card: (card.language, card.id)):
            variant = card in story.variants
            path = article_path(card, address, variant=variant)
            others = tuple(link for link in versions if link.language != card.language)
            beads = (
                {}
                if variant
                else {link.language: alignment.beads(card.language, link.language) for link in others}
            )
            records.append(
                Record(
                    card=card,
                    story=story.key,
                    path=path,
                    markdown_path=markdown_path(path),
                    translations=others,
                    alignment=beads,
                )
            )
    return DataView(number=number, records=tuple(records))


def package_view(site: Site, parts: int) -> PackageView:
    """What data there is."""
    return PackageView(
        title=site.shell.title,
        description=site.shell.description,
        base_url=site.shell.base_url,
        parts=parts,
        languages=site.shell.languages,
        sources=tuple(site.shell.source_names),
    )


def sitemap_views(
    site: Site, parts: Sequence[Sequence[Story]], lists: Iterable[str]
) -> Iterator[SitemapView]:
    """The sitemap in parts by story; the first also holds the pages of lists."""
    if site.shell.base_url is None:
        return
    for number, stories in enumerate(parts):
        groups: list[tuple[LanguageLink, ...]] = []
        defaults: list[str | None] = []
        if number == 0:
            for path in sorted(lists):
                groups.append((LanguageLink("", path),))
                defaults.append(None)
        for story in stories:
            address = site.addresses[story.key]
            versions = versions_of(story, address)
            cluster = crawlable(versions)
            groups.append(
                cluster if len(cluster) > 1 else tuple(LanguageLink("", link.path) for link in cluster)
            )
            defaults.append(story_path(address) if len(cluster) > 1 else None)
            alone = [link.path for link in versions if link.language == UNDETERMINED]
            alone += [article_path(card, address, variant=True) for card in story.variants]
            alone.append(story_path(address))
            for path in alone:
                groups.append((LanguageLink("", path),))
                defaults.append(None)
        path = SITEMAP if len(parts) == 1 else f"sitemap-{number:04}.xml"
        if not groups:
            continue
        pairs = [(group, default) for group, default in zip(groups, defaults, strict=True) if group]
        yield SitemapView(
            path=path,
            base_url=site.shell.base_url,
            groups=tuple(group for group, _ in pairs),
            x_defaults=tuple(default for _, default in pairs),
        )
