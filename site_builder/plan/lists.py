"""Every page that shows many stories: by language, by source, by story, the front page; and the feeds.

Each list has a name, and a story says by itself in which lists it stands and where (`entries_of`). A page of a list is
made from its own entries and from numbers: memory holds one page.

    l LANG            an article in each language
    p LANG SOURCE     the same, of one source
    s SOURCE          a story of the source, in the site's language where it has it
    m LANG PERIOD     those of `l LANG` that were published in a month (`dates`)
    y LANG            the periods of a language; it has one page and no entries of its own
    c                 every story: the coverage

Lists run from the oldest, and pages are numbered that way, so that a new article leaves old pages as they are (`paging`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

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
    Headline,
    LanguageLink,
    ListView,
    NotFoundView,
    OfflineView,
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
    article_path,
    coverage_table,
    dates_home,
    language_home,
    lead_of,
    offline_home,
    period_page,
    source_home,
    source_page,
    story_path,
)
from site_builder.plan.dates import dates_view, month_view, period_of
from site_builder.plan.frame import ATOM, JSON_FEED, crawlable, feeds_of, frame_of, homes, original_language

COVERAGE_LIST = "c"

_LINES = 4
"""A page of a month holds so many times the entries of another list: they are a line each."""


class Place(NamedTuple):
    """An article's place in a list; equal places may be shown alike."""

    list: str
    published: str
    """ISO 8601, "" when it is not known: the order of the list, then the story's key."""
    id: str
    variant: bool
    shown: str
    """All that the list shows of it."""


class Item(NamedTuple):
    """One article in a list, with what the list shows of its story."""

    card: Card
    story: str
    address: Address
    links: Sequence[Sequence[str]]
    """Language and source of each version of the story."""
    variant: bool = False
    drafts: Sequence[str] = ()
    """Languages of the versions that are drafts."""

    @property
    def path(self) -> str:
        """Its page."""
        return article_path(self.card, self.address, variant=self.variant)

    def versions(self, current: str | None) -> tuple[LanguageLink, ...]:
        """Every language of the story and its page, the current one marked."""
        slug = self.address.slug
        return tuple(
            [
                LanguageLink(
                    language,
                    f"{language}/{source}/{slug}.html",
                    language == current,
                    None,
                    language in self.drafts,
                )
                for language, source in self.links
            ]
        )


def entries_of(story: Story, address: Address, site_language: str) -> list[Place]:
    """Every place of a story and its articles in lists, one at most in each list."""
    links = " ".join([f"{card.language} {card.source}{' draft' * card.draft}" for card in story.versions])
    places: list[Place] = []
    best: dict[str, tuple[Card, bool]] = {}
    there = set()
    shown: dict[str, str] = {}

    def place(name: str, card: Card, variant: bool) -> None:
        if card.id not in shown:
            facts = (
                card.section,
                card.author,
                card.source_url,
                card.source,
                address.source,
                address.slug,
                links,
            )
            said = [card.title, card.summary, *[fact or "" for fact in facts], "draft" * card.draft]
            shown[card.id] = "\0".join(said)
        places.append(Place(name, card.published or "", card.id, variant, shown[card.id]))

    for card in story.versions:
        place(f"l {card.language}", card, False)
        line = "\0".join([card.title, card.source, address.slug, "draft" * card.draft])
        month = f"m {card.language} {period_of(card.published)}"
        places.append(Place(month, card.published or "", card.id, False, line))
        place(f"p {card.language} {card.source}", card, False)
        there.add((card.language, card.source))
        _take(best, card.source, card, False, site_language)
    for card in story.variants:  # a source that has the story in this language only so lists the variant
        if (card.language, card.source) not in there:
            there.add((card.language, card.source))
            place(f"p {card.language} {card.source}", card, True)
            _take(best, card.source, card, True, site_language)
    for source, (card, variant) in best.items():
        place(f"s {source}", card, variant)
    place(COVERAGE_LIST, lead_of(story, site_language), False)
    return places


