"""Where everything lives: the only maker of URLs.

Shape: one story; pure. What a story wants depends on it alone; only where two want one address is each given another,
which their keys decide, so that no address depends on an order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from site_builder.config import SiteSettings, SourceSettings
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


def shell_of(
    site: SiteSettings,
    sources: Mapping[str, SourceSettings],
    languages: Iterable[str],
    *,
    searchable: bool = False,
    unknown_source: Callable[[str], str] | None = None,
) -> Shell:
    """What all pages share."""
    return Shell(
        title=site.title,
        description=site.description,
        language=site.language,
        base_url=site.base_url or None,
        languages=(tags := tuple(sorted(languages))),
        source_names={host: source.name for host, source in sources.items() if source.name},
        source_languages={host: source.language for host, source in sources.items() if source.language},
        theme_color=site.theme_color,
        theme_color_dark=site.theme_color_dark,
        searchable=searchable and bool(tags),
        offline=site.offline,
        unknown_source=unknown_source,
    )


# Addresses


def wanted_address(story: Story) -> Address:
    """Where the story lives if no other wants to live there too."""
    return Address(_source_of(story), _slug_of(story))


def lead_of(story: Story, site_language: str) -> Card:
    """The version that stands for the story where one does: in the site's language, else the first by tag."""
    return min(story.versions, key=lambda card: (card.language != site_language, card.language))


def claims_of(story: Story, address: Address) -> tuple[tuple[str, str], ...]:
    """Every source and slug under which the story has a page at this address."""
    cards = (*story.versions, *story.variants)
    claims = {(source, address.slug) for source in {address.source, *(card.source for card in cards)}}
    claims |= {(card.source, variant_slug(card, address)) for card in story.variants}
    return tuple(sorted(claims))


def apart(story: Story, address: Address) -> Address:
    """Where the story lives as another one wants its address too."""
    return Address(address.source, f"{address.slug}-{story.key[:8]}")


def _source_of(story: Story) -> str:
    """The source most versions name; of equals the first by name."""
    first = story.versions[0].source
    if all(card.source == first for card in story.versions):
        return first
    counts = Counter(card.source for card in story.versions)
    return min(counts, key=lambda source: (-counts[source], source))


def _slug_of(story: Story) -> str:
    """Of the source URL, else of the stated story, else of a title."""
    first = story.versions[0].slug
    if first and all(card.slug == first for card in story.versions):
        return first
    slugs = Counter(card.slug for card in story.versions if card.slug)
    if slugs:
        return min(slugs, key=lambda slug: (-slugs[slug], slug))
    card = min(story.versions, key=lambda card: (card.language != "en", card.language))
    stated = card.stated_story if card.stated_story and card.stated_story != story.key else ""
    return slugify(stated or card.title) or slugify(card.seed) or f"story-{story.key[:8]}"


def variant_slug(card: Card | Article, address: Address) -> str:
    """Of an article beside the fuller one in its language."""
    return f"{address.slug}-{card.id[:8]}"


def article_path(card: Card | Article, address: Address, *, variant: bool = False) -> str:
    """Page of an article."""
    slug = variant_slug(card, address) if variant else address.slug
    return f"{card.language}/{card.source}/{slug}.html"


def story_path(address: Address) -> str:
    """Page of a story in all its languages."""
    return f"stories/{address.source}/{address.slug}.html"


def coverage_table(number: int) -> str:
    """A part of the coverage as data."""
    return f"data/coverage/{number:04}.csv"


def markdown_path(page: str) -> str:
    """The Markdown beside an article's page."""
    return page.removesuffix(".html") + ".md"


def language_home(language: str) -> str:
    """First page of a language's index."""
    return f"{language}/index.html"


def search_page(language: str) -> str:
    """The search in a language."""
    return f"{language}/search.html"


def source_home(language: str, source: str) -> str:
    """First page of a source's index in one language."""
    return f"{language}/{source}/index.html"


def dates_home(language: str) -> str:
    """A language's index by date."""
    return f"{language}/dates/index.html"


def period_page(language: str, period: str, number: int = 0) -> str:
    """A page of what was published in a month; 0 is the first."""
    return f"{language}/dates/{period}/{number}.html" if number else f"{language}/dates/{period}.html"


def offline_home(language: str) -> str:
    """Shown in a language offline, for a page that was not kept."""
    return f"offline/{language}/index.html"


def offline_list(language: str, name: str) -> str:
    """A list of pages to keep of a language; "index" names the others."""
    return f"offline/{language}/{name}.json"


def source_page(source: str) -> str:
    """First page of a source's index in all its languages."""
    return f"sources/{source}.html"
