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

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha1
from json.encoder import encode_basestring as _quoted
from urllib.parse import quote

from site_builder.late import late
from site_builder.model import UNDETERMINED, FeedEntry, FeedView, File
from site_builder.render.interface import words
from site_builder.render.sitemap import absolute_url, url_path
from site_builder.text import escaped

NAMESPACE = bytes.fromhex("1d3ecf9d19874d44ab3a6b855296e921")
"""UUID of all ids in feeds. Another one would make every article new to every reader: it never changes."""

TRANSLATION = "This text is a translation. Its source publishes in this language: %(language)s."

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_DAY = len("2025-06-30")

_URL_SAFE = ":/%?@!$&'()*+,;=~"
# An address that is what it would be made: nothing to encode, neither fragment nor stray percent sign.
_PLAIN_URL = late(r"https?://[\w.~:@!$&'()*+,;=-][\w.~:/?@!$&'()*+,;=-]*", re.ASCII)

# XML 1.0, 2.2: what is no Char cannot stand in a document, not even escaped. Lone surrogates are among them.
_NOT_XML = late(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_feed(view: FeedView) -> File:
    """The feed in the form its view asks for."""
    text = _atom(view) if view.form == "atom" else _json(view)
    return File(view.path, text.encode())


def permanent_id(key: str) -> str:
    """The id of a feed or of an entry, for ever: UUID version 5 (RFC 9562, 5.5), whose module is slow to import."""
    digits = sha1(NAMESPACE + key.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


# Atom


def _atom(view: FeedView) -> str:
    entries = [(entry, entry.published) for entry in view.entries if entry.published is not None]
    if not entries:
        raise ValueError(f"{view.path}: an Atom feed needs an entry with a date")
    title, base = _text(view.title), escaped(absolute_url("", view.base_url))
    newest = max(_instant(published) for _, published in entries)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{_ATOM}" xml:lang="{_attribute(view.language)}">',
        f"  <id>{permanent_id(view.key)}</id>",
        f"  <title>{title}</title>",
        f"  <updated>{newest}</updated>",
        # The author of every entry that names none (RFC 4287, 4.2.1).
        f"  <author><name>{title}</name></author>",
        f'  <link rel="self" type="application/atom+xml" href="{base}{url_path(view.path)}"/>',
        "  " + _alternate(view.language, view.home, base),
    ]
    for entry, published in entries:
        lines += _atom_entry(entry, published, base)
    lines.append("</feed>\n")
    return "\n".join(lines)


def _atom_entry(entry: FeedEntry, published: str, base: str) -> Iterator[str]:
    """Its lines; `base` is escaped, and what follows it in an address needs no escaping."""
    instant = _instant(published)
    yield f'  <entry xml:lang="{_tag(entry.language)}">'
    yield f"    <id>{permanent_id(entry.key)}</id>"
    yield f"    <title>{_text(entry.title)}</title>"
    if len(published) == _DAY:
        yield f"    <published>{instant}</published>"
    yield f"    <updated>{instant}</updated>"
    if entry.author:
        yield f"    <author><name>{_text(entry.author)}</name></author>"
    yield "    " + _alternate(entry.language, entry.path, base)
    for language, path in _translations(entry).items():
        yield "    " + _alternate(language, path, base)
    if source := web_address(entry.source_url):
        yield f'    <link rel="via" href="{escaped(source)}"/>'
    if entry.section:
        yield f'    <category term="{_attribute(entry.section)}"/>'
    if summary := _summary(entry):
        yield f'    <summary type="text">{_text(summary)}</summary>'
    yield "  </entry>"


def _alternate(language: str, path: str, base: str) -> str:
    """A page that says the same; RFC 4287, 4.1.2 allows one for each type and language."""
    return (
        f'<link rel="alternate" type="text/html" hreflang="{_tag(language)}" href="{base}{url_path(path)}"/>'
    )


@lru_cache(maxsize=1024)
def _tag(language: str) -> str:
    return _attribute(language)


def _text(text: str) -> str:
    return escaped(_writable(text), quotes=False)


def _attribute(text: str) -> str:
    return escaped(_writable(text))


# JSON Feed


def _json(view: FeedView) -> str:
    """What json.dumps would make of it with an indent of two, which it makes slowly."""
    head = [
        f'  "version": "{_JSON_FEED}"',
        f'  "title": {_json_text(view.title)}',
        f'  "home_page_url": {_quoted(absolute_url(view.home, view.base_url))}',
        f'  "feed_url": {_quoted(absolute_url(view.path, view.base_url))}',
    ]
    if view.language != UNDETERMINED:
        head.append(f'  "language": {_quoted(view.language)}')
    items = [",\n".join(_item(entry, view.base_url)) for entry in view.entries]
    listed = "[\n    {\n" + "\n    },\n    {\n".join(items) + "\n    }\n  ]" if items else "[]"
    return "{\n" + ",\n".join(head) + f',\n  "items": {listed}\n}}\n'


def _item(entry: FeedEntry, base_url: str) -> Iterator[str]:
    """One article; what is not known of it has no key. A name with `_` is an extension (JSON Feed 1.1, Extensions)."""
    yield f'      "id": "{permanent_id(entry.key)}"'
    yield f'      "url": {_quoted(absolute_url(entry.path, base_url))}'
    if source := web_address(entry.source_url):
        yield f'      "external_url": {_quoted(source)}'
    yield f'      "title": {_json_text(entry.title)}'
    # One of content_text and content_html is demanded; the article itself is at its address.
    summary = _summary(entry)
    content = _json_text(summary or entry.title)
    yield f'      "content_text": {content}'
    if summary:
        yield f'      "summary": {content}'
    if entry.published and len(entry.published) == _DAY:
        yield f'      "date_published": {_quoted(_instant(entry.published))}'
    if entry.author:
        yield f'      "authors": [\n        {{\n          "name": {_json_text(entry.author)}\n        }}\n      ]'
    if entry.section:
        yield f'      "tags": [\n        {_json_text(entry.section)}\n      ]'
    if entry.language != UNDETERMINED:
        yield f'      "language": {_quoted(entry.language)}'
    if entry.published and len(entry.published) != _DAY:
        yield f'      "_date": {{\n        "published": {_quoted(entry.published)}\n      }}'
    if translations := _translations(entry):
        pages = [_page(language, path, base_url) for language, path in translations.items()]
        yield '      "_translations": {\n' + ",\n".join(pages) + "\n      }"


@lru_cache(maxsize=4096)
def _page(language: str, path: str, base_url: str) -> str:
    return f"        {_quoted(language)}: {_quoted(absolute_url(path, base_url))}"


def _json_text(text: str) -> str:
    return _quoted(_writable(text))


# Both


def _summary(entry: FeedEntry) -> str:
    """What a reader of feeds sees of the article; of a translation it says that it is one, in its language."""
    return (
        entry.summary
        if not entry.original
        else f"{entry.summary} {_notice(entry.language, entry.original)}".lstrip()
    )


@lru_cache(maxsize=1024)
def _notice(language: str, original: str) -> str:
    there = words(language)
    return there.text(TRANSLATION, language=there.name(original))


def _translations(entry: FeedEntry) -> dict[str, str]:
    """Language → page of the other versions; a page in no known language is the translation of nothing."""
    return {
        link.language: link.path
        for link in entry.versions
        if link.language not in (entry.language, UNDETERMINED) and link.path != entry.path
    }


@lru_cache(maxsize=1024)
def _instant(published: str) -> str:
    """RFC 3339: midnight UTC of the day, or of the first day of the month or the year."""
    return f"{published + '-01-01':.{_DAY}}T00:00:00Z"


def _writable(text: str) -> str:
    # What XML forbids is not printable, and nearly all texts are.
    return text if text.isprintable() else _NOT_XML.sub("", text)


def web_address(url: str | None) -> str | None:
    """`url` in ASCII (RFC 3986), or None where it is none of the web: a seed may print anything."""
    if not url or _PLAIN_URL.fullmatch(url):
        return url or None
    if not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
        return None
    stray_percent = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", _writable(url).strip())
    address, mark, fragment = stray_percent.partition("#")
    return quote(address, safe=_URL_SAFE) + mark + quote(fragment, safe=_URL_SAFE)
