"""Render: Views in, Files out. Looks nothing up: a view holds everything its page shows.

Shape: one view; memory: the compiled templates and one page. Raises ConfigError for a fault in a user's template.
A kind of view is one line in `Renderer.render`.
"""

from __future__ import annotations

from pathlib import Path

from site_builder.model import (
    ArticleView,
    DataView,
    FeedView,
    File,
    PackageView,
    SitemapIndexView,
    SitemapView,
    StoryView,
    TextView,
    View,
)
from site_builder.render import interface
from site_builder.render.code import highlight_css
from site_builder.render.data import render_data, render_package
from site_builder.render.feeds import render_feed
from site_builder.render.markdown import MarkdownRenderer
from site_builder.render.pages import Pages
from site_builder.render.sitemap import render_sitemap, render_sitemap_index


class Renderer:
    """Everything that turns views into files, loaded once."""

    def __init__(self, templates: Path | None, folder: Path | None = None) -> None:
        """`folder` is where rendering remembers what is slow to make, until the next build; None for nowhere."""
        self._folder = folder
        if folder is not None:
            interface.remember(folder)
        self._pages = Pages(templates, highlight_css, folder)
        self._markdown = MarkdownRenderer()
        self._bodies: dict[str, tuple[str, ...]] = {}

    def assets(self) -> tuple[File, ...]:
        """Style sheet and pictures of the site's own."""
        return self._pages.assets()

    def render_some(self, view: ArticleView | StoryView, kinds: frozenset[str]) -> tuple[File, ...]:
        """Of the pages of a story those of some kinds: "article", "story", and "data" for Markdown."""
        if isinstance(view, StoryView):
            return self.render(view) if "story" in kinds else ()
        if "article" not in kinds and "data" not in kinds:
            return ()
        page, file = self.render(view)
        return (page, file) if "data" in kinds else (page,)

    def render(self, view: View) -> tuple[File, ...]:
        """The files of one view; an article's page comes with its Markdown."""
        match view:
            case ArticleView():
                body, file = self._markdown.page(view)
                self._bodies[view.article.id] = body
                return self._pages.render(view, [body]), file
            case StoryView():
                bodies = [
                    self._body(article.id) or self._markdown.blocks(article) for article in view.articles
                ]
                self._bodies.clear()
                return (self._pages.render(view, bodies),)
            case FeedView():
                return (render_feed(view),)
            case SitemapView():
                return (render_sitemap(view),)
            case SitemapIndexView():
                return (render_sitemap_index(view),)
            case DataView():
                return render_data(view)
            case PackageView():
                return (render_package(view),)
            case TextView():
                return (File(view.path, view.text.encode()),)
            case _:
                return (self._pages.render(view),)

    def keep(self) -> None:
        """Leave for the next build what was made at this one."""
        if self._folder is not None:
            interface.keep(self._folder)

    def _body(self, article: str) -> tuple[str, ...] | None:
        """A body rendered just before for the article's own page: a story's pages follow each other."""
        return self._bodies.get(article)