def _take(
    best: dict[str, tuple[Card, bool]], source: str, card: Card, variant: bool, site_language: str
) -> None:
    """Keep the version in the site's language, else the first by tag."""
    known = best.get(source)
    if known is None or (card.language != site_language, card.language) < (
        known[0].language != site_language,
        known[0].language,
    ):
        best[source] = card, variant


# Pages of a list


def size_of(name: str, size: int) -> int:
    """About how many entries a page of a list holds, where `size` is that of a list which shows more than a line of each."""
    return size * _LINES if name[0] == "m" else size


def page_path(name: str, number: int) -> str:
    """Where a page of a list lies."""
    kind, *rest = name.split(" ")
    match kind:
        case "m":
            return period_page(rest[0], rest[1], number)
        case "y":
            return dates_home(rest[0])
        case "l":
            home, folder = language_home(rest[0]), rest[0]
        case "p":
            home, folder = source_home(*rest), "/".join(rest)
        case "s":
            home, folder = source_page(rest[0]), f"sources/{rest[0]}"
        case _:
            home, folder = COVERAGE, "stories"
    return f"{folder}/page/{number}.html" if number else home


def _pager(name: str, number: int, last: int) -> Pager:
    newer = (number + 1 if number < last else 0) if number else None
    older = (number - 1 if number > 1 else None) if number else (last or None)
    return Pager(
        newest=page_path(name, 0) if number else None,
        newer=None if newer is None else page_path(name, newer),
        older=None if older is None else page_path(name, older),
        oldest=page_path(name, 1) if older is not None else None,
    )


def list_view(
    shell: Shell,
    name: str,
    number: int,
    last: int,
    items: Sequence[Item],
    *,
    dated: bool,
    shelf: Mapping[str, int],
    parts: int = 1,
) -> View:
    """One page of a list, of which `last` are numbered; `items` newest first.

    `dated`: does any article of the list have a date? `shelf`, for the first page: of a language, its sources with
    their numbers of articles; of a source, its languages; for every page of a month: those beside it; for all months: the months. The collection's
    data is in so many `parts`.
    """
    kind, *rest = name.split(" ")
    path = page_path(name, number)
    pager = _pager(name, number, last)
    match kind:
        case "l":
            return _language_view(shell, rest[0], path, pager, number, items, dated, shelf)
        case "p":
            language, source = rest
            return ListView(
                frame=frame_of(
                    shell,
                    path,
                    language,
                    shell.source_name(source, language),
                    shell.description,
                    feeds=feeds_of(shell, language, source, dated=dated),
                ),
                kind="source",
                heading=shell.source_name(source, language),
                heading_language="",
                entries=tuple([_entry(shell, language, item, source_page(source)) for item in items]),
                pager=pager,
                sources=(),
                languages=(),
                drafts=_show_drafts(items),
            )
        case "s":
            source = rest[0]
            return ListView(
                frame=frame_of(
                    shell, path, shell.language, shell.source_name(source, shell.language), shell.description
                ),
                kind="source-all",
                heading=shell.source_name(source, shell.language),
                heading_language="",
                entries=tuple(
                    [
                        _entry(shell, shell.language, item, source_home(item.card.language, source))
                        for item in items
                    ]
                ),
                pager=pager,
                sources=(),
                languages=_homes_of(source, shelf) if number == 0 else (),
                drafts=_show_drafts(items),
            )
        case "m":
            lines = [(item.card.published, _headline(shell, rest[0], item)) for item in items]
            return month_view(shell, path, rest[0], rest[1], lines, pager, shelf)
        case "y":
            return dates_view(shell, path, rest[0], shelf)
    return CoverageView(
        frame=frame_of(shell, path, shell.language, shell.title, shell.description),
        columns=shell.languages,
        rows=tuple([_coverage_row(shell, item) for item in items]),
        pager=pager,
        tables=tuple(map(coverage_table, range(parts))) if items and number == 0 else (),
        drafts=_show_drafts(items),
    )


