"""Plan the site: stories in, addresses and views out. The only maker of URLs.

`plan_site` works on the whole collection (memory: the cards) and decides every address; `story_views` makes the
pages of one story and needs of the site only its Shell, so that it can run anywhere; `list_views` makes the pages
that show many stories. Raises SiteError when two pages would share an address.

Not here: how a page looks (`render`, `templates/`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.config import ListSettings, SiteSettings, SourceSettings
from site_builder.errors import SiteError
from site_builder.model import (
    UNDETERMINED,
    Address,
    Alignment,
    Article,
    ArticleView,
    Card,
    CoverageRow,
    CoverageView,
    DataView,
    Entry,
    Feed,
    FeedEntry,
    FeedView,
    Frame,
    FrontView,
    LanguageLink,
    ListView,
    NotFoundView,
    PackageView,
    Pager,
    Record,
    Shell,
    SitemapView,
    SourceLink,
    SourcesView,
    Story,
    StoryView,
    TextView,
    View,
)
from site_builder.text import slugify

PART_SIZE = 1_000
"""Articles in one part of the catalogue and the sitemap, about."""

SHOWN_COLUMNS = 3
"""A story in up to this many languages opens with all of them side by side, a larger one with two."""

FRONT, SOURCES, COVERAGE = "index.html", "sources/index.html", "stories/index.html"

SITEMAP = "sitemap.xml"

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Which stories there are and where they live."""

    shell: Shell
    stories: tuple[Story, ...]
    """In the order of their keys."""
    addresses: Mapping[str, Address]
    """Story key → address."""


# Addresses


def plan_site(stories: Sequence[Story], site: SiteSettings, sources: Mapping[str, SourceSettings]) -> Site:
    """Every story's address and what all pages share."""
    addresses = _addresses(stories)
    hosts = sorted({card.source for story in stories for card in (*story.versions, *story.variants)})
    shell = Shell(
        title=site.title,
        description=site.description,
        language=site.language,
        base_url=site.base_url or None,
        languages=tuple(sorted({card.language for story in stories for card in story.versions})),
        source_names={
            host: sources[host].name if host in sources and sources[host].name else host for host in hosts
        },
        source_languages={
            host: sources[host].language for host in hosts if host in sources and sources[host].language
        },
        theme_color=site.theme_color,
        theme_color_dark=site.theme_color_dark,
    )
    _refuse_collisions(stories, addresses)
    return Site(shell=shell, stories=tuple(stories), addresses=addresses)


def _addresses(stories: Iterable[Story]) -> dict[str, Address]:
    """Story key → address. Stories that would share a slug each get a piece of their key, whatever their order."""
    wanted = {story.key: Address(_source_of(story), _slug_of(story)) for story in stories}
    claims: Counter[tuple[str, str]] = Counter()
    folders = {story.key: {card.source for card in (*story.versions, *story.variants)} for story in stories}
    for key, address in wanted.items():
        claims.update((source, address.slug) for source in folders[key])
    return {
        key: address
        if all(claims[source, address.slug] == 1 for source in folders[key])
        else Address(address.source, f"{address.slug}-{key[:8]}")
        for key, address in wanted.items()
    }


def _source_of(story: Story) -> str:
    """The source most versions name; of equals the first by name."""
    counts = Counter(card.source for card in story.versions)
    return min(counts, key=lambda source: (-counts[source], source))


def _slug_of(story: Story) -> str:
    """Of the source URL, else of the stated story, else of a title."""
    slugs = Counter(card.slug for card in story.versions if card.slug)
    if slugs:
        return min(slugs, key=lambda slug: (-slugs[slug], slug))
    card = min(story.versions, key=lambda card: (card.language != "en", card.language))
    stated = card.stated_story if card.stated_story and card.stated_story != story.key else ""
    return slugify(stated or card.title) or slugify(card.seed) or f"story-{story.key[:8]}"


def article_path(card: Card | Article, address: Address, *, variant: bool = False) -> str:
    """Page of an article."""
    slug = f"{address.slug}-{card.id[:8]}" if variant else address.slug
    return f"{card.language}/{card.source}/{slug}.html"


