"""The collection as data: records of articles → catalogue in JSON lines, table in CSV, and their description.

One part at a time, a range of story keys; memory: the part. The JSON lines are exact. The table holds the same
scalar columns for spreadsheets, and a seed may be hostile, so there a text that a spreadsheet would take for a
formula begins with an apostrophe; the package says so.

Raises ValueError for a package of no parts: the format knows no resource without a file.

Not here: which articles are in which part (`plan`); the laws that both forms obey (`check`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from site_builder.model import LOCAL, DataView, File, LanguageLink, PackageView, Record
from site_builder.render.sitemap import absolute_url
from site_builder.text import slugify

CATALOGUE, TABLE = "catalogue/{:04}.jsonl", "articles/{:04}.csv"
"""Files of a part, relative to the package, which lies in data/; parts are numbered from 0."""

_FOLDER = "data/"
_PRECISIONS = {len("2025-06-30"): "day", len("2025-12"): "month", len("2025"): "year"}

# OWASP, "CSV Injection": the first characters by which spreadsheets know a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

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

COLUMNS = tuple(field["name"] for field in _FIELDS if field["type"] != "object")
"""The scalar ones: the columns of the table."""


def render_data(view: DataView) -> tuple[File, ...]:
    """One part of the catalogue, and the same part as a table."""
    entries = [record_value(record) for record in view.records]
    return (
        File(_FOLDER + CATALOGUE.format(view.number), _json_lines(entries)),
        File(_FOLDER + TABLE.format(view.number), _csv(entries)),
    )


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
    if sources := [{"title": source} for source in view.sources if source != LOCAL]:
        package["sources"] = sources
    package["resources"] = [_table_resource(view.parts), _catalogue_resource(view.parts)]
    return File(
        _FOLDER + "datapackage.json", _encoded(json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    )


# Entries


def record_value(record: Record) -> dict[str, Any]:
    """All fields of an article, in the order of `_FIELDS`."""
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
        "url": quote(record.path),
        "markdown": quote(record.markdown_path),
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
    pages = {link.language: quote(link.path) for link in links if link.language != language}
    return {tag: pages[tag] for tag in sorted(pages)}


def _json_lines(entries: Iterable[Mapping[str, Any]]) -> bytes:
    lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)
    return _encoded("".join(lines))


def _csv(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """RFC 4180 with a header line; a value that is not known is an empty cell."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(entry[column]) for column in COLUMNS] for entry in entries)
    return _encoded(table.getvalue())


def _cell(value: str | int | None) -> str | int | None:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _encoded(text: str) -> bytes:
    """UTF-8. A file name that is not UTF-8 has surrogates, which become the escapes that JSON has for them."""
    return text.encode("utf-8", "backslashreplace")


# Resources


def _table_resource(parts: int) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": "articles",
        "title": "Articles",
        "description": (
            "One row per article, each file with its own header line. A text that a spreadsheet would take for a "
            "formula has an apostrophe before it; the resource “catalogue” holds it without."
        ),
        "path": _paths(TABLE, parts),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": _schema([field for field in _FIELDS if field["name"] in COLUMNS]),
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


def _schema(fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"fields": list(fields), "primaryKey": "id", "missingValues": [""]}


def _paths(pattern: str, parts: int) -> list[str]:
    return [pattern.format(number) for number in range(parts)]
