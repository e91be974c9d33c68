"""What is around the content of every page: switchers, hreflang, feeds.

Shape: one page; pure.
"""

from __future__ import annotations

from site_builder.model import (
    UNDETERMINED,
    Address,
    Feed,
    Frame,
    LanguageLink,
    Shell,
    Story,
)
from site_builder.plan.addresses import (
    COVERAGE,
    FRONT,
    SOURCES,
    article_path,
    language_home,
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
    has_home = language in shell.languages
    return Frame(
        path=path,
        language=language,
        title=title,
        description=description,
        site_title=shell.title,
        site_languages=tuple(
            LanguageLink(tag, language_home(tag), tag == language) for tag in shell.languages
        ),
        home=language_home(language) if has_home and path != FRONT else FRONT,
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


def versions_of(story: Story, address: Address, current: str | None = None) -> tuple[LanguageLink, ...]:
    """Every language of a story and its page, the current one marked."""
    return tuple(
        LanguageLink(card.language, article_path(card, address), card.language == current)
        for card in story.versions
    )


def crawlable(links: tuple[LanguageLink, ...]) -> tuple[LanguageLink, ...]:
    """The versions that hreflang can name: "und" is no language to a crawler."""
    return tuple(link for link in links if link.language != UNDETERMINED)


def feeds_of(shell: Shell, language: str, source: str | None, *, dated: bool) -> tuple[Feed, ...]:
    """The feeds there are; Atom dates every entry, so where nothing is `dated` there is none."""
    if source is not None:
        return (Feed(f"{language}/{source}/feed.xml", ATOM, shell.source_names[source]),) if dated else ()
    json_feed = Feed(f"{language}/feed.json", JSON_FEED, shell.title)
    return (Feed(f"{language}/feed.xml", ATOM, shell.title), json_feed) if dated else (json_feed,)