def story_path(address: Address) -> str:
    """Page of a story in all its languages."""
    return f"stories/{address.source}/{address.slug}.html"


def _markdown_path(page: str) -> str:
    return page.removesuffix(".html") + ".md"


def _language_home(language: str) -> str:
    return f"{language}/index.html"


def _source_home(language: str, source: str) -> str:
    return f"{language}/{source}/index.html"


def _source_page(source: str) -> str:
    return f"sources/{source}.html"


def _refuse_collisions(stories: Iterable[Story], addresses: Mapping[str, Address]) -> None:
    """No two pages at one address, also where upper and lower case are one."""
    seen: dict[str, str] = {}
    faults = []
    for story in stories:
        address = addresses[story.key]
        pages = [(article_path(card, address), card.seed) for card in story.versions]
        pages += [(article_path(card, address, variant=True), card.seed) for card in story.variants]
        pages.append((story_path(address), story.versions[0].seed))
        for page, seed in pages:
            other = seen.setdefault(page.casefold(), seed)
            if other is not seed:
                faults.append(f"{page} from {other} and from {seed}")
    if faults:
        what = f"two pages share an address: {'; '.join(faults[:10])}"
        raise SiteError("site", what, "state a different source_url or story in a sidecar of one of them")


# What is around every page


def _frame(
    shell: Shell,
    path: str,
    language: str,
    title: str,
    description: str,
    *,
    alternates: tuple[LanguageLink, ...] = (),
    x_default: str | None = None,
    feeds: tuple[Feed, ...] = (),
    indexed: bool = True,
) -> Frame:
    has_home = language in shell.languages
    return Frame(
        path=path,
        language=language,
        title=title,
        description=description,
        site_title=shell.title,
        site_languages=tuple(
            LanguageLink(tag, _language_home(tag), tag == language) for tag in shell.languages
        ),
        home=_language_home(language) if has_home and path != FRONT else FRONT,
        front=FRONT,
        sources=SOURCES,
        stories=COVERAGE,
        base_url=shell.base_url,
        canonical=path if shell.base_url else None,
        alternates=alternates if shell.base_url and len(alternates) > 1 else (),
        x_default=x_default if shell.base_url and len(alternates) > 1 else None,
        feeds=feeds if shell.base_url else (),
        theme_color=shell.theme_color,
        theme_color_dark=shell.theme_color_dark,
        indexed=indexed,
    )


def _versions(story: Story, address: Address, current: str | None = None) -> tuple[LanguageLink, ...]:
    return tuple(
        LanguageLink(card.language, article_path(card, address), card.language == current)
        for card in story.versions
    )


def _crawlable(links: tuple[LanguageLink, ...]) -> tuple[LanguageLink, ...]:
    """The versions that hreflang can name: "und" is no language to a crawler."""
    return tuple(link for link in links if link.language != UNDETERMINED)


def _feeds(shell: Shell, language: str, source: str | None, *, dated: bool) -> tuple[Feed, ...]:
    """The feeds there are; Atom dates every entry, so where nothing is `dated` there is none."""
    if source is not None:
        return (Feed(f"{language}/{source}/feed.xml", ATOM, shell.source_names[source]),) if dated else ()
    json_feed = Feed(f"{language}/feed.json", JSON_FEED, shell.title)
    return (Feed(f"{language}/feed.xml", ATOM, shell.title), json_feed) if dated else (json_feed,)


def _is_dated(items: Iterable[_Item]) -> bool:
    return any(item.card.published for item in items)


# The pages of one story


def story_views(
    shell: Shell, story: Story, address: Address, articles: Mapping[str, Article], alignment: Alignment
) -> Iterator[View]:
    """Article pages and the side-by-side page; `articles` by id."""
    cards = [(card, False) for card in story.versions] + [(card, True) for card in story.variants]
    for card, variant in cards:
        yield _article_view(shell, story, address, articles[card.id], variant=variant)
    yield _story_view(shell, story, address, articles, alignment)


