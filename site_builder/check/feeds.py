"""Laws of the feeds: each is whole by its format, its ids are unique, and its links lead to pages of the site.

One feed at a time; memory: of all feeds the ids and what they stand for.

Not here: whether pages announce them rightly (`links`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from posixpath import basename
from typing import Any
from xml.etree import ElementTree

from site_builder.check.fault import Fault
from site_builder.check.survey import Site

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_REBUILD = "build again; if it stays, it is a mistake of the builder"


def check_feeds(site: Site) -> Iterator[Fault]:
    """feeds: whole by RFC 4287 and JSON Feed 1.1, with unique ids that stay, and links to pages of the site."""
    ids: dict[str, str] = {}
    for path in sorted(site.files):
        if basename(path) not in ("feed.xml", "feed.json"):
            continue
        try:
            reading = _atom_faults if path.endswith(".xml") else _json_faults
            faults = list(reading(site, path, ids))
        except (ElementTree.ParseError, UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
            faults = [f"is no feed: {error}"]
        yield from (Fault("feeds", path, what, _REBUILD) for what in faults)


# Atom


def _atom_faults(site: Site, path: str, ids: dict[str, str]) -> Iterator[str]:
    # Expat bounds the growth of entities, and the file is our own or shall be found not to be.
    feed = ElementTree.fromstring((site.output / path).read_bytes())  # noqa: S314
    if feed.tag != f"{_ATOM}feed":
        raise ValueError(f"its root is {feed.tag}")
    if not feed.get(_LANG):
        yield "states no xml:lang"
    entries = feed.findall(f"{_ATOM}entry")
    yield from _atom_shape(feed, "the feed")
    if feed.find(f"{_ATOM}author") is None and any(entry.find(f"{_ATOM}author") is None for entry in entries):
        yield "names no author"
    yield from _own_address(site, path, [link.get("href") for link in _links(feed, "self")])
    newest = max((entry.findtext(f"{_ATOM}updated") or "" for entry in entries), default=None)
    if newest != feed.findtext(f"{_ATOM}updated"):
        yield "was not updated with its newest entry"
    for entry in entries:
        name = repr(entry.findtext(f"{_ATOM}title"))
        yield from _atom_shape(entry, name)
        pages = [(link.get("hreflang", ""), link.get("href", "")) for link in _links(entry, "alternate")]
        if not pages:
            yield f"{name} links no page"
            continue
        yield from _page_faults(site, name, dict(pages))
        yield from _id_faults(ids, entry.findtext(f"{_ATOM}id"), pages[0][1])
    yield from _twice([entry.findtext(f"{_ATOM}id") for entry in entries])


def _atom_shape(element: ElementTree.Element, name: str) -> Iterator[str]:
    """What RFC 4287, 4.1 asks of a feed and of an entry alike."""
    for child in ("id", "title", "updated"):
        if len(element.findall(f"{_ATOM}{child}")) != 1:
            yield f"{name} has not exactly one {child}"
    for child in ("updated", "published"):
        for instant in element.findall(f"{_ATOM}{child}"):
            if not is_instant(instant.text):
                yield f"{name} is {child} at {instant.text!r}, which is no time by RFC 3339"
    kinds = [(link.get("type"), link.get("hreflang")) for link in _links(element, "alternate")]
    if len(set(kinds)) < len(kinds):
        yield f"{name} has two alternates of one type and language"


def _links(element: ElementTree.Element, rel: str) -> list[ElementTree.Element]:
    return [link for link in element.findall(f"{_ATOM}link") if link.get("rel", "alternate") == rel]


# JSON Feed


def _json_faults(site: Site, path: str, ids: dict[str, str]) -> Iterator[str]:
    feed = json.loads((site.output / path).read_bytes())
    if feed.get("version") != _JSON_FEED:
        yield f"its version is {feed.get('version')!r}"
    if not feed.get("title") or not isinstance(feed.get("items"), list):
        yield "lacks a title or items"
    yield from _own_address(site, path, [feed.get("feed_url")])
    items: list[dict[str, Any]] = feed.get("items", [])
    for item in items:
        name = repr(item.get("title"))
        if not isinstance(item.get("id"), str) or not (item.get("content_text") or item.get("content_html")):
            yield f"{name} lacks an id or content"
        for key in ("date_published", "date_modified"):
            if key in item and not is_instant(item[key]):
                yield f"{name} has {key} {item[key]!r}, which is no time by RFC 3339"
        yield from _page_faults(
            site, name, {"": item.get("url", ""), **item.get("_translations", {})}, item.get("language")
        )
        yield from _id_faults(ids, item.get("id"), item.get("url", ""))
    yield from _twice([item.get("id") for item in items])


# Both


def is_instant(text: Any) -> bool:
    """Whether it is a date and time of RFC 3339 that there was."""
    if not isinstance(text, str) or not _RFC_3339.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _own_address(site: Site, path: str, stated: list[str | None]) -> Iterator[str]:
    if site.base_url is None:
        yield "has addresses, and the front page states no public one"
    elif [site.public_path(url or "") for url in stated] != [path]:
        yield f"states {stated} as its own address"


def _page_faults(site: Site, name: str, pages: dict[str, str], language: str | None = None) -> Iterator[str]:
    """Each address is an article's, in the language it is said to be in; "" stands for `language`."""
    for tag, url in pages.items():
        article = site.articles.get(site.public_path(url) or "")
        if article is None:
            if site.base_url is not None:
                yield f"{name} links {url}, which is no article of the site"
        elif (stated := tag or language) and stated != article.language:
            yield f"{name} calls {url} an article in {stated}"


def _id_faults(ids: dict[str, str], id: str | None, url: str) -> Iterator[str]:  # noqa: A002  the formats' own word
    """An id is one article's, in whichever feed it stands."""
    if id and ids.setdefault(id, url) != url:
        yield f"the id {id} is also that of {ids[id]}"


def _twice(ids: list[str | None]) -> Iterator[str]:
    for id, count in Counter(ids).items():  # noqa: A001
        if count > 1:
            yield f"the id {id} stands {count} times"
