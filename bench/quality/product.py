"""Run the product on seeds and read off what it answers: `build`, then `explain --all --json`, as a user would.

Every run has folders of its own below the work folder, and a configuration of defaults. Memory: what explain says.
"""

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Cost, run_measured
from bench.quality.collection import Collection
from bench.quality.scores import Links

ROOT = Path(__file__).parents[2]

_KINDS = {
    "heading": "para",
    "paragraph": "para",
    "quote": "para",
    "list": "para",
    "table": "para",
    "code": "para",
}
"""Our kinds of lines → those of the tables, where they have other names."""


@dataclass(frozen=True)
class Answers:
    """What the product said of some seeds."""

    explained: dict[str, dict[str, Any]]
    """Seed → what `explain` says, for each that became an article."""
    output: Path
    build: Cost | None

    def language(self) -> dict[str, str]:
        return {seed: one["article"]["language"] for seed, one in self.explained.items()}

    def confidence(self) -> dict[str, float]:
        """How sure each language is."""
        return {
            seed: float(one["article"]["provenance"].get("language", {}).get("confidence", 0))
            for seed, one in self.explained.items()
        }

    def stories(self) -> dict[str, str]:
        return {seed: one["article"]["story"] for seed, one in self.explained.items()}

    def lines(self) -> dict[tuple[str, int], str]:
        return {
            (seed, line["line"]): _KINDS.get(line["kind"], line["kind"])
            for seed, one in self.explained.items()
            for line in one["lines"]
            if line["kind"] != "blank"
        }

    def facts(self) -> dict[str, dict[str, str]]:
        names = ("source_url", "source", "section", "author", "title")
        return {
            seed: {name: one["article"][name] or "" for name in names}
            | {"date": one["article"]["published"] or "", "site": one["article"]["source"]}
            for seed, one in self.explained.items()
        }

    def links(self, pairs: Iterable[tuple[str, str]]) -> Links:
        """Links between lines of seeds: those of blocks that stand in one bead, and of the two headlines."""
        links: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
        for one, other in pairs:
            left, right = self.explained.get(one), self.explained.get(other)
            if left is None or right is None or left["article"]["story"] != right["article"]["story"]:
                continue
            beads = left["article"]["alignment"].get(right["article"]["language"])
            if beads is None or right["article"]["url"] != left["article"]["translations"].get(
                right["article"]["language"]
            ):
                continue  # one of the two is a variant
            lines, others = _lines_of_blocks(left), _lines_of_blocks(right)
            for blocks, also in [*beads, ([None], [None])]:
                links[one, other].update(
                    (a, b)
                    for block in blocks
                    for a in lines.get(block, ())
                    for there in also
                    for b in others.get(there, ())
                )
        return links

    def texts(self) -> dict[str, dict[str, str]]:
        """Facts and the published Markdown without its front matter."""
        return {
            seed: self.facts()[seed]
            | {"text": (self.output / one["article"]["markdown"]).read_text("utf-8").split("---\n", 2)[-1]}
            for seed, one in self.explained.items()
        }


def _lines_of_blocks(one: Mapping[str, Any]) -> dict[int | None, list[int]]:
    """Block → its lines; the headline, which is in no block, under None."""
    found = defaultdict(list)
    for line in one["lines"]:
        if line["block"] is not None or line["kind"] == "title":
            found[line["block"]].append(line["line"])
    return found


def answers(seeds: Path, work: Path, *, build: bool = True) -> Answers:
    """What the product says of a folder of seeds; without `build`, `explain` alone."""
    work.mkdir(parents=True, exist_ok=True)
    (work / "site.toml").touch()
    where = ["--seeds", seeds, "--output", work / "output", "--cache", work / "cache"]
    options = [*map(str, where), "--config", str(work / "site.toml")]
    product = [sys.executable, "-m", "site_builder"]
    cost = run_measured([*product, "build", "--quiet", *options], ROOT) if build else None
    said = work / "explained.jsonl"
    run_measured([*product, "explain", "--all", "--json", *options], ROOT, said)
    explained = [json.loads(line) for line in said.read_text("utf-8").splitlines()]
    known = {one["seed"]: one for one in explained if one["article"] is not None}
    return Answers(known, work / "output", cost)


# Seeds of other forms


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def without_sources(collection: Collection, folder: Path) -> Path:
    """The articles, their source lines taken away."""
    taken = defaultdict(set)
    for (file, line), kind in collection.kinds.items():
        if kind == "source":
            taken[file].add(line)
    for file in collection.truth:
        write_without(collection.articles / file, folder / file, taken[file])
    return folder


def write_without(seed: Path, target: Path, lines: Iterable[int]) -> None:
    """A seed without some of its lines, which are numbered from 1."""
    whole = seed.read_bytes().split(b"\n")
    target.write_bytes(b"\n".join(line for number, line in enumerate(whole, 1) if number not in {*lines}))


def printing_none(collection: Collection, folder: Path) -> Path:
    """The articles that print no source URL."""
    for file, row in collection.truth.items():
        if not row["source_url"]:
            shutil.copyfile(collection.articles / file, folder / file)
    return folder


def stated(collection: Collection, folder: Path) -> Path:
    """The articles with language and story stated, so that alignment alone is measured."""
    for file, row in collection.truth.items():
        shutil.copyfile(collection.articles / file, folder / file)
        sidecar = f'story = "{row["story"]}"\nlanguage = "{row["lang"]}"\n'
        (folder / file).with_suffix(".toml").write_text(sidecar, "utf-8")
    return folder


def short_texts(collection: Collection, folder: Path) -> Path:
    """Each short text as a seed; each a story of its own, for a translation beside it would help."""
    for row in collection.short:
        (folder / f"{row['id']}.txt").write_text(row["text"] + "\n", "utf-8")
        (folder / f"{row['id']}.toml").write_text(f'story = "{row["id"]}"\n', "utf-8")
    return folder
