"""What the search shows of a story: in each language its pages and their texts. And the pages of the search.

Shape: one story; pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from site_builder.model import Address, Article, Find, Found, SearchView, Shell, Story
from site_builder.plan.addresses import article_path, search_page, story_path
from site_builder.plan.frame import frame_of, versions_of

LONGEST_TEXT = 200_000
"""Characters of an article that are searched."""


def finds_of(shell: Shell, story: Story, address: Address, articles: Mapping[str, Article]) -> Iterator[Find]:
    """The story in each of its languages; variants are found with the version that stands before them."""
    versions = versions_of(story, address)
    variants: defaultdict[str, list[Found]] = defaultdict(list)
    for card in story.variants:
        path = article_path(card, address, variant=True)
        variants[card.language].append(_found(path, articles[card.id]))
    for card, link in zip(story.versions, versions, strict=True):
        yield Find(
            language=card.language,
            source=shell.source_name(card.source, card.language),
            published=card.published,
            pages=(_found(link.path, articles[card.id]), *variants[card.language]),
            others=tuple([other for other in versions if other is not link]),
            story=story_path(address),
        )


def _found(path: str, article: Article) -> Found:
    text = "\n".join([block.text for block in article.blocks])
    return Found(path, article.title, text[:LONGEST_TEXT])


def search_pages(shell: Shell) -> dict[str, str]:
    """Language → its page of the search: of each language, and of the site's own."""
    languages = sorted({*shell.languages, shell.language}) if shell.searchable else ()
    return {language: search_page(language) for language in languages}


def search_views(shell: Shell) -> Iterator[SearchView]:
    """These pages."""
    for language, path in search_pages(shell).items():
        yield SearchView(
            frame=frame_of(shell, path, language, shell.title, "", indexed=False),
            languages=shell.languages,
        )
