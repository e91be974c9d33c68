"""Render: Views in, Files out. Looks nothing up: a view holds everything its page shows.

Shape: one view; memory: the compiled templates and one page. Raises ConfigError for a fault in a user's template.
A kind of view is one line in `Renderer.render`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from site_builder.model import (
    ArticleView,
    FeedView,
    File,
    PackageView,
    ReviewView,
    Shell,
    SitemapIndexView,
    StoryView,
    TextView,
    View,
)
from site_builder.render import interface
from site_builder.render.code import highlight_css
from site_builder.render.data import render_package
from site_builder.render.feeds import render_feed
from site_builder.render.markdown import MarkdownRenderer
from site_builder.render.pages import Pages
from site_builder.render.sitemap import render_sitemap_index


class Renderer:
    """Everything that turns views into files, loaded once."""

    def __init__(self, templates: Path | None, folder: Path | None = None) -> None:
        """`folder` is where rendering remembers what is slow to make, until the next build; None for nowhere."""
        self._folder = folder
        if folder is not None:
            interface.remember(folder)
        self._pages = Pages(templates, highlight_css, folder)
        self._markdown = MarkdownRenderer()

    def load(self) -> None:
        """Compile templates now, before processes are forked, so that they need not do it each."""
        self._pages.load()

    def assets(self, *, offline: bool = True) -> tuple[File, ...]:
        """Style sheet and pictures of the site's own, and what reading `offline` needs."""
        return self._pages.assets(offline=offline)

    def installable(self, shell: Shell) -> tuple[File, ...]:
        """What makes the site one to install: its manifest, and the service worker that keeps pages."""
        return self._pages.installable(shell)

    def stories(
        self,
        stories: Sequence[tuple[str, Sequence[ArticleView | StoryView]]],
        kinds: frozenset[str],
        only: Mapping[str, frozenset[str]],
    ) -> list[tuple[str, list[File]]]:
        """Under each story's key the files of its views: pages of the kinds "article" and "story", and "data" for Markdown.

        `only` names stories of which some articles alone, by their ids, need files of their own. Step by step, all
        articles first: what is done many times in a row is done faster.
        """
        files: list[tuple[str, list[File]]] = [(key, []) for key, _ in stories]
        bodies: dict[str, tuple[str, ...]] = {}
        wanted: list[tuple[list[File], list[ArticleView]]] = []
        for (key, views), (_, made) in zip(stories, files, strict=True):
            own = [view for view in views if isinstance(view, ArticleView)]
            ids = only.get(key)
            chosen = own if ids is None else [view for view in own if view.article.id in ids]
            wanted.append((made, chosen))
            for view in own:
                if "data" in kinds and (ids is None or view.article.id in ids):
                    bodies[view.article.id], file = self._markdown.page(view)
                    made.append(file)
                else:
                    bodies[view.article.id] = self._markdown.blocks(view.article)
        if "article" in kinds:
            for made, chosen in wanted:
                made += [self._pages.render(view, [bodies[view.article.id]]) for view in chosen]
        if "story" in kinds:
            for (_, views), (_, made) in zip(stories, files, strict=True):
                made += [
                    self._pages.render(view, [bodies[article.id] for article in view.articles])
                    for view in views
                    if isinstance(view, StoryView)
                ]
        return files

    def render(self, view: View) -> tuple[File, ...]:
        """The files of one view; an article's page comes with its Markdown."""
        match view:
            case ArticleView():
                body, file = self._markdown.page(view)
                return self._pages.render(view, [body]), file
            case StoryView():
                bodies = [self._markdown.blocks(article) for article in view.articles]
                return (self._pages.render(view, bodies),)
            case FeedView():
                return (render_feed(view),)
            case SitemapIndexView():
                return (render_sitemap_index(view),)
            case PackageView():
                return (render_package(view),)
            case ReviewView():
                return (self._pages.review(view),)
            case TextView():
                return (File(view.path, view.text.encode()),)
            case _:
                return (self._pages.render(view),)

    def ways(self) -> dict[str, int]:
        """How many articles the Markdown library was asked about ("dear") and not ("cheap") since it was asked last."""
        counts = dict(self._markdown.ways)
        self._markdown.ways.clear()
        return counts

    def keep(self) -> None:
        """Leave for the next build what was made at this one."""
        if self._folder is not None:
            interface.keep(self._folder)
