"""The collection as data: records of articles → catalogue in JSON lines, table in CSV, and their description.

One story at a time: a part is its pieces one after the other, so that whoever remembers the piece of each story makes
again only what has changed. Memory: the story, and of a part its bytes. The JSON lines are exact. The table holds the
same scalar columns for spreadsheets, and a seed may be hostile, so there a text that a spreadsheet would take for a
formula begins with an apostrophe; the package says so.

Raises ValueError for a package of no parts: the format knows no resource without a file.

Not here: which articles are in which part (`plan`); the laws that both forms obey (`check`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

from site_builder.model import (
    LOCAL,
    File,
    LanguageLink,
    PackageView,
    Provenance,
    Record,
    SourceRecord,
    StoryRecord,
)
from site_builder.render.sitemap import absolute_url, url_path
from site_builder.text import slugify

CATALOGUE, TABLE, COVERAGE = "catalogue/{:04}.jsonl", "articles/{:04}.csv", "coverage/{:04}.csv"
"""Files of a part, relative to the package, which lies in data/; parts are numbered from 0."""

_FOLDER = "data/"
_PRECISIONS = {len("2025-06-30"): "day", len("2025-12"): "month", len("2025"): "year"}

# OWASP, "CSV Injection": the first characters by which spreadsheets know a formula, full-width forms included.
_FORMULA = frozenset(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))

_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_FIELDS: tuple[dict[str, Any], ...] = (
    {
        "name": "id",
        "type": "string",
        "description": "Stays the same across builds: from the SHA-256 of the seed's bytes.",
        "constraints": {"required": True, "unique": True},
    },
    {
        "name": "seed",
        "type": "string",
        "description": "File the article was read from, below the folder of seeds.",
        "constraints": {"required": True},
    },
    {
        "name": "language",
        "type": "string",
        "description": 'BCP 47 tag; "und" when it could not be told.',
        "constraints": {"required": True},
    },
    {"name": "title", "type": "string", "constraints": {"required": True}},
    {
        "name": "source",
        "type": "string",
        "description": 'Host it was published on, without "www."; "local" when none is known.',
        "constraints": {"required": True},
    },
    {"name": "source_url", "type": "string", "description": "Address of the original, as printed."},
    {"name": "section", "type": "string", "description": "Section of the source it stood in."},
    {"name": "author", "type": "string"},
    {
        "name": "published",
        "type": "string",
        "description": "ISO 8601 date with the precision that is known: a day, a month or a year.",
        "constraints": {"pattern": _DATE},
    },
    {
        "name": "published_precision",
        "type": "string",
        "constraints": {"enum": ["day", "month", "year"]},
    },
    {
        "name": "story",
        "type": "string",
        "description": "Key of the story: equal for all its translations.",
        "constraints": {"required": True},
    },
    {
        "name": "url",
        "type": "string",
        "description": "Page of the article, relative to the site's root.",
        "constraints": {"required": True, "unique": True},
    },
    {
        "name": "markdown",
        "type": "string",
        "description": "The article in Markdown, relative to the site's root.",
        "constraints": {"required": True, "unique": True},
    },
    {
        "name": "translations",
        "type": "object",
        "description": "Language → page of the story's other versions, relative to the site's root.",
    },
    {
        "name": "words",
        "type": "integer",
        "description": "Words between spaces; an ideograph counts as one.",
        "constraints": {"minimum": 0},
    },
    {
        "name": "paragraphs",
        "type": "integer",
        "description": "Blocks of the body: paragraphs, headings, captions and the like.",
        "constraints": {"minimum": 1},
    },
    {
        "name": "provenance",
        "type": "object",
        "description": 'Field → where its value came from ("from") and how sure it is ("confidence", 0 to 1).',
    },
    {
        "name": "alignment",
        "type": "object",
        "description": (
            "Language of a translation → pairs of lists: 0-based blocks of this article and of that one "
            "that say the same, in order. An empty list is a gap."
        ),
    },
)
"""The catalogue's fields in order, as a Table Schema describes them."""

_STORY_FIELDS: tuple[dict[str, Any], ...] = (
    {
        "name": "story",
        "type": "string",
        "description": "Key of the story, as in the table of articles.",
        "constraints": {"required": True, "unique": True},
    },
    {
        "name": "source",
        "type": "string",
        "description": "With the slug: its page is stories/{source}/{slug}.html.",
        "constraints": {"required": True},
    },
    {"name": "slug", "type": "string", "constraints": {"required": True}},
    {
        "name": "title",
        "type": "string",
        "description": "Of the version in the site's language, else of the first by tag; so is the date.",
        "constraints": {"required": True},
    },
    {
        "name": "published",
        "type": "string",
        "description": "ISO 8601 date with the precision that is known: a day, a month or a year.",
        "constraints": {"pattern": _DATE},
    },
    {
        "name": "languages",
        "type": "string",
        "description": "BCP 47 tags of all languages it is told in, in order, with a space between.",
        "constraints": {"required": True},
    },
)
"""The columns of the coverage."""

