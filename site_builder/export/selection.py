"""What of a built site goes onto a shelf: the entries of its catalogue that a wish chooses, in its own order.

Shape: one entry of `data/catalogue/*.jsonl` at a time, or one story at a time; memory: one story's entries.
Raises ConfigError for a wish that chooses nothing, and says what there is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from site_builder.config import SiteSettings
from site_builder.errors import ConfigError
from site_builder.text import slugify
from site_builder.value import dataclass

Entry = Mapping[str, Any]
"""One article, as docs/data.md describes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be on the shelf; what is empty chooses all."""

    language: str = ""
    source: str = ""
    story: str = ""
    """The slug of a story, or its key."""
    pair: tuple[str, str] | None = None
    """Two languages, to be read side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What was made."""

    file: Path
    articles: int
    stories: int
    size: int = 0
    """Bytes."""


def chosen(output: Path, wanted: Wanted) -> Iterator[tuple[str, list[Entry]]]:
    """Each story's key with its chosen articles, by language; of a pair, stories that have both languages."""
    found = False
    for key, entries in _stories(output):
        kept = [entry for entry in entries if _is_wanted(entry, wanted)]
        if wanted.pair is not None and {entry["language"] for entry in kept} != {*wanted.pair}:
            continue
        if kept:
            found = True
            yield key, kept
    if not found:
        raise _nothing(output, wanted)


def named(site: SiteSettings, wanted: Wanted) -> str:
    """Name of the file without its ending: the site's, and what is wanted of it."""
    parts = [slugify(site.title) or "library", wanted.language, wanted.source, wanted.story, *(wanted.pair or ())]
    return ".".join(part for part in parts if part)


def _stories(output: Path) -> Iterator[tuple[str, list[Entry]]]:
    for key, entries in groupby(_entries(output), lambda entry: str(entry["story"])):
        yield key, list(entries)


def _entries(output: Path) -> Iterator[Entry]:
    package = json.loads((output / "data/datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        if resource["name"] != "catalogue":
            continue
        for part in resource["path"]:
            with (output / "data" / part).open(encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    if wanted.language and entry["language"] != wanted.language:
        return False
    if wanted.pair is not None and entry["language"] not in wanted.pair:
        return False
    if wanted.source and entry["source"] != wanted.source:
        return False
    return not wanted.story or wanted.story in (entry["story"], slug_of(entry))


def slug_of(entry: Entry) -> str:
    """The slug that all languages of the entry's story share."""
    return re.sub(r"\.html$", "", str(entry["url"]).rpartition("/")[2])


_SHOWN = 12
"""Names of each kind that a message lists."""


def _nothing(output: Path, wanted: Wanted) -> ConfigError:
    """Why nothing was chosen: which of the wishes has no match, and what there is instead."""
    languages: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    stories: Counter[str] = Counter()
    for entry in _entries(output):
        languages[entry["language"]] += 1
        sources[entry["source"]] += 1
        if len(stories) <= _SHOWN or wanted.story:
            stories[slug_of(entry)] += 1
    for kind, names, wishes in (
        ("language", languages, (wanted.language, *(wanted.pair or ()))),
        ("source", sources, (wanted.source,)),
        ("story", stories, (wanted.story,)),
    ):
        for wish in wishes:
            if wish and wish not in names:
                return ConfigError("export", f"there is no {kind} {wish!r}", f"there are: {_listed(names)}")
    if not languages:
        return ConfigError("export", "the site has no articles", "put seeds into seeds/ and build again")
    return ConfigError(
        "export",
        "no article is all that at once",
        f"leave out an option; languages: {_listed(languages)}; sources: {_listed(sources)}",
    )


def _listed(names: Counter[str]) -> str:
    shown = [f"{name} ({count})" for name, count in sorted(names.items(), key=lambda one: (-one[1], one[0]))]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more
