"""Every page that shows many stories: by language, by source, by story, the front page; and the feeds.

Works on the whole collection; memory: the cards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.config import ListSettings
from site_builder.model import (
    UNDETERMINED,
    Address,
    Card,
    CoverageRow,
    CoverageView,
    Entry,
    FeedEntry,
    FeedView,
    FrontView,
    LanguageLink,
    ListView,
    NotFoundView,
    Pager,
    Shell,
    SourceLink,
    SourcesView,
    Story,
    TextView,
    View,
)
from site_builder.plan.addresses import (
    COVERAGE,
    FRONT,
    NOT_FOUND,
    ROBOTS,
    SITEMAP,
    SOURCES,
    Site,
    article_path,
    language_home,
    source_home,
    source_page,
    story_path,
)
from site_builder.plan.frame import ATOM, JSON_FEED, crawlable, feeds_of, frame_of, versions_of


@dataclass(frozen=True, slots=True)
class _Item:
    """One article in a list, with what the list sorts by."""

    card: Card
    story: Story
    address: Address
    variant: bool = False

    @property
    def path(self) -> str:
        """Its page."""
        return article_path(self.card, self.address, variant=self.variant)


def _newest_first(items: Iterable[_Item]) -> list[_Item]:
    """By date, undated last; equals in the order of story and language, so that the result is one."""
    ordered = sorted(items, key=lambda item: (item.story.key, item.card.language, item.card.id))
    return sorted(ordered, key=lambda item: item.card.published or "", reverse=True)


def list_views(site: Site, settings: ListSettings) -> Iterator[View]:
    """Every page that shows many stories, the feeds, and the files for machines but the catalogue."""
    by_language: defaultdict[str, list[_Item]] = defaultdict(list)
    by_source: defaultdict[str, list[_Item]] = defaultdict(list)
    for story in site.stories:
        for card in story.versions:
            item = _Item(card, story, site.addresses[story.key])
            by_language[card.language].append(item)
            by_source[card.source].append(item)
        there = {(card.language, card.source) for card in story.versions}
        for card in story.variants:  # a source that has the story in this language only so lists the variant
            if (card.language, card.source) not in there:
                there.add((card.language, card.source))
                by_source[card.source].append(_Item(card, story, site.addresses[story.key], variant=True))
    variants = [item for part in by_source.values() for item in part if item.variant]
    for language in sorted(by_language):
        own = [item for item in variants if item.card.language == language]
        yield from _language_views(site, language, _newest_first(by_language[language]), own, settings)
    yield from _source_views(site, by_source, settings)
    yield from _coverage_views(site, settings)
    yield _front_view(site, by_language, by_source, settings)
    yield _not_found_view(site.shell)
    yield from _robot_views(site.shell)


def _pages(items: Sequence[_Item], size: int) -> list[tuple[int | None, Sequence[_Item]]]:
    """Items, newest first, cut into pages numbered from the oldest; the first page has no number.

    A new item changes the first page only; full pages never change. The first page holds from `size` to
    twice `size` less one, so that it is never nearly empty.
    """
    numbered = max(0, len(items) // size - 1)
    first = len(items) - numbered * size
    pages: list[tuple[int | None, Sequence[_Item]]] = [(None, items[:first])]
    for number in range(numbered, 0, -1):
        start = first + (numbered - number) * size
        pages.append((number, items[start : start + size]))
    return pages


def _page_path(home: str, folder: str, number: int | None) -> str:
    return home if number is None else f"{folder}/page/{number}.html"


def _pager(home: str, folder: str, numbers: Sequence[int | None], place: int) -> Pager:
    paths = [_page_path(home, folder, number) for number in numbers]
    last = len(paths) - 1
    return Pager(
        newest=paths[0] if place > 0 else None,
        newer=paths[place - 1] if place > 0 else None,
        older=paths[place + 1] if place < last else None,
        oldest=paths[last] if place < last else None,
    )


def _entry(shell: Shell, item: _Item, source_path: str) -> Entry:
    card = item.card
    return Entry(
        path=item.path,
        language=card.language,
        title=card.title,
        summary=card.summary,
        source=card.source,
        source_name=shell.source_names[card.source],
        source_path=source_path,
        published=card.published,
        section=card.section,
        story_path=story_path(item.address),
        versions=versions_of(item.story, item.address, card.language),
    )


def _language_views(
    site: Site, language: str, items: list[_Item], variants: Sequence[_Item], settings: ListSettings
) -> Iterator[View]:
    shell = site.shell
    sources: defaultdict[str, list[_Item]] = defaultdict(list)
    for item in _newest_first([*items, *variants]):
        sources[item.card.source].append(item)
    links = tuple(
        SourceLink(
            source=source,
            name=shell.source_names[source],
            path=source_home(language, source),
            articles=len(sources[source]),
        )
        for source in sorted(sources, key=lambda source: (-len(sources[source]), source))
    )
    homes = crawlable(
        tuple(LanguageLink(tag, language_home(tag), tag == language) for tag in shell.languages)
    )
    pages = _pages(items, settings.page_size)
    numbers = [number for number, _ in pages]
    for place, (number, part) in enumerate(pages):
        path = _page_path(language_home(language), language, number)
        yield ListView(
            frame=frame_of(
                shell,
                path,
                language,
                shell.title,
                shell.description,
                alternates=homes if number is None and language != UNDETERMINED else (),
                x_default=FRONT,
                feeds=feeds_of(shell, language, None, dated=_is_dated(items)),
            ),
            kind="language",
            heading=None,
            heading_language=language,
            entries=tuple(_entry(shell, item, source_home(language, item.card.source)) for item in part),
            pager=_pager(language_home(language), language, numbers, place),
            sources=links if number is None else (),
            languages=(),
        )
    yield from _feed_views(shell, language, None, items, settings)
    for source in sorted(sources):
        yield from _source_in_language_views(site, language, source, sources[source], settings)


def _source_in_language_views(
    site: Site, language: str, source: str, items: list[_Item], settings: ListSettings
) -> Iterator[View]:
    shell = site.shell
    name = shell.source_names[source]
    folder = f"{language}/{source}"
    feeds = feeds_of(shell, language, source, dated=_is_dated(items))
    pages = _pages(items, settings.page_size)
    numbers = [number for number, _ in pages]
    for place, (number, part) in enumerate(pages):
        path = _page_path(source_home(language, source), folder, number)
        yield ListView(
            frame=frame_of(shell, path, language, name, shell.description, feeds=feeds),
            kind="source",
            heading=name,
            heading_language="",
            entries=tuple(_entry(shell, item, source_page(source)) for item in part),
            pager=_pager(source_home(language, source), folder, numbers, place),
            sources=(),
            languages=(),
        )
    yield from _feed_views(shell, language, source, items, settings)


def _source_views(site: Site, by_source: Mapping[str, list[_Item]], settings: ListSettings) -> Iterator[View]:
    """All sources, and each in all its languages: one entry a story, in the site's language where it has it."""
    shell = site.shell
    links = []
    for source in sorted(by_source):
        counts = Counter(item.card.language for item in by_source[source])
        homes = tuple(
            LanguageLink(tag, source_home(tag, source), count=counts[tag])
            for tag in sorted(counts, key=lambda tag: (-counts[tag], tag))
        )
        stories = _newest_first(_one_a_story(by_source[source], shell.language))
        links.append(
            SourceLink(
                source=source,
                name=shell.source_names[source],
                path=source_page(source),
                articles=len(by_source[source]),
                languages=homes,
            )
        )
        pages = _pages(stories, settings.page_size)
        numbers = [number for number, _ in pages]
        for place, (number, part) in enumerate(pages):
            path = _page_path(source_page(source), f"sources/{source}", number)
            yield ListView(
                frame=frame_of(shell, path, shell.language, shell.source_names[source], shell.description),
                kind="source-all",
                heading=shell.source_names[source],
                heading_language="",
                entries=tuple(_entry(shell, item, source_home(item.card.language, source)) for item in part),
                pager=_pager(source_page(source), f"sources/{source}", numbers, place),
                sources=(),
                languages=homes if number is None else (),
            )
    yield SourcesView(
        frame=frame_of(shell, SOURCES, shell.language, shell.title, shell.description),
        sources=tuple(sorted(links, key=lambda link: (-link.articles, link.source))),
    )


