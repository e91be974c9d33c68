"""A whole site planned in memory, from the pieces that the pipeline plans one by one out of its store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.config import ListSettings, SiteSettings, SourceSettings
from site_builder.link import link_stories
from site_builder.model import Address, Card, Shell, Story, View
from site_builder.plan import (
    COVERAGE_LIST,
    Item,
    apart,
    claims_of,
    entries_of,
    feed_views,
    fixed_views,
    front_view,
    list_view,
    page_starts,
    shell_of,
    size_of,
    sources_view,
    span,
    wanted_address,
)


@dataclass(frozen=True)
class Site:
    """Stories, where they live, and what all pages share."""

    shell: Shell
    stories: tuple[Story, ...]
    addresses: Mapping[str, Address]


def plan_site(cards: Sequence[Card], site: SiteSettings, sources: Mapping[str, SourceSettings]) -> Site:
    stories = link_stories(cards)
    claims: Counter[tuple[str, str]] = Counter()
    for story in stories:
        claims.update(claims_of(story, wanted_address(story)))
    addresses = {}
    for story in stories:
        wanted = wanted_address(story)
        alone = all(claims[claim] == 1 for claim in claims_of(story, wanted))
        addresses[story.key] = wanted if alone else apart(story, wanted)
    languages = {card.language for story in stories for card in story.versions}
    return Site(shell_of(site, sources, languages), stories, addresses)


def list_views(site: Site, settings: ListSettings) -> Iterator[View]:
    lists: defaultdict[str, list[tuple[str, str, Item]]] = defaultdict(list)
    periods: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for story in site.stories:
        address = site.addresses[story.key]
        cards = {card.id: card for card in (*story.versions, *story.variants)}
        links = tuple((card.language, card.source) for card in story.versions)
        for place in entries_of(story, address, site.shell.language):
            item = Item(cards[place.id], story.key, address, links, place.variant)
            lists[place.list].append((place.published, story.key, item))
            if place.list[0] == "m":
                _, language, period = place.list.split(" ")
                periods[language][period] += 1
                lists.setdefault(f"y {language}", [])
    lists.setdefault(COVERAGE_LIST, [])
    sources: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name in lists:
        if name[0] == "p":
            _, language, source = name.split(" ")
            sources[source][language] = len(lists[name])
    for name in sorted(lists):
        entries = [item for *_, item in sorted(lists[name], key=lambda entry: entry[:2])]
        dated = any(item.card.published for item in entries)
        starts = page_starts([item.story for item in entries], size_of(name, settings.page_size))
        for number in range(len(starts)):
            start, count = span(number, starts, len(entries))
            kind, *rest = name.split(" ")
            shelf = dict(sources[rest[0]]) if kind == "s" else {}
            if kind == "l":
                shelf = {source: counts[rest[0]] for source, counts in sources.items() if rest[0] in counts}
            if kind in "my":
                shelf = periods[rest[0]]
            items = entries[start : start + count][::-1]
            yield list_view(site.shell, name, number, len(starts) - 1, items, dated=dated, shelf=shelf)
        newest = entries[::-1][: settings.feed_size]
        yield from feed_views(site.shell, name, newest, dated=dated)
    languages = {name[2:]: len(lists[name]) for name in sorted(lists) if name[0] == "l"}
    newest = [item for *_, item in sorted(lists[COVERAGE_LIST], key=lambda entry: entry[:2])][::-1]
    yield front_view(
        site.shell, languages, sources, len(newest), newest[: settings.front_size], dated=bool(languages)
    )
    yield sources_view(site.shell, sources)
    yield from fixed_views(site.shell)