def _article_view(
    shell: Shell, story: Story, address: Address, article: Article, *, variant: bool
) -> ArticleView:
    path = article_path(article, address, variant=variant)
    language = article.language
    versions = _versions(story, address, None if variant else language)
    present = {link.language for link in versions}
    same = [LanguageLink(card.language, article_path(card, address), False) for card in story.versions]
    same += [
        LanguageLink(card.language, article_path(card, address, variant=True), False)
        for card in story.variants
    ]
    card = next(card for card in (*story.versions, *story.variants) if card.id == article.id)
    home = shell.source_languages.get(article.source)
    dated = article.published is not None
    return ArticleView(
        frame=_frame(
            shell,
            path,
            language,
            article.title,
            card.summary,
            alternates=() if variant or language == UNDETERMINED else _crawlable(versions),
            x_default=story_path(address),
            # A dated article is in both feeds, an undated one cannot know whether they exist.
            feeds=tuple(
                feed for host in (None, article.source) for feed in _feeds(shell, language, host, dated=dated)
            ),
        ),
        article=article,
        source_name=shell.source_names[article.source],
        source_path=_source_home(language, article.source),
        language_path=_language_home(language),
        story_path=story_path(address),
        markdown_path=_markdown_path(path),
        versions=versions,
        lacking=tuple(
            LanguageLink(tag, _language_home(tag)) for tag in shell.languages if tag not in present
        ),
        variants=tuple(link for link in same if link.language == language and link.path != path),
        original=home if home and home != language else None,
        story=story.key,
    )


def _story_view(
    shell: Shell, story: Story, address: Address, articles: Mapping[str, Article], alignment: Alignment
) -> StoryView:
    by_language = {card.language: card for card in story.versions}
    card = by_language.get(shell.language) or story.versions[0]
    shown = (
        alignment.languages
        if len(alignment.languages) <= SHOWN_COLUMNS
        else _two_of(alignment.languages, shell)
    )
    path = story_path(address)
    return StoryView(
        frame=_frame(
            shell,
            path,
            shell.language,
            card.title,
            card.summary,
            alternates=_crawlable(_versions(story, address)),
            x_default=path,
        ),
        story=story.key,
        articles=tuple(articles[by_language[language].id] for language in alignment.languages),
        versions=tuple(
            LanguageLink(tag, article_path(by_language[tag], address)) for tag in alignment.languages
        ),
        alignment=alignment,
        shown=shown,
        variants=tuple(
            LanguageLink(card.language, article_path(card, address, variant=True)) for card in story.variants
        ),
        source_name=shell.source_names[address.source],
        source_path=_source_page(address.source),
        evidence=story.evidence,
    )


def _two_of(languages: tuple[str, ...], shell: Shell) -> tuple[str, ...]:
    """The site's language, where the story has it, and one more."""
    first = shell.language if shell.language in languages else languages[0]
    return (first, next(tag for tag in languages if tag != first))