def _one_a_story(items: Iterable[_Item], language: str) -> list[_Item]:
    """The version in `language` of each story, else its first."""
    best: dict[str, _Item] = {}
    for item in items:
        known = best.get(item.story.key)
        if known is None or (item.card.language != language, item.card.language) < (
            known.card.language != language,
            known.card.language,
        ):
            best[item.story.key] = item
    return list(best.values())


def _coverage_views(site: Site, settings: ListSettings) -> Iterator[View]:
    shell = site.shell
    items = [
        _Item(card, story, site.addresses[story.key]) for story in site.stories for card in story.versions
    ]
    pages = _pages(_newest_first(_one_a_story(items, shell.language)), settings.page_size)
    numbers = [number for number, _ in pages]
    for place, (number, part) in enumerate(pages):
        path = _page_path(COVERAGE, "stories", number)
        yield CoverageView(
            frame=frame_of(shell, path, shell.language, shell.title, shell.description),
            columns=shell.languages,
            rows=tuple(_coverage_row(shell, item) for item in part),
            pager=_pager(COVERAGE, "stories", numbers, place),
        )


def _coverage_row(shell: Shell, item: _Item) -> CoverageRow:
    there = {link.language: link for link in versions_of(item.story, item.address)}
    return CoverageRow(
        title=item.card.title,
        title_language=item.card.language,
        path=story_path(item.address),
        published=item.card.published,
        source_name=shell.source_names[item.card.source],
        cells=tuple(there.get(tag) for tag in shell.languages),
    )


