"""Laws of the collection as data: the catalogue, its table, its package, and the Markdown beside each page.

`check_catalogue` reads the catalogue line by line beside the table, and leaves in `site.articles` what the other laws
need to know of an article. Memory: that, without bodies and alignments. The names of fields and what each holds are
written down here once more on purpose: a check that shared them with the renderer could not find its mistakes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from site_builder.check.fault import Fault
from site_builder.check.survey import Listed, Site

PACKAGE = "data/datapackage.json"
_PART = re.compile(r"data/(?P<form>catalogue|articles|coverage)/(?P<number>\d{4,})\.(jsonl|csv)")
_REBUILD = "build again; if it stays, it is a mistake of the builder"

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DATES = {
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "month": re.compile(r"\d{4}-\d\d"),
    "year": re.compile(r"\d{4}"),
}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_text_or_null(value: Any) -> bool:
    return value is None or _is_text(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_pages(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_provenance(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(origin, dict)
        and list(origin) == ["from", "confidence"]
        and _is_text(origin["from"])
        and type(origin["confidence"]) in (int, float)
        and 0 <= origin["confidence"] <= 1
        for origin in value.values()
    )


def _is_alignment(value: Any) -> bool:
    """Only the outer form; `_beads` looks into it, for a catalogue holds millions of beads."""
    return isinstance(value, dict) and all(isinstance(beads, list) for beads in value.values())


_FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_text, "a text"),
    "seed": (_is_text, "a text"),
    "language": (_is_text, "a language tag"),
    "title": (_is_text, "a text"),
    "source": (_is_text, "a text"),
    "source_url": (_is_text_or_null, "a text or null"),
    "section": (_is_text_or_null, "a text or null"),
    "author": (_is_text_or_null, "a text or null"),
    "published": (_is_text_or_null, "a date or null"),
    "published_precision": (lambda value: value is None or value in _DATES, "day, month, year or null"),
    "story": (_is_text, "a key"),
    "url": (_is_text, "a path"),
    "markdown": (_is_text, "a path"),
    "translations": (_is_pages, "pages by language"),
    "words": (_is_count, "a number"),
    "paragraphs": (_is_count, "a number"),
    "provenance": (_is_provenance, "origins by field"),
    "alignment": (_is_alignment, "pairs of lists of paragraphs by language"),
}
_COLUMNS = [name for name in _FIELDS if name not in ("translations", "provenance", "alignment")]
_STORY_COLUMNS = ["story", "source", "slug", "title", "published", "languages"]


def check_catalogue(site: Site) -> Iterator[Fault]:
    """data: each entry is whole and unique and names what exists; table and package say the same."""
    parts: dict[str, set[str]] = {"catalogue": set(), "articles": set(), "coverage": set()}
    for path in site.files:
        if part := _PART.fullmatch(path):
            parts[part["form"]].add(part["number"])
    reader = _Reader(site)
    for number in sorted(parts["catalogue"]):
        entries = yield from reader.read_part(f"data/catalogue/{number}.jsonl")
        if number in parts["articles"]:
            yield from _check_table(site, f"data/articles/{number}.csv", entries)
        if number in parts["coverage"]:
            yield from _check_coverage(site, f"data/coverage/{number}.csv", entries)
    for form in ("articles", "coverage"):
        for number in sorted(parts["catalogue"] ^ parts[form]):
            path = f"data/{'catalogue' if number in parts['catalogue'] else form}/{number}"
            yield Fault("data", path, "has no counterpart in the other form", _REBUILD)
    yield from _check_package(site, parts)
    site.languages = frozenset(article.language for article in site.articles.values())
    site.variants = _variants(site)


class _Reader:
    """Reads the parts in order and remembers what must be unique."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: dict[tuple[str, str], str] = {}
        self._last = ("", "", "")

    def read_part(self, path: str) -> Generator[Fault, None, list[dict[str, Any]]]:
        """Faults of a part; gives its entries, without their alignment."""
        entries = []
        with (self._site.output / path).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                place = f"{path}:{number}"
                try:
                    entry = json.loads(line)
                except ValueError as error:
                    yield Fault("data", place, f"is not a line of JSON: {error}", _REBUILD)
                    continue
                if what := _shape_fault(entry):
                    yield Fault("data", place, what, _REBUILD)
                    continue
                yield from self._check_entry(place, entry)
                listed = yield from _listed(place, entry)
                self._site.articles[listed.url] = listed
                del entry["alignment"], entry["provenance"]
                entries.append(entry)
        return entries

    def _check_entry(self, place: str, entry: dict[str, Any]) -> Iterator[Fault]:
        for name in ("id", "url", "markdown"):
            other = self._seen.setdefault((name, entry[name].casefold()), place)
            if other != place:
                yield Fault("data", place, f"has the {name} of {other}: {entry[name]}", _REBUILD)
        for page in (entry["url"], entry["markdown"], *entry["translations"].values()):
            if unquote(page) not in self._site.files:
                yield Fault("data", place, f"names {page}, and there is no such file", _REBUILD)
        if entry["language"] in entry["translations"]:
            yield Fault("data", place, "calls a page of its own language a translation", _REBUILD)
        precision, published = entry["published_precision"], entry["published"]
        if (precision is None) != (published is None) or (
            precision is not None and not _DATES[precision].fullmatch(published)
        ):
            what = f"published is {published!r}, and its precision {precision!r}"
            yield Fault("data", place, what, _REBUILD)
        order = (entry["story"], entry["language"], entry["id"])
        if order <= self._last:
            yield Fault("data", place, "is not in the order of story key and language", _REBUILD)
        self._last = order


