"""What cleaning and describing make of a collection, as the tab-separated tables that its scorers read.

    python -m bench.cleaning COLLECTION lines [--without TAG ...] > lines.tsv
    python -m bench.cleaning COLLECTION facts > facts.tsv

The collection: a folder with `truth.tsv` and the files it names. `--without` takes the words of languages out of the
table of labels ("all": every language) for the articles in these languages, so that what is left is what lines tell
by their form alone. Memory: one article. Raises OSError for a collection that is none.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from site_builder.clean import clean_seed, words
from site_builder.config import CleanSettings, DescribeSettings, ReadSettings
from site_builder.describe import describe_article
from site_builder.errors import SeedError
from site_builder.model import Cleaned
from site_builder.read import SeedFile, read_seed

FACTS = ("source_url", "site", "date", "section", "author", "title")
_KINDS = {"paragraph": "para", "boilerplate": "menu"}
_LANGUAGE_SUFFIX = re.compile(r"\.[a-z]{2}(?:-[a-z]{2})?\.html$")
_CONTENT = {"heading", "quote", "list", "table", "code"}
"""Kinds that a table of lines knows as paragraphs."""


def truth(collection: Path) -> list[dict[str, str]]:
    """Rows of the collection's own table."""
    with (collection / "truth.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def cleaned_of(collection: Path, name: str) -> Cleaned | None:
    """One article of the collection, cleaned; None where nothing is left of it."""
    folder = collection / "articles"
    try:
        seed = read_seed(SeedFile(os.fsencode(folder), os.fsencode(name)), ReadSettings())
        return clean_seed(seed, CleanSettings())
    except SeedError:
        return None


def line_rows(collection: Path, languages: Collection[str] | None = None) -> Iterator[tuple[str, int, str]]:
    """File, line from 1 and kind of each line with text; of the given languages alone, if any are given."""
    for row in truth(collection):
        if languages is not None and row["lang"] not in languages:
            continue
        cleaned = cleaned_of(collection, row["file"])
        for line in cleaned.lines if cleaned else ():
            if line.kind != "blank":
                kind = "para" if line.kind in _CONTENT else _KINDS.get(line.kind, line.kind)
                yield row["file"], line.number, kind


def fact_rows(collection: Path) -> Iterator[tuple[str, ...]]:
    """File and the facts in the order of `FACTS`; an unknown one is empty. A headline as it is printed: its final stop,
    which a page leaves out, is part of what the tables of truth hold.
    """
    for row in truth(collection):
        cleaned = cleaned_of(collection, row["file"])
        if cleaned is None:
            yield row["file"], *[""] * len(FACTS)
            continue
        article = describe_article(cleaned, DescribeSettings())
        url = _normal(article.source_url) if article.source_url else ""
        facts = (
            url,
            urlsplit(url).netloc,
            article.published,
            article.section,
            article.author,
            cleaned.headline or article.title,
        )
        yield row["file"], *[(fact or "").replace("\t", " ") for fact in facts]


def _normal(url: str) -> str:
    """The form of the scorers' table: https, `www.` before the host, no suffix of a language, else as it is printed."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.startswith("www.") else f"www.{parts.netloc}"
    return urlunsplit(("https", host, _LANGUAGE_SUFFIX.sub("", parts.path), parts.query, ""))


def forget(languages: Collection[str]) -> None:
    """Take the words of these languages out of the table, in this process; "all" for every language."""
    path = Path(words.__file__).with_name("words.toml")
    table = words.read_table(path.read_text(encoding="utf-8"))
    lost = [tag for tag in table if "all" in languages or tag in languages or tag.split("-")[0] in languages]
    for tag in lost:
        del table[tag]
    left = {
        kind: frozenset(words.fold(entry) for entries in table.values() for entry in entries[kind])
        for kind in words.Words._fields
    }
    words.words.cache_clear()
    words._kinds.cache_clear()
    words._longest.cache_clear()
    words._run.cache_clear()
    words.words = lambda: words.Words(**left)  # type: ignore[assignment]


def main() -> None:
    parser = argparse.ArgumentParser(description="Tables of lines or facts for the scorers.")
    parser.add_argument("collection", type=Path)
    parser.add_argument("table", choices=("lines", "facts"))
    parser.add_argument("--without", nargs="+", default=(), help="languages whose words are forgotten")
    given = parser.parse_args()
    if given.table == "facts":
        print("file", *FACTS, sep="\t")
        for facts in fact_rows(given.collection):
            print(*facts, sep="\t")
        return
    print("file", "line", "kind", sep="\t")
    if given.without:
        forget(given.without)
    for found in line_rows(given.collection):
        print(*found, sep="\t")


if __name__ == "__main__":
    main()
