"""An article as Markdown with front matter, and the sanitised HTML of each of its blocks.

Shape: one article. Memory: one article, and the library once a block has needed it.
Raises nothing: a block the library cannot read, or not in reasonable time, is shown as the text it is.

What is rendered is the text of the published file, block by block. What the library makes of a block is the
definition (`library`); blocks of the usual forms are written without it, to the same bytes (`direct`).

Not here: which lines make a block (`clean`), the ids and the frame of a page (`render.pages`),
what counts as markup in plain text (`escape`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from site_builder.installed import version_of
from site_builder.late import late
from site_builder.model import Article, ArticleView, Block, File
from site_builder.render.direct import KNOWN_STEPS, KNOWN_VERSION, direct_blocks
from site_builder.render.interface import direction
from site_builder.text import relative_url

if TYPE_CHECKING:
    from site_builder.render.library import Library, LibraryExtension

# The published Markdown file

_NOT_IN_YAML = late("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON leaves as it is and YAML forbids or takes for a line end."""
_SURROGATE = late(r"[\ud800-\udfff]")


def markdown_file(view: ArticleView) -> File:
    """The article's Markdown below its front matter; the body is the text that `MarkdownRenderer` renders."""
    return _file(view, _body(view.article)[1])


def _file(view: ArticleView, body: bytes) -> File:
    return File(view.markdown_path, b"---\n%b---\n\n%b\n" % (_encoded(_front_matter(view)), body))


def _body(article: Article) -> tuple[list[str], bytes]:
    """The Markdown of each block, and of all of them as published."""
    texts = [block.markdown for block in article.blocks]
    try:
        return texts, "\n\n".join(texts).encode()
    except UnicodeEncodeError:
        texts = [_encodable(text) for text in texts]
        return texts, "\n\n".join(texts).encode()


def _front_matter(view: ArticleView) -> str:
    """Lines in a fixed order; what is not known is left out."""
    article = view.article
    known = {
        "title": article.title,
        "language": article.language,
        "source_url": article.source_url,
        "source": article.source,
        "section": article.section,
        "author": article.author,
        "published": article.published,
        "translated_from": view.original,
        "story": view.story,
        "id": article.id,
        "seed": article.seed,
    }
    fields = "".join([f"{key}: {_yaml(value)}\n" for key, value in known.items() if value is not None])
    if article.draft:
        fields += "draft: true\n"
    twins = {other.language: _twin(other.path, view) for other in view.versions if not other.current}
    if not twins:
        return fields
    links = ", ".join([f"{_yaml(language)}: {_yaml(link)}" for language, link in twins.items()])
    return f"{fields}translations: {{{links}}}\n"


def _twin(page: str, view: ArticleView) -> str:
    """Link from the view's Markdown to that of another page."""
    here, there = view.markdown_path, page.removesuffix(".html") + ".md"
    if "#" in there or there.startswith(here.partition("/")[0]):
        return relative_url(there, here)
    return "../" * here.count("/") + _quoted(there)  # the same, where nothing is shared, as between languages


_quoted = lru_cache(maxsize=1024)(quote)  # every version of a story leads to all others


def _yaml(value: str) -> str:
    """JSON, which YAML 1.1 and 1.2 read as the same value."""
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'  # as most are, at a tenth of the cost
    text = json.dumps(_encodable(value), ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _encodable(text).encode()


def _encodable(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


# Blocks as HTML

_LANGUAGE_GOES = late(r"\A\s*(?:<figure[^>]*>\s*)?<[a-z][a-z0-9]*")
"""Up to where the attributes of a block begin: those of its caption, where it is a lost picture."""


def _with_languages(article: Article, blocks: tuple[str, ...]) -> tuple[str, ...]:
    if not article.foreign:
        return blocks
    marked = list(blocks)
    for place, tag in article.foreign.items():
        attributes = rf'\g<0> lang="{tag}" dir="{direction(tag)}"'
        marked[place] = _LANGUAGE_GOES.sub(attributes, marked[place], count=1)
    return tuple(marked)


class MarkdownRenderer:
    """Renders the blocks of articles; makes the library when a block first needs it."""

    def __init__(self, extensions: Sequence[LibraryExtension] = ()) -> None:
        """`extensions` of the library on top of the house's own.

        With unknown ones, or a release that does other things, the library renders every block.
        """
        self.ways: Counter[str] = Counter()
        """Articles that needed the library for a block ("dear"), and those that did not ("cheap")."""
        self._extensions = extensions
        self._library: Library | None = None
        is_known = not extensions and version_of("markdown") == KNOWN_VERSION
        self._is_direct = is_known or self._made_library().steps() == KNOWN_STEPS

    def blocks(self, article: Article) -> tuple[str, ...]:
        """One block-level element of HTML for each block, in order; one in another language says so."""
        return _with_languages(article, self._elements(article, *_body(article)))

    def page(self, view: ArticleView) -> tuple[tuple[str, ...], File]:
        """`blocks` and `markdown_file` of one article, for which the text is joined and encoded once."""
        texts, body = _body(view.article)
        return _with_languages(view.article, self._elements(view.article, texts, body)), _file(view, body)

    def _elements(self, article: Article, texts: Sequence[str], body: bytes) -> tuple[str, ...]:
        found = direct_blocks(texts, body) if self._is_direct else [None] * len(texts)
        whole = tuple([html for html in found if html is not None])
        if len(whole) == len(found):
            self.ways["cheap"] += 1
            return whole
        self.ways["dear"] += 1
        return self._completed(article.blocks, texts, found)

    def _completed(
        self, blocks: Sequence[Block], texts: Sequence[str], found: Sequence[str | None]
    ) -> tuple[str, ...]:
        """`found`, and what the library makes of the other blocks."""
        library = self._made_library()
        definitions: dict[str, tuple[str, str]] = {}
        for block, text in zip(blocks, texts, strict=True):
            if "]:" in text and block.kind != "code":
                definitions |= library.definitions(text)
        return tuple(
            library.element(text, definitions) if html is None else html
            for text, html in zip(texts, found, strict=True)
        )

    def _made_library(self) -> Library:
        if self._library is None:
            from site_builder.render.library import Library  # dear, and most articles need none

            self._library = Library(self._extensions)
        return self._library