# Lists


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
        versions=_versions(item.story, item.address, card.language),
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
            path=_source_home(language, source),
            articles=len(sources[source]),
        )
        for source in sorted(sources, key=lambda source: (-len(sources[source]), source))
    )
    homes = _crawlable(
        tuple(LanguageLink(tag, _language_home(tag), tag == language) for tag in shell.languages)
    )
    pages = _pages(items, settings.page_size)
    numbers = [number for number, _ in pages]
    for place, (number, part) in enumerate(pages):
        path = _page_path(_language_home(language), language, number)
        yield ListView(
            frame=_frame(
                shell,
                path,
                language,
                shell.title,
                shell.description,
                alternates=homes if number is None and language != UNDETERMINED else (),
                x_default=FRONT,
                feeds=_feeds(shell, language, None, dated=_is_dated(items)),
            ),
            kind="language",
            heading=None,
            heading_language=language,
            entries=tuple(_entry(shell, item, _source_home(language, item.card.source)) for item in part),
            pager=_pager(_language_home(language), language, numbers, place),
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
    feeds = _feeds(shell, language, source, dated=_is_dated(items))
    pages = _pages(items, settings.page_size)
    numbers = [number for number, _ in pages]
    for place, (number, part) in enumerate(pages):
        path = _page_path(_source_home(language, source), folder, number)
        yield ListView(
            frame=_frame(shell, path, language, name, shell.description, feeds=feeds),
            kind="source",
            heading=name,
            heading_language="",
            entries=tuple(_entry(shell, item, _source_page(source)) for item in part),
            pager=_pager(_source_home(language, source), folder, numbers, place),
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
            LanguageLink(tag, _source_home(tag, source), count=counts[tag])
            for tag in sorted(counts, key=lambda tag: (-counts[tag], tag))
        )
        stories = _newest_first(_one_a_story(by_source[source], shell.language))
        links.append(
            SourceLink(
                source=source,
                name=shell.source_names[source],
                path=_source_page(source),
                articles=len(by_source[source]),
                languages=homes,
            )
        )
        pages = _pages(stories, settings.page_size)
        numbers = [number for number, _ in pages]
        for place, (number, part) in enumerate(pages):
            path = _page_path(_source_page(source), f"sources/{source}", number)
            yield ListView(
                frame=_frame(shell, path, shell.language, shell.source_names[source], shell.description),
                kind="source-all",
                heading=shell.source_names[source],
                heading_language="",
                entries=tuple(_entry(shell, item, _source_home(item.card.language, source)) for item in part),
                pager=_pager(_source_page(source), f"sources/{source}", numbers, place),
                sources=(),
                languages=homes if number is None else (),
            )
    yield SourcesView(
        frame=_frame(shell, SOURCES, shell.language, shell.title, shell.description),
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
            frame=_frame(shell, path, shell.language, shell.title, shell.description),
            columns=shell.languages,
            rows=tuple(_coverage_row(shell, item) for item in part),
            pager=_pager(COVERAGE, "stories", numbers, place),
        )


def _coverage_row(shell: Shell, item: _Item) -> CoverageRow:
    there = {link.language: link for link in _versions(item.story, item.address)}
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
    homes = tuple(LanguageLink(tag, _language_home(tag)) for tag in shell.languages)
    home = by_language.get(shell.language, ())
    return FrontView(
        frame=_frame(
            shell,
            FRONT,
            shell.language,
            shell.title,
            shell.description,
            alternates=_crawlable(homes),
            x_default=FRONT,
            feeds=_feeds(shell, shell.language, None, dated=_is_dated(home)) if home else (),
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
                path=_source_page(source),
                articles=len(by_source[source]),
                languages=tuple(
                    LanguageLink(tag, _source_home(tag, source))
                    for tag in sorted({item.card.language for item in by_source[source]})
                ),
            )
            for source in sorted(by_source, key=lambda source: (-len(by_source[source]), source))
        ),
        newest=tuple(_entry(shell, item, _source_page(item.card.source)) for item in newest),
    )


def _not_found_view(shell: Shell) -> NotFoundView:
    return NotFoundView(
        frame=_frame(shell, "404.html", shell.language, shell.title, "", indexed=False),
        languages=tuple(LanguageLink(tag, _language_home(tag)) for tag in shell.languages),
    )


# For machines


def _feed_views(
    shell: Shell, language: str, source: str | None, items: Sequence[_Item], settings: ListSettings
) -> Iterator[FeedView]:
    """Newest articles; Atom needs a date for each entry, so it goes without the undated."""
    if not shell.base_url:
        return
    newest = items[: settings.feed_size]
    for feed in _feeds(shell, language, source, dated=_is_dated(items)):
        entries = [_feed_entry(item) for item in newest if item.card.published or feed.type == JSON_FEED]
        yield FeedView(
            path=feed.path,
            form="atom" if feed.type == ATOM else "json",
            title=shell.title if source is None else f"{shell.title}: {shell.source_names[source]}",
            language=language,
            home=_language_home(language) if source is None else _source_home(language, source),
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
        versions=_versions(item.story, item.address, card.language),
    )


def _robot_views(shell: Shell) -> Iterator[View]:
    sitemap = f"Sitemap: {shell.base_url}{SITEMAP}\n" if shell.base_url else ""
    yield TextView(path="robots.txt", text=f"User-agent: *\nAllow: /\n{sitemap}")


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
        versions = _versions(story, address)
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
                    markdown_path=_markdown_path(path),
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
            versions = _versions(story, address)
            cluster = _crawlable(versions)
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