def _show_drafts(items: Iterable[Item]) -> bool:
    return any(item.drafts or item.card.draft for item in items)


def _language_view(
    shell: Shell,
    language: str,
    path: str,
    pager: Pager,
    number: int,
    items: Sequence[Item],
    dated: bool,
    shelf: Mapping[str, int],
) -> ListView:
    homes = crawlable(
        tuple([LanguageLink(tag, language_home(tag), tag == language) for tag in shell.languages])
    )
    return ListView(
        frame=frame_of(
            shell,
            path,
            language,
            shell.title,
            shell.description,
            alternates=homes if number == 0 and language != UNDETERMINED else (),
            x_default=FRONT,
            feeds=feeds_of(shell, language, None, dated=dated),
        ),
        kind="language",
        heading=None,
        heading_language=language,
        entries=tuple(
            [_entry(shell, language, item, source_home(language, item.card.source)) for item in items]
        ),
        pager=pager,
        sources=tuple(
            [
                _source_link(shell, language, source, source_home(language, source), count)
                for source, count in _by_number(shelf)
            ]
        )
        if number == 0
        else (),
        languages=(),
        dates=dates_home(language),
        drafts=_show_drafts(items),
    )


def _by_number(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The largest first; of equals the first by name."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _homes_of(source: str, counts: Mapping[str, int]) -> tuple[LanguageLink, ...]:
    return tuple([LanguageLink(tag, source_home(tag, source), count=n) for tag, n in _by_number(counts)])


def _entry(shell: Shell, language: str, item: Item, source_path: str) -> Entry:
    """An entry of a page in `language`."""
    card = item.card
    return Entry(
        path=item.path,
        language=card.language,
        title=card.title,
        summary=card.summary,
        source=card.source,
        source_name=shell.source_name(card.source, language),
        source_path=source_path,
        published=card.published,
        section=card.section,
        story_path=story_path(item.address),
        versions=item.versions(card.language),
        draft=card.draft,
    )


def _headline(shell: Shell, language: str, item: Item) -> Headline:
    card = item.card
    return Headline(
        path=item.path,
        language=card.language,
        title=card.title,
        source_name=shell.source_name(card.source, language),
        draft=card.draft,
    )


def _coverage_row(shell: Shell, item: Item) -> CoverageRow:
    there = {link.language: link for link in item.versions(None)}
    return CoverageRow(
        title=item.card.title,
        title_language=item.card.language,
        path=story_path(item.address),
        published=item.card.published,
        source_name=shell.source_name(item.card.source, shell.language),
        cells=tuple([there.get(tag) for tag in shell.languages]),
    )


# Pages that there is one of


def _source_link(
    shell: Shell,
    language: str,
    source: str,
    path: str,
    articles: int,
    languages: tuple[LanguageLink, ...] = (),
) -> SourceLink:
    return SourceLink(
        source=source,
        name=shell.source_name(source, language),
        path=path,
        articles=articles,
        languages=languages,
    )


def _every_source(
    shell: Shell,
    sources: Mapping[str, Mapping[str, int]],
    languages: Callable[[str], tuple[LanguageLink, ...]],
) -> tuple[SourceLink, ...]:
    """Links to the sources in all their languages; `languages` are those to name beside one."""
    return tuple(
        [
            _source_link(shell, shell.language, source, source_page(source), articles, languages(source))
            for source, articles in _sums(sources)
        ]
    )


def sources_view(shell: Shell, sources: Mapping[str, Mapping[str, int]]) -> SourcesView:
    """Every source; `sources` has the articles in each of its languages."""
    return SourcesView(
        frame=frame_of(shell, SOURCES, shell.language, shell.title, shell.description),
        sources=_every_source(shell, sources, lambda source: _homes_of(source, sources[source])),
    )


def _sums(sources: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int]]:
    return _by_number({source: sum(counts.values()) for source, counts in sources.items()})