COLUMNS = tuple(field["name"] for field in _FIELDS if field["type"] != "object")
"""The scalar ones: the columns of the table."""

_Bead = tuple[tuple[int, ...], tuple[int, ...]]
_Beads = tuple[_Bead, ...]
_HEADER = (",".join(COLUMNS) + "\r\n").encode()
_STORY_HEADER = (",".join([field["name"] for field in _STORY_FIELDS]) + "\r\n").encode()


def catalogue_file(number: int, pieces: Iterable[bytes]) -> File:
    """A part of the catalogue from the lines of its stories, in the order of their keys."""
    return File(_FOLDER + CATALOGUE.format(number), b"".join(pieces))


def table_file(number: int, pieces: Iterable[bytes]) -> File:
    """A part of the table from the rows of its stories, in the order of their keys; each part has its header."""
    return File(_FOLDER + TABLE.format(number), b"".join((_HEADER, *pieces)))


def coverage_file(number: int, pieces: Iterable[bytes]) -> File:
    """A part of the coverage from the rows of its stories, in the order of their keys; each part has its header."""
    return File(_FOLDER + COVERAGE.format(number), b"".join((_STORY_HEADER, *pieces)))


def render_package(view: PackageView) -> File:
    """`data/datapackage.json` by the Data Package specification 1 (specs.frictionlessdata.io/data-package/)."""
    if view.parts < 1:
        raise ValueError("a data package needs a part")
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": slugify(view.title) or "articles",
        "title": view.title,
    }
    if view.description:
        package["description"] = view.description
    if view.base_url:
        package["homepage"] = absolute_url("", view.base_url)
    package["languages"] = list(view.languages)
    if sources := [_source(source) for source in view.sources if source.host != LOCAL]:
        package["sources"] = sources
    package["resources"] = [
        _table_resource(view.parts),
        _catalogue_resource(view.parts),
        _coverage_resource(view.parts),
    ]
    return File(
        _FOLDER + "datapackage.json", _encoded(json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    )


def _source(source: SourceRecord) -> dict[str, str]:
    known = {"name": source.host, "title": source.name}
    return known if source.language is None else {**known, "language": source.language}


# Entries


def record_value(record: Record) -> dict[str, Any]:
    """All fields of an article, in the order of `_FIELDS`: what a line of the catalogue says."""
    card = record.card
    return {
        "id": card.id,
        "seed": card.seed,
        "language": card.language,
        "title": card.title,
        "source": card.source,
        "source_url": card.source_url,
        "section": card.section,
        "author": card.author,
        "published": card.published,
        "published_precision": None if card.published is None else _PRECISIONS[len(card.published)],
        "story": record.story,
        "url": url_path(record.path),
        "markdown": url_path(record.markdown_path),
        "translations": _others(record.translations, card.language),
        "words": card.words,
        "paragraphs": card.paragraphs,
        "provenance": {
            field: {"from": card.provenance[field].source, "confidence": card.provenance[field].confidence}
            for field in sorted(card.provenance)
        },
        "alignment": {language: record.alignment[language] for language in sorted(record.alignment)},
    }


def _others(links: Iterable[LanguageLink], language: str) -> dict[str, str]:
    pages = {link.language: url_path(link.path) for link in links if link.language != language}
    return {tag: pages[tag] for tag in sorted(pages)}


# Lines of JSON, the bytes that json.dumps would make of record_value, without the dictionaries on the way


def catalogue_lines(records: Iterable[Record]) -> bytes:
    """A line of JSON for each article; records of one story share what they say of each other."""
    lines = []
    # By identity: the beads of a story are mostly one and the same value, and long.
    texts: dict[int, tuple[_Beads, str]] = {}
    for record in records:
        card, published = record.card, record.card.published
        precision = "null" if published is None else f'"{_PRECISIONS[len(published)]}"'
        aligned = []
        for language in sorted(record.alignment):
            beads = record.alignment[language]
            _, text = texts.get(id(beads)) or texts.setdefault(id(beads), (beads, _beads_text(beads)))
            aligned.append(f"{_quoted(language)}:{text}")
        lines.append(
            f'{{"id":{_quoted(card.id)},"seed":{_quoted(card.seed)},"language":{_quoted(card.language)}'
            f',"title":{_quoted(card.title)},"source":{_quoted(card.source)}'
            f',"source_url":{_json_text(card.source_url)},"section":{_json_text(card.section)}'
            f',"author":{_json_text(card.author)},"published":{_json_text(published)}'
            f',"published_precision":{precision},"story":{_quoted(record.story)}'
            f',"url":"{url_path(record.path)}","markdown":"{url_path(record.markdown_path)}"'
            f',"translations":{{{_translations(record.translations, card.language)}}}'
            f',"words":{card.words},"paragraphs":{card.paragraphs}'
            f',"provenance":{{{_provenance(card.provenance)}}},"alignment":{{{",".join(aligned)}}}}}\n'
        )
    return _encoded("".join(lines))


def _json_text(text: str | None) -> str:
    return "null" if text is None else _quoted(text)


def _translations(links: Iterable[LanguageLink], language: str) -> str:
    pages = {link.language: link.path for link in links if link.language != language}
    return ",".join([_translation(tag, pages[tag]) for tag in sorted(pages)])


@lru_cache(maxsize=1024)
def _translation(language: str, path: str) -> str:
    """Asked for by every other version of the story."""
    return f'{_quoted(language)}:"{url_path(path)}"'


def _provenance(provenance: Mapping[str, Provenance]) -> str:
    return ",".join(
        [
            _origin(field, provenance[field].source, provenance[field].confidence)
            for field in sorted(provenance)
        ]
    )


@lru_cache(maxsize=1024, typed=True)
def _origin(field: str, source: str, confidence: float) -> str:
    """Rules are few and their sureness is fixed, so most articles say the same here."""
    return f'{_quoted(field)}:{{"from":{_quoted(source)},"confidence":{confidence!r}}}'


def _beads_text(beads: _Beads) -> str:
    return f"[{','.join(map(_bead_text, beads))}]"


@lru_cache(maxsize=4096)
def _bead_text(bead: _Bead) -> str:
    """Most are one block beside one, so a few hundred serve a collection."""
    return json.dumps(bead, separators=(",", ":"))


def _encoded(text: str) -> bytes:
    """UTF-8. A file name that is not UTF-8 has surrogates, which become the escapes that JSON has for them."""
    return text.encode("utf-8", "backslashreplace")


# Rows of the table (RFC 4180); a value that is not known is an empty cell


def table_rows(records: Iterable[Record]) -> bytes:
    """A row for each article."""
    rows = []
    for record in records:
        card, published = record.card, record.card.published
        cells = [
            card.id,
            card.seed,
            card.language,
            card.title,
            card.source,
            card.source_url or "",
            card.section or "",
            card.author or "",
            published or "",
            "" if published is None else _PRECISIONS[len(published)],
            record.story,
            url_path(record.path),
            url_path(record.markdown_path),
            str(card.words),
            str(card.paragraphs),
        ]
        rows.append(_row(cells))
    return _encoded("".join(rows))


def coverage_row(record: StoryRecord) -> bytes:
    """The row of a story."""
    source, slug = record.address.source, record.address.slug
    cells = [record.key, source, slug, record.title, record.published or "", " ".join(record.languages)]
    return _encoded(_row(cells))


def _row(cells: list[str]) -> str:
    if not _FORMULA.isdisjoint([cell[:1] for cell in cells]):
        cells = [f"'{cell}" if cell[:1] in _FORMULA else cell for cell in cells]
    row = ",".join(cells)
    if '"' in row or "\n" in row or "\r" in row or row.count(",") >= len(cells):
        row = ",".join(map(_cell, cells))
    return row + "\r\n"


def _cell(text: str) -> str:
    """Quoted where it must be."""
    if '"' in text:
        text = text.replace('"', '""')
    elif not ("," in text or "\n" in text or "\r" in text):
        return text
    return f'"{text}"'


# Resources


_GUARDED = (
    "each file with its own header line. A text that a spreadsheet would take for a formula has an apostrophe before it; "
    "the resource “catalogue” holds it without."
)


def _table_resource(parts: int) -> dict[str, Any]:
    schema = _schema([field for field in _FIELDS if field["name"] in COLUMNS])
    return _csv_resource("articles", "Articles", f"One row per article, {_GUARDED}", TABLE, parts, schema)


def _coverage_resource(parts: int) -> dict[str, Any]:
    schema = _schema(_STORY_FIELDS, key="story")
    return _csv_resource("coverage", "Coverage", f"One row per story, {_GUARDED}", COVERAGE, parts, schema)


def _csv_resource(
    name: str, title: str, description: str, pattern: str, parts: int, schema: dict[str, Any]
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "description": description,
        "path": _paths(pattern, parts),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _catalogue_resource(parts: int) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": "catalogue",
        "title": "Catalogue",
        "description": "One JSON object per article and line, with its translations and their aligned paragraphs.",
        "path": _paths(CATALOGUE, parts),
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "schema": _schema(_FIELDS),
    }


def _schema(fields: Sequence[Mapping[str, Any]], key: str = "id") -> dict[str, Any]:
    return {"fields": list(fields), "primaryKey": key, "missingValues": [""]}


def _paths(pattern: str, parts: int) -> list[str]:
    return [pattern.format(number) for number in range(parts)]
