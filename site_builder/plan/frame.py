"""What is around the content of every page: switchers, hreflang, feeds.

Shape: one page; pure.
"""

from __future__ import annotations

from functools import lru_cache

from site_builder.model import (
    UNDETERMINED,
    Address,
    Feed,
    Frame,
    LanguageLink,
    Shell,
    SiteFrame,
    Story,
)
from site_builder.plan.addresses import (
    COVERAGE,
    FRONT,
    SOURCES,
    article_path,
    language_home,
    search_page,
)

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"


def frame_of(
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
    """Frame of one page; what needs a base URL is left out of it without one, a cluster of one page too."""
    at_home = language in shell.languages and path != FRONT
    based = shell.base_url is not None
    clustered = based and len(alternates) > 1
    return Frame(
        site=_site_frame(
            language,
            shell.title,
            shell.languages,
            language_home(language) if at_home else FRONT,
            shell.base_url,
            shell.theme_color,
            shell.theme_color_dark,
            shell.searchable,
            shell.offline,
        ),
        path=path,
        title=title,
        description=description,
        alternates=alternates if clustered else (),
        x_default=x_default if clustered else None,
        feeds=feeds if based else (),
        indexed=indexed,
    )


@lru_cache(maxsize=1024)
def _site_frame(
    language: str,
    title: str,
    languages: tuple[str, ...],
    home: str,
    base_url: str | None,
    theme_color: str,
    theme_color_dark: str,
    searchable: bool,
    offline: bool,
) -> SiteFrame:
    """One object for all pages of a language, so that what is made from it can be kept by its identity."""
    return SiteFrame(
        language=language,
        title=title,
        languages=tuple(LanguageLink(tag, language_home(tag), tag == language) for tag in languages),
        home=home,
        front=FRONT,
        sources=SOURCES,
        stories=COVERAGE,
        base_url=base_url,
        theme_color=theme_color,
        theme_color_dark=theme_color_dark,
        search=search_page(language) if searchable else None,
        offline=offline,
    )


@lru_cache(maxsize=16)
def homes(languages: tuple[str, ...]) -> tuple[LanguageLink, ...]:
    """The home of every language, by languages that share them."""
    return tuple(LanguageLink(tag, language_home(tag)) for tag in languages)


def original_language(shell: Shell, source: str, language: str) -> str | None:
    """Language the source publishes in, where it is known and another one than the article's."""
    home = shell.source_languages.get(source)
    return home if home and home != language else None


def versions_of(story: Story, address: Address, current: str | None = None) -> tuple[LanguageLink, ...]:
    """Every language of a story and its page, the current one marked."""
    return tuple(
        LanguageLink(card.language, article_path(card, address), card.language == current, draft=card.draft)
        for card in story.versions
    )


def marked(links: tuple[LanguageLink, ...], current: str) -> tuple[LanguageLink, ...]:
    """The links with the one to `current` marked, the others themselves."""
    return tuple(link if link.language != current else link._replace(current=True) for link in links)


def crawlable(links: tuple[LanguageLink, ...]) -> tuple[LanguageLink, ...]:
    """The versions that hreflang can name: "und" is no language to a crawler."""
    return tuple(link for link in links if link.language != UNDETERMINED)


def feeds_of(shell: Shell, language: str, source: str | None, *, dated: bool) -> tuple[Feed, ...]:
    """The feeds there are; Atom dates every entry, so where nothing is `dated` there is none."""
    name = shell.title if source is None else shell.source_name(source, language)
    return _feeds(language, source, name, dated)


@lru_cache(maxsize=1024)
def _feeds(language: str, source: str | None, name: str, dated: bool) -> tuple[Feed, ...]:
    if source is not None:
        return (Feed(f"{language}/{source}/feed.xml", ATOM, name),) if dated else ()
    json_feed = Feed(f"{language}/feed.json", JSON_FEED, name)
    return (Feed(f"{language}/feed.xml", ATOM, name), json_feed) if dated else (json_feed,)


@lru_cache(maxsize=1024)
def article_feeds(language: str, source: str, title: str, name: str, dated: bool) -> tuple[Feed, ...]:
    """The feeds an article can be in: of its language, whose title is the site's, and of its source."""
    return (*_feeds(language, None, title, dated), *_feeds(language, source, name, dated))