def _front_view(
    site: Site,
    by_language: Mapping[str, Sequence[_Item]],
    by_source: Mapping[str, Sequence[_Item]],
    settings: ListSettings,
) -> FrontView:
    shell = site.shell
    items = [item for part in by_language.values() for item in part]
    newest = _newest_first(_one_a_story(items, shell.language))[: settings.front_size]
    homes = tuple(LanguageLink(tag, language_home(tag)) for tag in shell.languages)
    home = by_language.get(shell.language, ())
    return FrontView(
        frame=frame_of(
            shell,
            FRONT,
            shell.language,
            shell.title,
            shell.description,
            alternates=crawlable(homes),
            x_default=FRONT,
            feeds=feeds_of(shell, shell.language, None, dated=_is_dated(home)) if home else (),
        ),
        description=shell.description,
        articles=len(items),
        stories=len(site.stories),
        languages=tuple(
            LanguageLink(link.language, link.path, count=len(by_language[link.language]))
            for link in sorted(homes, key=lambda link: (-len(by_language[link.language]), link.language))
        ),
        sources=tuple(
            SourceLink(
                source=source,
                name=shell.source_names[source],
                path=source_page(source),
                articles=len(by_source[source]),
                languages=tuple(
                    LanguageLink(tag, source_home(tag, source))
                    for tag in sorted({item.card.language for item in by_source[source]})
                ),
            )
            for source in sorted(by_source, key=lambda source: (-len(by_source[source]), source))
        ),
        newest=tuple(_entry(shell, item, source_page(item.card.source)) for item in newest),
    )


def _not_found_view(shell: Shell) -> NotFoundView:
    return NotFoundView(
        frame=frame_of(shell, NOT_FOUND, shell.language, shell.title, "", indexed=False),
        languages=tuple(LanguageLink(tag, language_home(tag)) for tag in shell.languages),
    )


# For machines


def _feed_views(
    shell: Shell, language: str, source: str | None, items: Sequence[_Item], settings: ListSettings
) -> Iterator[FeedView]:
    """Newest articles; Atom needs a date for each entry, so it goes without the undated."""
    if not shell.base_url:
        return
    newest = items[: settings.feed_size]
    for feed in feeds_of(shell, language, source, dated=_is_dated(items)):
        entries = [_feed_entry(item) for item in newest if item.card.published or feed.type == JSON_FEED]
        yield FeedView(
            path=feed.path,
            form="atom" if feed.type == ATOM else "json",
            title=shell.title if source is None else f"{shell.title}: {shell.source_names[source]}",
            language=language,
            home=language_home(language) if source is None else source_home(language, source),
            base_url=shell.base_url,
            key=f"feed {language} {source or ''}".strip(),
            entries=tuple(entries),
        )


def _feed_entry(item: _Item) -> FeedEntry:
    card = item.card
    return FeedEntry(
        key=f"{item.story.key} {card.language}" + (f" {card.id}" if item.variant else ""),
        path=item.path,
        title=card.title,
        summary=card.summary,
        language=card.language,
        published=card.published,
        author=card.author,
        source_url=card.source_url,
        section=card.section,
        versions=versions_of(item.story, item.address, card.language),
    )


def _robot_views(shell: Shell) -> Iterator[View]:
    sitemap = f"Sitemap: {shell.base_url}{SITEMAP}\n" if shell.base_url else ""
    yield TextView(path=ROBOTS, text=f"User-agent: *\nAllow: /\n{sitemap}")


def _is_dated(items: Iterable[_Item]) -> bool:
    return any(item.card.published for item in items)
