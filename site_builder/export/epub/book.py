"""What a book is: its title, its languages, its order, and how a page of it begins and ends.

Shape: what one book says of itself. Memory: for each chapter its name, titles, source and date.
Raises nothing. Not here: the pages (`chapters.py`, `contents.py`), the file (`package.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from site_builder.config import SiteSettings
from site_builder.export.epub.markup import escaped
from site_builder.export.selection import Entry, Wanted
from site_builder.model import UNDETERMINED
from site_builder.render.interface import FALLBACK, Words, direction, language_name, words
from site_builder.value import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the site says of a source."""

    name: str
    language: str = ""
    """The one it publishes in, where that is known."""


class Chapter(NamedTuple):
    """One text of the book, or two side by side. A tuple, for there are many."""

    name: str
    """Of its file, and its id."""
    titles: tuple[tuple[str, str], ...]
    """Each with its language before it."""
    source: str
    """Host."""
    published: str
    """"" where it is not known."""

    @property
    def language(self) -> str:
        """The one that it stands under."""
        return self.titles[0][0]

    @property
    def path(self) -> str:
        """From the book's folder."""
        return f"text/{self.name}.xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A selection of the site, before its chapters are made."""

    title: str
    subtitle: str
    """What of the site it is; "" for all of it and for a story, whose title is the book's."""
    site: str
    """The site's own title."""
    description: str
    language: str
    """Of its contents list and its labels."""
    languages: tuple[str, ...]
    """Of its texts, the book's own first."""
    identifier: str
    pair: tuple[str, str] | None
    is_story: bool
    sources: Mapping[str, Source]
    """Those that it takes from, by host, the most frequent first."""
    articles: int
    stories: int
    latest: str
    """The latest date of its texts; "" where none is known."""

    @property
    def words(self) -> Words:
        """Its labels."""
        return words(self.language)

    @property
    def full_title(self) -> str:
        """Title and subtitle in one line."""
        return f"{self.title} – {self.subtitle}" if self.subtitle else self.title

    def source(self, host: str) -> Source:
        """What is known of a source of the book."""
        return self.sources.get(host) or Source(name=host)


def plan_book(
    output: Path, site: SiteSettings, wanted: Wanted, stories: Iterable[tuple[str, list[Entry]]]
) -> Book:
    """Look once at everything that was chosen."""
    languages: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    titles: dict[str, str] = {}
    count, latest = 0, ""
    for _, entries in stories:
        count += 1
        for entry in entries:
            languages[entry["language"]] += 1
            hosts[entry["source"]] += 1
            latest = max(latest, entry["published"] or "")
            if wanted.story:
                titles.setdefault(entry["language"], str(entry["title"]))
    language = _language(site, wanted, languages)
    sources = _sources(output, hosts)
    parts = [
        sources[wanted.source].name if wanted.source else "",
        own_name(wanted.language) if wanted.language else "",
        " · ".join(own_name(tag) for tag in wanted.pair or ()),
    ]
    first = wanted.pair or (language,)
    return Book(
        title=titles[language] if wanted.story else site.title,
        subtitle=" – ".join(part for part in parts if part),
        site=site.title,
        description=site.description,
        language=language,
        languages=tuple(dict.fromkeys([*first, *sorted(languages)])),
        identifier=str(uuid5(NAMESPACE_URL, _selection(site, wanted))),
        pair=wanted.pair,
        is_story=bool(wanted.story) and not wanted.pair,
        sources=sources,
        articles=languages.total(),
        stories=count,
        latest=latest,
    )


def _language(site: SiteSettings, wanted: Wanted, languages: Counter[str]) -> str:
    if wanted.pair is not None:
        return wanted.pair[0]
    if site.language in languages:
        return site.language
    return min(languages, key=lambda tag: (-languages[tag], tag))


def _sources(output: Path, hosts: Counter[str]) -> dict[str, Source]:
    package = json.loads((output / "data/datapackage.json").read_text("utf-8"))
    known = {source["name"]: source for source in package.get("sources", ())}
    return {
        host: Source(
            name=known.get(host, {}).get("title", host), language=known.get(host, {}).get("language", "")
        )
        for host in sorted(hosts, key=lambda host: (-hosts[host], host))
    }


def _selection(site: SiteSettings, wanted: Wanted) -> str:
    """A name that no other book has."""
    chosen = [wanted.language, wanted.source, wanted.story, *(wanted.pair or ())]
    return json.dumps([site.base_url or site.title, *chosen], ensure_ascii=False)


# What every page needs


def own_name(tag: str) -> str:
    """Name of a language as its readers write it."""
    return language_name(tag, FALLBACK if tag == UNDETERMINED else None)


def tongue(tag: str) -> str:
    """Attributes that say in which language, and in which direction, an element is written."""
    way = "auto" if tag == UNDETERMINED else direction(tag)
    return f' lang="{escaped(tag)}" xml:lang="{escaped(tag)}" dir="{way}"'


def page(title: str, language: str, body: str, *, kind: str = "", depth: int = 0) -> bytes:
    """A page of the book around its body; `depth` folders below the book's own."""
    place = f' class="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f"{tongue(language)}>\n<head>\n<title>{escaped(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{"../" * depth}book.css"/>\n'
        f"</head>\n<body{place}>\n{body}\n</body>\n</html>\n"
    ).encode()
