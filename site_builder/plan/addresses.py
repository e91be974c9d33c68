"""Where everything lives: the only maker of URLs.

Works on the whole collection; memory: the cards. Raises SiteError when two pages would share an address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from site_builder.config import SiteSettings, SourceSettings
from site_builder.errors import SiteError
from site_builder.model import (
    Address,
    Article,
    Card,
    Shell,
    Story,
)
from site_builder.text import slugify

FRONT, SOURCES, COVERAGE, NOT_FOUND = "index.html", "sources/index.html", "stories/index.html", "404.html"
SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"


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


def markdown_path(page: str) -> str:
    """The Markdown beside an article's page."""
    return page.removesuffix(".html") + ".md"


def language_home(language: str) -> str:
    """First page of a language's index."""
    return f"{language}/index.html"


def source_home(language: str, source: str) -> str:
    """First page of a source's index in one language."""
    return f"{language}/{source}/index.html"


def source_page(source: str) -> str:
    """First page of a source's index in all its languages."""
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
