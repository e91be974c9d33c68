"""The pages of one story: an article in each language, and all of them side by side.

Shape: one story; memory: its articles. Needs of the site only its Shell, so that it can run anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    View,
)
from site_builder.plan.addresses import (
    article_path,
    language_home,
    markdown_path,
    source_home,
    source_page,
    story_path,
)
from site_builder.plan.frame import crawlable, feeds_of, frame_of, versions_of

SHOWN_COLUMNS = 3
"""A story in up to this many languages opens with all of them side by side, a larger one with two."""


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
    versions = versions_of(story, address, None if variant else language)
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
        frame=frame_of(
            shell,
            path,
            language,
            article.title,
            card.summary,
            alternates=() if variant or language == UNDETERMINED else crawlable(versions),
            x_default=story_path(address),
            # A dated article is in both feeds, an undated one cannot know whether they exist.
            feeds=tuple(
                feed
                for host in (None, article.source)
                for feed in feeds_of(shell, language, host, dated=dated)
            ),
        ),
        article=article,
        source_name=shell.source_names[article.source],
        source_path=source_home(language, article.source),
        language_path=language_home(language),
        story_path=story_path(address),
        markdown_path=markdown_path(path),
        versions=versions,
        lacking=tuple(LanguageLink(tag, language_home(tag)) for tag in shell.languages if tag not in present),
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
        frame=frame_of(
            shell,
            path,
            shell.language,
            card.title,
            card.summary,
            alternates=crawlable(versions_of(story, address)),
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
        source_path=source_page(address.source),
        evidence=story.evidence,
    )


def _two_of(languages: tuple[str, ...], shell: Shell) -> tuple[str, ...]:
    """The site's language, where the story has it, and one more."""
    first = shell.language if shell.language in languages else languages[0]
    return (first, next(tag for tag in languages if tag != first))