def _shape_fault(entry: Any) -> str:
    """What is wrong with the fields themselves; "" for nothing."""
    if not isinstance(entry, dict):
        return "is not an object"
    if list(entry) != list(_FIELDS):
        lacking = ", ".join(name for name in _FIELDS if name not in entry)
        strange = ", ".join(name for name in entry if name not in _FIELDS)
        return (
            f"lacks {lacking or 'nothing'}, has also {strange or 'nothing'}, or has another order of fields"
        )
    wrong = [f"{name} must be {kind}" for name, (holds, kind) in _FIELDS.items() if not holds(entry[name])]
    return "; ".join(wrong)


def _listed(place: str, entry: dict[str, Any]) -> Generator[Fault, None, Listed]:
    """What is kept of an entry; its alignments become numbers and hashes."""
    alignment, lacking = {}, {}
    for language, beads in entry["alignment"].items():
        sides = _sides(beads)
        if sides is None or _count(sides[0]) != entry["paragraphs"]:
            what = f"the alignment with {language} does not go through all paragraphs in order"
            yield Fault("alignment", place, what, _REBUILD)
            continue
        here, there = sides
        if ((), ()) in zip(here, there, strict=True):
            yield Fault("alignment", place, f"the alignment with {language} pairs nothing", _REBUILD)
        ordered = (here, there) if entry["language"] < language else (there, here)
        alignment[language] = (_count(there), hash(ordered))
        met = {place for ours, theirs in beads if ours for place in theirs}
        if alone := _count(there) - len(met):
            lacking[sys.intern(language)] = alone
    return Listed(
        place=place,
        id=entry["id"],
        seed=entry["seed"],
        language=sys.intern(entry["language"]),
        title=entry["title"],
        source=sys.intern(entry["source"]),
        source_url=entry["source_url"],
        published=sys.intern(entry["published"]) if entry["published"] else None,
        story=sys.intern(entry["story"]),
        url=_file_of(entry["url"]),
        markdown=_file_of(entry["markdown"]),
        translations={
            sys.intern(language): _file_of(page) for language, page in entry["translations"].items()
        },
        paragraphs=entry["paragraphs"],
        alignment=alignment,
        lacking=lacking,
    )


def _file_of(page: str) -> str:
    """Interned: each page is named by all its translations."""
    return sys.intern(unquote(page))


