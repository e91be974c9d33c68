"""Feeds: the newest articles of a language or a source → Atom 1.0 (RFC 4287) or JSON Feed 1.1.

One feed at a time; memory: its entries. What a feed says of time is what the articles say:

                 published "2025-06-30"              "2025-12"                       not known
    Atom         published and updated, midnight     updated only: the first day     left out
    JSON Feed    date_published, midnight            only in `_date`, as it stands   no date

Atom demands an instant of `updated`, and a month's first day is the nearest one that is not later than the
article; `published` could be left away and is, for readers show it as the day. An Atom feed without a dated entry
cannot be (RFC 4287, 4.1.1 demands `updated` of the feed too): ValueError.

Ids are made of keys, never of addresses: an entry stays the same one when the site moves (RFC 4287, 4.2.6).

Not here: which articles are in a feed and in what order (`plan`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from site_builder.model import UNDETERMINED, FeedEntry, FeedView, File
from site_builder.render.sitemap import absolute_url

NAMESPACE = UUID("1d3ecf9d-1987-4d44-ab3a-6b855296e921")
"""Of all ids in feeds. Another one would make every article new to every reader: it never changes."""

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_DAY = len("2025-06-30")

# XML 1.0, 2.2: what is no Char cannot stand in a document, not even escaped. Lone surrogates are among them.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(view: FeedView) -> File:
    """The feed in the form its view asks for."""
    text = _atom(view) if view.form == "atom" else _json(view)
    return File(view.path, text.encode())


def permanent_id(key: str) -> str:
    """The id of a feed or of an entry, for ever."""
    return f"urn:uuid:{uuid5(NAMESPACE, key)}"


# Atom


def _atom(view: FeedView) -> str:
    entries = [(entry, entry.published) for entry in view.entries if entry.published is not None]
    if not entries:
        raise ValueError(f"{view.path}: an Atom feed needs an entry with a date")
    newest = max(_instant(published) for _, published in entries)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{_ATOM}" xml:lang="{_attribute(view.language)}">',
        f"  <id>{permanent_id(view.key)}</id>",
        f"  <title>{_text(view.title)}</title>",
        f"  <updated>{newest}</updated>",
        # The author of every entry that names none (RFC 4287, 4.2.1).
        f"  <author><name>{_text(view.title)}</name></author>",
        f'  <link rel="self" type="application/atom+xml" href="{_address(view.path, view)}"/>',
        _alternate(view.language, view.home, view, indent=2),
    ]
    for entry, published in entries:
        lines += _atom_entry(entry, published, view)
    lines.append("</feed>\n")
    return "\n".join(lines)


def _atom_entry(entry: FeedEntry, published: str, view: FeedView) -> Iterator[str]:
    yield f'  <entry xml:lang="{_attribute(entry.language)}">'
    yield f"    <id>{permanent_id(entry.key)}</id>"
    yield f"    <title>{_text(entry.title)}</title>"
    if len(published) == _DAY:
        yield f"    <published>{_instant(published)}</published>"
    yield f"    <updated>{_instant(published)}</updated>"
    if entry.author:
        yield f"    <author><name>{_text(entry.author)}</name></author>"
    yield _alternate(entry.language, entry.path, view, indent=4)
    for language, path in _translations(entry).items():
        yield _alternate(language, path, view, indent=4)
    if source := web_address(entry.source_url):
        yield f'    <link rel="via" href="{_attribute(source)}"/>'
    if entry.section:
        yield f'    <category term="{_attribute(entry.section)}"/>'
    if entry.summary:
        yield f'    <summary type="text">{_text(entry.summary)}</summary>'
    yield "  </entry>"


def _alternate(language: str, path: str, view: FeedView, *, indent: int) -> str:
    """A page that says the same; RFC 4287, 4.1.2 allows one for each type and language."""
    return (
        f'{" " * indent}<link rel="alternate" type="text/html" hreflang="{_attribute(language)}"'
        f' href="{_address(path, view)}"/>'
    )


def _address(path: str, view: FeedView) -> str:
    return _attribute(absolute_url(path, view.base_url))


def _text(text: str) -> str:
    return escape(_writable(text), quote=False)


def _attribute(text: str) -> str:
    return escape(_writable(text))


# JSON Feed


def _json(view: FeedView) -> str:
    feed = {
        "version": _JSON_FEED,
        "title": _writable(view.title),
        "home_page_url": absolute_url(view.home, view.base_url),
        "feed_url": absolute_url(view.path, view.base_url),
        **_language(view.language),
        "items": [_item(entry, view) for entry in view.entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def _item(entry: FeedEntry, view: FeedView) -> dict[str, Any]:
    """One article; what is not known of it has no key. A name with `_` is an extension (JSON Feed 1.1, Extensions)."""
    item: dict[str, Any] = {
        "id": permanent_id(entry.key),
        "url": absolute_url(entry.path, view.base_url),
    }
    if source := web_address(entry.source_url):
        item["external_url"] = source
    item["title"] = _writable(entry.title)
    # One of content_text and content_html is demanded; the article itself is at its address.
    item["content_text"] = _writable(entry.summary or entry.title)
    if entry.summary:
        item["summary"] = _writable(entry.summary)
    if entry.published and len(entry.published) == _DAY:
        item["date_published"] = _instant(entry.published)
    if entry.author:
        item["authors"] = [{"name": _writable(entry.author)}]
    if entry.section:
        item["tags"] = [_writable(entry.section)]
    item |= _language(entry.language)
    if entry.published and len(entry.published) != _DAY:
        item["_date"] = {"published": entry.published}
    if translations := _translations(entry):
        item["_translations"] = {
            language: absolute_url(path, view.base_url) for language, path in translations.items()
        }
    return item


def _language(language: str) -> dict[str, str]:
    return {} if language == UNDETERMINED else {"language": language}


# Both


def _translations(entry: FeedEntry) -> dict[str, str]:
    """Language → page of the other versions; a page in no known language is the translation of nothing."""
    return {
        link.language: link.path
        for link in entry.versions
        if link.language not in (entry.language, UNDETERMINED) and link.path != entry.path
    }


def _instant(published: str) -> str:
    """RFC 3339: midnight UTC of the day, or of the first day of the month or the year."""
    return f"{published + '-01-01':.{_DAY}}T00:00:00Z"


def _writable(text: str) -> str:
    return _NOT_XML.sub("", text)


def web_address(url: str | None) -> str | None:
    """`url` in ASCII (RFC 3986), or None where it is none of the web: a seed may print anything."""
    if not url or not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
        return None
    stray_percent = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", _writable(url).strip())
    address, mark, fragment = stray_percent.partition("#")
    return quote(address, safe=":/%?@!$&'()*+,;=~") + mark + quote(fragment, safe=":/%?@!$&'()*+,;=~")
