"""Sitemaps: groups of pages that are versions of each other → sitemap files.

One story at a time: a part is its pieces one after the other, so that whoever remembers the piece of each story makes
again only what has changed. Memory: the story, and of a part its bytes. Sizes follow the protocol (sitemaps.org/protocol.html), alternates follow
Google's extension of it: every page of a group is an address of its own and lists the whole group, itself
included. There is no `lastmod`: the day a page was changed is not known, and the day of a build says nothing.

Raises SiteError for a part beyond the protocol's limits, or an address too long for it.

Not here: which pages are in which part (`plan`), the mention in robots.txt (`plan`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

from site_builder.errors import SiteError
from site_builder.model import UNDETERMINED, File, LanguageLink, SitemapIndexView
from site_builder.text import escaped

MOST_URLS = 50_000
MOST_BYTES = 52_428_800
"""Of one sitemap, not compressed; a longer one is refused as a whole. The same holds for the index."""

URL_LENGTH = 2_048
"""An address must be shorter."""

_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"

_NO_LANGUAGE = ("", UNDETERMINED)
"""Of pages that no `hreflang` can name."""
_SAFE = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What `quote` leaves as it is."""

Group = tuple[Sequence[LanguageLink], str | None]
"""Pages that are versions of each other, and the page for readers of any other language."""


def absolute_url(path: str, base_url: str) -> str:
    """Public address of the site's file `path`, percent-encoded."""
    return _url_base(base_url) + url_path(path)


@lru_cache(maxsize=4096)
def url_path(path: str) -> str:
    """`path` percent-encoded. A page's path is asked for by each of its translations, and is mostly safe as it is."""
    return path if _SAFE.fullmatch(path) else quote(path)


@lru_cache(maxsize=16)
def _url_base(base_url: str) -> str:
    return quote(base_url, safe=":/%[]@!$&'()*+,;=~")


def sitemap_piece(groups: Iterable[Group], base_url: str) -> bytes:
    """The entries of some groups, of one story for instance, to stand one after the other in a part."""
    entries: list[str] = []
    for group, x_default in groups:
        alternates = _alternates(group, x_default, base_url)
        for link in group:
            loc = f"<loc>{_href(link.path, base_url)}</loc>"
            if alternates and link.language not in _NO_LANGUAGE:
                entries.append(f"  <url>\n    {loc}\n{alternates}  </url>\n")
            else:
                entries.append(f"  <url>{loc}</url>\n")
    return "".join(entries).encode()


def _alternates(group: Sequence[LanguageLink], x_default: str | None, base_url: str) -> str:
    """What each page of a group says of all of them; nothing where there is nothing to choose."""
    if len(group) == 1 and x_default is None:
        return ""
    pages = [(link.language, link.path) for link in group if link.language not in _NO_LANGUAGE]
    if pages and x_default is not None:
        pages.append(("x-default", x_default))
    return "".join(
        [
            f'    <xhtml:link rel="alternate" hreflang="{escaped(language)}" href="{_href(path, base_url)}"/>\n'
            for language, path in pages
        ]
    )


def sitemap_file(path: str, pieces: Iterable[bytes]) -> File:
    """A part from its pieces. The tags in them are ours alone, for all else is escaped: they can be counted."""
    entries = b"".join(pieces)
    xhtml = f' xmlns:xhtml="{_XHTML}"' if b"<xhtml:link" in entries else ""
    head = f'<urlset xmlns="{_SITEMAP}"{xhtml}>\n'
    return _file(path, head.encode(), entries, b"</urlset>\n", entries.count(b"<url>"))


def render_sitemap_index(view: SitemapIndexView) -> File:
    """The file that names the parts; an index may not name another index."""
    lines = [f"  <sitemap><loc>{_href(path, view.base_url)}</loc></sitemap>\n" for path in view.parts]
    head = f'<sitemapindex xmlns="{_SITEMAP}">\n'
    return _file(view.path, head.encode(), "".join(lines).encode(), b"</sitemapindex>\n", len(view.parts))


@lru_cache(maxsize=4096)
def _href(path: str, base_url: str) -> str:
    """Address of a page as it stands in a sitemap."""
    url = absolute_url(path, base_url)
    if len(url) >= URL_LENGTH:
        raise SiteError(
            f"{path[:80]}…",
            f"its address has {len(url):,} characters, and a sitemap takes fewer than {URL_LENGTH:,}",
            "shorten base_url",
        )
    return escaped(url)


def _file(path: str, head: bytes, entries: bytes, tail: bytes, urls: int) -> File:
    data = b"".join((_HEAD, head, entries, tail))
    if urls > MOST_URLS or len(data) > MOST_BYTES:
        raise SiteError(
            path,
            f"{urls:,} addresses in {len(data):,} bytes; a sitemap holds {MOST_URLS:,} in {MOST_BYTES:,}",
            "split it into more parts",
        )
    return File(path, data)