_Side = tuple[tuple[int, ...], ...]


def _sides(beads: list[Any]) -> tuple[_Side, _Side] | None:
    """The paragraphs of each side by beads; None unless both sides count up from 0 without a gap.

    A bead may begin with the paragraph that the one before it ends with.
    """
    try:
        here = tuple([tuple(side) for side, _ in beads])
        there = tuple([tuple(side) for _, side in beads])
        return (here, there) if _counts_up(here) and _counts_up(there) else None
    except (TypeError, ValueError):
        return None


def _counts_up(side: _Side) -> bool:
    """Is the order of paragraphs, those that go on in the next bead counted once, 0, 1, 2 …?"""
    reached = 0
    for places in side:
        if not places:
            continue
        if places[0] not in (reached, reached - 1) or places[0] < 0:
            return False
        if places != tuple(range(places[0], places[0] + len(places))):
            return False
        reached = places[-1] + 1
    return True


def _count(side: _Side) -> int:
    """How many paragraphs there are."""
    return max([places[-1] + 1 for places in side if places], default=0)


def _variants(site: Site) -> frozenset[str]:
    """Articles that share story and language with one which the translations point back to."""
    groups: defaultdict[tuple[str, str], list[Listed]] = defaultdict(list)
    for article in site.articles.values():
        groups[article.story, article.language].append(article)
    return frozenset(
        article.url
        for group in groups.values()
        if len(group) > 1
        for article in group
        if not article.translations or not any(_points_back(site, article))
    )


def _points_back(site: Site, article: Listed) -> Iterator[bool]:
    for page in article.translations.values():
        other = site.articles.get(page)
        yield other is not None and other.translations.get(article.language) == article.url


# Table and package


def _check_table(site: Site, path: str, entries: list[dict[str, Any]]) -> Iterator[Fault]:
    """The rows of a part are the scalar fields of its entries (RFC 4180)."""
    rows = yield from _rows(site, path, _COLUMNS)
    if rows is None:
        return
    for number, (entry, row) in enumerate(zip_longest(entries, rows), 1):
        if entry is None or row is None or row != [_cell(entry[name]) for name in _COLUMNS]:
            yield Fault("data", path, f"row {number} is not line {number} of the catalogue", _REBUILD)
            return


def _check_coverage(site: Site, path: str, entries: list[dict[str, Any]]) -> Iterator[Fault]:
    """The rows of a part are its stories, each with all its languages, under the address of its page."""
    rows = yield from _rows(site, path, _STORY_COLUMNS)
    if rows is None:
        return
    stories = [(key, list(group)) for key, group in groupby(entries, itemgetter("story"))]
    for number, (story, row) in enumerate(zip_longest(stories, rows), 1):
        if story is None or row is None or row[0] != story[0]:
            yield Fault("data", path, f"row {number} is not story {number} of the catalogue", _REBUILD)
            return
        _, source, slug, title, published, languages = row
        articles = story[1]
        if languages.split(" ") != sorted({entry["language"] for entry in articles}):
            yield Fault("data", path, f"row {number} has other languages than its story", _REBUILD)
        if (title, published) not in {
            (_cell(entry["title"]), _cell(entry["published"])) for entry in articles
        }:
            yield Fault(
                "data", path, f"row {number} has the title and date of none of its articles", _REBUILD
            )
        if f"stories/{source}/{slug}.html" not in site.files:
            yield Fault("data", path, f"row {number} names no page of a story", _REBUILD)


def _rows(site: Site, path: str, columns: list[str]) -> Generator[Fault, None, list[list[str]] | None]:
    """The rows of a table behind its header; None for what is none."""
    with (site.output / path).open(encoding="utf-8", errors="replace", newline="") as file:
        if not file.readline().endswith("\r\n"):
            yield Fault("data", path, "its lines do not end as RFC 4180 wants them", _REBUILD)
        file.seek(0)
        reader = csv.reader(file, strict=True)
        try:
            if (header := next(reader, None)) != columns:
                yield Fault("data", path, f"its columns are {header}", f"they must be {columns}")
                return None
            rows = list(reader)
        except csv.Error as error:
            yield Fault("data", f"{path}:{reader.line_num}", f"is not CSV: {error}", _REBUILD)
            return None
    if any(len(row) != len(columns) for row in rows):
        yield Fault("data", path, "not every row has all columns", _REBUILD)
        return None
    return rows


