"""A collection of articles with known answers, as its tables tell them.

    articles/        one seed an article
    truth.tsv        file, lang, story, source_url, date, section, author, title, title_in_text, paragraphs ("hard")
    alignment.tsv    file, line, kind (title, para, caption), segments ("3-5"; empty: not known)
    boilerplate.tsv  file, line, kind (image, source, comment, byline …): lines that are no content
    short.tsv        id, kind (title, 200), lang, text; may be missing
    html/            pages and pages.jsonl; may be missing

Tables are tab-separated with one header line and no quoting. Memory: the tables.
"""

import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

csv.field_size_limit(1 << 30)

Row = dict[str, str]


@dataclass(frozen=True)
class Collection:
    """The tables of a folder."""

    folder: Path
    truth: dict[str, Row] = field(repr=False)
    """File → its row."""
    kinds: dict[tuple[str, int], str] = field(repr=False)
    """File and line → what the line is; every line that is not blank."""
    segments: dict[str, dict[int, frozenset[int]]] = field(repr=False)
    """File → content line → segments of the original that it says."""
    untold: frozenset[str] = field(repr=False)
    """Files with lines whose segments are not known: they are not asked about alignment."""

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @cached_property
    def short(self) -> list[Row]:
        """Headlines and beginnings."""
        file = self.folder / "short.tsv"
        return rows(file) if file.exists() else []

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """Web pages, and what belongs to their text."""
        file = self.folder / "html" / "pages.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def pairs(self, per_story: int = 3) -> list[tuple[str, str]]:
        """Pairs of translations to align: some of each story, drawn alike at each run."""
        draw = random.Random("pairs")
        stories = defaultdict(list)
        for file in sorted(self.truth.keys() - self.untold):
            stories[self.truth[file]["story"]].append(file)
        pairs = set()
        for story in sorted(stories):
            for _ in range(min(per_story, len(stories[story]) - 1)):
                one, other = draw.sample(stories[story], 2)
                if base(self.truth[one]["lang"]) != base(self.truth[other]["lang"]):
                    pairs.add((one, other))
        return sorted(pairs)


def read_collection(folder: Path) -> Collection:
    """The collection in a folder; FileNotFoundError where it is none."""
    kinds = {}
    segments: defaultdict[str, dict[int, frozenset[int]]] = defaultdict(dict)
    untold = set()
    for row in rows(folder / "alignment.tsv"):
        file, line = row["file"], int(row["line"])
        kinds[file, line] = row["kind"]
        first, _, last = row["segments"].partition("-")
        if first:
            segments[file][line] = frozenset(range(int(first), int(last) + 1))
        else:
            untold.add(file)
    for row in rows(folder / "boilerplate.tsv"):
        kinds[row["file"], int(row["line"])] = row["kind"]
    truth = {row["file"]: row for row in rows(folder / "truth.tsv")}
    return Collection(folder, truth, kinds, dict(segments), frozenset(untold))


def rows(file: Path) -> list[Row]:
    """The rows of a table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_rows(file: Path, names: list[str], table: list[list[str]]) -> None:
    """A table in the same form; a tab or a line break in a value becomes a space."""
    lines = ["\t".join(names), *("\t".join(" ".join(str(one).split()) for one in row) for row in table)]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def base(tag: str) -> str:
    """A tag without script and region."""
    return tag.split("-")[0]