def front_view(
    shell: Shell,
    languages: Mapping[str, int],
    sources: Mapping[str, Mapping[str, int]],
    stories: int,
    newest: Sequence[Item],
    *,
    dated: bool,
) -> FrontView:
    """The front page. `languages`: articles in each; `dated`: is any in the site's language dated?"""
    homes = tuple([LanguageLink(tag, language_home(tag)) for tag in shell.languages])
    return FrontView(
        frame=frame_of(
            shell,
            FRONT,
            shell.language,
            shell.title,
            shell.description,
            alternates=crawlable(homes),
            x_default=FRONT,
            feeds=feeds_of(shell, shell.language, None, dated=dated) if languages.get(shell.language) else (),
        ),
        description=shell.description,
        articles=sum(languages.values()),
        stories=stories,
        languages=tuple(
            [LanguageLink(tag, language_home(tag), count=count) for tag, count in _by_number(languages)]
        ),
        sources=_every_source(
            shell,
            sources,
            lambda source: tuple(
                [LanguageLink(tag, source_home(tag, source)) for tag in sorted(sources[source])]
            ),
        ),
        newest=tuple([_entry(shell, shell.language, item, source_page(item.card.source)) for item in newest]),
    )


def fixed_views(shell: Shell) -> Iterator[View]:
    """What depends on no article."""
    yield NotFoundView(
        frame=frame_of(shell, NOT_FOUND, shell.language, shell.title, "", indexed=False),
        languages=tuple([LanguageLink(tag, language_home(tag)) for tag in shell.languages]),
    )
    for language in sorted({*shell.languages, shell.language}) if shell.offline else ():
        yield OfflineView(
            frame=frame_of(shell, offline_home(language), language, shell.title, "", indexed=False),
            languages=homes(shell.languages),
        )
    sitemap = f"Sitemap: {shell.base_url}{SITEMAP}\n" if shell.base_url else ""
    yield TextView(path=ROBOTS, text=f"User-agent: *\nAllow: /\n{sitemap}")


# Feeds


def feed_views(shell: Shell, name: str, newest: Iterable[Item], *, dated: bool) -> Iterator[FeedView]:
    """The feeds of a list; `newest` are its newest items. Atom needs a date for each entry, so it goes without the undated."""
    kind, *rest = name.split(" ")
    if not shell.base_url or kind not in ("l", "p"):
        return
    language, source = rest[0], rest[1] if kind == "p" else None
    feeds = feeds_of(shell, language, source, dated=dated)
    entries = [(item.card.published, _feed_entry(shell, item)) for item in newest] if feeds else []
    for feed in feeds:
        yield FeedView(
            path=feed.path,
            form="atom" if feed.type == ATOM else "json",
            title=shell.title if source is None else f"{shell.title}: {shell.source_name(source, language)}",
            language=language,
            home=language_home(language) if source is None else source_home(language, source),
            base_url=shell.base_url,
            key=f"feed {language} {source or ''}".strip(),
            entries=tuple([entry for published, entry in entries if published or feed.type == JSON_FEED]),
        )


def _feed_entry(shell: Shell, item: Item) -> FeedEntry:
    card = item.card
    return FeedEntry(
        key=f"{item.story} {card.language}" + (f" {card.id}" if item.variant else ""),
        path=item.path,
        title=card.title,
        summary=card.summary,
        language=card.language,
        published=card.published,
        author=card.author,
        source_url=card.source_url,
        section=card.section,
        versions=item.versions(card.language),
        original=original_language(shell, card.source, card.language),
    )


__all__ = [
    "COVERAGE_LIST",
    "Item",
    "ListSettings",
    "Place",
    "entries_of",
    "feed_views",
    "fixed_views",
    "front_view",
    "list_view",
    "page_path",
    "size_of",
    "sources_view",
]