def _cell(value: str | int | None) -> str:
    """A value as the table has it; a text like a formula has an apostrophe before it."""
    if value is None:
        return ""
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return "'" + text if isinstance(value, str) and text.startswith(_FORMULA) else text


def _check_package(site: Site, parts: dict[str, set[str]]) -> Iterator[Fault]:
    """The package names exactly the parts there are."""
    if PACKAGE not in site.files:
        if any(parts.values()):
            yield Fault("data", PACKAGE, "there is none, and there is data", _REBUILD)
        return
    try:
        resources = {resource["name"]: resource for resource in json.loads(site.text(PACKAGE))["resources"]}
        listed = {name: resource["path"] for name, resource in resources.items()}
        names = {
            form: [field["name"] for field in resources[form]["schema"]["fields"]]
            for form in ("articles", "coverage")
        }
    except (ValueError, KeyError, TypeError) as error:
        yield Fault("data", PACKAGE, f"is no data package: {error!r}", _REBUILD)
        return
    for name, form in [("catalogue", "jsonl"), ("articles", "csv"), ("coverage", "csv")]:
        there = [f"{name}/{number}.{form}" for number in sorted(parts[name])]
        if listed.get(name) != there:
            what = f"its resource {name!r} does not list exactly the {len(there)} parts there are"
            yield Fault("data", PACKAGE, what, _REBUILD)
    if names != {"articles": _COLUMNS, "coverage": _STORY_COLUMNS}:
        yield Fault("data", PACKAGE, "describes other columns than the table has", _REBUILD)


# The whole catalogue


def check_translations(site: Site) -> Iterator[Fault]:
    """switchers: translations in the catalogue are all of the story's, and point back."""
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for article in site.articles.values():
        languages[article.story].add(article.language)
    for article in site.articles.values():
        there = languages[article.story] - {article.language}
        if there != article.translations.keys():
            what = f"has translations in {_in_words(article.translations)}, and its story is told in {_in_words(there)}"
            yield Fault("switchers", article.place, what, _REBUILD)
        for language, page in article.translations.items():
            other = site.articles.get(page)
            if other is None:
                continue  # the law of data has said so
            if (other.language, other.story) != (language, article.story):
                what = f"{page} is not this story in {language}"
                yield Fault("switchers", article.place, what, _REBUILD)
            elif other.translations.get(article.language) != article.url and article.url not in site.variants:
                what = f"{page} does not point back to {article.url}"
                yield Fault("switchers", article.place, what, _REBUILD)


def _in_words(languages: Collection[str]) -> str:
    return ", ".join(sorted(languages)) or "no other language"


def check_alignment(site: Site) -> Iterator[Fault]:
    """alignment: each pair of versions has one, it covers both, and it is the same read from either side."""
    for article in site.articles.values():
        if article.url in site.variants:
            continue
        if article.alignment.keys() != article.translations.keys():
            what = f"is aligned with {_in_words(article.alignment)}, and translated to {_in_words(article.translations)}"
            yield Fault("alignment", article.place, what, _REBUILD)
        for language, (paragraphs, beads) in article.alignment.items():
            other = site.articles.get(article.translations.get(language, ""))
            if other is None:
                continue
            if paragraphs != other.paragraphs:
                what = f"its alignment with {language} has {paragraphs} paragraphs of {other.paragraphs}"
                yield Fault("alignment", article.place, what, _REBUILD)
            back = other.alignment.get(article.language)
            if back is not None and back[1] != beads and article.language < language:
                what = f"its alignment with {language} is not the one of {other.place}"
                yield Fault("alignment", article.place, what, _REBUILD)
