"""`python -m bench.quality COLLECTION`: the product on a collection, and a table of what it understood.

Runs of the product, each with folders of its own: the articles as they are; their source lines taken away; those that
print none; language and story stated (alignment alone); the short texts; the web pages; the project's own five seeds
without their source lines. Memory: the tables, and what explain says of one run.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Cost
from bench.quality.collection import Collection, read_collection, write_rows
from bench.quality.floors import raised, read_floors
from bench.quality.product import (
    ROOT,
    Answers,
    answers,
    fresh,
    printing_none,
    short_texts,
    stated,
    without_sources,
    write_without,
)
from bench.quality.scores import (
    UNDETERMINED,
    Figure,
    Links,
    alignment_figures,
    fact_figures,
    language_figures,
    line_figures,
    page_figures,
    story_figures,
)

_BARS = {
    "language, whole articles: major": (0.993, 0.998),
    "language, whole articles: all": (0.93, 0.98),
    "language, headlines: major": (0.96, 0.985),
    "language, headlines: all": (0.87, 0.95),
    "stories, by URL: pairs P": (1.0, 1.0),
    "stories, by URL: pairs R": (1.0, 1.0),
    "stories, URLs taken away: pairs P": (0.995, 0.999),
    "stories, URLs taken away: pairs R": (0.97, 0.985),
    "stories, URLs taken away: B-cubed F1": (0.975, 0.985),
    "stories, printing no URL: pairs P": (0.995, 0.999),
    "stories, printing no URL: pairs R": (0.97, 0.985),
    "stories, printing no URL: B-cubed F1": (0.975, 0.985),
    "alignment, links F1: all": (0.978, 0.99),
    "alignment, links F1: one to one": (0.993, 0.998),
    "alignment, links F1: broken elsewhere": (0.97, 0.98),
    "lines: content kept": (0.998, 1.0),
    "lines: clutter removed": (0.995, 0.999),
    "headline in the text: P": (0.97, 0.99),
    "headline in the text: R": (0.85, 0.97),
    "date from URL": (1.0, 1.0),
}
"""Figure → what must hold and what is aimed at, on a collection that nothing was fitted to."""


def main(words: Sequence[str] | None = None) -> int:
    """The command; its exit status."""
    options = _parser().parse_args(words)
    collection = read_collection(options.collection)
    with tempfile.TemporaryDirectory(prefix="quality-") as made:
        work = options.work or Path(made)
        figures, costs = measure(collection, work, options.predictions, bare_only=options.no_url)
    print(*table(figures), "", *cost_lines(costs), sep="\n")
    if options.write_floors:
        file = options.collection.parent / "floors.toml"
        today = datetime.now(tz=UTC).date()
        try:
            file.write_text(raised(figures, read_floors(file), options.reason, today), "utf-8")
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        print(f"floors: {file}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality",
        description="Measures what the product understands of a collection whose answers are known.",
        epilog="Example: python -m bench.quality tests/quality/collection --write-floors",
    )
    parser.add_argument("collection", type=Path, help="folder with articles/, truth.tsv and the other tables")
    parser.add_argument("--work", type=Path, metavar="DIR", help="work here and leave what was made")
    parser.add_argument("--no-url", action="store_true", help="measure stories without URL, nothing else")
    parser.add_argument(
        "--predictions", type=Path, metavar="DIR", help="write the answers as tables, for other scorers"
    )
    parser.add_argument(
        "--write-floors", action="store_true", help="write floors.toml beside the collection, a little lower"
    )
    parser.add_argument("--reason", default="", help="why a floor goes down")
    return parser


def measure(
    collection: Collection, work: Path, predictions: Path | None = None, *, bare_only: bool = False
) -> tuple[list[Figure], dict[str, Cost]]:
    """All figures, and what the builds of whole articles took."""
    figures: list[Figure] = []
    costs: dict[str, Cost] = {}
    tables = _Tables(predictions)
    stories = {file: row["story"] for file, row in collection.truth.items()}

    def told(name: str, seeds: Path, *, build: bool = False) -> Answers:
        found = answers(seeds, fresh(work / f"{name}-run"), build=build)
        if found.build is not None:
            costs[name] = found.build
        return found

    if not bare_only:
        whole = told("as they are", collection.articles, build=True)
        known = {file: row["lang"] for file, row in collection.truth.items()}
        figures += language_figures("whole articles", known, whole.language())
        short = told("short", short_texts(collection, fresh(work / "short")))
        for kind, name in (("title", "headlines"), ("200", "200 characters")):
            tags = {row["id"]: row["lang"] for row in collection.short if row["kind"] == kind}
            said = {seed.removesuffix(".txt"): tag for seed, tag in short.language().items()}
            figures += language_figures(name, tags, said) if tags else []
        with_url = {file: story for file, story in stories.items() if collection.truth[file]["source_url"]}
        figures += story_figures("by URL", with_url, whole.stories())
        tables.languages(collection, whole, short)
        tables.groups("groups-url", whole)
    bare = told("without URLs", without_sources(collection, fresh(work / "bare")), build=True)
    figures += story_figures("URLs taken away", stories, bare.stories())
    none = told("none", printing_none(collection, fresh(work / "none")))
    of_none = {file: story for file, story in stories.items() if not collection.truth[file]["source_url"]}
    figures += story_figures("printing no URL", of_none, none.stories())
    twins = {file: story for file, story in of_none.items() if collection.truth[file]["set"] == "made-up"}
    figures += story_figures("told in the same words", twins, none.stories()) if twins else []
    figures += _own_seeds(told("own", _own_bare(fresh(work / "own"))))
    tables.groups("groups-bare", bare)
    tables.groups("groups-none", none)
    if bare_only:
        return figures, costs
    aligned = told("stated", stated(collection, fresh(work / "stated")))
    links = aligned.links(collection.pairs())
    figures += alignment_figures(collection, links)
    figures += line_figures(collection, whole.lines())
    figures += fact_figures(collection, whole.facts())
    tables.rest(collection, links, whole)
    if collection.pages:
        pages = told("pages", collection.folder / "html", build=True)
        costs.pop("pages")
        figures += page_figures(collection.pages, pages.texts())
    return figures, costs


# The project's own seeds: 000, 001 and 002 are one story, by their source lines

_OWN = ROOT / "seeds"


def _own_bare(folder: Path) -> Path:
    """The five seeds without the lines that `clean` takes for the source."""
    said = answers(_OWN, folder.parent / "own-first", build=False)
    for seed, one in said.explained.items():
        sources = [line["line"] for line in one["lines"] if line["kind"] == "source"]
        write_without(_OWN / seed, folder / seed, sources)
    return folder


def _own_seeds(found: Answers) -> list[Figure]:
    told = found.stories()
    first = {seed: "one" if seed[:3] in ("000", "001", "002") else seed for seed in told}
    return story_figures("own five seeds without URLs", first, told)[:2]


# What is printed and written


def table(figures: Iterable[Figure]) -> Iterable[str]:
    """A line a figure, with what must hold and what is aimed at."""
    yield f"{'':<50}{'':>8}  {'of':>9}  {'must':>6} {'aim':>6}"
    for figure in figures:
        must, aim = _BARS.get(figure.name, (None, None))
        bars = f"{must:>6} {aim:>6}" if must is not None else " " * 13
        missed = "  missed" if must is not None and figure.value < must else ""
        note = f"  ({figure.note})" if figure.note else ""
        yield f"{figure.name:<50}{figure.value:>8.4f}  {figure.of:>9,}  {bars}{missed}{note}".rstrip()


def cost_lines(costs: dict[str, Cost]) -> Iterable[str]:
    """What the builds took."""
    for name, cost in costs.items():
        yield f"build, {name}: {cost.wall:.1f} s, {cost.cpu:.1f} s CPU, {cost.peak_mb:.0f} MB"


class _Tables:
    """Answers as tables, in the form that the collection's README asks scorers to read; nothing without a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def languages(self, collection: Collection, whole: Answers, short: Answers) -> None:
        """`language.tsv`."""
        names = {
            **{file: file for file in collection.truth},
            **{f"{row['id']}.txt": row["id"] for row in collection.short},
        }
        told = {**whole.language(), **short.language()}
        sure = {**whole.confidence(), **short.confidence()}
        rows = [
            [name, told.get(seed, UNDETERMINED), str(sure.get(seed, 0.0))] for seed, name in names.items()
        ]
        self._write("language", ["id", "lang", "confidence"], rows)

    def groups(self, name: str, found: Answers) -> None:
        """`groups-….tsv`."""
        self._write(name, ["file", "group"], [list(row) for row in found.stories().items()])

    def rest(self, collection: Collection, links: Links, whole: Answers) -> None:
        """`pairs.tsv`, `links.tsv`, `lines.tsv` and `facts.tsv`."""
        self._write("pairs", ["file_a", "file_b"], [list(pair) for pair in collection.pairs()])
        linked = [
            [one, str(a), other, str(b)]
            for (one, other), lines in sorted(links.items())
            for a, b in sorted(lines)
        ]
        self._write("links", ["file_a", "line_a", "file_b", "line_b"], linked)
        lines = [[file, str(line), kind] for (file, line), kind in whole.lines().items()]
        self._write("lines", ["file", "line", "kind"], lines)
        names = ["source_url", "site", "date", "section", "author", "title"]
        facts = [[file, *(one[name] for name in names)] for file, one in whole.facts().items()]
        self._write("facts", ["file", *names], facts)

    def _write(self, name: str, names: list[str], rows: list[list[str]]) -> None:
        if self._folder is not None:
            write_rows(self._folder / f"{name}.tsv", names, rows)
