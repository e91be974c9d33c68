"""The pages of one story: an article in each language, and all of them side by side.

Shape: one story; memory: its articles. Needs of the site only its Shell, so that it can run anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from site_builder.model import (
    UNDETERMINED,
    Address,
    Alignment,
    Article,
    ArticleView,
    LanguageLink,
    Shell,
    Story,
    StoryView,
)
from site_builder.plan.addresses import (
    article_path,
    language_home,
    markdown_path,
    source_home,
    source_page,
    story_path,
)
from site_builder.plan.frame import (
    article_feeds,
    crawlable,
    frame_of,
    homes,
    marked,
    original_language,
    versions_of,
)
from site_builder.text import readable_slug
from site_builder.value import dataclass

SHOWN_COLUMNS = 3
"""A story in up to this many languages opens with all of them side by side, a larger one with two."""


def story_views(
    shell: Shell, story: Story, address: Address, articles: Mapping[str, Article], alignment: Alignment
) -> Iterator[ArticleView | StoryView]:
    """Article pages and the side-by-side page; `articles` by id."""
    versions = versions_of(story, address)
    shared = _Shared(
        shell=shell,
        story=story,
        path=story_path(address),
        versions=versions,
        alternates=crawlable(versions),
        lacking=_lacking(shell.languages, tuple([link.language for link in versions])),
        variants=tuple(
            LanguageLink(card.language, article_path(card, address, variant=True), draft=card.draft)
            for card in story.variants
        ),
        drafts=any(card.draft for card in (*story.versions, *story.variants)),
    )
    for card in story.versions:
        yield _article_view(shared, article_path(card, address), articles[card.id], card.summary)
    for card, link in zip(story.variants, shared.variants, strict=True):
        yield _article_view(shared, link.path, articles[card.id], card.summary, variant=True)
    yield _story_view(shared, address, articles, alignment)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What the pages of one story have in common."""

    shell: Shell
    story: Story
    path: str
    """Of the side-by-side page."""
    versions: tuple[LanguageLink, ...]
    alternates: tuple[LanguageLink, ...]
    lacking: tuple[LanguageLink, ...]
    variants: tuple[LanguageLink, ...]
    drafts: bool


@lru_cache(maxsize=1024)
def _lacking(languages: tuple[str, ...], present: tuple[str, ...]) -> tuple[LanguageLink, ...]:
    """Homes of the languages that a story does not exist in; stories in the same languages share the links."""
    return tuple([link for link in homes(languages) if link.language not in present])


def _article_view(
    shared: _Shared, path: str, article: Article, summary: str, *, variant: bool = False
) -> ArticleView:
    shell, language, source = shared.shell, article.language, article.source
    name = shell.source_name(source, language)
    # The list of its language has another article than a variant, which says nothing of that one's date.
    dated = article.published is not None and not variant
    home = shell.source_languages.get(source)
    original = original_language(shell, source, language)
    versions = shared.versions
    return ArticleView(
        frame=frame_of(
            shell,
            path,
            language,
            article.title,
            summary,
            alternates=() if variant or language == UNDETERMINED else shared.alternates,
            x_default=shared.path,
            # A dated article is in both feeds, an undated one cannot know whether they exist.
            feeds=article_feeds(language, source, shell.title, name, dated),
        ),
        article=article,
        source_name=name,
        source_path=source_home(language, source),
        language_path=language_home(language),
        story_path=shared.path,
        markdown_path=markdown_path(path),
        versions=versions if variant else marked(versions, language),
        lacking=shared.lacking,
        variants=_same_language(shared, language, path) if shared.variants else (),
        original=original,
        original_path=next((link.path for link in versions if link.language == original), None),
        subtitle=readable_slug(article.slug) if article.slug and _is_chosen(article) else None,
        subtitle_language=home or UNDETERMINED,
        story=shared.story.key,
        drafts=shared.drafts,
    )


def _is_chosen(article: Article) -> bool:
    """Was its title chosen from the text, which carries none?"""
    origin = article.provenance.get("title")
    return origin is not None and not origin.source.startswith(("stated", "the first line"))


def _same_language(shared: _Shared, language: str, path: str) -> tuple[LanguageLink, ...]:
    """The other articles of the story in the language of the one at `path`."""
    links = (*shared.versions, *shared.variants)
    return tuple(link for link in links if link.language == language and link.path != path)


def _story_view(
    shared: _Shared, address: Address, articles: Mapping[str, Article], alignment: Alignment
) -> StoryView:
    shell, story = shared.shell, shared.story
    by_language = {card.language: card for card in story.versions}
    links = {link.language: link for link in shared.versions}
    card = by_language.get(shell.language) or story.versions[0]
    shown = (
        alignment.languages
        if len(alignment.languages) <= SHOWN_COLUMNS
        else _two_of(alignment.languages, shell, card.source)
    )
    return StoryView(
        frame=frame_of(
            shell,
            shared.path,
            shell.language,
            card.title,
            card.summary,
            alternates=shared.alternates,
            x_default=shared.path,
        ),
        story=story.key,
        articles=tuple([articles[by_language[language].id] for language in alignment.languages]),
        versions=tuple([links[language] for language in alignment.languages]),
        alignment=alignment,
        shown=shown,
        variants=shared.variants,
        source_name=shell.source_name(address.source, shell.language),
        source_path=source_page(address.source),
        evidence=story.evidence,
        drafts=shared.drafts,
    )


def _two_of(languages: tuple[str, ...], shell: Shell, source: str) -> tuple[str, ...]:
    """The site's language, where the story has it, and the one that its source publishes in, or any."""
    first = shell.language if shell.language in languages else languages[0]
    original = original_language(shell, source, first)
    second = original if original in languages else next(tag for tag in languages if tag != first)
    return (first, second)
