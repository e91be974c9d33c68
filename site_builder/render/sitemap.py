"""Sitemaps: groups of pages that are versions of each other → sitemap files.

One part at a time; memory: the part. Sizes follow the protocol (sitemaps.org/protocol.html), alternates follow
Google's extension of it: every page of a group is an address of its own and lists the whole group, itself
included. There is no `lastmod`: the day a page was changed is not known, and the day of a build says nothing.

Raises SiteError for a part beyond the protocol's limits, or an address too long for it.

Not here: which pages are in which part (`plan`), the mention in robots.txt (`plan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from site_builder.errors import SiteError
from site_builder.model import UNDETERMINED, File, LanguageLink, SitemapIndexView, SitemapView

MOST_URLS = 50_000
MOST_BYTES = 52_428_800
"""Of one sitemap, not compressed; a longer one is refused as a whole. The same holds for the index."""

URL_LENGTH = 2_048
"""An address must be shorter."""

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def absolute_url(path: str, base_url: str) -> str:
    """Public address of the site's file `path`, percent-encoded."""
    return quote(base_url, safe=":/%[]@!$&'()*+,;=~") + quote(path)


def render_sitemap(view: SitemapView) -> File:
    """One part, its pages in the order of the view."""
    xhtml = f' xmlns:xhtml="{_XHTML}"' if any(map(_is_cluster, view.groups, view.x_defaults)) else ""
    lines = [f'<urlset xmlns="{_SITEMAP}"{xhtml}>']
    for group, x_default in zip(view.groups, view.x_defaults, strict=True):
        lines += _group(group, x_default, view)
    lines.append("</urlset>")
    return _file(view.path, lines, sum(map(len, view.groups)))


def render_sitemap_index(view: SitemapIndexView) -> File:
    """The file that names the parts; an index may not name another index."""
    lines = [f'<sitemapindex xmlns="{_SITEMAP}">']
    lines += [f"  <sitemap>{_loc(path, view.base_url, view.path)}</sitemap>" for path in view.parts]
    lines.append("</sitemapindex>")
    return _file(view.path, lines, len(view.parts))


def _is_cluster(group: Sequence[LanguageLink], x_default: str | None) -> bool:
    return len(group) > 1 or x_default is not None


def _group(group: Sequence[LanguageLink], x_default: str | None, view: SitemapView) -> Iterator[str]:
    """An entry for each page of the group. One whose language is not known can be named by no `hreflang`."""
    named = [link for link in group if link.language not in ("", UNDETERMINED)]
    alternates = [(link.language, link.path) for link in named] if _is_cluster(group, x_default) else []
    if alternates and x_default is not None:
        alternates.append(("x-default", x_default))
    lines = [
        f'    <xhtml:link rel="alternate" hreflang="{escape(language)}" href="{_href(path, view.base_url, view.path)}"/>'
        for language, path in alternates
    ]
    for link in group:
        loc = _loc(link.path, view.base_url, view.path)
        if lines and link in named:
            yield from ("  <url>", f"    {loc}", *lines, "  </url>")
        else:
            yield f"  <url>{loc}</url>"


def _loc(path: str, base_url: str, part: str) -> str:
    return f"<loc>{_href(path, base_url, part)}</loc>"


def _href(path: str, base_url: str, part: str) -> str:
    url = absolute_url(path, base_url)
    if len(url) >= URL_LENGTH:
        raise SiteError(
            part,
            f"the address of {path[:80]}… has {len(url):,} characters, and a sitemap takes fewer than {URL_LENGTH:,}",
            "shorten base_url",
        )
    return escape(url)


def _file(path: str, lines: Sequence[str], urls: int) -> File:
    data = (_HEAD + "\n".join(lines) + "\n").encode()
    if urls > MOST_URLS or len(data) > MOST_BYTES:
        raise SiteError(
            path,
            f"{urls:,} addresses in {len(data):,} bytes; a sitemap holds {MOST_URLS:,} in {MOST_BYTES:,}",
            "split it into more parts",
        )
    return File(path, data)
